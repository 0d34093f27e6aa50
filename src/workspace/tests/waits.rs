use super::{GOOD, check, check_with, good};

fn check_line(line: &str, expected: &[&str]) {
    check_with("load =", &format!("{line}\nload ="), expected);
}

#[test]
fn days_and_markers() {
    check_line("require_every_day = true", &[]);
    check_line(
        "require_every_day = 1",
        &["7:21: pipelines.sales.require_every_day: must be true or false, not a whole number"],
    );
    check_line("complete_when = \"*.done\"", &[]);
    check_line("complete_when = \"\"", &["7:17: pipelines.sales.complete_when: is empty"]);
    check_line("complete_when = \"done/*\"", &["7:17: pipelines.sales.complete_when: `done/*` has a folder in it"]);
    let marker = |pattern: &str, name: &str, expected: bool| {
        let text = GOOD.replace("load =", &format!("complete_when = \"{pattern}\"\nload ="));
        let marker = good(&text).pipelines[0].complete_when.clone().unwrap();
        assert_eq!(marker.matches(name), expected, "{pattern} {name}");
    };
    marker("*.done", "20241012.done", true);
    marker("*.done", "20241012.done2", false);
    marker("eot_????????", "eot_20241012", true);
    marker("eot_????????", "eot_2024101", false);
    marker("a.b", "aXb", false);
}

#[test]
fn needs() {
    check_line("depends_on = []", &[]);
    check_line("depends_on = [\"sales\"]", &["7:15: pipelines.sales.depends_on[1]: `sales` cannot wait for itself"]);
    check_line("depends_on = [\"sale\"]", &["7:15: pipelines.sales.depends_on[1]: no pipeline named `sale`"]);
    check_line("depends_on = [1]", &["7:15: pipelines.sales.depends_on[1]: must be text, not a whole number"]);
    let other = GOOD.split_once("\n\n").unwrap().1.replace("sales", "stock");
    let both = |sales: &str, stock: &str| {
        let with = |text: &str, list: &str| text.replace("load =", &format!("depends_on = [{list}]\nload ="));
        format!("{}{}", with(GOOD, sales), with(&other, stock))
    };
    check(&both("\"stock\"", ""), &[]);
    check(
        &both("\"stock\"", "\"sales\""),
        &[
            "7:15: pipelines.sales.depends_on[1]: `sales` waits for `stock`, which waits for it in turn",
            "18:15: pipelines.stock.depends_on[1]: `stock` waits for `sales`, which waits for it in turn",
        ],
    );
}

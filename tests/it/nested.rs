//! Columns that lie in objects of a JSON file, from the landing zone to a correction and a resend.

use std::fs;

use shoptui::run::RunResult;

use super::support::Shop;

const CONFIG: &str = r#"
[pipelines.taps]
files = 'taps_(?<date>\d{8})\.json'
format = { type = "json" }
load = "snapshot"
key = ["user_id"]
max_shrink = 1.0
columns = [
  { name = "user_id", type = "int", required = true },
  { name = "position", type = "int", required = true, from = "event_data.position" },
  { name = "value_prop", type = "string", from = ["event_data.value_prop", "event_data.at.prop"] },
]
"#;

fn row(user: u32, data: &str) -> String {
    format!("{{\"user_id\":{user},\"event_data\":{data}}}\n")
}

#[test]
fn rejected_corrected_and_sent_again() {
    let shop = Shop::new(CONFIG);
    let day = [
        row(1, r#"{"position":0,"value_prop":"cellphone"}"#),
        row(2, r#"{"position":"third","value_prop":"credits"}"#),
        row(3, "null"),
        row(4, "7"),
        row(5, r#"{"position":5,"extra":true}"#),
        row(6, r#"{"position":6,"at":{"prop":"points"}}"#),
    ];
    shop.land("taps_20201101.json", day.concat());
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    assert_eq!(
        shop.versions("taps"),
        "user_id,position,value_prop,effective_from,expiry_date,is_current\n\
         1,0,cellphone,2020-11-01,2099-12-31,true\n6,6,points,2020-11-01,2099-12-31,true\n"
    );
    let report = shop.read("error_reports/errors_taps_20201101.csv");
    assert_eq!(
        report.lines().collect::<Vec<_>>(),
        [
            "user_id,position,value_prop,line,errors",
            r#"2,third,credits,2,"position: not a whole number (got ""third"")""#,
            "3,,,3,\"position: required, but empty\"",
            "4,,,4,\"field `event_data` is no object, and columns are read from it: `7`\"",
            "5,5,,5,field `event_data.extra` is in no column of the schema: `true`",
        ]
    );

    let fix = shop.at("fix.csv");
    assert_eq!(shop.cli(&["errors", "fix", "taps", "2020-11-01", "-o", fix.to_str().unwrap()]).code, 0);
    let text = fs::read_to_string(&fix).unwrap();
    let text = text.replace("2,third,credits", "2,3,credits").replace("\n4,,,", "\n4,4,,").replace("\n3,,,", "\n3,1,,");
    fs::write(&fix, text).unwrap();
    let applied = shop.cli(&["errors", "apply", fix.to_str().unwrap()]);
    assert!(matches!(applied.code, 0 | 3), "{}{}", applied.out, applied.err);
    let table = shop.versions("taps");
    for row in ["2,3,credits,", "3,1,,", "4,4,,"] {
        assert!(table.contains(&format!("\n{row}2020-11-01")), "{table}");
    }
    shop.assert_sound();

    // The sender corrects the file; the same rows as an array.
    let again: Vec<String> = (1..=6).map(|user| row(user, &format!(r#"{{"position":{user}}}"#))).collect();
    shop.land("taps_20201101.json", format!("[{}]", again.join(",")));
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(shop.versions("taps").lines().count(), 7);
    shop.assert_sound();
}

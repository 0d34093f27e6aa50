//! Rows that refer to another table follow it, whichever of the two comes first; and the control file of a day.

use super::super::support::Shop;

const CONFIG: &str = r#"
[pipelines.people]
files = 'people_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "snapshot"
key = ["id"]
max_shrink = 1.0
columns = [ { name = "id", type = "int" }, { name = "mail", type = "string", unique = true } ]

[pipelines.buys]
files = 'buys_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "transaction"
key = ["no"]
expression = "total = qty * price"
control = { files = 'buys_(?<date>\d{8})\.ctl', rows = 'rows=(\d+)' }
columns = [
  { name = "no", type = "int" },
  { name = "id", type = "int", references = "people.id" },
  { name = "qty", type = "int" },
  { name = "price", type = "decimal(10,2)" },
  { name = "total", type = "decimal(10,2)" },
]
"#;

/// Two days of people, of whom the third comes on the second day; what all buy on it.
fn land_people(shop: &Shop, day: u32, rows: &str) {
    shop.land(&format!("people_202410{day:02}.csv"), format!("id,mail\n{rows}"));
}

fn land_buys(shop: &Shop) {
    shop.land("buys_20241010.csv", "no,id,qty,price,total\n1,1,3,0.10,0.30\n2,2,1,5.00,5.01\n3,3,1,1.00,1.00\n");
}

fn loaded(shop: &Shop) -> Vec<String> {
    let versions = shop.versions("buys");
    versions.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

#[track_caller]
fn run(shop: &Shop, code: i32, buys: &[&str]) {
    let ran = shop.cli(&["run"]);
    assert_eq!((ran.code, loaded(shop)), (code, buys.iter().map(|&b| b.to_owned()).collect()), "{}", ran.err);
    let verify = shop.cli(&["verify"]);
    assert_eq!(verify.code, 0, "{}{}", verify.out, verify.err);
}

#[test]
fn rows_follow_the_table_that_they_refer_to() {
    let shop = Shop::new(CONFIG);
    land_people(&shop, 9, "1,a@x\n2,b@x\n");
    land_buys(&shop);
    // Its control file is not there.
    run(&shop, 3, &[]);
    assert_eq!(shop.names("landing_zone"), ["buys_20241010.csv"]);
    shop.land("buys_20241010.ctl", "rows=3\n");
    run(&shop, 3, &["1"]);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    assert_eq!(shop.reasons("errors_buys_20241010.csv").len(), 2);
    // The third comes with an address that another has: both are rejected, and nothing can refer to it yet.
    land_people(&shop, 10, "1,a@x\n2,b@x\n3,c@x\n4,c@x\n");
    run(&shop, 3, &["1"]);
    // Two swap their addresses in one file: no two have the same at any time.
    land_people(&shop, 10, "1,b@x\n2,a@x\n3,c@x\n");
    run(&shop, 0, &["1", "3"]);
    let undo = shop.cli(&["undo"]);
    assert_eq!((undo.code, loaded(&shop)), (0, vec!["1".to_owned()]), "{}", undo.err);
    run(&shop, 0, &["1", "3"]);
}

#[test]
fn a_correction_is_kept_with_who_made_it_and_can_be_taken_back() {
    let shop = Shop::new(CONFIG);
    land_people(&shop, 10, "1,a@x\n2,b@x\n3,c@x\n");
    land_buys(&shop);
    shop.land("buys_20241010.ctl", "rows=3\n");
    run(&shop, 3, &["1", "3"]);
    let fix = |args: &[&str]| shop.cli(&[&["errors"], args].concat());
    assert_eq!(fix(&["fix", "buys", "2024-10-10"]).code, 0);
    let path = "fixes/fix_buys_20241010.csv";
    assert_eq!(fix(&["fix", "buys", "2024-10-10"]).code, 2, "an edited file is not written over");
    let text = shop.read(path);
    assert_eq!(fix(&["apply", path, "--by", "Ann"]).code, 0, "nothing was edited");
    std::fs::write(shop.at(path), text.replace("5.01", "5.02")).unwrap();
    assert_eq!(fix(&["apply", path, "--by", "Ann"]).code, 1, "it is still wrong");
    assert_eq!(loaded(&shop), ["1", "3"]);
    std::fs::write(shop.at(path), text.replace("5.01", "5.00")).unwrap();
    let applied = fix(&["apply", path, "--by", "Ann"]);
    assert_eq!((applied.code, loaded(&shop)), (0, ["1", "2", "3"].map(str::to_owned).to_vec()), "{}", applied.err);
    assert!(shop.read("archive/buys/corrections/buys_20241010.csv.1.csv").contains(",Ann,"));
    assert!(shop.read("archive/buys/buys_20241010.csv").contains("5.01"), "the file stays as it came");
    let verify = shop.cli(&["verify"]);
    assert_eq!(verify.code, 0, "{}{}", verify.out, verify.err);
    assert_eq!(fix(&["apply", path, "--by", "Ann"]).code, 2, "the row is no longer rejected");
    let undo = shop.cli(&["undo"]);
    assert_eq!((undo.code, loaded(&shop)), (0, ["1", "3"].map(str::to_owned).to_vec()), "{}", undo.err);
    run(&shop, 0, &["1", "3"]);
}

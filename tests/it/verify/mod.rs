//! `verify`: that it holds for what is sound, and finds what is not; `verify --rebuild`.

mod broken;
mod files;
mod schema;
mod sound;

use serde_json::Value;

use crate::support::{Shop, people_config};

const HEADER: &str = "id,name,tier,note\n";

/// A shop with the files of these days loaded; the rows of a file are parted by `;`.
fn loaded(load: &str, days: &[(&str, &str)]) -> Shop {
    let shop = Shop::new(&people_config(load, 1.0));
    days.iter().for_each(|(day, rows)| land(&shop, day, rows));
    run(&shop, 0);
    shop
}

fn land(shop: &Shop, day: &str, rows: &str) {
    let rows = rows.split(';').map(str::trim).filter(|row| !row.is_empty());
    shop.land(&file(day), rows.fold(HEADER.to_owned(), |text, row| text + row + "\n"));
}

fn file(day: &str) -> String {
    format!("people_{}.csv", day.replace('-', ""))
}

#[track_caller]
fn run(shop: &Shop, code: i32) {
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, code, "{}", run.err);
}

/// Three days with changes, an end and a return.
fn three_days() -> Shop {
    loaded(
        "snapshot",
        &[
            ("2024-10-09", "1,Ann,gold,; 2,Bo,silver,x"),
            ("2024-10-10", "1,Ann,silver,; 3,Cy,gold,"),
            ("2024-10-11", "1,Ann,silver,; 2,Bo,silver,y; 3,Cy,gold,"),
        ],
    )
}

/// Every table is what its files make it, the other files are as they were written, and nothing of the workspace changed;
/// gives the lines of the tables.
#[track_caller]
fn holds(shop: &Shop) -> String {
    let (before, runs) = (shop.state(), shop.names("warehouse/_runs"));
    let verified = shop.cli(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    assert!(verified.out.lines().all(|line| line.contains("  ok  ")), "{}", verified.out);
    assert_eq!((shop.state(), shop.names("warehouse/_runs")), (before, runs));
    let (tables, files) = verified.out.trim_end().rsplit_once('\n').unwrap();
    assert!(files.starts_with("files "), "{files}");
    format!("{tables}\n")
}

/// A table differs, or the files beside them: the beginning of its line, and all its differences.
#[track_caller]
fn differs(shop: &Shop, line: &str) -> Vec<Value> {
    let runs = shop.names("warehouse/_runs");
    let verified = shop.cli(&["verify"]);
    assert_eq!((verified.code, verified.err.as_str()), (1, ""), "{}", verified.out);
    assert!(verified.out.lines().any(|l| l.starts_with(line)), "{line}\n{}", verified.out);
    let verified = shop.cli(&["verify", "--json"]);
    assert_eq!(verified.code, 1);
    assert_eq!(shop.names("warehouse/_runs"), runs);
    let tables: Value = serde_json::from_str(&verified.out).unwrap();
    let name = line.split_whitespace().next().unwrap();
    let name = if name == "files" { Value::Null } else { name.into() };
    let table = tables.as_array().unwrap().iter().find(|table| table["table"] == name).unwrap();
    assert_eq!(table["result"], "differs");
    table["differences"].as_array().unwrap().clone()
}

/// What was looked at, of each difference.
fn what(differences: &[Value]) -> Vec<&str> {
    differences.iter().map(|one| one["what"].as_str().unwrap()).collect()
}

//! `export` of days, in every format, and what a spreadsheet makes of it.

use std::fs;

use polars::prelude::*;
use serde_json::Value;

use super::{json, look};
use crate::support::{Shop, people_config, versions, week};

#[test]
fn what_held_on_a_day_and_what_is_current() {
    let count = |args: &[&str]| {
        let all = [&["export", "product", "--format", "json"], args].concat();
        json(&look(&all)).as_array().unwrap().len()
    };
    let sql = ["query", "--format", "csv", "SELECT COUNT(*) AS n FROM product"];
    assert_eq!(look(&sql).out, format!("n\n{}\n", count(&[])));
    assert_eq!(
        (count(&["--current"]), count(&["--as-of", "2024-10-09"]), count(&["--as-of", "2024-10-12"])),
        (11, 10, 11)
    );
    assert_eq!((count(&["--as-of", "2024-10-08"]), count(&["--as-of", "2030-01-01"])), (0, 11));
    assert_eq!(week().cli(&["export", "product", "--current", "--as-of", "2024-10-09"]).code, 2);
}

#[test]
fn exports_in_every_format_are_equal() {
    let (week, folder) = (week(), tempfile::tempdir().unwrap());
    for table in ["customer", "product", "sales"] {
        let frame = versions(&week.workspace(), table);
        let csv = look(&["export", table]).out;
        assert_eq!(csv, week.versions(table), "{table}");
        let rows = json(&look(&["export", table, "--format", "json"]));
        let rows = rows.as_array().unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let names = reader.headers().unwrap().clone();
        for (row, record) in rows.iter().zip(reader.records()) {
            for (name, field) in names.iter().zip(record.unwrap().iter()) {
                let text = match &row[name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert!(
                    text == field || text.parse::<f64>().ok() == field.parse().ok(),
                    "{table}.{name}: {text} {field}"
                );
            }
        }
        let path = folder.path().join(format!("{table}.parquet"));
        let export = week.cli(&["export", table, "--format", "parquet", "-o", path.to_str().unwrap()]);
        assert_eq!((export.code, export.out.as_str()), (0, ""), "{}", export.err);
        let back = ParquetReader::new(fs::File::open(&path).unwrap()).finish().unwrap();
        assert!(back.equals_missing(&frame), "{table}");
        assert_eq!((rows.len(), back.height()), (frame.height(), frame.height()));
        let path = folder.path().join(format!("{table}.csv"));
        week.cli(&["export", table, "-o", path.to_str().unwrap()]);
        assert_eq!(fs::read_to_string(path).unwrap(), csv);
    }
}

#[test]
fn csv_is_data_unless_a_spreadsheet_opens_it() {
    let config = people_config("snapshot", 1.0);
    let shop = Shop::new(&format!("{config}\n[reports.r]\nsql = 'r.sql'\n"));
    fs::write(shop.at("r.sql"), "SELECT note AS \"@note\", id FROM people").unwrap();
    shop.land("people_20241009.csv", "id,name,tier,note\n-1,\"=cmd|' /C calc'!A0\",gold,+1-555\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    let check = |args: &[&str], plain: &str, safe: &str| {
        let out = |more: &[&str]| {
            let cli = shop.cli(&[args, more].concat());
            assert_eq!((cli.code, cli.err.as_str()), (0, ""), "{args:?}");
            cli.out
        };
        assert_eq!(
            (out(&["--format", "csv"]).as_str(), out(&["--format", "csv", "--spreadsheet"]).as_str()),
            (plain, safe)
        );
        let path = shop.at("out.csv");
        let wrote = shop.cli(&[args, &["--format", "csv", "--spreadsheet", "-o", path.to_str().unwrap()]].concat());
        assert_eq!((wrote.code, fs::read_to_string(&path).unwrap().as_str()), (0, safe), "{args:?}");
    };
    let columns = "id,name,tier,note,effective_from,expiry_date,is_current\n";
    let export = |name: &str, note: &str| format!("{columns}-1,{name},gold,{note},2024-10-09,2099-12-31,true\n");
    check(&["export", "people"], &export("=cmd|' /C calc'!A0", "+1-555"), &export("'=cmd|' /C calc'!A0", "'+1-555"));
    check(&["query", "SELECT name FROM people"], "name\n=cmd|' /C calc'!A0\n", "name\n'=cmd|' /C calc'!A0\n");
    check(&["report", "r"], "@note,id\n+1-555,-1\n", "'@note,id\n'+1-555,-1\n");
    assert_eq!(shop.read("exports/r.csv"), "@note,id\n+1-555,-1\n", "what a run exports is data");
    for args in [
        &["export", "people", "--format", "json"][..],
        &["export", "people", "--format", "parquet", "-o", "x.parquet"],
        &["query", "SELECT 1"],
        &["query", "SELECT 1", "--format", "json"],
        &["report", "r"],
        &["report"],
        &["report", "r", "--format", "png", "-o", "x.png"],
    ] {
        let refused = shop.cli(&[args, &["--spreadsheet"]].concat());
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{args:?}");
        assert!(refused.err.starts_with("Error: `--spreadsheet` is for CSV\nHint: "), "{args:?}: {}", refused.err);
    }
}

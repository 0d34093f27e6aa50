//! `errors` of a good week and of a broken day.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use shoptui::sample::Plan;

use super::{json, look};
use crate::support::Shop;

#[test]
fn errors_of_a_good_week() {
    let errors = json(&look(&["errors", "--json"]));
    let reports = errors["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|r| r["rows"] == Value::Array(Vec::new())), "{errors}");
    assert_eq!(errors["quarantined"], Value::Array(Vec::new()));
    assert!(
        look(&["errors", "sales", "--date", "2024-10-10"]).out.starts_with("errors_sales_20241010.csv · 0 rejected")
    );
}

/// The bad rows of a table of `sample_data/README.md`: file and line, with what is wrong.
fn told() -> BTreeMap<(String, u64), String> {
    let readme = include_str!("../../../sample_data/README.md");
    let rows = readme.lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').splitn(3, '|').map(str::trim);
        let file = cells.next()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        Some(((file, cells.next()?.parse().ok()?), cells.next()?.to_owned()))
    });
    rows.collect()
}

#[test]
fn the_broken_day_gives_the_rejects_that_its_page_tells() {
    let shop = Shop::with_plan(&Plan::week());
    for name in ["customer_20241016.csv", "products_20241016.json", "sales_20241016.txt"] {
        let broken = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/broken").join(name);
        shop.land(name, fs::read(broken).unwrap());
    }
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    let told = told();
    assert!(told.len() > 25, "{told:?}");
    let (repeats, rejects): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|(_, what)| what.contains("counts once, no reject"));
    let mut found = BTreeSet::new();
    let errors = json(&shop.cli(&["errors", "--json"]));
    for report in errors["reports"].as_array().unwrap() {
        let file = match report["pipeline"].as_str().unwrap() {
            "customer" => "customer_20241016.csv",
            "product" => "products_20241016.json",
            _ => "sales_20241016.txt",
        };
        for row in report["rows"].as_array().unwrap() {
            found.insert((file.to_owned(), row["line"].as_u64().unwrap()));
        }
    }
    assert_eq!(found, rejects.into_iter().map(|(place, _)| place).collect());
    let loads = shop.cli(&["query", "SELECT SUM(duplicates) AS n FROM loads", "--format", "csv"]).out;
    assert_eq!(loads, format!("n\n{}\n", repeats.len()));
    assert_eq!(errors["quarantined"], Value::Array(Vec::new()));
    shop.assert_sound();
}

//! `tests/data/history.json`: arrivals, and the tables they must give.

use std::collections::BTreeMap;

use serde::Deserialize;
use shoptui::report::export::{self, ExportFormat};
use shoptui::run::Request;

use super::support::{Shop, people, versions};

#[derive(Deserialize)]
struct Case {
    name: String,
    load: String,
    arrivals: Vec<Arrival>,
    expected: Vec<Version>,
}

#[derive(Deserialize)]
struct Arrival {
    date: String,
    rows: Vec<Vec<String>>,
    rejected: Vec<Rejected>,
}

#[derive(Deserialize)]
struct Rejected {
    /// The data row, from 1.
    row: usize,
    /// The columns at fault.
    columns: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Version {
    id: i64,
    effective_from: String,
    expiry_date: String,
    name: String,
    tier: String,
    note: Option<String>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = serde_json::from_str(include_str!("../data/history.json")).unwrap();
    cases.iter_mut().for_each(|case| case.expected.sort());
    cases
}

#[test]
fn arrivals_in_any_order_give_their_tables() {
    let mut passed = 0;
    for case in cases().into_iter() {
        check(&case, None);
        // As large files are loaded: a part of the keys at a time.
        check(&case, Some(10));
        passed += 1;
    }
    assert!(passed > 0);
}

fn check(case: &Case, part_bytes: Option<u64>) {
    let shop = people(&case.load);
    for arrival in &case.arrivals {
        let day = arrival.date.replace('-', "");
        let (bytes, lines) = file(&arrival.rows);
        shop.land(&format!("people_{day}.csv"), bytes);
        let ran = shop.run_with(&Request { part_bytes, ..Request::default() });
        assert_eq!(shop.names("landing_zone"), [""; 0], "{}: {:?}", case.name, ran.warnings());
        check_rejects(&case.name, &shop, &format!("errors_people_{day}.csv"), arrival, &lines);
    }
    assert_eq!(table(&shop), case.expected, "{} (parts of {part_bytes:?})", case.name);
    shop.assert_sound();
}

/// The file, and the physical line on which each data row starts.
fn file(rows: &[Vec<String>]) -> (Vec<u8>, Vec<u64>) {
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    writer.write_record(["id", "name", "tier", "note"]).unwrap();
    let mut lines = Vec::new();
    for row in rows {
        writer.flush().unwrap();
        lines.push(writer.get_ref().iter().filter(|b| **b == b'\n').count() as u64 + 1);
        writer.write_record(row).unwrap();
    }
    (writer.into_inner().unwrap(), lines)
}

/// The error report names the rejected rows by their lines, and every column at fault.
fn check_rejects(case: &str, shop: &Shop, report: &str, arrival: &Arrival, lines: &[u64]) {
    let reported: BTreeMap<u64, String> = shop.reasons(report).into_iter().collect();
    let expected: Vec<u64> = arrival.rejected.iter().map(|r| lines[r.row - 1]).collect();
    assert_eq!(reported.keys().copied().collect::<Vec<_>>(), expected, "{case}: {reported:?}");
    for rejected in &arrival.rejected {
        let errors = &reported[&lines[rejected.row - 1]];
        for column in &rejected.columns {
            assert!(errors.contains(&format!("{column}: ")), "{case}: {column} is not in {errors}");
        }
    }
}

fn table(shop: &Shop) -> Vec<Version> {
    let mut json = Vec::new();
    export::write(&mut versions(&shop.workspace(), "people"), ExportFormat::Json, &mut json).unwrap();
    let mut rows: Vec<Version> = serde_json::from_slice(&json).unwrap();
    let current: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    assert!(current.iter().all(|row| row["is_current"] == (row["expiry_date"] == "2099-12-31")));
    rows.sort();
    rows
}

//! `tests/data/history.json`: arrivals, and the tables they must give.

use std::collections::BTreeMap;

use serde::Deserialize;
use shoptui::run::Request;

use super::any_order::model::{self, Load, Model, Row, Slot, Version};
use super::any_order::{file, file_name, table};
use super::support::{Shop, people};

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
    rows: Vec<Row>,
    rejected: Vec<Rejected>,
}

#[derive(Deserialize)]
struct Rejected {
    /// The data row, from 1.
    row: usize,
    /// The columns at fault.
    columns: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = serde_json::from_str(include_str!("../data/history.json")).unwrap();
    cases.iter_mut().for_each(|case| case.expected.sort());
    cases
}

#[test]
fn the_model_keeps_the_rules() {
    for case in cases() {
        let load = case.load();
        let mut model = Model::new(load);
        for arrival in case.arrivals {
            let rejected = model::check(load, &arrival.rows).rejected;
            let rejected: Vec<(usize, Vec<&str>)> = rejected.into_iter().collect();
            let expected: Vec<_> = arrival.rejected.iter().map(|r| (r.row, columns(r))).collect();
            assert_eq!(rejected, expected, "{}", case.name);
            model.receive(slot(&arrival.date), arrival.rows);
        }
        assert_eq!(model.table().0, case.expected, "{}", case.name);
    }
}

#[test]
fn arrivals_give_their_tables() {
    for case in cases() {
        check(&case, None);
        // As large files are loaded: a part of the keys at a time.
        check(&case, Some(10));
    }
}

/// All files of a case lie there before the first run; of a day that is sent again only the last one does.
#[test]
fn arrivals_at_once_give_their_tables() {
    for case in cases() {
        let shop = people(&case.load);
        for arrival in &case.arrivals {
            shop.land(&file_name(&slot(&arrival.date)), file(&arrival.rows).0);
        }
        let ran = shop.run();
        assert_eq!(shop.names("landing_zone"), [""; 0], "{}: {:?}", case.name, ran.warnings());
        assert_eq!(table(&shop), case.expected, "{}", case.name);
    }
}

impl Case {
    fn load(&self) -> Load {
        if self.load == "snapshot" { Load::Snapshot } else { Load::Transaction }
    }
}

fn slot(date: &str) -> Slot {
    Slot { date: date.to_owned(), part: None }
}

fn columns(rejected: &Rejected) -> Vec<&str> {
    rejected.columns.iter().map(String::as_str).collect()
}

fn check(case: &Case, part_bytes: Option<u64>) {
    let shop = people(&case.load);
    for arrival in &case.arrivals {
        let (bytes, lines) = file(&arrival.rows);
        shop.land(&file_name(&slot(&arrival.date)), bytes);
        let ran = shop.run_with(&Request { part_bytes, ..Request::default() });
        assert_eq!(shop.names("landing_zone"), [""; 0], "{}: {:?}", case.name, ran.warnings());
        let report = format!("errors_people_{}.csv", arrival.date.replace('-', ""));
        check_rejects(&case.name, &shop, &report, arrival, &lines);
    }
    assert_eq!(table(&shop), case.expected, "{} (parts of {part_bytes:?})", case.name);
    shop.assert_sound();
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

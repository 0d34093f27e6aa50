//! The files of a week in every order: the exported tables are those of the week in order, byte by byte.

use shoptui::report::export::{self, ExportFormat};
use shoptui::run::RunResult;

use super::model::{Load, Model, Row, Slot};
use super::{copy, file, file_name, people_in_parts, rows, table};
use crate::support::{Shop, versions};

/// A day for each: changes and changes back, keys that leave and return, bad rows, twins, a day of no rows.
const WEEK: [&str; 7] = [
    "1 Ann gold; 2 Bo silver vip; 3 Cy gold; 4 Di silver",
    "1 Ann silver; 2 Bo tin vip; 3 Cy gold; 5 Ed gold",
    "1 Ann gold; 2 Bo silver; 4 Di silver; 5 Ed gold; 5 Eddy gold",
    "",
    "1 Ann gold; 1 Ann gold; 2 Bo gold; 3 Cy gold x; 6 Flo tin",
    "2 Bo silver vip; 3 Cy gold x; 4 Di silver; x Gus gold; 5 Ed silver",
    "1 Ann silver; 2 Bo silver vip; 5 Ed gold; 6 Flo gold",
];

/// All exports of a table.
type Exports = [Vec<u8>; 2];

/// The files of the first days of the week.
fn week(days: usize) -> Vec<(Slot, Vec<Row>)> {
    let slot = |day: usize| Slot { date: format!("2024-10-{:02}", 9 + day), part: None };
    WEEK[..days].iter().enumerate().map(|(day, text)| (slot(day), rows(text))).collect()
}

/// Lands a file and runs.
fn arrive(shop: &Shop, (slot, rows): &(Slot, Vec<Row>)) {
    shop.land(&file_name(slot), file(rows).0);
    let ran = shop.run();
    assert!(matches!(ran.result, RunResult::Done | RunResult::DoneWithRejects), "{:?}", ran.warnings());
}

fn exports(shop: &Shop) -> Exports {
    let mut frame = versions(&shop.workspace(), "people");
    [ExportFormat::Csv, ExportFormat::Parquet].map(|format| {
        let mut bytes = Vec::new();
        export::write(&mut frame, format, &mut bytes).unwrap();
        bytes
    })
}

/// Every order in which the rest of the files can arrive; what orders begin with alike is loaded once. Says how many.
fn orders(load: Load, shop: Shop, arrived: &[usize], files: &[(Slot, Vec<Row>)], expected: &Exports) -> usize {
    let rest: Vec<usize> = (0..files.len()).filter(|day| !arrived.contains(day)).collect();
    if rest.is_empty() {
        let found = exports(&shop);
        let text = |exports: &Exports| String::from_utf8_lossy(&exports[0]).into_owned();
        assert_eq!(text(&found), text(expected), "{load:?} in the order {arrived:?}");
        assert!(found == *expected, "{load:?} in the order {arrived:?}: the Parquet files differ");
        return 1;
    }
    let next = |day: usize| {
        let shop = copy(&shop);
        arrive(&shop, &files[day]);
        orders(load, shop, &[arrived, &[day]].concat(), files, expected)
    };
    rest.into_iter().map(next).sum()
}

/// Loads the first days of the week in every order and says how many orders there are.
fn check(load: Load, days: usize) -> usize {
    let files = week(days);
    let (shop, mut model) = (people_in_parts(load), Model::new(load));
    for (slot, rows) in &files {
        arrive(&shop, &(slot.clone(), rows.clone()));
        model.receive(slot.clone(), rows.clone());
    }
    assert_eq!(table(&shop), model.table().0);
    orders(load, people_in_parts(load), &[], &files, &exports(&shop))
}

/// Every kind of load at the same time.
fn check_all(days: usize, orders: usize) {
    std::thread::scope(|scope| {
        let threads = Load::ALL.map(|load| scope.spawn(move || check(load, days)));
        assert_eq!(threads.map(|thread| thread.join().unwrap()), [orders; 7]);
    });
}

#[test]
fn four_days_in_every_order() {
    check_all(4, 24);
}

#[test]
#[ignore = "takes minutes: for a nightly run"]
fn a_week_in_every_order() {
    check_all(7, 5040);
}

//! Late and resent files that cannot be read as rows: the file that was there before counts.

use super::model::{Load, Model, Slot};
use super::{file, file_name, rows, table};
use crate::support::{Shop, people};

const GOOD: [(&str, &str); 3] = [
    ("2024-10-09", "1 Ann gold; 2 Bo gold"),
    ("2024-10-10", "1 Ann silver; 2 Bo gold"),
    ("2024-10-12", "1 Ann gold; 2 Bo gold"),
];

fn slot(date: &str) -> Slot {
    Slot { date: date.to_owned(), part: None }
}

fn name(date: &str) -> String {
    file_name(&slot(date))
}

/// Lands good files, runs, and compares the table with that of all good files so far.
fn arrive(shop: &Shop, model: &mut Model, files: &[(&str, &str)], code: i32) {
    for (date, text) in files {
        shop.land(&name(date), file(&rows(text)).0);
        model.receive(slot(date), rows(text));
    }
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, code, "{}", run.err);
    assert_eq!(shop.names("landing_zone"), [""; 0], "{}", run.err);
    assert_eq!(table(shop), model.table().0, "{}", run.err);
    shop.assert_sound();
}

/// A file for a day that cannot be read, and good ones together with it and after it.
fn check(load: Load, date: &str, bytes: &str) {
    let (shop, mut model) = (people(load.name()), Model::new(load));
    arrive(&shop, &mut model, &GOOD, 0);
    let archive = shop.names("archive");
    shop.land(&name(date), bytes);
    arrive(&shop, &mut model, &[], 3);
    assert_eq!(shop.names("archive"), archive);
    assert!(shop.names("quarantine").contains(&name(date)), "{:?}", shop.names("quarantine"));
    // Once it is in the quarantine it is in nobody's way.
    arrive(&shop, &mut model, &[], 0);
    shop.land(&name(date), bytes.to_owned() + " ");
    let others = [("2024-10-10", "1 Ann silver; 2 Bob gold"), ("2024-10-13", "1 Ann gold")];
    let others = others.into_iter().filter(|(other, _)| *other != date).collect::<Vec<_>>();
    arrive(&shop, &mut model, &others, 3);
    arrive(&shop, &mut model, &[(date, "1 Anna gold; 2 Bo silver")], 0);
    arrive(&shop, &mut model, &[("2024-10-08", "2 Bo gold")], 0);
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing() {
    // The quote is never closed.
    let broken = "id,name,tier,note\n1,Ann,gold,\n2,\"Bo,gold,\n";
    for load in [Load::Snapshot, Load::Transaction] {
        for date in ["2024-10-09", "2024-10-10", "2024-10-11", "2024-10-12"] {
            check(load, date, broken);
        }
        check(load, "2024-10-10", "");
    }
}

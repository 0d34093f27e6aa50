//! What goes wrong after a commit has its name: the load is done, the run says so, and `verify` goes on.

use std::fs;

use crate::support::{Shop, people};

const HEADER: &str = "id,name,tier,note\n";

fn land(shop: &Shop, days: std::ops::RangeInclusive<u32>) {
    days.for_each(|day| shop.land(&format!("people_202410{day:02}.csv"), format!("{HEADER}{day},Ann,gold,\n")));
}

#[track_caller]
fn assert_loaded(shop: &Shop, files: usize) {
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("▲ load people") && run.err.contains("the load is committed; "), "{}", run.err);
    assert_eq!(run.err.matches("✓ load people").count(), files, "{}", run.err);
    shop.assert_sound();
    let commits = shop.commits("people");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(shop.commits("people"), commits, "nothing is left to be done");
    shop.assert_sound();
}

/// The first checkpoint belongs to the twentieth version, whose commit is there when it cannot be written.
#[test]
fn a_checkpoint_that_cannot_be_written() {
    let shop = people("transaction");
    let checkpoint = shop.at("warehouse/people/_delta_log/00000000000000000019.checkpoint.parquet");
    land(&shop, 1..=1);
    assert_eq!(shop.cli(&["run"]).code, 0);
    fs::create_dir_all(checkpoint).unwrap();
    land(&shop, 2..=21);
    assert_loaded(&shop, 20);
}

#[test]
fn a_note_that_cannot_be_removed() {
    let shop = people("snapshot");
    fs::create_dir_all(shop.at("error_reports/.errors_people_20241009.json/x")).unwrap();
    land(&shop, 9..=9);
    assert_loaded(&shop, 1);
}

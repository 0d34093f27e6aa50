//! Files that wait: for a yes, for the day before, for the end of a transmission.

use super::model::{Load, Model, Slot};
use super::{export, file, file_name, rows, table};
use crate::support::{Cli, Shop, people_config};

fn slot(date: &str) -> Slot {
    Slot { date: date.to_owned(), part: None }
}

fn name(date: &str) -> String {
    file_name(&slot(date))
}

fn land(shop: &Shop, date: &str, text: &str) {
    shop.land(&name(date), file(&rows(text)).0);
}

/// A shop of snapshots of people; `more` keys for its pipeline.
fn shop(max_shrink: f64, more: &str) -> Shop {
    Shop::new(&people_config("snapshot", max_shrink).replace("key = [", &format!("{more}\nkey = [")))
}

/// Runs, and compares the exit code and what lies in the landing zone then.
#[track_caller]
fn run(shop: &Shop, args: &[&str], code: i32, waiting: &[&str]) -> Cli {
    let run = shop.cli(&[&["run"], args].concat());
    assert_eq!(run.code, code, "{args:?}: {}", run.err);
    assert_eq!(shop.names("landing_zone"), waiting, "{args:?}: {}", run.err);
    shop.assert_sound();
    run
}

/// The table is that of these files, each the last of its day.
#[track_caller]
fn assert_table(shop: &Shop, files: &[(&str, &str)]) {
    let mut model = Model::new(Load::Snapshot);
    files.iter().for_each(|(date, text)| model.receive(slot(date), rows(text)));
    assert_eq!(table(shop), model.table().0);
}

const FOUR: &str = "1 Ann gold; 2 Bo gold; 3 Cy gold; 4 Di gold";
const ONE: &str = "1 Ann silver";

#[test]
fn a_shrunk_snapshot_waits_for_a_yes() {
    for shrunk in [ONE, ""] {
        let shop = shop(0.5, "");
        land(&shop, "2024-10-09", FOUR);
        run(&shop, &[], 0, &[]);
        let before = shop.state();
        land(&shop, "2024-10-10", shrunk);
        let held = run(&shop, &[], 3, &[&name("2024-10-10")]);
        assert!(held.err.contains("--accept-shrink people"), "{}", held.err);
        assert_eq!((shop.state().tables, shop.state().archive), (before.tables, before.archive));
        run(&shop, &["--accept-shrink", "people"], 0, &[]);
        assert_table(&shop, &[("2024-10-09", FOUR), ("2024-10-10", shrunk)]);
    }
}

/// What was let through once is not held again when a late file replays it.
#[test]
fn a_yes_holds_for_replays() {
    let shop = shop(0.5, "");
    land(&shop, "2024-10-09", FOUR);
    land(&shop, "2024-10-10", ONE);
    run(&shop, &["--accept-shrink", "people"], 0, &[]);
    land(&shop, "2024-10-11", "1 Ann silver; 5 Ed gold");
    run(&shop, &[], 0, &[]);
    land(&shop, "2024-10-08", "1 Ann gold; 2 Bo gold; 3 Cyd gold");
    run(&shop, &[], 0, &[]);
    let days = [
        ("2024-10-08", "1 Ann gold; 2 Bo gold; 3 Cyd gold"),
        ("2024-10-09", FOUR),
        ("2024-10-10", ONE),
        ("2024-10-11", "1 Ann silver; 5 Ed gold"),
    ];
    assert_table(&shop, &days);
    run(&shop, &["--date", "2024-10-10"], 0, &[]);
    assert_table(&shop, &days);
}

/// A late snapshot that would close too much waits like any other, and the table stays whole.
#[test]
fn a_late_snapshot_that_shrinks_waits() {
    let shop = shop(0.5, "");
    land(&shop, "2024-10-09", FOUR);
    land(&shop, "2024-10-11", FOUR);
    shop.cli(&["run"]);
    let before = export(&shop, "people");
    land(&shop, "2024-10-10", ONE);
    run(&shop, &[], 3, &[&name("2024-10-10")]);
    assert_eq!(export(&shop, "people"), before);
    // It does not keep the next day waiting for ever: the yes lets both through.
    land(&shop, "2024-10-12", "1 Ann gold; 2 Bo silver; 3 Cy gold; 4 Di gold");
    run(&shop, &["--accept-shrink", "people"], 0, &[]);
    let days = [("2024-10-09", FOUR), ("2024-10-10", ONE), ("2024-10-11", FOUR)];
    let last = ("2024-10-12", "1 Ann gold; 2 Bo silver; 3 Cy gold; 4 Di gold");
    assert_table(&shop, &[days.as_slice(), &[last]].concat());
}

/// A resent snapshot that would close too much waits; the file that was there first counts until then.
#[test]
fn a_resent_snapshot_that_shrinks_waits() {
    let shop = shop(0.5, "");
    for date in ["2024-10-09", "2024-10-10", "2024-10-11"] {
        land(&shop, date, FOUR);
    }
    run(&shop, &[], 0, &[]);
    let before = shop.state();
    land(&shop, "2024-10-10", ONE);
    for _ in 0..2 {
        run(&shop, &[], 3, &[&name("2024-10-10")]);
        assert_eq!((shop.state().tables, shop.state().archive), (before.tables.clone(), before.archive.clone()));
    }
    run(&shop, &["--accept-shrink", "people"], 0, &[]);
    assert_table(&shop, &[("2024-10-09", FOUR), ("2024-10-10", ONE), ("2024-10-11", FOUR)]);
    assert_eq!(shop.names("archive").len(), 4);
}

/// The error report of a day is that of the file that counts, not of one that waits.
#[test]
fn a_resent_snapshot_that_waits_leaves_the_error_report() {
    let shop = shop(0.5, "");
    land(&shop, "2024-10-09", FOUR);
    land(&shop, "2024-10-10", "1 Ann tin; 2 Bo gold; 3 Cy gold; 4 Di gold");
    run(&shop, &[], 3, &[]);
    let before = shop.state().error_reports;
    land(&shop, "2024-10-10", "2 Bob gold");
    run(&shop, &[], 3, &[&name("2024-10-10")]);
    assert_eq!(shop.state().error_reports, before);
    run(&shop, &["--accept-shrink", "people"], 0, &[]);
    assert_eq!(shop.reasons("errors_people_20241010.csv"), []);
}

/// A late file after which a loaded day shrinks too much: it waits as a whole or is loaded as a whole.
#[test]
fn a_late_snapshot_that_makes_the_next_day_shrink() {
    let shop = shop(0.5, "");
    land(&shop, "2024-10-09", ONE);
    run(&shop, &[], 0, &[]);
    let before = export(&shop, "people");
    land(&shop, "2024-10-08", FOUR);
    let late = shop.cli(&["run"]);
    if late.code == 3 {
        assert_eq!((export(&shop, "people"), shop.names("landing_zone")), (before, vec![name("2024-10-08")]));
        run(&shop, &["--accept-shrink", "people"], 0, &[]);
    }
    assert!([0, 3].contains(&late.code), "{}", late.err);
    assert_table(&shop, &[("2024-10-08", FOUR), ("2024-10-09", ONE)]);
    shop.assert_sound();
}

#[test]
fn a_missing_day_is_a_warning() {
    let shop = shop(1.0, "");
    land(&shop, "2024-10-09", FOUR);
    land(&shop, "2024-10-11", FOUR);
    let warned = shop.cli(&["run"]);
    assert!([0, 3].contains(&warned.code), "{}", warned.err);
    assert!(warned.err.contains("2024-10-10"), "{}", warned.err);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    assert_table(&shop, &[("2024-10-09", FOUR), ("2024-10-11", FOUR)]);
    land(&shop, "2024-10-10", ONE);
    run(&shop, &[], 0, &[]);
    assert_table(&shop, &[("2024-10-09", FOUR), ("2024-10-10", ONE), ("2024-10-11", FOUR)]);
}

#[test]
fn a_day_waits_for_the_day_before_where_every_day_is_required() {
    let shop = shop(1.0, "require_every_day = true");
    land(&shop, "2024-10-09", FOUR);
    run(&shop, &[], 0, &[]);
    let before = export(&shop, "people");
    land(&shop, "2024-10-11", ONE);
    land(&shop, "2024-10-12", FOUR);
    for _ in 0..2 {
        let held = run(&shop, &[], 3, &[&name("2024-10-11"), &name("2024-10-12")]);
        assert!(held.err.contains("2024-10-10"), "{}", held.err);
        assert_eq!(export(&shop, "people"), before);
    }
    land(&shop, "2024-10-10", FOUR);
    run(&shop, &[], 0, &[]);
    assert_table(&shop, &[("2024-10-09", FOUR), ("2024-10-10", FOUR), ("2024-10-11", ONE), ("2024-10-12", FOUR)]);
}

#[test]
fn a_days_files_wait_for_the_end_of_the_transmission() {
    let shop = shop(1.0, r#"complete_when = "*.done""#);
    land(&shop, "2024-10-11", FOUR);
    land(&shop, "2024-10-12", ONE);
    for _ in 0..2 {
        let waits = shop.cli(&["run"]);
        assert!([0, 3].contains(&waits.code), "{}", waits.err);
        assert_eq!((shop.names("landing_zone").len(), shop.names("archive").len(), shop.commits("people")), (2, 0, 0));
        assert!((waits.err + &shop.cli(&["status"]).out).contains("done"), "it is not said what they wait for");
    }
    // The marker of a day is about that day.
    shop.land("20241011.done", "");
    let first = shop.cli(&["run"]);
    assert!([0, 3].contains(&first.code), "{}", first.err);
    assert_table(&shop, &[("2024-10-11", FOUR)]);
    assert!(shop.names("landing_zone").contains(&name("2024-10-12")), "{}", first.err);
    shop.land("20241012.done", "");
    let second = shop.cli(&["run"]);
    assert_eq!(second.code, 0, "{}", second.err);
    assert_table(&shop, &[("2024-10-11", FOUR), ("2024-10-12", ONE)]);
    assert!(!shop.names("landing_zone").iter().any(|name| name.ends_with(".csv")));
    shop.assert_sound();
}

#[test]
fn the_same_bytes_again_are_recorded_and_do_nothing() {
    let shop = shop(0.5, "");
    land(&shop, "2024-10-09", FOUR);
    land(&shop, "2024-10-10", "1 Ann silver; 2 Bo gold; 3 Cy gold; 4 Di gold");
    run(&shop, &[], 0, &[]);
    let (state, commits) = (shop.state(), shop.commits("people"));
    for date in ["2024-10-09", "2024-10-10"] {
        let text = if date == "2024-10-09" { FOUR } else { "1 Ann silver; 2 Bo gold; 3 Cy gold; 4 Di gold" };
        land(&shop, date, text);
        run(&shop, &[], 0, &[]);
        assert_eq!((&shop.state(), shop.commits("people")), (&state, commits));
        let log = shop.cli(&["log", "--json"]).out;
        assert!(log.contains(&name(date)), "{log}");
    }
}

/// Of a day that is sent a third time, with the bytes of the first, the third file counts.
#[test]
fn a_resend_of_the_first_bytes_counts() {
    let shop = shop(1.0, "");
    for (number, text) in [FOUR, ONE, FOUR, ONE].into_iter().enumerate() {
        land(&shop, "2024-10-09", text);
        run(&shop, &[], 0, &[]);
        assert_table(&shop, &[("2024-10-09", text)]);
        assert_eq!(shop.names("archive").len(), number + 1);
    }
}

/// Of two files for one day that lie there together, the one received last counts, whatever its name.
#[test]
fn of_two_files_for_a_day_the_later_one_counts() {
    let names = [name("2024-10-09"), name("2024-10-09") + ".gz"];
    for (first, last) in [(0, 1), (1, 0)] {
        let shop = shop(1.0, "");
        for (at, text) in [(first, FOUR), (last, ONE)] {
            shop.land(&names[at], file(&rows(text)).0);
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        run(&shop, &[], 0, &[]);
        assert_table(&shop, &[("2024-10-09", ONE)]);
        assert_eq!(shop.names("archive").len(), 2);
    }
}

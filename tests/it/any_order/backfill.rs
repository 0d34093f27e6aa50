//! Days done again from the archive.

use super::model::{Load, Model, Slot};
use super::{export, file, file_name, people_in_parts, rows, table};
use crate::support::{Shop, people};

/// The days of [`shop`]; there is no 12th.
const DAYS: [(&str, &str); 4] = [
    ("2024-10-09", "1 Ann gold; 2 Bo silver vip; 3 Cy gold; 4 Di gold"),
    ("2024-10-10", "1 Ann silver; 2 Bo silver vip; 3 Cy gold; 4 Di gold"),
    ("2024-10-11", "1 Ann gold; 2 Bo gold vip; 3 Cy gold"),
    ("2024-10-13", "1 Ann gold; 2 Bo gold vip; 4 Di gold"),
];

fn slot(date: &str) -> Slot {
    Slot { date: date.to_owned(), part: None }
}

fn land(shop: &Shop, date: &str, text: &str) {
    shop.land(&file_name(&slot(date)), file(&rows(text)).0);
}

/// Four days, loaded.
fn loaded(shop: Shop) -> Shop {
    DAYS.iter().for_each(|(date, text)| land(&shop, date, text));
    assert_eq!(shop.cli(&["run"]).code, 0);
    shop
}

/// Asks for days twice: it is done, and the table is byte by byte what it was.
#[track_caller]
fn check(shop: &Shop, args: &[&str]) {
    let before = shop.state();
    let exported = export(shop, "people");
    for _ in 0..2 {
        let run = shop.cli(&[&["run"], args].concat());
        // A day without a file among them may be something to look at.
        assert!([0, 3].contains(&run.code), "{args:?}: {}", run.err);
        assert_eq!(export(shop, "people"), exported, "{args:?}");
        let state = shop.state();
        assert_eq!((state.archive, state.error_reports), (before.archive.clone(), before.error_reports.clone()));
        shop.assert_sound();
    }
}

#[test]
fn days_done_again_are_what_they_were() {
    for load in [Load::Snapshot, Load::Transaction] {
        let shop = loaded(people(load.name()));
        check(&shop, &["--date", "2024-10-09"]);
        check(&shop, &["--date", "2024-10-13"]);
        check(&shop, &["--date", "2024-10-09", "--date", "2024-10-11"]);
        check(&shop, &["--dates", "2024-10-10,2024-10-13"]);
        check(&shop, &["--from", "2024-10-10", "--to", "2024-10-11"]);
        check(&shop, &["--from", "2024-10-11"]);
        check(&shop, &["--to", "2024-10-10", "--pipeline", "people"]);
        check(&shop, &["--pipeline", "people"]);
    }
}

#[test]
fn parts_of_a_day_are_done_again_in_their_order() {
    let shop = people_in_parts(Load::Transaction);
    for (part, text) in [("1", "1 Ann gold; 2 Bo gold"), ("2", "1 Ann silver; 3 Cy gold"), ("3", "1 Ann gold x")] {
        let slot = Slot { date: "2024-10-09".to_owned(), part: Some(part.to_owned()) };
        shop.land(&file_name(&slot), file(&rows(text)).0);
    }
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(table(&shop).len(), 3);
    check(&shop, &["--date", "2024-10-09"]);
}

#[test]
fn a_day_without_a_file_is_said() {
    let shop = loaded(people("snapshot"));
    let before = export(&shop, "people");
    for args in [
        &["--date", "2024-10-12"] as &[&str],
        &["--from", "2024-10-11", "--to", "2024-10-13"],
        &["--dates", "2024-10-11,2024-10-12"],
        &["--date", "2024-10-12", "--pipeline", "people"],
    ] {
        let run = shop.cli(&[&["run"], args].concat());
        assert!([0, 3].contains(&run.code), "{args:?}: {} {}", run.code, run.err);
        assert!(run.err.contains("2024-10-12"), "{args:?}: {}", run.err);
        assert_eq!(export(&shop, "people"), before);
    }
}

/// The rules changed: a day done again is checked by the new ones, and what follows from it follows.
#[test]
fn a_day_done_again_is_checked_by_todays_rules() {
    let shop = people("snapshot");
    let days = [
        ("2024-10-09", "1 Ann gold; 2 Bo silver"),
        ("2024-10-10", "1 Ann bronze; 2 Bo silver"),
        ("2024-10-11", "1 Ann gold; 2 Bo silver"),
    ];
    days.iter().for_each(|(date, text)| land(&shop, date, text));
    assert_eq!(shop.cli(&["run"]).code, 3);
    assert_eq!(table(&shop).len(), 2);
    let config = shop.read("shoptui.toml").replace(r#""silver"]"#, r#""silver", "bronze"]"#);
    std::fs::write(shop.at("shoptui.toml"), &config).unwrap();
    // Nothing is ready, so nothing is done.
    assert_eq!((shop.cli(&["run"]).code, table(&shop).len()), (0, 2));
    let run = shop.cli(&["run", "--date", "2024-10-10"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let fresh = Shop::new(&config);
    days.iter().for_each(|(date, text)| land(&fresh, date, text));
    assert_eq!(fresh.cli(&["run"]).code, 0);
    assert_eq!(export(&shop, "people"), export(&fresh, "people"));
    assert_eq!(shop.reasons("errors_people_20241010.csv"), []);
    shop.assert_sound();
}

/// Of a day that was sent again, the file that counts is done again.
#[test]
fn the_last_file_of_a_day_counts_when_it_is_done_again() {
    let shop = loaded(people("snapshot"));
    let mut model = Model::new(Load::Snapshot);
    DAYS.iter().for_each(|(date, text)| model.receive(slot(date), rows(text)));
    for text in
        ["1 Ann silver; 2 Bobby silver vip; 3 Cy gold; 4 Di gold", "1 Anna gold; 2 Bo silver; 3 Cy gold; 4 Di gold"]
    {
        land(&shop, "2024-10-10", text);
        model.receive(slot("2024-10-10"), rows(text));
        assert_eq!(shop.cli(&["run"]).code, 0);
        assert_eq!(table(&shop), model.table().0);
        check(&shop, &["--date", "2024-10-10"]);
        check(&shop, &["--from", "2024-10-09"]);
    }
    assert_eq!(shop.names("archive").len(), DAYS.len() + 2);
}

/// Files of other days wait where they are, late ones too.
#[test]
fn only_the_days_that_are_asked_for_are_taken() {
    let shop = loaded(people("snapshot"));
    let before = export(&shop, "people");
    land(&shop, "2024-10-08", "1 Ann gold");
    land(&shop, "2024-10-10", "1 Ann gold");
    land(&shop, "2024-10-14", "1 Ann gold");
    let waiting = ["2024-10-08", "2024-10-10", "2024-10-14"].map(|date| file_name(&slot(date)));
    let run = shop.cli(&["run", "--dates", "2024-10-09,2024-10-11"]);
    assert_eq!((run.code, export(&shop, "people")), (0, before), "{}", run.err);
    assert_eq!(shop.names("landing_zone"), waiting);
    assert_eq!(shop.cli(&["run", "--date", "2024-10-10"]).code, 0);
    assert_eq!(shop.names("landing_zone"), [&waiting[0], &waiting[2]].map(String::clone));
    assert_eq!(shop.cli(&["run"]).code, 0);
    let mut model = Model::new(Load::Snapshot);
    let later = ["2024-10-08", "2024-10-10", "2024-10-14"].map(|date| (date, "1 Ann gold"));
    DAYS.into_iter().chain(later).for_each(|(date, text)| model.receive(slot(date), rows(text)));
    assert_eq!(table(&shop), model.table().0);
}

#[test]
fn days_that_are_no_days_are_usage_errors() {
    let shop = loaded(people("snapshot"));
    for args in [
        &["--dates", "2024-10-32"] as &[&str],
        &["--dates", "2024-10-09;2024-10-10"],
        &["--from", "yesterday"],
        &["--date", "2024-10-09", "--pipeline", "peple"],
    ] {
        let run = shop.cli(&[&["run"], args].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
    }
}

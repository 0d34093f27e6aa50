//! Files that come back: put back, held, claimed by a killed run, quarantined. Each comes again on its day.

use std::fs;

use serde_json::Value;
use shoptui::run::RunResult;

use super::*;
use crate::support::rest;

/// Two days, and another file for the first.
fn two_days() -> Shop {
    let shop = prints();
    for (date, name) in [("2024-10-16", "Ann"), ("2024-10-17", "Bo")] {
        shop.land("prints.csv", one(name));
        assert_eq!(run_on(&shop, date), RunResult::Done);
    }
    shop
}

fn notes(shop: &Shop) -> Vec<String> {
    shop.names("archive/_days")
}

#[test]
fn what_is_undone_comes_again_on_its_day() {
    let shop = two_days();
    let before = shop.state();
    undo(&shop);
    assert_eq!(shop.names("landing_zone"), ["prints.csv"]);
    assert_eq!(shop.names("archive"), ["_days/prints.csv.1.2024-10-17.json", "prints/2024-10-16/prints.csv"]);
    assert!(!shop.at("archive/prints/2024-10-17").exists(), "no empty folder stays");
    assert_names(&shop, &[("2024-10-16", "Ann")]);
    shop.assert_sound();
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    assert_eq!(status["ready"][0]["date"], "2024-10-17");
    // Another day that is asked for is not its own.
    assert_eq!(run_on(&shop, "2024-10-18"), RunResult::Done);
    assert_eq!(shop.names("landing_zone"), ["prints.csv"]);
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_eq!(shop.state(), before);
    shop.assert_sound();
    // Its day is known no longer: the same bytes are a file of another day again.
    shop.land("prints.csv", one("Bo"));
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert!(shop.names("archive").contains(&"prints/2024-10-19/prints.csv".to_owned()));
}

#[test]
fn what_is_edited_after_an_undo_is_a_new_file() {
    let shop = two_days();
    undo(&shop);
    shop.land("prints.csv", one("Cy"));
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-19", "Cy")]);
    assert_eq!(notes(&shop), [""; 0]);
    shop.assert_sound();
}

#[test]
fn a_note_without_its_file_is_removed() {
    let shop = two_days();
    undo(&shop);
    fs::remove_file(shop.at("landing_zone/prints.csv")).unwrap();
    // The same bytes that come since are another file.
    let came = shop.copy();
    came.land("prints.csv", one("Bo"));
    assert_eq!(run_at(&came, noon_19), RunResult::Done);
    assert_names(&came, &[("2024-10-16", "Ann"), ("2024-10-19", "Bo")]);
    assert_eq!(notes(&came), [""; 0]);
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_eq!(notes(&shop), [""; 0]);
    shop.land("prints.csv", one("Bo"));
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-19", "Bo")]);
}

#[test]
fn a_file_that_lands_beside_one_that_is_back_is_of_its_own_day() {
    let shop = two_days();
    // With the bytes of the one that goes back, and with others.
    for (name, expected) in [("Bo", "Bo"), ("Cy", "Cy")] {
        let shop = shop.copy();
        shop.land("prints.csv", one(name));
        undo(&shop);
        assert_eq!(shop.names("landing_zone"), ["prints.csv", "prints.csv~2"]);
        assert_eq!(run_at(&shop, noon_19), RunResult::Done);
        assert_eq!(
            shop.names("archive"),
            ["2024-10-16", "2024-10-17", "2024-10-19"].map(|day| format!("prints/{day}/prints.csv"))
        );
        assert_eq!(names(&shop).last().unwrap().1, expected);
        shop.assert_sound();
    }
}

/// Several files a day, the same bytes on several days and twice on one: after a reset and a run all is as before.
#[test]
fn a_reset_forgets_no_day() {
    let shop = prints();
    for (date, names) in
        [("2024-10-15", "Bo"), ("2024-10-16", "Ann Bo Ann"), ("2024-10-17", "Ann"), ("2024-10-18", "Bo")]
    {
        for name in names.split(' ') {
            shop.land("prints.csv", one(name));
            assert_eq!(run_on(&shop, date), RunResult::Done);
        }
    }
    let before = shop.state();
    assert_eq!(before.archive.len(), 6);
    let reset = shop.cli(&["reset", "--yes"]);
    assert_eq!(reset.code, 0, "{}", reset.err);
    assert_eq!((shop.names("landing_zone").len(), notes(&shop).len()), (6, 6));
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_eq!(shop.state(), before);
    shop.assert_sound();
}

#[test]
fn a_held_snapshot_is_of_the_day_on_which_it_came() {
    let shop = Shop::new(&config("UTC", ""));
    shop.land("prints.csv", "id,name\n1,Ann\n2,Bo\n3,Cy\n");
    assert_eq!(run_on(&shop, "2024-10-15"), RunResult::Done);
    shop.land("prints.csv", one("Ann"));
    for _ in 0..2 {
        assert_eq!(run_on(&shop, HOLD), RunResult::DoneWithRejects);
        assert_eq!(shop.names("landing_zone"), ["prints.csv"]);
        assert_eq!(notes(&shop), [format!("prints.csv.1.{HOLD}.json")]);
    }
    let request = Request { accept_shrink: vec!["prints".to_owned()], ..Request::default() };
    assert_eq!(run_asked(&shop, &request, noon_19), RunResult::Done);
    assert_eq!(shop.names("archive"), ["prints/2024-10-15/prints.csv".to_owned(), format!("prints/{HOLD}/prints.csv")]);
    shop.assert_sound();
}

/// A run that was killed after it claimed a file, and one that was killed after it archived it, too.
#[test]
fn what_a_killed_run_claimed_is_of_the_day_of_that_run() {
    let shop = prints();
    shop.land(".prints.csv.1.2024-10-16.take", one("Ann"));
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    assert_eq!(
        (&status["ready"][0]["file"], &status["ready"][0]["date"]),
        (&"prints.csv".into(), &"2024-10-16".into())
    );
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_names(&shop, &[("2024-10-16", "Ann")]);
    let before = shop.state();
    shop.land(".prints.csv.1.2024-10-16.take", one("Ann"));
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_eq!(shop.state(), before);
    assert_eq!(notes(&shop), [""; 0]);
    // What a run that asks for other days leaves has its own name again, and its day.
    shop.land(".prints.csv.1.2024-10-17.take", one("Bo"));
    assert_eq!(run_on(&shop, "2024-10-18"), RunResult::Done);
    assert_eq!((shop.names("landing_zone"), notes(&shop).len()), (vec!["prints.csv".to_owned()], 1));
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-17", "Bo")]);
    assert_eq!(notes(&shop), [""; 0]);
    shop.assert_sound();
}

fn reason(shop: &Shop, name: &str) -> Value {
    serde_json::from_str(&shop.read(&format!("quarantine/{name}.reason.json"))).unwrap()
}

#[test]
fn a_quarantined_file_comes_again_on_its_day() {
    let shop = prints();
    shop.land("prints.csv", "id,title\n1,Ann\n");
    assert_eq!(run_on(&shop, "2024-10-16"), RunResult::DoneWithRejects);
    assert_eq!(reason(&shop, "prints.csv")["date"], "2024-10-16");
    assert!(!shop.at("archive/prints/2024-10-16").exists());
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    assert_eq!((&status["days"][0]["date"], &status["days"][0]["check"]), (&"2024-10-16".into(), &"failed".into()));
    // Put back as it is, it cannot be read on its day either.
    let back = || {
        fs::rename(shop.at("quarantine/prints.csv"), shop.at("landing_zone/prints.csv")).unwrap();
        rest(&shop.at("landing_zone/prints.csv"));
    };
    back();
    assert_eq!(run_at(&shop, noon_18), RunResult::DoneWithRejects);
    assert_eq!(reason(&shop, "prints.csv")["date"], "2024-10-16");
    // Once the schema fits, it can.
    let text = shop.read("shoptui.toml").replace("{ name = \"name\",", "{ name = \"name\", from = \"title\",");
    fs::write(shop.at("shoptui.toml"), text).unwrap();
    back();
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_names(&shop, &[("2024-10-16", "Ann")]);
    assert_eq!(shop.names("quarantine"), [""; 0], "the reason went with its file");
    shop.assert_sound();
}

/// The same bytes on another day, here an empty file, are another file.
#[test]
fn the_same_broken_file_is_quarantined_each_day() {
    let shop = prints();
    for date in ["2024-10-16", "2024-10-17", "2024-10-17"] {
        shop.land("prints.csv", "");
        assert_eq!(run_on(&shop, date), RunResult::DoneWithRejects);
    }
    assert_eq!(
        shop.names("quarantine"),
        ["prints.csv", "prints.csv.2", "prints.csv.2.reason.json", "prints.csv.reason.json"]
    );
    assert_eq!(reason(&shop, "prints.csv")["date"], "2024-10-16");
    assert_eq!(reason(&shop, "prints.csv.2")["date"], "2024-10-17");
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    let days = status["days"].as_array().unwrap();
    assert_eq!(days.len(), 2);
    assert!(days.iter().all(|day| day["check"] == "failed"), "{days:?}");
    shop.assert_sound();
}

#[test]
fn what_depends_on_a_quarantined_day_waits_from_it_on() {
    let other = "\n[pipelines.visits]\nfiles = 'visits_(?<date>\\d{8})\\.csv'\nformat = { type = \"delimited\", header = true }\n\
                 load = \"snapshot\"\nkey = [\"id\"]\ndepends_on = [\"prints\"]\ncolumns = [ { name = \"id\", type = \"int\" } ]\n";
    let shop = Shop::new(&config("UTC", &format!("max_shrink = 1.0\n{other}")));
    shop.land("prints.csv", "");
    run_on(&shop, "2024-10-17");
    shop.land("visits_20241016.csv", "id\n1\n");
    shop.land("visits_20241017.csv", "id\n1\n");
    assert_eq!(run_at(&shop, noon_18), RunResult::DoneWithRejects);
    assert_eq!(shop.names("landing_zone"), ["visits_20241017.csv"]);
    shop.land("prints.csv", one("Ann"));
    assert_eq!(run_on(&shop, "2024-10-17"), RunResult::Done);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
}

/// An undo of corrections, and one after which a file that came before counts again.
#[test]
fn an_undo_of_a_resend_leaves_what_came_before() {
    let shop = two_days();
    shop.land("prints.csv", one("Cy"));
    assert_eq!(run_on(&shop, "2024-10-16"), RunResult::Done);
    let before = shop.state();
    undo(&shop);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-17", "Bo")]);
    assert_eq!(notes(&shop), ["prints.csv.1.2024-10-16.json"]);
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_eq!(shop.state(), before);
    shop.assert_sound();
}

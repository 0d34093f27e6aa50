//! Which day a file gets, and what the days tell apart.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::DateTime;
use serde_json::Value;
use shoptui::run::{Request, RunResult};

use super::*;

#[test]
fn the_same_name_on_another_day_is_another_slot() {
    let shop = prints();
    for (date, name) in [("2024-10-16", "Ann"), ("2024-10-17", "Bo")] {
        shop.land("prints.csv", one(name));
        assert_eq!(run_on(&shop, date), RunResult::Done);
    }
    assert_eq!(shop.names("archive"), ["prints/2024-10-16/prints.csv", "prints/2024-10-17/prints.csv"]);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-17", "Bo")]);
    assert_eq!(shop.names("error_reports"), ["errors_prints_20241016.csv", "errors_prints_20241017.csv"]);
    shop.assert_sound();
    let before = shop.state();
    let rebuilt = shop.cli(&["verify", "--rebuild"]);
    assert_eq!(rebuilt.code, 0, "{}{}", rebuilt.out, rebuilt.err);
    assert_eq!(shop.state(), before);
    // Without its table, everything comes from the archive again, whatever day it is.
    std::fs::remove_dir_all(shop.at("warehouse")).unwrap();
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_eq!(shop.state().tables, before.tables);
    shop.assert_sound();
}

#[test]
fn the_same_bytes_are_nothing_on_their_day_and_a_file_on_another() {
    let shop = prints();
    let land = |name: &str, date: &str| {
        shop.land("prints.csv", one(name));
        assert_eq!(run_on(&shop, date), RunResult::Done);
    };
    land("Ann", "2024-10-16");
    let commits = shop.commits("prints");
    land("Ann", "2024-10-16");
    assert_eq!(shop.names("archive"), ["prints/2024-10-16/prints.csv"]);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    // The day was asked for by name, so it was done again, and came to the same.
    assert!(shop.commits("prints") <= commits + 1);
    land("Bo", "2024-10-16");
    land("Ann", "2024-10-17");
    assert_eq!(
        shop.names("archive"),
        ["prints/2024-10-16/prints.csv", "prints/2024-10-16/prints.csv~2", "prints/2024-10-17/prints.csv"]
    );
    assert_names(&shop, &[("2024-10-16", "Bo"), ("2024-10-17", "Ann")]);
    land("Cy", "2024-10-15");
    assert_names(&shop, &[("2024-10-15", "Cy"), ("2024-10-16", "Bo"), ("2024-10-17", "Ann")]);
    shop.assert_sound();
}

#[test]
fn parts_tell_files_of_a_day_apart() {
    let shop = Shop::new(&config("UTC", "").replace("\"snapshot\"", "\"transaction\""));
    shop.land("prints_a.csv", "id,name\n1,Ann\n");
    shop.land("prints_b.csv", "id,name\n2,Bo\n");
    assert_eq!(run_at(&shop, noon_18), RunResult::Done);
    shop.land("prints_a.csv", "id,name\n1,Al\n");
    assert_eq!(run_at(&shop, noon_18), RunResult::Done);
    assert_names(&shop, &[("2024-10-18", "Al"), ("2024-10-18", "Bo")]);
    undo(&shop);
    assert_names(&shop, &[("2024-10-18", "Ann"), ("2024-10-18", "Bo")]);
    assert_eq!(run_at(&shop, noon_19), RunResult::Done);
    assert_names(&shop, &[("2024-10-18", "Al"), ("2024-10-18", "Bo")]);
    shop.assert_sound();
}

#[test]
fn the_day_is_that_of_the_workspace() {
    const LATE: Clock = || "2024-10-16T23:30:00Z".parse().unwrap();
    let check = |timezone: &str, expected: &str| {
        let shop = Shop::new(&config(timezone, ""));
        shop.land("prints.csv", one("Ann"));
        assert_eq!(run_at(&shop, LATE), RunResult::Done);
        assert_names(&shop, &[(expected, "Ann")]);
    };
    check("UTC", "2024-10-16");
    check("Europe/Lisbon", "2024-10-17");
    check("Pacific/Kiritimati", "2024-10-17");
    check("America/Sao_Paulo", "2024-10-16");
}

/// A run that ends on another day than it began on has one day.
#[test]
fn a_run_over_midnight_has_one_day() {
    static SECONDS: AtomicI64 = AtomicI64::new(0);
    // 2024-10-16T23:59:59Z, and a second more with each look.
    const OVER: Clock = || DateTime::from_timestamp(1_729_123_199 + SECONDS.fetch_add(1, Ordering::SeqCst), 0).unwrap();
    let shop = Shop::new(&config("UTC", "").replace("\"snapshot\"", "\"transaction\""));
    for part in ["a", "b", "c"] {
        shop.land(&format!("prints_{part}.csv"), one(part));
    }
    assert_eq!(run_at(&shop, OVER), RunResult::Done);
    assert!(SECONDS.load(Ordering::SeqCst) > 10);
    let days: Vec<String> = shop.names("archive");
    assert!(days.iter().all(|name| name.starts_with("prints/2024-10-16/")), "{days:?}");
    assert_eq!(days.len(), 3);
}

/// With several days or a range, a file is of the day that it is; and is not taken if that is not among them.
#[test]
fn several_days_are_no_day() {
    let asked = |request: Request| {
        let shop = prints();
        shop.land("prints.csv", one("Ann"));
        run_asked(&shop, &request, noon_18);
        shop.names("archive")
    };
    let days = |dates: &[&str]| Request { dates: dates.iter().map(|date| day(date)).collect(), ..Request::default() };
    assert_eq!(asked(days(&["2024-10-18", "2024-10-17"])), ["prints/2024-10-18/prints.csv"]);
    assert_eq!(asked(days(&["2024-10-16", "2024-10-17"])), [""; 0]);
    assert_eq!(asked(days(&["2024-10-17", "2024-10-17"])), ["prints/2024-10-17/prints.csv"]);
    let range = |from: &str, to: &str| Request { from: Some(day(from)), to: Some(day(to)), ..Request::default() };
    assert_eq!(asked(range("2024-10-17", "2024-10-19")), ["prints/2024-10-18/prints.csv"]);
    assert_eq!(asked(range("2024-10-17", "2024-10-17")), [""; 0]);
}

#[test]
fn status_and_preview_know_the_day() {
    let shop = prints();
    shop.land("prints.csv", one("Ann"));
    let plan: Value =
        serde_json::from_str(&shop.cli(&["run", "--plan", "--date", "2024-10-16", "--json"]).out).unwrap();
    assert_eq!(plan[0]["take"][0]["date"], "2024-10-16");
    assert_eq!(shop.cli(&["run", "--date", "2024-10-16"]).code, 0);
    shop.land("prints.csv", one("Bo"));
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    assert_eq!(status["ready"][0]["date"], Utc::now().date_naive().to_string());
    assert_eq!(status["days"].as_array().unwrap().last().unwrap()["date"], "2024-10-16");
    // Only taken, it is in the archive under its day.
    assert_eq!(shop.cli(&["run", "--step", "take", "--date", "2024-10-17"]).code, 0);
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    let ready = &status["ready"][0];
    assert_eq!((&ready["date"], &ready["archived"]), (&"2024-10-17".into(), &"2024-10-17/prints.csv".into()));
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-17", "Bo")]);
}

#[test]
fn rows_are_corrected_beside_the_file_of_their_day() {
    let shop = Shop::new(&config("UTC", "").replace("\"snapshot\"", "\"transaction\""));
    for (date, id) in [("2024-10-16", 1), ("2024-10-17", 2)] {
        shop.land("prints.csv", format!("id,name\n{id},Ann\n{id}x,Bo\n"));
        assert_eq!(run_on(&shop, date), RunResult::DoneWithRejects);
    }
    let fix = shop.cli(&["errors", "fix", "prints", "2024-10-16"]);
    assert_eq!(fix.code, 0, "{}", fix.err);
    let file = shop.names("fixes").into_iter().next().unwrap();
    let path = shop.at("fixes").join(&file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("2024-10-16/prints.csv"), "{text}");
    std::fs::write(&path, text.replace("1x,Bo", "7,Bo")).unwrap();
    let applied = shop.cli(&["errors", "apply", path.to_str().unwrap()]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-17", "Ann"), ("2024-10-16", "Bo")]);
    shop.assert_sound();
    let before = shop.state();
    let rebuilt = shop.cli(&["verify", "--rebuild"]);
    assert_eq!(rebuilt.code, 0, "{}{}", rebuilt.out, rebuilt.err);
    assert_eq!(shop.state(), before);
    // Another file for the day leaves them where they are.
    shop.land("prints.csv", "id,name\n1,Cy\n");
    assert_eq!(run_on(&shop, "2024-10-16"), RunResult::Done);
    assert_names(&shop, &[("2024-10-16", "Cy"), ("2024-10-17", "Ann")]);
    undo(&shop);
    assert_names(&shop, &[("2024-10-16", "Ann"), ("2024-10-17", "Ann"), ("2024-10-16", "Bo")]);
    shop.assert_sound();
}

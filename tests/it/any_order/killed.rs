//! A replay that is killed: done again it is as if nothing had happened, and no reader sees it half done.

use std::fmt::Write;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::model::{Load, Slot};
use super::{copy, file_name, people_in_parts};
use crate::kills::{SIGKILL, random, run_killed_at};
use crate::support::{Shop, State, command, people};

const SEED: u64 = 20_241_008;

/// Days of a table of so many people, some of whom change, leave and come back, and a file that has the table replayed.
fn scene(load: Load, days: u32, people: u32) -> Shop {
    let shop = people_in_parts(load);
    (9..9 + days).for_each(|day| land(&shop, day, people));
    let run = shop.run();
    assert_eq!(run.warnings(), [""; 0]);
    match load.name() {
        // What a late file brings is no more once the next day is loaded: another file for the last day counts.
        "replace" => land(&shop, 8 + days, people / 2),
        _ => land(&shop, 8, people),
    }
    shop
}

fn land(shop: &Shop, day: u32, people: u32) {
    let mut text = "id,name,tier,note\n".to_owned();
    for id in (0..people).filter(|id| !(id + day).is_multiple_of(7)) {
        let tier = if (id + day) % 5 > 1 { "gold" } else { "silver" };
        let _ = writeln!(text, "{id},Name of {id},{tier},{}", if id % 11 == day % 11 { "x" } else { "" });
    }
    shop.land(&file_name(&Slot { date: format!("2024-10-{day:02}"), part: None }), text);
}

/// The table before the run of a scene, and all after it.
fn undisturbed(scene: &Shop) -> (String, State, Duration) {
    let shop = copy(scene);
    let before = shop.versions("people");
    let start = Instant::now();
    let run = shop.cli(&["run"]);
    let whole = start.elapsed();
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.names("landing_zone"), [""; 0], "{}", run.err);
    shop.assert_sound();
    assert_ne!(shop.versions("people"), before);
    (before, shop.state(), whole)
}

/// Reads the table over and over while something is done; every reading is one of these. Says how many there were.
fn watched<T>(shop: &Shop, tables: [&String; 2], work: impl FnOnce() -> T) -> (T, usize) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            let mut last = 0;
            while !done.load(Ordering::SeqCst) {
                let found = shop.versions("people");
                let which = tables.iter().position(|table| **table == found);
                let which = which.unwrap_or_else(|| panic!("reading {seen} is neither the old nor the new table"));
                assert!(which >= last, "reading {seen}: the old table came back");
                (last, seen) = (which, seen + 1);
            }
            seen
        });
        let outcome = work();
        done.store(true, Ordering::SeqCst);
        (outcome, reader.join().unwrap())
    })
}

/// Kills the run of a copy at each of its events, and says at how many.
fn killed_at_every_event(load: Load) -> usize {
    let scene = scene(load, 4, 50);
    let (before, expected, _) = undisturbed(&scene);
    for event in 0.. {
        let shop = copy(&scene);
        let parts = (event % 4 > 1).then_some(200);
        let status = run_killed_at(&shop, event, parts);
        let table = shop.versions("people");
        assert!([&before, &expected.tables["people"]].contains(&&table), "killed at event {event}");
        shop.run();
        assert_eq!(shop.state(), expected, "killed at event {event}");
        shop.assert_sound();
        if status.signal() != Some(SIGKILL) {
            return event;
        }
    }
    0
}

#[test]
fn a_replay_killed_at_every_event() {
    let events = std::thread::scope(|scope| {
        let threads = Load::ALL.map(|load| scope.spawn(move || killed_at_every_event(load)));
        threads.map(|thread| thread.join().unwrap())
    });
    for (load, events) in Load::ALL.iter().zip(events) {
        // Where no history is kept, two of the days are replayed.
        let least = if load.name() == "replace" { 10 } else { 15 };
        assert!(events > least, "only {events} events of {load:?}");
    }
}

/// Whether a command was killed before it ended.
fn killed_after(moment: Duration, shop: &Shop, name: &str) -> bool {
    let mut process = command(&["-w", shop.path().to_str().unwrap(), name])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment);
    process.kill().unwrap();
    process.wait().unwrap().signal() == Some(SIGKILL)
}

#[test]
fn a_replay_killed_at_random_moments() {
    const ROUNDS: usize = 16;
    let scene = scene(Load::Snapshot, 10, 3000);
    let (before, expected, whole) = undisturbed(&scene);
    let after = &expected.tables["people"];
    let (mut chance, mut cut, mut readings) = (SEED, 0, 0);
    for round in 0..ROUNDS {
        let shop = copy(&scene);
        let moment = whole.mul_f64(random(&mut chance));
        let told = format!("seed {SEED}, round {round}, killed after {moment:?} of {whole:?}");
        let (killed, seen) = watched(&shop, [&before, after], || killed_after(moment, &shop, "run"));
        (cut, readings) = (cut + usize::from(killed), readings + seen);
        // It may have been killed when all was done but the journal.
        let now = shop.versions("people");
        let (again, seen) = watched(&shop, [&now, after], || shop.cli(&["run"]));
        assert_eq!(again.code, 0, "{told}\n{}", again.err);
        readings += seen;
        assert_eq!(shop.state(), expected, "{told}\n{}", again.err);
        shop.assert_sound();
    }
    assert!(cut >= ROUNDS / 2, "only {cut} of {ROUNDS} runs were cut short");
    assert!(readings > 3 * ROUNDS, "only {readings} readings");
}

/// Whatever is left of an undo is done by the next run, which then loads again what came back: all is as it was.
#[test]
fn an_undo_killed_at_random_moments() {
    const ROUNDS: usize = 8;
    let loaded = scene(Load::Snapshot, 10, 3000);
    let (before, expected, _) = undisturbed(&loaded);
    assert_eq!(loaded.cli(&["run"]).code, 0);
    let (shop, start) = (copy(&loaded), Instant::now());
    assert_eq!(shop.cli(&["undo"]).code, 0);
    let whole = start.elapsed();
    assert_eq!(shop.versions("people"), before);
    let (mut chance, mut cut) = (SEED, 0);
    for round in 0..ROUNDS {
        let shop = copy(&loaded);
        let moment = whole.mul_f64(random(&mut chance));
        let told = format!("seed {SEED}, round {round}, killed after {moment:?} of {whole:?}");
        let tables = [&expected.tables["people"], &before];
        cut += usize::from(watched(&shop, tables, || killed_after(moment, &shop, "undo")).0);
        let run = shop.cli(&["run"]);
        assert_eq!(run.code, 0, "{told}\n{}", run.err);
        assert_eq!(shop.state(), expected, "{told}\n{}", run.err);
        shop.assert_sound();
    }
    assert!(cut >= ROUNDS / 2, "only {cut} of {ROUNDS} undos were cut short");
}

/// An undo that broke off when its tables were done, but not its files, is finished by the same command, and no more than
/// that: not the run before is taken back in its stead.
#[test]
fn an_undo_that_broke_off_is_asked_for_again() {
    let shop = people("snapshot");
    for day in ["09", "10"] {
        shop.land(&format!("people_202410{day}.csv"), format!("id,name,tier,note\n{day},Ann,gold,\n"));
        assert_eq!(shop.cli(&["run"]).code, 0);
    }
    let plan = shop.cli(&["undo", "--plan", "--json"]);
    assert_eq!(plan.code, 0, "{}", plan.err);
    let broken_off = copy(&shop);
    assert_eq!(shop.cli(&["undo"]).code, 0);
    let expected = shop.state();
    assert_eq!(shop.names("landing_zone"), ["people_20241010.csv"]);

    let shop = broken_off;
    assert_eq!(shop.cli(&["undo"]).code, 0);
    let (landed, archived) = ("landing_zone/people_20241010.csv", "archive/people/people_20241010.csv");
    fs::rename(shop.at(landed), shop.at(archived)).unwrap();
    fs::write(shop.at("warehouse/_runs/.undo.json"), &plan.out).unwrap();
    assert_eq!(shop.cli(&["undo", "--plan", "--json"]).out, plan.out);
    let again = shop.cli(&["undo"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(shop.state(), expected);
    shop.assert_sound();
}

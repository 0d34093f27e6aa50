//! What the worker does for the screen History, on a real workspace.

use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;
use crate::run::{self, Listener, Request};
use crate::sample::{self, BadRows, Plan};
use crate::tui::screens::history::request::{Found as Of, Job as Wants, Source, Versions};
use crate::tui::worker;
use crate::tui::worker::engine::Engine;
use crate::warehouse::Keys;

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &run::Event) {}
}

/// A loaded workspace, and an engine that has it open.
fn shop(plan: &Plan) -> (TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    sample::write(&folder.path().join("landing_zone"), plan).unwrap();
    let workspace = crate::workspace::open(folder.path()).unwrap();
    run::execute(&workspace, &Request::default(), Utc::now, &Quiet).unwrap();
    let engine = Engine::new(folder.path().to_owned(), Utc::now);
    worker::answered(&engine, Ask { ticket: Ticket(1), job: Job::Shop(shop::Job::Open) });
    (folder, engine)
}

fn week() -> (TempDir, Engine) {
    shop(&Plan { days: 8, bad_rows: BadRows::OnLastDay, ..Plan::shop(120, 60, 8) })
}

fn ask(engine: &Engine, job: Wants) -> Of {
    match worker::answered(engine, Ask { ticket: Ticket(2), job: Job::History(job) }).outcome {
        Outcome::Finished(Found::History(found)) => found,
        other => panic!("{other:?}"),
    }
}

fn keys(engine: &Engine, table: &str, text: &str) -> Keys {
    let job = Wants::Keys { table: table.into(), text: text.into(), from: 0, known: 0 };
    let Of::Keys(found) = ask(engine, job) else { panic!("no keys") };
    found
}

fn versions(engine: &Engine, table: &str, key: &[String]) -> Versions {
    let Of::Versions(found) = ask(engine, Wants::Versions { table: table.into(), key: key.to_vec() }) else {
        panic!("no versions")
    };
    found
}

#[test]
fn all_keys_come_in_their_order() {
    let (_folder, engine) = week();
    let found = keys(&engine, "customer", "");
    assert_eq!((found.columns.len(), found.rest, found.cut), (3, None, false));
    let ids: Vec<i64> = found.keys.iter().map(|k| k.key[0].parse().unwrap()).collect();
    assert!(ids.is_sorted() && ids.len() > 120, "{}", ids.len());
    assert!(found.keys.iter().any(|k| k.versions > 1) && found.keys.iter().any(|k| !k.current));
    for key in found.keys.iter().step_by(17) {
        let versions = versions(&engine, "customer", &key.key).versions;
        assert_eq!((versions.len(), versions[0].effective_from), (key.versions, key.since), "{key:?}");
        assert_eq!(versions.iter().any(|v| v.is_current), key.current);
        assert_eq!(versions.last().map(|v| v.expiry_date), Some(key.until));
    }
    let sales = keys(&engine, "sales", "");
    assert!(sales.keys.len() > 200 && !sales.columns.is_empty());
    let products = keys(&engine, "product", "");
    assert!(products.keys.iter().map(|k| &k.key[0]).is_sorted());
}

#[test]
fn a_key_or_any_text_that_it_ever_had_is_found() {
    let (_folder, engine) = week();
    let all = keys(&engine, "customer", "");
    let one = all.keys.iter().find(|k| k.versions > 1).unwrap();
    assert_eq!(keys(&engine, "customer", &one.key[0]).keys[0], *one, "the exact key comes first");
    assert!(
        keys(&engine, "customer", &one.key[0][..6]).keys.iter().any(|k| k.key == one.key),
        "a part of it is found too"
    );
    // A value of the past that is no longer the current one.
    let lives = all.keys.iter().map(|k| versions(&engine, "customer", &k.key));
    let mut changes = lives.flat_map(|timeline| timeline.versions.into_iter().flat_map(|v| v.changes));
    let change = changes.find(|c| c.column == "email" && c.old.is_some()).unwrap();
    let past = change.old.unwrap();
    let found = keys(&engine, "customer", &past.to_uppercase());
    let email = found.columns.iter().position(|c| c == "email").unwrap();
    assert!(found.keys.iter().any(|k| k.values[email].as_deref() != Some(&past)
        && k.because == Some(("email".to_owned(), past.clone()))));
    assert!(keys(&engine, "customer", "no such text").keys.is_empty());
    assert!(keys(&engine, "customer", ".*").keys.is_empty(), "it is a text, not a pattern");
    assert_eq!(keys(&engine, "product", "p1003").keys[0].key, ["P1003"]);
}

#[test]
fn a_long_search_goes_on_where_it_stopped() {
    let (folder, _) = week();
    let workspace = crate::workspace::open(folder.path()).unwrap();
    let warehouse = crate::warehouse::open(&workspace).unwrap();
    let pipeline = workspace.pipeline("customer").unwrap();
    let search = |from: usize, parts: usize, most: usize| {
        let query = crate::warehouse::Query { text: "a".into(), from, parts, most };
        crate::warehouse::search(warehouse.as_ref(), pipeline, &query, &|_| Ok(())).unwrap()
    };
    let whole = search(0, usize::MAX, 10_000);
    let (mut found, mut from) = (Vec::new(), Some(0));
    while let Some(at) = from {
        let part = search(at, 1, 10_000);
        found.extend(part.keys.into_iter().map(|k| k.key));
        from = part.rest;
    }
    found.sort();
    found.dedup();
    let mut expected: Vec<_> = whole.keys.into_iter().map(|k| k.key).collect();
    expected.sort();
    assert_eq!(found, expected);
    let cut = search(0, usize::MAX, 3);
    assert_eq!((cut.keys.len(), cut.cut, cut.rest), (3, true, None));
    let query = crate::warehouse::Query { text: "a".into(), from: 0, parts: 1, most: 1 };
    let stop = |_| Err(crate::error::Error::new(crate::error::ErrorKind::Usage, "stopped"));
    assert!(crate::warehouse::search(warehouse.as_ref(), pipeline, &query, &stop).is_err());
}

#[test]
fn the_line_of_every_version_is_found() {
    let (_folder, engine) = week();
    let all = keys(&engine, "customer", "");
    for found in all.keys.iter().filter(|k| k.versions > 1).take(4) {
        let timeline = versions(&engine, "customer", &found.key);
        for (version, places) in timeline.versions.iter().zip(&timeline.places) {
            let file = places.files[0].0.clone();
            let (table, key) = ("customer".to_owned(), found.key.clone());
            let Of::Lines(lines) =
                ask(&engine, Wants::Lines { table: table.clone(), key: key.clone(), file: file.clone() })
            else {
                panic!("no lines")
            };
            let origin = places.origin(version.row_hash, |_| Some(&lines));
            let line = origin.line.unwrap();
            for known in [None, Some(line)] {
                let source = Source {
                    table: table.clone(),
                    key: key.clone(),
                    file: file.clone(),
                    line: known,
                    row_hash: version.row_hash,
                };
                let Of::Source(at, excerpt) = ask(&engine, Wants::Source(source)) else { panic!("no source") };
                assert_eq!(at, Some(line));
                let text = &excerpt.lines[usize::try_from(line - excerpt.first).unwrap()];
                assert!(text.contains(&found.key[0]), "{text}");
                assert!(excerpt.lines.len() <= 201);
            }
        }
    }
}

/// The time that the screen waits for the versions of a key in a table of a million: run by hand, on a quiet machine.
#[test]
#[ignore = "makes a table of a million versions"]
fn a_key_among_a_million_versions_is_there_at_once() {
    let (_folder, engine) = shop(&Plan { sales: 1_000_000, ..Plan::shop(1_000_000, 1_000_000, 1) });
    let best = |job: &dyn Fn() -> Wants| {
        let times = (0..7).map(|_| {
            let start = Instant::now();
            ask(&engine, job());
            start.elapsed()
        });
        times.min().unwrap()
    };
    let first = keys(&engine, "customer", "").keys;
    let mut told = String::new();
    for key in [&first[0].key, &first[250].key, &vec!["7".to_owned()]] {
        let time = best(&|| Wants::Versions { table: "customer".into(), key: key.clone() });
        told.push_str(&format!("versions of {key:?}: {time:?}\n"));
        assert!(time < Duration::from_millis(100), "{told}");
        let time = best(&|| Wants::Keys { table: "customer".into(), text: key[0].clone(), from: 0, known: 0 });
        told.push_str(&format!("search for {key:?}: {time:?}\n"));
    }
    for text in ["", "ana", "moreau", "no such text anywhere"] {
        let time = best(&|| Wants::Keys { table: "customer".into(), text: text.into(), from: 0, known: 0 });
        told.push_str(&format!("search for {text:?}: {time:?}\n"));
    }
    let sale = best(&|| Wants::Versions { table: "sales".into(), key: vec!["500000".into()] });
    told.push_str(&format!("versions of a sale: {sale:?}\n"));
    std::fs::write(std::env::temp_dir().join("shoptui-history-times.txt"), told).unwrap();
}

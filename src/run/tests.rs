//! The engine as a whole, from landing zone to tables.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use chrono::Utc;
use polars::prelude::*;

use super::*;
use crate::sample::{BadRows, Plan};
use crate::warehouse::{self, Warehouse, stored_columns};
use crate::workspace::Pipeline;
use crate::{sample, workspace};
use std::time::SystemTime;

/// Fails with the step that fails.
struct Strict;

impl Listener for Strict {
    fn event(&self, event: &Event) {
        assert!(!matches!(event.happening, EventKind::StepFailed { .. }), "{event:?}");
    }
}

/// Every version of a table in the order of key and day.
fn stored(warehouse: &dyn Warehouse, pipeline: &Pipeline) -> DataFrame {
    let by: Vec<&str> = pipeline.key_names().chain(["effective_from"]).collect();
    let rows = warehouse.versions(pipeline).unwrap().rows(&stored_columns(pipeline), 0..u64::MAX).unwrap();
    rows.sort(by, SortMultipleOptions::default()).unwrap()
}

/// Every version of every table, and the error reports, after eight sample days, the last with bad rows.
fn loaded(dir: &Path, part_bytes: Option<u64>) -> (Vec<DataFrame>, Vec<String>) {
    let landing = dir.join("landing_zone");
    sample::write(&landing, &Plan { days: 8, bad_rows: BadRows::OnLastDay, ..Plan::week() }).unwrap();
    // A correction: rows of the first day again, one of them with another quantity.
    let first = std::fs::read_to_string(landing.join("sales_20241009.txt")).unwrap();
    let (line, rest) = first.split_once('\n').unwrap();
    let mut fields: Vec<&str> = line.split('~').collect();
    fields[3] = "77";
    let sales = landing.join("sales_20241015.txt");
    let more = std::fs::read_to_string(&sales).unwrap();
    let again: String = rest.lines().take(20).map(|l| format!("{l}\n")).collect();
    std::fs::write(&sales, format!("{}\n{again}{more}", fields.join("~"))).unwrap();

    let workspace = workspace::open(dir).unwrap();
    let request = Request { part_bytes, ..Request::default() };
    let outcome = execute(&workspace, &request, Utc::now, &Strict).unwrap();
    assert_eq!(outcome.result, RunResult::DoneWithRejects);
    let warehouse = warehouse::open(&workspace).unwrap();
    let tables = workspace.pipelines.iter().map(|pipeline| {
        assert_eq!(warehouse.inspect(pipeline).unwrap().broken, Vec::<String>::new());
        stored(warehouse.as_ref(), pipeline)
    });
    let tables = tables.collect();
    let mut reports: Vec<_> =
        std::fs::read_dir(workspace.error_reports().local_path()).unwrap().map(|e| e.unwrap().path()).collect();
    reports.sort();
    (tables, reports.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect())
}

#[test]
fn a_file_in_parts_gives_the_same_tables() {
    let [whole, parts] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (whole, parts) = (loaded(whole.path(), None), loaded(parts.path(), Some(8 << 10)));
    for (whole, parts) in whole.0.iter().zip(&parts.0) {
        assert!(whole.height() > 0);
        assert!(whole.equals_missing(parts), "{whole} {parts}");
    }
    assert_eq!(whole.1, parts.1);
}

/// Stops at the n-th look at whether it should.
struct StopAt(usize, std::sync::atomic::AtomicUsize);

impl Listener for StopAt {
    fn event(&self, event: &Event) {
        assert!(!matches!(event.happening, EventKind::StepFailed { .. }), "{event:?}");
    }

    fn cancelled(&self) -> bool {
        self.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= self.0
    }
}

/// The tables of a small shop whose load was stopped at the n-th look, then done again; how the first load ended, and
/// how often it looked.
fn stopped_at(look: usize, part_bytes: Option<u64>) -> (Vec<DataFrame>, RunResult, usize) {
    let dir = tempfile::tempdir().unwrap();
    for path in sample::write(&dir.path().join("landing_zone"), &Plan::shop(20, 30, 2)).unwrap() {
        // As if it had arrived a while ago: nobody waits to see whether it grows.
        let before = SystemTime::now() - std::time::Duration::from_secs(3600);
        std::fs::File::options().append(true).open(path).unwrap().set_modified(before).unwrap();
    }
    let workspace = workspace::open(dir.path()).unwrap();
    // A process that another test starts at this moment holds the lock of the run before until it is off.
    let wait = std::time::Duration::from_secs(30);
    let request = Request { part_bytes, wait, ..Request::default() };
    let listener = StopAt(look, std::sync::atomic::AtomicUsize::new(0));
    let outcome = execute(&workspace, &request, Utc::now, &listener).unwrap();
    let again = execute(&workspace, &request, Utc::now, &Strict).unwrap();
    assert_eq!(again.result, RunResult::Done, "stopped at look {look}");
    let warehouse = warehouse::open(&workspace).unwrap();
    let tables = workspace.pipelines.iter().map(|pipeline| stored(warehouse.as_ref(), pipeline));
    (tables.collect(), outcome.result, listener.1.into_inner())
}

#[test]
fn a_stopped_load_is_done_again_wherever_it_was_stopped() {
    for part_bytes in [None, Some(2 << 10)] {
        let (expected, result, looks) = stopped_at(usize::MAX, part_bytes);
        assert_eq!(result, RunResult::Done);
        for look in (0..looks).step_by(looks / 8) {
            let (tables, result, _) = stopped_at(look, part_bytes);
            assert_eq!(result, RunResult::Cancelled, "at look {look} of {looks}");
            for (table, expected) in tables.iter().zip(&expected) {
                assert!(table.equals_missing(expected), "stopped at look {look} of {looks}");
            }
        }
    }
}

#[test]
fn a_summary_reads_the_ends_of_a_journal_alone() {
    let dir = tempfile::tempdir().unwrap();
    sample::write(&dir.path().join("landing_zone"), &Plan::shop(20, 30, 1)).unwrap();
    let workspace = workspace::open(dir.path()).unwrap();
    let outcome = execute(&workspace, &Request::default(), Utc::now, &Strict).unwrap();
    let whole = summary(&workspace, &outcome.run).unwrap();
    assert_eq!((whole.files, whole.result), (3, Some(RunResult::Done)));
    // What lies between is not looked at.
    let path = workspace.runs().local_path().join(format!("{}.jsonl", outcome.run));
    let text = std::fs::read_to_string(&path).unwrap();
    let (first, last) = (text.lines().next().unwrap(), text.lines().last().unwrap());
    let broken = format!("{first}\n{}\n{last}\n", "no JSON\n".repeat(1_000));
    std::fs::write(&path, &broken).unwrap();
    assert_eq!(summary(&workspace, &outcome.run).unwrap(), whole);
    // A journal of before, without totals, and one of a killed run are read whole.
    let mut bare: serde_json::Value = serde_json::from_str(last).unwrap();
    bare.as_object_mut().unwrap().remove("totals");
    std::fs::write(&path, text.replace(last, &bare.to_string())).unwrap();
    assert_eq!(summary(&workspace, &outcome.run).unwrap(), whole);
    std::fs::write(&path, text.trim_end().replace(last, "{\"time\":")).unwrap();
    let killed = summary(&workspace, &outcome.run).unwrap();
    assert_eq!((killed.result, killed.files, killed.rows), (None, 3, whole.rows));
    // Read on from a whole line, never from the middle of one.
    let (events, next) = read_on(&workspace, &outcome.run, 0).unwrap();
    // The hashes of files are for `verify` alone.
    let said = text.lines().filter(|line| !line.contains(r#""event":"wrote""#)).count();
    assert_eq!(events.len(), said - 1);
    std::fs::write(&path, &text).unwrap();
    assert_eq!(read_on(&workspace, &outcome.run, next).unwrap().0.len(), 1);
}

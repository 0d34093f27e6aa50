//! The engine as a whole, from landing zone to tables.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use chrono::Utc;
use polars::prelude::*;

use super::*;
use crate::history::View;
use crate::sample::{BadRows, Plan};
use crate::{sample, workspace};

/// Fails with the step that fails.
struct Strict;

impl Listener for Strict {
    fn event(&self, event: &Event) {
        assert!(!matches!(event.happening, Happening::StepFailed { .. }), "{event:?}");
    }
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
        let by: Vec<Expr> = pipeline.key_columns().map(|c| col(&c.name)).chain([col("effective_from")]).collect();
        let rows = warehouse.scan(pipeline, View::All).unwrap();
        rows.sort_by_exprs(by, SortMultipleOptions::default()).collect().unwrap()
    });
    let tables = tables.collect();
    let mut reports: Vec<_> =
        std::fs::read_dir(workspace.error_reports_dir()).unwrap().map(|e| e.unwrap().path()).collect();
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

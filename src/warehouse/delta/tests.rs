//! What the log says of data files, over commits and checkpoints; and looks that fail.
#![allow(clippy::unwrap_used, reason = "a test may fail on the spot")]

use std::fs;
use std::path::Path;

use polars::prelude::*;

use super::file::DataFile;
use super::footer::{Footer, Kind};
use super::write::{Names, write};
use super::*;
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE};
use crate::warehouse::{self, stored_columns};
use crate::workspace::Workspace;
use crate::{run, workspace};

struct Quiet;

impl run::Listener for Quiet {
    fn event(&self, _: &run::Event) {}
}

/// A workspace with one pipeline `people` of so many text columns beside its key.
fn people(folder: &Path, columns: usize) -> Workspace {
    let columns: String = (0..columns).map(|n| format!("  {{ name = \"c{n}\", type = \"string\" }},\n")).collect();
    let config = format!(
        r#"
[pipelines.people]
files = 'people_(?<date>\d{{8}})\.csv'
format = {{ type = "delimited", header = true }}
load = "transaction"
key = ["id"]
missing_columns = "null"
columns = [
  {{ name = "id", type = "int", required = true }},
{columns}]
"#
    );
    fs::write(folder.join("shoptui.toml"), config).unwrap();
    workspace::open(folder).unwrap()
}

fn load(workspace: &Workspace, day: u32) {
    workspace.landing_zone.create().unwrap();
    let path = workspace.landing_zone.local_path().join(format!("people_202410{day:02}.csv"));
    fs::write(&path, format!("id,c0\n{day},x\n100,{day}\n")).unwrap();
    let request = run::Request { wait: std::time::Duration::from_secs(30), ..run::Request::default() };
    let outcome = run::execute(workspace, &request, chrono::Utc::now, &Quiet).unwrap();
    assert_eq!(outcome.result, run::RunResult::Done);
}

fn opened(workspace: &Workspace) -> DeltaWarehouse {
    DeltaWarehouse::open(workspace.warehouse.local_path(), &workspace.pipelines, &workspace.models).unwrap()
}

fn files(warehouse: &DeltaWarehouse, workspace: &Workspace) -> Vec<DataFile> {
    warehouse.log(workspace.pipeline("people").unwrap()).unwrap().files().unwrap()
}

/// Statistics of columns far behind the first ones, and the tags, are the same after a checkpoint.
#[test]
fn seals_hold_over_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = people(folder.path(), 40);
    (1..=14).for_each(|day| load(&workspace, day));
    let log = workspace.warehouse.local_path().join("people/_delta_log");
    let checkpoint = log.join("00000000000000000019.checkpoint.parquet");
    assert!(!checkpoint.exists());
    (15..=25).for_each(|day| load(&workspace, day));
    assert!(
        checkpoint.exists(),
        "{:?}",
        fs::read_dir(&log).unwrap().map(|e| e.unwrap().file_name()).collect::<Vec<_>>()
    );
    // What is in the checkpoint is read from nowhere else.
    (0..19).for_each(|version| fs::remove_file(log.join(format!("{version:020}.json"))).unwrap());
    let found = files(&opened(&workspace), &workspace);
    assert!(found.len() > 2 && found.iter().all(|file| file.hash.is_some()), "{found:?}");
    for file in &found {
        assert!(file.stats.min_values.contains_key(EXPIRY_DATE) && file.stats.num_records == Some(file.rows));
        assert_eq!(read::fault(file), None);
    }
}

#[test]
fn a_footer_says_what_a_commit_says() {
    let folder = tempfile::tempdir().unwrap();
    let rows = 300_000;
    let id = Column::new("id".into(), (0..rows).map(|n| (n * 7919) % rows - 5).collect::<Vec<i64>>());
    let text = Column::new("text".into(), (0..rows).map(|n| format!("{}é", n % 1000)).collect::<Vec<_>>());
    let days =
        |name: &str| Int32Chunked::from_vec(name.into(), (0..rows as i32).map(|n| n % 900).collect()).into_date();
    let (from, to) = (days(EFFECTIVE_FROM).into_column(), days(EXPIRY_DATE).into_column());
    let frame = DataFrame::new(rows as usize, vec![id, text, from, to]).unwrap();
    let file = write(folder.path(), &Names::of("a".into()), &frame, true, &["id", "text"]).unwrap().unwrap();
    let footer = Footer::read(&file.path).unwrap();
    assert_eq!(footer.rows(), rows as u64);
    for (name, kind) in [("id", Kind::Whole), ("text", Kind::Text), (EFFECTIVE_FROM, Kind::Day)] {
        let said = (file.stats.min_values[name].clone(), file.stats.max_values[name].clone());
        assert_eq!(footer.range(name, kind), Some(said), "{name}");
        assert_eq!(footer.nulls(name), Some(0));
    }
    assert_eq!(footer.range("no such column", Kind::Whole), None);
    assert_eq!(footer.range("id", Kind::Text), None);
}

/// A look that fails is no answer: not an empty table, and not the table as it was before.
#[test]
fn a_look_at_the_log_that_fails_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = people(folder.path(), 1);
    let pipeline = workspace.pipeline("people").unwrap();
    workspace.warehouse.create().unwrap();
    let table = workspace.warehouse.local_path().join("people");
    // A file in the place of the folder: looking below it fails, whoever looks.
    fs::write(&table, "").unwrap();
    let warehouse = opened(&workspace);
    let named = |error: Error| assert!(error.to_string().contains("people/_delta_log"), "{error}");
    named(warehouse.loads(pipeline).unwrap_err());
    named(warehouse.versions(pipeline).map(|_| ()).unwrap_err());
    named(warehouse.query("SELECT * FROM people", View::All).unwrap_err());
    fs::remove_file(&table).unwrap();
    assert!(warehouse.loads(pipeline).unwrap().is_empty());
    load(&workspace, 1);
    assert_eq!(warehouse.loads(pipeline).unwrap().len(), 1);
    fs::rename(&table, table.with_extension("away")).unwrap();
    fs::write(&table, "").unwrap();
    named(warehouse.loads(pipeline).unwrap_err());
}

/// A commit that cannot be looked at is not left out: the table is no longer what it was before it.
#[cfg(unix)]
#[test]
fn a_commit_that_cannot_be_looked_at_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = people(folder.path(), 1);
    let pipeline = workspace.pipeline("people").unwrap();
    (1..=2).for_each(|day| load(&workspace, day));
    let before = opened(&workspace);
    assert_eq!(before.loads(pipeline).unwrap().len(), 2);
    let last = workspace.warehouse.local_path().join("people/_delta_log/00000000000000000002.json");
    fs::remove_file(&last).unwrap();
    // A link to itself: whoever looks at it fails.
    std::os::unix::fs::symlink(&last, &last).unwrap();
    for warehouse in [before, opened(&workspace)] {
        let error = warehouse.loads(pipeline).unwrap_err();
        assert!(error.to_string().contains("00000000000000000002.json"), "{error}");
    }
}

/// A table that was dropped and loaded again to the same version is another one.
#[test]
fn a_table_that_was_made_anew_meanwhile_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = people(folder.path(), 1);
    let pipeline = workspace.pipeline("people").unwrap();
    load(&workspace, 1);
    let reader = opened(&workspace);
    let all = || {
        let versions = reader.versions(pipeline).unwrap();
        versions.rows(&stored_columns(pipeline), 0..u64::MAX).unwrap()
    };
    let first = all();
    opened(&workspace).reset().unwrap();
    fs::remove_dir_all(workspace.archive("people").local_path()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    load(&workspace, 2);
    let second = all();
    assert_ne!(first, second);
    assert_eq!(
        reader.loads(pipeline).unwrap().iter().map(|l| l.file.as_str()).collect::<Vec<_>>(),
        ["people_20241002.csv"]
    );
}

/// What fails after a commit has its name does not take it back.
#[test]
fn a_commit_that_is_there_counts() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = people(folder.path(), 1);
    let pipeline = workspace.pipeline("people").unwrap();
    // A folder in the place of the checkpoint: it cannot be written.
    (1..=10).for_each(|day| load(&workspace, day));
    let log = workspace.warehouse.local_path().join("people/_delta_log");
    fs::create_dir_all(log.join("00000000000000000019.checkpoint.parquet/x")).unwrap();
    (11..=21).for_each(|day| load(&workspace, day));
    let warehouse = opened(&workspace);
    assert_eq!(warehouse.loads(pipeline).unwrap().len(), 21);
    assert_eq!(warehouse.inspect(pipeline).unwrap().current, 22);
}

#[test]
fn a_reset_leaves_nothing_and_removes_what_a_killed_one_left() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = people(folder.path(), 1);
    load(&workspace, 1);
    let root = workspace.warehouse.local_path();
    fs::create_dir_all(root.join(format!("{DROPPED}people-1/_delta_log"))).unwrap();
    fs::create_dir_all(root.join(format!("{DROPPED}other-3"))).unwrap();
    let warehouse = warehouse::open(&workspace).unwrap();
    warehouse.reset().unwrap();
    warehouse.reset().unwrap();
    let mut left: Vec<_> = fs::read_dir(root).unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["_format", "_runs"], "no table, and nothing of one");
    assert!(warehouse.loads(workspace.pipeline("people").unwrap()).unwrap().is_empty());
}

#[test]
fn a_clock_before_1970_is_refused() {
    use std::time::{Duration, SystemTime};
    super::can_date(SystemTime::now()).unwrap();
    super::can_date(SystemTime::UNIX_EPOCH).unwrap();
    let error = super::can_date(SystemTime::UNIX_EPOCH - Duration::from_secs(3 * 86_400)).unwrap_err();
    assert_eq!(error.to_string(), "the clock of this computer stands 3 days before 1970");
}

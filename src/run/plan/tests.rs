//! A plan lists each place once, and whoever executes or shows it lists none of them again.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::Utc;

use crate::run::{self, Event, EventKind, Listener, Request, RunResult, VerifyRequest};
use crate::sample::{self, Plan};
use crate::store::local::listed;
use crate::warehouse;
use crate::workspace::{self, Workspace};

/// Fails with the step that fails.
struct Strict;

impl Listener for Strict {
    fn event(&self, event: &Event) {
        assert!(!matches!(event.happening, EventKind::StepFailed { .. }), "{event:?}");
    }
}

/// As if a file had arrived a while ago: nobody waits to see whether it grows.
fn rest(path: &Path) {
    let before = SystemTime::now() - Duration::from_secs(3600);
    std::fs::File::options().append(true).open(path).unwrap().set_modified(before).unwrap();
}

/// How often the landing zone, and each archive, was listed.
fn listings(workspace: &Workspace) -> (usize, Vec<usize>) {
    let archives = workspace.pipelines.iter().map(|p| listed::take(workspace.archive(&p.name).local_path()));
    (listed::take(workspace.landing_zone.local_path()), archives.collect())
}

#[test]
fn every_place_is_listed_once() {
    let dir = tempfile::tempdir().unwrap();
    let landing = dir.path().join("landing_zone");
    let files = sample::write(&landing, &Plan::shop(20, 30, 4)).unwrap();
    // The second day comes late.
    let late: Vec<_> = files.iter().filter(|path| path.to_string_lossy().contains("20241010")).collect();
    let later = dir.path().join("later");
    std::fs::create_dir(&later).unwrap();
    late.iter().for_each(|path| std::fs::rename(path, later.join(path.file_name().unwrap())).unwrap());
    files.iter().filter(|path| path.exists()).for_each(|path| rest(path));

    let workspace = workspace::open(dir.path()).unwrap();
    let warehouse = warehouse::open(&workspace).unwrap();
    let run = || {
        let wait = Duration::from_secs(30);
        let outcome = run::execute(&workspace, &Request { wait, ..Request::default() }, Utc::now, &Strict).unwrap();
        assert_eq!(outcome.result, RunResult::Done);
    };
    // Once to give what a killed run had claimed its name back, once for the plan.
    run();
    assert_eq!(listings(&workspace), (2, vec![1; 3]));
    for path in late {
        let back = landing.join(path.file_name().unwrap());
        std::fs::rename(later.join(path.file_name().unwrap()), &back).unwrap();
        rest(&back);
    }
    run::preview(&workspace, warehouse.as_ref(), &Request::default(), Utc::now).unwrap();
    assert_eq!(listings(&workspace), (1, vec![1; 3]), "a preview");
    run::status(&workspace, warehouse.as_ref(), SystemTime::now()).unwrap();
    assert_eq!(listings(&workspace), (1, vec![1; 3]), "the status");
    run();
    assert_eq!(listings(&workspace), (2, vec![1; 3]), "a replay");
    run::verify(&workspace, &VerifyRequest::default(), Utc::now, &Strict).unwrap();
    listings(&workspace);
    run();
    assert_eq!(listings(&workspace), (2, vec![1; 3]), "nothing to do");
}

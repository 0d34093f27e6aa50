//! `run`: its events, and readers that go away.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;
use shoptui::sample::Plan;

use crate::support::{Shop, command, week};

#[test]
fn run_with_json_prints_events_and_nothing_else() {
    let shop = Shop::with_plan(&Plan::shop(20, 20, 2));
    let run = shop.cli(&["run", "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let events: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.iter().filter(|e| e["event"] == "step_finished" && e["step"] == "load").count(), 6);
    // Two pipelines may speak at the same moment.
    let sorted = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(sorted(&run.out), sorted(&shop.cli(&["log", "--json"]).out));
    assert_eq!(shop.cli(&["runs", "--json"]).out.matches("\"result\": \"done\"").count(), 1);
}

/// A reader that goes away early is no error.
#[test]
fn a_broken_pipe_is_no_error() {
    let week = week();
    let folder = week.path().to_str().unwrap();
    for args in [
        ["export", "sales", "--format", "csv"],
        ["export", "sales", "--format", "json"],
        ["export", "sales", "--format", "parquet"],
        ["query", "SELECT * FROM sales", "--format", "csv"],
        ["query", "SELECT * FROM sales", "--format", "table"],
    ] {
        let mut child = command(&[&["-w", folder], args.as_slice()].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = Vec::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_until(b'\n', &mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

/// The run goes on and keeps its exit code when nobody reads its events any more.
#[test]
fn a_broken_pipe_does_not_stop_a_run() {
    let shop = Shop::with_plan(&Plan::shop(20, 20, 2));
    let mut child = command(&["-w", shop.path().to_str().unwrap(), "run", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut again = command(&["-w", shop.path().to_str().unwrap(), "run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(again.stderr.take());
    assert_eq!(again.wait().unwrap().code(), Some(0));
    assert_eq!(shop.names("landing_zone"), [""; 0]);
}

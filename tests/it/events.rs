//! The events of a run as `docs/src/reference/json.md` lists them: every kind with all its fields, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use regex::Regex;
use serde_json::Value;
use shoptui::run::{About, At, Done, EventKind, ReplayReason, RunResult, Share, Step, Totals};
use shoptui::warehouse::Hold;

/// One event of each kind, with all that it can say. What is new does not compile until it stands here.
fn all() -> Vec<EventKind> {
    let text = || "x".to_owned();
    let date = NaiveDate::from_ymd_opt(2024, 10, 9);
    let at = At { step: Some(Step::Load), pipeline: Some(text()), file: Some(text()), date };
    let done = Done {
        rows: Some(1),
        accepted: Some(1),
        rejected: Some(1),
        duplicates: Some(1),
        opened: Some(1),
        closed: Some(1),
        unchanged: Some(1),
        bytes: Some(1),
        sha256: Some(text()),
    };
    let totals = Totals { files: 1, rows: 1, rejected: 1, opened: 1, closed: 1, warnings: 1 };
    let (hint, about) = (Some(text()), Some(About::HeldSnapshot));
    let hold = Hold { rows: 1, closing: 1, current: 1 };
    let events = vec![
        EventKind::RunStarted,
        EventKind::Planned { files: 1, bytes: 1, pipelines: vec![Share { pipeline: text(), files: 1, bytes: 1 }] },
        EventKind::Waiting { message: text() },
        EventKind::StepStarted { at: at.clone(), bytes: 1 },
        EventKind::StepFinished { at: at.clone(), done, seconds: 1.0 },
        EventKind::StepFailed { at: at.clone(), message: text(), hint: hint.clone(), causes: vec![text()] },
        EventKind::Replay { at: at.clone(), days: 1, files: 1, versions: 1, because: vec![ReplayReason::Late] },
        EventKind::Corrected { at: at.clone(), rows: 1, by: text(), place: text() },
        EventKind::Undone { at: at.clone(), place: text(), undone: text() },
        EventKind::Warning { at, message: text(), hint, about, hold: Some(hold), causes: vec![text()] },
        EventKind::RunFinished { result: RunResult::Done, seconds: 1.0, totals: Some(totals), lost: Some(1) },
    ];
    let mut seen = BTreeSet::new();
    for event in &events {
        seen.insert(match event {
            EventKind::RunStarted => 0,
            EventKind::Planned { .. } => 1,
            EventKind::Waiting { .. } => 2,
            EventKind::StepStarted { .. } => 3,
            EventKind::StepFinished { .. } => 4,
            EventKind::StepFailed { .. } => 5,
            EventKind::Replay { .. } => 6,
            EventKind::Corrected { .. } => 7,
            EventKind::Undone { .. } => 8,
            EventKind::Warning { .. } => 9,
            EventKind::RunFinished { .. } => 10,
        });
    }
    assert_eq!(seen.len(), events.len());
    events
}

/// The keys of an object, and of those in it.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

/// The rows of the first table below a heading: what stands in the first cell, and in the last.
fn rows(page: &str, heading: &str) -> BTreeMap<String, String> {
    let below = page.split_once(&format!("\n{heading}\n")).unwrap().1;
    let table = below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].trim_matches('`').to_owned(), cells[cells.len() - 1].to_owned())
    };
    table.skip(2).map(row).collect()
}

#[test]
fn events_are_documented_with_all_their_fields() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/reference/json.md")).unwrap();
    let documented = rows(&page, "## Events");
    let word = Regex::new(r"`([a-z_0-9]+)`").unwrap();
    let mut kinds = BTreeSet::new();
    for event in all() {
        let json = serde_json::to_value(&event).unwrap();
        let kind = json["event"].as_str().unwrap().to_owned();
        let Some(text) = documented.get(&kind) else { panic!("no event {kind} in json.md") };
        let told: BTreeSet<String> = word.captures_iter(text).map(|found| found[1].to_owned()).collect();
        let mut fields = BTreeSet::new();
        keys(&json, &mut fields);
        fields.remove("event");
        let place = ["step", "pipeline", "file", "date"];
        for field in &fields {
            let in_place = text.contains("*place*") && place.contains(&field.as_str());
            assert!(told.contains(field) || in_place, "{kind}: json.md does not say `{field}`");
        }
        // Values that a field may have are told beside it.
        let values = ["done", "done_with_rejects", "cancelled", "failed", "held_snapshot", "date"];
        for told in told.iter().filter(|told| !values.contains(&told.as_str())) {
            assert!(fields.contains(told), "{kind}: json.md says `{told}`, which the event has not");
        }
        kinds.insert(kind);
    }
    let documented: BTreeSet<String> = documented.into_keys().collect();
    assert_eq!(documented, kinds);
}

#[test]
fn reasons_of_a_replay_are_documented() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/reference/json.md")).unwrap();
    use ReplayReason::{Asked, Corrected, Late, Reference, Resent, Undone};
    let name = |reason: ReplayReason| {
        // What is new does not compile until it stands in the list below, too.
        match reason {
            Late | Resent | Corrected | Reference | Asked | Undone => serde_json::to_value(reason).unwrap(),
        }
    };
    let known: BTreeSet<String> = [Late, Resent, Corrected, Reference, Asked, Undone]
        .map(|reason| name(reason).as_str().unwrap().to_owned())
        .into();
    let documented: BTreeSet<String> = rows(&page, "### Reasons of a replay").into_keys().collect();
    assert_eq!(documented, known);
}

//! Random arrivals: after every run the table and its loads are those of the model.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shoptui::run::{self, Event, Listener, Request, RunResult, VerifyRequest};

use super::model::{Load, Model, Row, Slot};
use super::{file, file_name, loads, many, people_in_parts, sha256, table};

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &Event) {}
}

/// What may arrive, and what does.
#[derive(Debug, Clone)]
struct Story {
    load: Load,
    /// Loaded so many bytes at a time, as if the files were large.
    part_bytes: Option<u64>,
    /// What may stand in a file; few, so that the same bytes come again.
    contents: Vec<Vec<Row>>,
    arrivals: Vec<Arrival>,
}

/// A file arrives.
#[derive(Debug, Clone)]
struct Arrival {
    slot: Slot,
    /// Which of the contents it has.
    content: usize,
    /// Whether a run follows at once.
    run: bool,
}

fn stories() -> impl Strategy<Value = Story> {
    let load = prop::sample::select(&Load::ALL[..]);
    let part_bytes = prop_oneof![3 => Just(None), 1 => Just(Some(40))];
    (load, part_bytes, any::<bool>(), vec(contents(), 1..=5)).prop_flat_map(|(load, part_bytes, parts, contents)| {
        let arrivals = vec(arrivals(parts, contents.len()), 1..=9);
        arrivals.prop_map(move |arrivals| Story { load, part_bytes, contents: contents.clone(), arrivals })
    })
}

/// Days with a gap among them, each a whole or in two parts.
fn arrivals(parts: bool, contents: usize) -> impl Strategy<Value = Arrival> {
    let date = prop::sample::select(vec!["2024-10-09", "2024-10-10", "2024-10-11", "2024-10-13", "2024-10-14"]);
    let part = if parts { prop_oneof![Just(Some("1")), Just(Some("2"))].boxed() } else { Just(None).boxed() };
    (date, part, 0..contents, prop::bool::weighted(0.6)).prop_map(|(date, part, content, run)| {
        let slot = Slot { date: date.to_owned(), part: part.map(str::to_owned) };
        Arrival { slot, content, run }
    })
}

/// A file that says something, or nothing, of each of five keys, in some order.
pub fn contents() -> impl Strategy<Value = Vec<Row>> {
    let key = |id: usize| rows_of(id.to_string());
    let rows = (key(1), key(2), key(3), key(4), key(5), prop_oneof![12 => Just(vec![]), 1 => rows_of("x".to_owned())]);
    let rows = rows.prop_map(|(a, b, c, d, e, x)| [a, b, c, d, e, x].concat());
    prop_oneof![12 => rows.prop_shuffle(), 1 => Just(Vec::new())]
}

/// No row of a key, a good one, the same row twice, different rows, a bad row, a bad and a good row.
fn rows_of(id: String) -> impl Strategy<Value = Vec<Row>> {
    let good = || {
        let values = (prop_oneof![Just("Ann"), Just("Bo")], prop_oneof![Just("gold"), Just("silver")], "x?");
        let id = id.clone();
        values.prop_map(move |(name, tier, note)| [id.clone(), name.to_owned(), tier.to_owned(), note])
    };
    let bad = || {
        (good(), any::<bool>()).prop_map(|([id, name, tier, note], of_name)| {
            if of_name { [id, String::new(), tier, note] } else { [id, name, "tin".to_owned(), note] }
        })
    };
    prop_oneof![
        4 => Just(Vec::new()),
        10 => good().prop_map(|row| vec![row]),
        1 => good().prop_map(|row| vec![row.clone(), row]),
        1 => (good(), good()).prop_map(|(row, other)| vec![row, other]),
        1 => bad().prop_map(|row| vec![row]),
        1 => (bad(), good()).prop_map(|(row, other)| vec![row, other]),
    ]
}

/// Lands and runs what a story says and compares after every run.
fn tell(story: &Story) -> Result<(), TestCaseError> {
    let mut story = story.clone();
    story.arrivals.sort_by(|a, b| a.slot.cmp(&b.slot));
    story.arrivals.dedup_by(|a, b| a.slot == b.slot);
    let shop = people_in_parts(story.load);
    let mut model = Model::new(story.load);
    let mut landed: BTreeMap<&Slot, usize> = BTreeMap::new();
    for (at, arrival) in story.arrivals.iter().enumerate() {
        // A file of the same name replaces the one that no run has seen.
        landed.insert(&arrival.slot, arrival.content);
        shop.land(&file_name(&arrival.slot), file(&story.contents[arrival.content]).0);
        if !arrival.run && at + 1 < story.arrivals.len() {
            continue;
        }
        for (slot, content) in std::mem::take(&mut landed) {
            model.receive(slot.clone(), story.contents[content].clone());
        }
        let ran = shop.run_with(&Request { part_bytes: story.part_bytes, ..Request::default() });
        let told = || format!("after arrival {}: {:?}", at + 1, ran.warnings());
        prop_assert!(matches!(ran.result, RunResult::Done | RunResult::DoneWithRejects), "{}", told());
        prop_assert_eq!(shop.names("landing_zone"), [""; 0], "{}", told());
        let (versions, expected) = model.table();
        prop_assert_eq!(table(&shop), versions, "{}", told());
        let (found, hashes): (Vec<_>, Vec<_>) = loads(&shop).into_iter().unzip();
        prop_assert_eq!(found, expected, "{}", told());
        let bytes: Vec<String> = model.files().map(|(_, rows)| sha256(&file(rows).0)).collect();
        prop_assert_eq!(hashes, bytes, "{}", told());
        for (slot, rows) in model.files() {
            let (lines, report) = (file(rows).1, file_name(slot).replacen("people", "errors_people", 1));
            let rejected: Vec<u64> =
                super::model::check(story.load, rows).rejected.keys().map(|row| lines[row - 1]).collect();
            let reported: Vec<u64> = shop.reasons(&report).into_iter().map(|(line, _)| line).collect();
            prop_assert_eq!(reported, rejected, "{} {}", report, told());
        }
    }
    let verified = run::verify(&shop.workspace(), &VerifyRequest::default(), chrono::Utc::now, &Quiet).unwrap();
    prop_assert!(verified.holds(), "{:?}", verified);
    Ok(())
}

#[test]
fn random_arrivals_give_the_table_of_the_model() {
    many(200, stories, tell, shown);
}

/// A story to be read.
fn shown(story: &Story) -> String {
    let mut text = format!("{:?} in parts of {:?} bytes", story.load, story.part_bytes);
    for Arrival { slot, content, run } in &story.arrivals {
        let rows: Vec<String> = story.contents[*content].iter().map(|row| row.join(" ")).collect();
        text += &format!("\n{}: {}", file_name(slot), rows.join("; "));
        text += if *run { "\n  run" } else { "" };
    }
    text
}

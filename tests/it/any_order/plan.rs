//! The plan that a preview shows is the one that a run executes: whatever arrived, and whatever is asked for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shoptui::run::{self, About, Event, EventKind, Preview, ReplayReason, Request, Step};
use shoptui::warehouse;

use super::model::Row;
use super::random::contents;
use super::{file, many};
use crate::support::{Shop, people_config};

/// Buys refer to people, so that they follow them; visits wait for people.
const OTHERS: &str = r#"
[pipelines.buys]
files = 'buys_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "transaction"
key = ["no"]
columns = [ { name = "no", type = "int" }, { name = "id", type = "int", references = "people.id" } ]

[pipelines.visits]
files = 'visits_(?<date>\d{8})(?:_(?<part>\w))?\.csv'
format = { type = "delimited" }
load = "transaction"
key = ["no"]
depends_on = ["people"]
columns = [ { name = "no", type = "int" }, { name = "id", type = "int" } ]

[reports.tiers]
title = "Tiers"
sql = "tiers.sql"
"#;
const TABLES: [&str; 3] = ["people", "buys", "visits"];

#[derive(Debug, Clone)]
struct Story {
    max_shrink: f64,
    contents: Vec<Vec<Row>>,
    arrivals: Vec<Arrival>,
}

#[derive(Debug, Clone)]
struct Arrival {
    table: &'static str,
    day: u32,
    part: Option<char>,
    content: usize,
    /// Whether it cannot be read as rows.
    broken: bool,
    /// The run that follows at once, if one does.
    run: Option<Asked>,
}

/// What a run is asked to do.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Everything,
    Since(u32),
    Only(&'static str),
    ToTake,
}

fn stories() -> impl Strategy<Value = Story> {
    let max_shrink = prop_oneof![2 => Just(1.0), 1 => Just(0.5)];
    (max_shrink, vec(contents(), 1..=4), vec(arrivals(), 2..=12)).prop_map(|(max_shrink, contents, arrivals)| Story {
        max_shrink,
        contents,
        arrivals,
    })
}

fn arrivals() -> impl Strategy<Value = Arrival> {
    let table = prop::sample::select(TABLES.to_vec());
    let day = prop::sample::select(vec![9, 10, 11, 13, 14]);
    let part = prop_oneof![Just(None), Just(Some('a')), Just(Some('b'))];
    let asked = prop_oneof![
        8 => Just(Asked::Everything),
        1 => (9..14u32).prop_map(Asked::Since),
        1 => prop::sample::select(TABLES.to_vec()).prop_map(Asked::Only),
        1 => Just(Asked::ToTake),
    ];
    let run = prop::option::weighted(0.4, asked);
    (table, day, part, 0..4usize, prop::bool::weighted(0.08), run)
        .prop_map(|(table, day, part, content, broken, run)| Arrival { table, day, part, content, broken, run })
}

impl Arrival {
    fn name(&self) -> String {
        let part = self.part.filter(|_| self.table == "visits").map(|part| format!("_{part}")).unwrap_or_default();
        format!("{}_202410{:02}{part}.csv", self.table, self.day)
    }

    fn bytes(&self, contents: &[Vec<Row>]) -> Vec<u8> {
        let rows = &contents[self.content % contents.len()];
        match self.table {
            _ if self.broken => Vec::new(),
            "people" => file(rows).0,
            _ => {
                let ids = rows.iter().enumerate().map(|(no, row)| format!("{no},{}\n", row[0]));
                format!("no,id\n{}", ids.collect::<String>()).into_bytes()
            }
        }
    }
}

impl Asked {
    fn request(self) -> Request {
        let all = Request::default();
        match self {
            Self::Everything => all,
            Self::Since(day) => Request { from: NaiveDate::from_ymd_opt(2024, 10, day), ..all },
            Self::Only(table) => Request { pipelines: vec![table.to_owned()], ..all },
            Self::ToTake => Request { step: Some(Step::Take), ..all },
        }
    }
}

/// What a run said that it did with a pipeline.
#[derive(Debug, Default)]
struct Did {
    taken: Vec<String>,
    replay: Option<(NaiveDate, u64, u64, u64, Vec<ReplayReason>)>,
    loaded: Vec<NaiveDate>,
    left: Vec<String>,
    waiting: Vec<(Option<String>, NaiveDate)>,
    /// The files that did not get to the table, since a load said so.
    fell_out: Vec<String>,
    failed: bool,
}

fn did(events: &[Event]) -> (BTreeMap<String, Did>, Vec<String>) {
    let (mut all, mut reports) = (BTreeMap::<String, Did>::new(), Vec::new());
    for event in events {
        let Some(at) = event.at() else { continue };
        let Some(name) = &at.pipeline else { continue };
        let (file, date) = (at.file.clone(), at.date);
        if at.step == Some(Step::Report) {
            reports.extend(matches!(event.happening, EventKind::StepFinished { .. }).then(|| name.clone()));
            continue;
        }
        let did = all.entry(name.clone()).or_default();
        match &event.happening {
            EventKind::StepFinished { .. } if at.step == Some(Step::Take) => did.taken.extend(file),
            EventKind::StepFinished { .. } if at.step == Some(Step::Load) => did.loaded.extend(date),
            EventKind::Replay { days, files, versions, because, .. } => {
                did.replay.get_or_insert((date.unwrap(), *days, *files, *versions, because.clone()));
            }
            EventKind::StepFailed { .. } => did.failed = true,
            EventKind::Warning { about: Some(About::HeldSnapshot), .. } => did.fell_out.extend(file),
            EventKind::Warning { message, .. } if message.contains("moved to quarantine") => did.fell_out.extend(file),
            EventKind::Warning { message, .. } if message.starts_with("left in") => did.left.extend(file),
            EventKind::Warning { message, .. } if message.starts_with("held back") => {
                did.waiting.push((file, date.unwrap()));
            }
            _ => {}
        }
    }
    (all, reports)
}

/// What was planned for a pipeline is what was done, as far as no load said otherwise.
fn compare(plan: &Preview, did: &Did, needed_fell_out: bool) -> Result<(), TestCaseError> {
    prop_assert!(!did.failed, "{did:?}");
    let left: Vec<&String> = plan.left.iter().map(|left| &left.file).collect();
    prop_assert_eq!(left, did.left.iter().collect::<Vec<_>>());
    let taken: Vec<&String> = plan.take.iter().map(|take| &take.file).collect();
    if needed_fell_out {
        // It is planned again: it may wait, and what it refers to is not what was expected.
        return Ok(());
    }
    let replay = plan.replay.as_ref().map(|r| (r.from, r.days, r.files, r.versions, r.because.clone()));
    let waiting: Vec<_> = plan.waiting.iter().map(|wait| (wait.file.clone(), wait.date)).collect();
    prop_assert_eq!((&replay, &waiting), (&did.replay, &did.waiting));
    if did.fell_out.is_empty() {
        prop_assert_eq!(taken, did.taken.iter().collect::<Vec<_>>());
        let replayed = replay.map_or(0, |replay| replay.2 as usize);
        let mut ahead = did.loaded.get(replayed..).unwrap_or_default().to_vec();
        ahead.dedup();
        prop_assert_eq!(&plan.ahead, &ahead);
    } else {
        // What was held back stops it: the rest is as planned until there.
        prop_assert!(taken.starts_with(&did.taken.iter().collect::<Vec<_>>()), "{:?} {:?}", taken, did);
    }
    Ok(())
}

fn tell(story: &Story) -> Result<(), TestCaseError> {
    let shop = Shop::new(&(people_config("snapshot", story.max_shrink) + OTHERS));
    std::fs::write(shop.at("tiers.sql"), "select tier, count(*) as n from people group by tier").unwrap();
    let last = story.arrivals.len() - 1;
    for (at, arrival) in story.arrivals.iter().enumerate() {
        shop.land(&arrival.name(), arrival.bytes(&story.contents));
        let Some(asked) = arrival.run.or((at == last).then_some(Asked::Everything)) else { continue };
        let request = asked.request();
        let workspace = shop.workspace();
        let warehouse = warehouse::open(&workspace).unwrap();
        let plan = run::preview(&workspace, warehouse.as_ref(), &request, Utc::now).unwrap();
        let (mut did, reports) = did(&shop.run_with(&request).events);
        prop_assert_eq!(&plan.reports, &reports, "after arrival {}", at + 1);
        let fell_out = |table: &str| did.get(table).is_some_and(|did| !did.fell_out.is_empty());
        let people_fell_out = fell_out("people");
        let planned: BTreeSet<&String> = plan.pipelines.iter().map(|plan| &plan.pipeline).collect();
        prop_assert!(did.keys().all(|table| planned.contains(table)), "{:?}", did);
        for one in &plan.pipelines {
            let needed_fell_out = one.pipeline != "people" && people_fell_out;
            let did = did.remove(&one.pipeline).unwrap_or_default();
            compare(one, &did, needed_fell_out).map_err(|error| {
                TestCaseError::fail(format!("after arrival {}: {error}\nplan {one:?}\ndid {did:?}", at + 1))
            })?;
        }
    }
    Ok(())
}

#[test]
fn a_run_does_what_was_planned() {
    many(80, stories, tell, shown);
}

fn shown(story: &Story) -> String {
    let mut text = format!("max_shrink {}", story.max_shrink);
    for arrival in &story.arrivals {
        let bytes = arrival.bytes(&story.contents);
        text += &format!("\n{} {:?}\n{}", arrival.name(), arrival.run, String::from_utf8_lossy(&bytes));
    }
    text
}

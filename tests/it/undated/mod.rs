//! Files whose names say no day: the day is that of the run that takes them, and stays theirs wherever they go.

mod days;
mod random;
mod returned;

use chrono::{DateTime, NaiveDate, Utc};
use shoptui::run::{self, Clock, Event, Listener, Request, RunResult, UndoRequest};

use crate::support::Shop;

const HOLD: &str = "2024-10-16";

struct Deaf;

impl Listener for Deaf {
    fn event(&self, _: &Event) {}
}

fn config(timezone: &str, pipeline: &str) -> String {
    format!(
        r#"
[workspace]
timezone = "{timezone}"

[pipelines.prints]
files = 'prints(?:_(?<part>[a-z]))?\.csv'
date = "run"
format = {{ type = "delimited", header = true }}
load = "snapshot"
key = ["id"]
columns = [
  {{ name = "id", type = "int" }},
  {{ name = "name", type = "string", required = true }},
]
{pipeline}
"#
    )
}

/// A shop in UTC without a shrink guard.
fn prints() -> Shop {
    Shop::new(&config("UTC", "max_shrink = 1.0"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Runs for a day that is asked for.
#[track_caller]
fn run_on(shop: &Shop, date: &str) -> RunResult {
    shop.run_with(&Request { dates: vec![day(date)], ..Request::default() }).result
}

/// Runs for whatever day the clock shows.
#[track_caller]
fn run_at(shop: &Shop, clock: Clock) -> RunResult {
    run_asked(shop, &Request::default(), clock)
}

#[track_caller]
fn run_asked(shop: &Shop, request: &Request, clock: Clock) -> RunResult {
    let request = Request { wait: std::time::Duration::from_secs(30), ..request.clone() };
    run::execute(&shop.workspace(), &request, clock, &Deaf).unwrap().result
}

#[track_caller]
fn undo(shop: &Shop) {
    let request = UndoRequest { wait: std::time::Duration::from_secs(30), ..UndoRequest::default() };
    assert_eq!(run::undo(&shop.workspace(), &request, noon_18, &Deaf).unwrap().result, RunResult::Done);
}

fn noon_18() -> DateTime<Utc> {
    "2024-10-18T12:00:00Z".parse().unwrap()
}

fn noon_19() -> DateTime<Utc> {
    "2024-10-19T12:00:00Z".parse().unwrap()
}

/// The text of a file with one row.
fn one(name: &str) -> String {
    format!("id,name\n1,{name}\n")
}

/// Each version of the one key: the day on which it begins, and its name.
#[track_caller]
fn names(shop: &Shop) -> Vec<(String, String)> {
    let csv = shop.versions("prints");
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |column: &str| header.iter().position(|name| *name == column).unwrap();
    let (name, from) = (at("name"), at("effective_from"));
    let cells = lines.map(|line| line.split(',').collect::<Vec<_>>());
    cells.map(|cells| (cells[from].to_owned(), cells[name].to_owned())).collect()
}

#[track_caller]
fn assert_names(shop: &Shop, expected: &[(&str, &str)]) {
    let found = names(shop);
    assert_eq!(found.iter().map(|(day, name)| (day.as_str(), name.as_str())).collect::<Vec<_>>(), expected);
}

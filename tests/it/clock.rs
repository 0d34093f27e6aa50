//! Clocks that go back, and clocks that show what no clock should.

use std::fs;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use shoptui::run::{self, Clock, Event, Listener, Request, RunResult, UndoRequest, VerifyRequest};
use shoptui::warehouse;

use crate::support::{Shop, people};

/// A process that another test starts at this moment holds the lock of the run before until it is off.
const WAIT: Duration = Duration::from_secs(30);

struct Deaf;

impl Listener for Deaf {
    fn event(&self, _: &Event) {}
}

fn at(year: i32, month: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

const LATE: Clock = || at(2030, 1);
const EARLY: Clock = || at(2024, 12);

fn load(shop: &Shop, clock: Clock, day: u32) -> String {
    shop.land(&format!("people_202410{day:02}.csv"), format!("id,name,tier,note\n{day},Ann,gold,\n"));
    let request = Request { wait: WAIT, ..Request::default() };
    let outcome = run::execute(&shop.workspace(), &request, clock, &Deaf).unwrap();
    assert_eq!(outcome.result, RunResult::Done);
    outcome.run
}

/// The run and the files that an undo would take back.
fn undoing(shop: &Shop, pipelines: &[&str]) -> (String, Vec<String>) {
    let workspace = shop.workspace();
    let pipelines = pipelines.iter().map(|name| (*name).to_owned()).collect();
    let request = UndoRequest { pipelines, ..UndoRequest::default() };
    let undo = run::undoing(&workspace, warehouse::open(&workspace).unwrap().as_ref(), &request).unwrap();
    assert_eq!(undo.pipelines.len(), 1);
    let part = undo.pipelines.into_iter().next().unwrap();
    (part.run, part.files.into_iter().map(|file| file.file).collect())
}

#[test]
fn runs_keep_their_order_when_the_clock_goes_back() {
    let shop = people("transaction");
    let runs = [load(&shop, LATE, 9), load(&shop, EARLY, 10), load(&shop, EARLY, 11)];
    assert!(runs.is_sorted(), "{runs:?}");
    let listed: Vec<String> = run::runs(&shop.workspace()).unwrap().into_iter().rev().map(|run| run.run).collect();
    assert_eq!(listed, runs);
    for pipelines in [[].as_slice(), &["people"]] {
        assert_eq!(undoing(&shop, pipelines), (runs[2].clone(), vec!["people_20241011.csv".to_owned()]));
    }
    assert!(shop.cli(&["log"]).out.contains("people_20241011.csv"));
    shop.assert_sound();
}

/// Without the journals the names say nothing; the commits still do.
#[test]
fn an_undo_goes_by_the_commits() {
    let shop = people("transaction");
    let first = load(&shop, LATE, 9);
    fs::remove_dir_all(shop.at("warehouse/_runs")).unwrap();
    let second = load(&shop, EARLY, 10);
    assert!(second < first);
    for pipelines in [[].as_slice(), &["people"]] {
        assert_eq!(undoing(&shop, pipelines), (second.clone(), vec!["people_20241010.csv".to_owned()]));
    }
}

/// A journal of before a reset says what no commit does any more, also if the clock went back since.
#[test]
fn a_reset_before_the_clock_goes_back_is_no_difference() {
    let shop = people("transaction");
    load(&shop, LATE, 9);
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    fs::remove_file(shop.at("landing_zone/people_20241009.csv")).unwrap();
    load(&shop, EARLY, 10);
    shop.assert_sound();
}

#[test]
fn clocks_beyond_what_clocks_show() {
    let clocks: [Clock; 5] = [|| at(1969, 12), || at(1600, 1), || at(-5, 1), || at(12_000, 1), || at(1969, 12)];
    let shop = people("transaction");
    let mut runs = Vec::new();
    for (clock, day) in clocks.into_iter().zip(9..) {
        runs.push(load(&shop, clock, day));
        let workspace = shop.workspace();
        let verified =
            run::verify(&workspace, &VerifyRequest { wait: WAIT, ..VerifyRequest::default() }, clock, &Deaf).unwrap();
        assert!(verified.holds(), "{verified:?}");
        let warehouse = warehouse::open(&workspace).unwrap();
        run::preview(&workspace, warehouse.as_ref(), &Request::default(), clock).unwrap();
        run::status(&workspace, warehouse.as_ref(), clock().into()).unwrap();
    }
    assert!(runs.is_sorted() && runs.iter().all(|run| run.bytes().all(|b| b.is_ascii_graphic())), "{runs:?}");
    let request = UndoRequest { wait: WAIT, ..UndoRequest::default() };
    let undone = run::undo(&shop.workspace(), &request, || at(1969, 12), &Deaf).unwrap();
    assert_eq!(undone.result, RunResult::Done);
    assert_eq!(shop.names("landing_zone"), ["people_20241013.csv"]);
    assert_eq!(shop.cli(&["log"]).code, 0);
    shop.assert_sound();
}

/// Nobody waits as long as that, and no sum of times overflows.
#[test]
fn an_endless_wait() {
    let shop = people("transaction");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let run = shop.cli(&["run", "--wait", &u64::MAX.to_string()]);
    assert_eq!(run.code, 0, "{}", run.err);
}

/// Files that changed before 1970 are files like others.
#[test]
fn files_of_before_1970() {
    let shop = people("transaction");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let file = fs::File::options().append(true).open(shop.at("landing_zone/people_20241009.csv")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH - Duration::from_secs(86_400 * 400)).unwrap();
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.cli(&["undo"]).code, 0);
    assert_eq!(shop.cli(&["run"]).code, 0);
    shop.assert_sound();
}

//! Against a small real workspace.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::report::export::ExportFormat;
use crate::run::{self, Event, Listener, Request};
use crate::sample::{self, Plan};
use crate::tui::core::message::{Ask, Outcome};
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::{message, shop};
use crate::tui::screens::tables::request::{Cell, Order, Page, Sort, Subject};
use crate::tui::worker::answered;
use crate::workspace;

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &Event) {}
}

fn now() -> DateTime<Utc> {
    "2024-10-16T07:02:00Z".parse().unwrap()
}

/// An open workspace with four days of 60 customers, and how asks are numbered.
struct Shop {
    folder: tempfile::TempDir,
    engine: Engine,
    tickets: u64,
}

fn load(dir: &Path, days: u32) {
    sample::write(&dir.join("landing_zone"), &Plan::shop(60, 40, days)).unwrap();
    let workspace = workspace::open(dir).unwrap();
    run::execute(&workspace, &Request::default(), Utc::now, &Quiet).unwrap();
}

fn shop() -> Shop {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), 4);
    let engine = Engine::new(folder.path().to_owned(), now);
    let ask = Ask { ticket: Ticket(1), job: message::Job::Shop(shop::Job::Open) };
    assert!(matches!(answered(&engine, ask).outcome, Outcome::Finished(_)));
    Shop { folder, engine, tickets: 1 }
}

impl Shop {
    fn ask(&mut self, job: Job) -> Outcome {
        self.tickets += 1;
        answered(&self.engine, Ask { ticket: Ticket(self.tickets), job: message::Job::Tables(job) }).outcome
    }

    fn found(&mut self, job: Job) -> Found {
        match self.ask(job) {
            Outcome::Finished(message::Found::Tables(found)) => found,
            other => panic!("{other:?}"),
        }
    }

    fn failure(&mut self, job: Job) -> Failure {
        match self.ask(job) {
            Outcome::Failed(failure) => failure,
            other => panic!("{other:?}"),
        }
    }

    fn open(&mut self, spec: Spec) -> Grid {
        match self.found(Job::Open { spec, around: 0 }) {
            Found::Opened(grid) => grid,
            other => panic!("{other:?}"),
        }
    }

    fn page(&mut self, grid: u64, rows: std::ops::Range<usize>) -> Page {
        match self.found(Job::Page { grid, rows }) {
            Found::Page(page) => page,
            other => panic!("{other:?}"),
        }
    }

    fn export(&mut self, spec: Spec, columns: &[&str], format: ExportFormat) -> (String, usize) {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        match self.found(Job::Export { spec, columns, format }) {
            Found::Exported(written) => (written.path.display().to_string(), written.rows),
            other => panic!("{other:?}"),
        }
    }
}

fn spec(subject: Subject) -> Spec {
    Spec { subject, day: None, sort: None, filter: String::new(), epoch: 0 }
}

fn customer() -> Spec {
    spec(Subject::Table("customer".into()))
}

fn query(sql: &str) -> Spec {
    spec(Subject::Query(sql.into()))
}

fn by(column: &str, order: Order) -> Option<Sort> {
    Some(Sort { column: column.into(), order })
}

fn texts(page: &Page, column: usize) -> Vec<&str> {
    page.rows
        .iter()
        .map(|row| match &row[column] {
            Cell::Text(text) => text.as_str(),
            Cell::Null => "",
            Cell::Long { head, .. } => head.as_str(),
        })
        .collect()
}

#[test]
fn facts_are_those_of_the_tables() {
    let mut shop = shop();
    let Found::Facts(facts) = shop.found(Job::Facts) else { panic!() };
    let names: Vec<&str> = facts.iter().map(|fact| fact.table.as_str()).collect();
    assert_eq!(names, ["customer", "product", "sales"]);
    let last = NaiveDate::from_ymd_opt(2024, 10, 12);
    assert!(facts.iter().all(|fact| fact.loads == 4 && fact.last == last && fact.bytes > 0), "{facts:?}");
    let Found::Nulls(nulls) = shop.found(Job::Nulls { table: "customer".into() }) else { panic!() };
    assert!(nulls.iter().any(|(name, nulls)| name == "address" && nulls.is_some()));
}

#[test]
fn pages_put_together_are_the_table_in_any_order() {
    let mut shop = shop();
    let grid = shop.open(customer());
    assert_eq!(
        (grid.rows, grid.columns[0].name.as_str(), grid.columns[0].kind.as_str()),
        (grid.all, "customer_id", "int")
    );
    assert_eq!(
        grid.columns.iter().rev().take(3).map(|c| c.kind.as_str()).collect::<Vec<_>>(),
        ["bool", "date", "date"]
    );
    let page = shop.page(grid.number, 10..13);
    assert_eq!(texts(&page, 0), texts(&grid.page, 0)[10..13]);

    let sorted = shop.open(Spec { sort: by("customer_id", Order::Descending), ..customer() });
    let ids: Vec<i64> = texts(&sorted.page, 0).iter().map(|id| id.parse().unwrap()).collect();
    assert!(ids.is_sorted_by(|a, b| a >= b), "{ids:?}");
    assert_eq!(shop.page(grid.number, 0..1).rows, grid.page.rows[..1], "the grid before is still cached");
}

#[test]
fn a_filter_and_a_day_leave_fewer_rows() {
    let mut shop = shop();
    let all = shop.open(customer());
    let some = shop.open(Spec { filter: "membership_status = active".into(), ..customer() });
    assert!(some.rows < all.rows && some.all == all.all && some.rows > 0);
    let day = NaiveDate::from_ymd_opt(2024, 10, 9);
    let first = shop.open(Spec { day, ..customer() });
    assert_eq!(first.rows, 60);
    let none = shop.open(Spec { filter: "no such text".into(), ..customer() });
    assert_eq!((none.rows, none.page.rows.len()), (0, 0));
    let wrong = shop.failure(Job::Open { spec: Spec { filter: "customer_id > x".into(), ..customer() }, around: 0 });
    assert_eq!(wrong.message, "`x` is not a value of the column customer_id");
}

#[test]
fn a_query_is_run_once_and_then_put_in_order() {
    let mut shop = shop();
    let sql = "SELECT city, COUNT(*) AS people FROM customer WHERE is_current GROUP BY city ORDER BY people DESC, city";
    let grid = shop.open(query(sql));
    assert_eq!(
        grid.columns.iter().map(|c| (c.name.as_str(), c.number)).collect::<Vec<_>>(),
        [("city", false), ("people", true)]
    );
    load(shop.folder.path(), 6);
    let sorted = shop.open(Spec { sort: by("people", Order::Ascending), ..query(sql) });
    assert_eq!(sorted.rows, grid.rows, "the rows are those of the first time");
    let anew = shop.open(Spec { epoch: 1, ..query("SELECT COUNT(*) AS n FROM loads") });
    assert_eq!(texts(&anew.page, 0), ["18"]);
    let wrong = shop.failure(Job::Open { spec: query("SELECT nothing FROM customer"), around: 0 });
    assert!(wrong.message.contains("nothing"), "{wrong:?}");
    let write = shop.failure(Job::Open { spec: query("DROP TABLE customer"), around: 0 });
    assert!(write.message.contains("only reads"), "{write:?}");
}

#[test]
fn a_load_changes_only_what_is_opened_after_it() {
    let mut shop = shop();
    let before = shop.open(customer());
    load(shop.folder.path(), 6);
    assert_eq!(shop.page(before.number, 0..PAGE).rows, before.page.rows);
    let after = shop.open(Spec { epoch: 1, ..customer() });
    assert!(after.rows > before.rows && after.number > before.number);
}

#[test]
fn old_grids_are_let_go() {
    let mut shop = shop();
    let first = shop.open(customer()).number;
    for _ in 0..3 {
        shop.open(customer());
    }
    assert!(matches!(shop.found(Job::Page { grid: first, rows: 0..1 }), Found::Gone));
    assert!(matches!(shop.found(Job::Row { grid: first, row: 0 }), Found::Gone));
}

#[test]
fn what_is_shown_is_what_is_written() {
    let mut shop = shop();
    let spec = Spec { sort: by("customer_id", Order::Ascending), filter: "is_current = true".into(), ..customer() };
    let grid = shop.open(spec.clone());
    let (path, rows) = shop.export(spec, &["customer_id", "email"], ExportFormat::Csv);
    assert_eq!((path.as_str(), rows), ("exports/customer.csv", grid.rows));
    let text = std::fs::read_to_string(shop.folder.path().join(path)).unwrap();
    let first = grid.page.rows[0][0].clone();
    assert_eq!(text.lines().next(), Some("customer_id,email"));
    assert!(matches!(first, Cell::Text(id) if text.lines().nth(1).unwrap().starts_with(&format!("{id},"))));
    assert_eq!(text.lines().count(), rows + 1);

    let (path, rows) = shop.export(customer(), &["customer_id"], ExportFormat::Json);
    assert_eq!((path.as_str(), rows), ("exports/customer.json", grid.all));
    let sql = query("SELECT 1 AS one");
    assert_eq!(shop.export(sql.clone(), &["one"], ExportFormat::Csv).0, "exports/query_1.csv");
    assert_eq!(shop.export(sql.clone(), &["one"], ExportFormat::Parquet).0, "exports/query_2.parquet");
    assert_eq!(shop.export(sql, &["one"], ExportFormat::Csv).0, "exports/query_3.csv");
}

#[test]
fn long_values_are_cut_on_their_way() {
    let mut shop = shop();
    let grid = shop.open(query("SELECT LPAD('é', 5242880, 'é') AS long, 'x' AS short"));
    let Cell::Long { head, bytes } = &grid.page.rows[0][0] else { panic!("{:?}", grid.page.widths) };
    assert_eq!((head.len(), *bytes), (4096, 10 << 20));
    assert_eq!(grid.page.widths, [80, 1]);
    let Found::Row(row) = shop.found(Job::Row { grid: grid.number, row: 0 }) else { panic!() };
    assert!(matches!(&row[0].1, Cell::Long { head, .. } if head.len() == 64 << 10));
}

#[test]
fn what_is_stopped_ends_as_stopped() {
    let shop = shop();
    let task = Task {
        ticket: Ticket(9),
        cancelled: Arc::new(std::sync::atomic::AtomicBool::new(true)),
        messages: std::sync::mpsc::channel().0,
    };
    let sorted = Spec { sort: by("customer_id", Order::Ascending), ..customer() };
    assert!(answer(&shop.engine, Job::Open { spec: sorted, around: 0 }, &task).is_err());
    assert!(answer(&shop.engine, Job::Facts, &task).is_err());
}

//! Reports computed and exported in a workspace with the sample's files.

use chrono::{NaiveDate, Utc};

use super::*;
use crate::report::export::{ExportFormat, PictureFormat};
use crate::run::{self, Event, Listener, Request};
use crate::sample::{self, Plan};
use crate::tui::core::outcome::Ticket;
use crate::{warehouse, workspace};

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &Event) {}
}

fn task() -> Task {
    Task { ticket: Ticket(1), cancelled: Arc::default(), messages: std::sync::mpsc::channel().0 }
}

/// Three days of twenty customers.
fn loaded() -> (tempfile::TempDir, Open) {
    let shop = tempfile::tempdir().unwrap();
    sample::write(&shop.path().join("landing_zone"), &Plan::shop(20, 60, 3)).unwrap();
    let workspace = workspace::open(shop.path()).unwrap();
    run::execute(&workspace, &Request::default(), Utc::now, &Quiet).unwrap();
    let warehouse = warehouse::open(&workspace).unwrap();
    (shop, Open { workspace, warehouse })
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, day).unwrap()
}

#[test]
fn reports_come_as_charts_and_rows_of_any_day() {
    let (_shop, open) = loaded();
    let task = task();
    let names: Vec<&str> = open.workspace.reports.iter().map(|r| r.name.as_str()).collect();
    for name in &names {
        let shown = show(&open, name, None, &task).unwrap();
        assert_eq!((shown.report.as_str(), shown.last), (*name, Some(day(11))));
        assert!(shown.chart.is_none_or(|chart| chart.is_ok()) && shown.broken.is_empty(), "{name}");
        assert_eq!(shown.table.all, shown.table.rows());
    }
    let growth = |on| show(&open, "customer_growth", on, &task).unwrap();
    let (latest, second) = (growth(None), growth(Some(day(10))));
    assert_eq!((latest.table.rows(), second.table.rows()), (3, 2));
    let chart = second.chart.unwrap().unwrap();
    assert_eq!((chart.bars.labels.join(" "), chart.days), ("2024-10-09 2024-10-10".to_owned(), true));
    assert_eq!(chart.caption, "customers by date");
    let top = show(&open, "top_customers", None, &task).unwrap();
    let holds: Vec<Holds> = top.table.columns.iter().map(|c| c.holds).collect();
    assert_eq!(holds, [Holds::Numbers, Holds::Words, Holds::Words, Holds::Words, Holds::Amounts]);
}

#[test]
fn exports_are_those_of_the_run_and_name_their_day() {
    let (shop, open) = loaded();
    let ran = std::fs::read(shop.path().join("exports/sales_report.csv")).unwrap();
    std::fs::remove_dir_all(shop.path().join("exports")).unwrap();
    let (csv, hint) = write(&open, "top_customers", None, ExportFormat::Csv.into()).unwrap();
    assert_eq!(csv, Written { path: "exports/sales_report.csv".into(), rows: 10 });
    assert_eq!(hint, None);
    assert_eq!(std::fs::read(shop.path().join(&csv.path)).unwrap(), ran);
    let (svg, _) = write(&open, "customer_growth", Some(day(10)), PictureFormat::Svg.into()).unwrap();
    assert_eq!(svg, Written { path: "exports/customer_growth_20241010.svg".into(), rows: 2 });
    assert!(std::fs::read_to_string(shop.path().join(&svg.path)).unwrap().starts_with("<svg"));
    let error = write(&open, "reconciliation", None, PictureFormat::Png.into()).unwrap_err();
    assert_eq!(error.to_string(), "report `reconciliation` has no chart to draw");
}

#[test]
fn wrong_sql_fails_with_its_file_and_what_is_wrong() {
    let (_shop, mut open) = loaded();
    if let Some(spec) = open.workspace.reports.iter_mut().find(|r| r.name == "customer_growth") {
        spec.sql = "SELECT nonsense FROM customer".into();
    }
    let error = show(&open, "customer_growth", None, &task()).unwrap_err().to_string();
    assert!(error.starts_with("reports/customer_growth.sql: ") && error.contains("nonsense"), "{error}");
    let error = show(&open, "no_such", None, &task()).unwrap_err().to_string();
    assert!(error.contains("no_such"), "{error}");
}

#[test]
fn work_that_nobody_waits_for_stops() {
    let (_shop, open) = loaded();
    let task = task();
    task.cancelled.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(show(&open, "customer_growth", None, &task).is_err());
}

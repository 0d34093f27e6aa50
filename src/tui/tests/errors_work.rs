//! What the worker does for the screen Errors, on a real workspace.

use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::run::{self, Listener, Request};
use crate::sample::{self, BadRows, Plan};
use crate::tui::screens::errors::model::PAGE;
use crate::tui::screens::errors::request::{By, Found as Of, Group, Job as Wants, Line, Mark, Rows, Scope, What};
use crate::tui::worker;
use crate::tui::worker::engine::Engine;

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &run::Event) {}
}

/// A workspace with a bad day and a file in quarantine, and an engine that has it open.
fn shop() -> (TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let landing = folder.path().join("landing_zone");
    sample::write(&landing, &Plan { bad_rows: BadRows::OnLastDay, ..Plan::shop(120, 200, 3) }).unwrap();
    std::fs::write(landing.join("customer_20241020.csv"), "customer_id\n\"never closed").unwrap();
    let workspace = crate::workspace::open(folder.path()).unwrap();
    run::execute(&workspace, &Request::default(), Utc::now, &Quiet).unwrap();
    let engine = Engine::new(folder.path().to_owned(), Utc::now);
    worker::answered(&engine, Ask { ticket: Ticket(1), job: Job::Shop(shop::Job::Open) });
    (folder, engine)
}

fn ask(engine: &Engine, job: Wants) -> Of {
    match worker::answered(engine, Ask { ticket: Ticket(2), job: Job::Errors(job) }).outcome {
        Outcome::Finished(Found::Errors(found)) => found,
        other => panic!("{other:?}"),
    }
}

fn groups(engine: &Engine, scope: &Scope, by: By) -> Vec<Group> {
    let Of::Groups(found) = ask(engine, Wants::Groups(scope.clone(), by)) else { panic!("no groups") };
    found
}

fn rows(engine: &Engine, scope: &Scope) -> Rows {
    let Of::Rows(found) = ask(engine, Wants::Rows(scope.clone())) else { panic!("no rows") };
    found
}

fn page(engine: &Engine, scope: &Scope, mark: &Mark) -> Vec<Line> {
    let Of::Page(found) = ask(engine, Wants::Page { scope: scope.clone(), mark: mark.clone() }) else {
        panic!("no page")
    };
    found
}

#[test]
fn groups_count_the_rows() {
    let (_folder, engine) = shop();
    let all = Scope::default();
    let files = groups(&engine, &all, By::File);
    assert!(
        matches!(&files.last().unwrap().what, What::Quarantined(q) if q.file == "customer_20241020.csv" && q.place.0 == Some(1))
    );
    let mut total = 0;
    for group in files.iter().take(files.len() - 1) {
        let What::File(file) = &group.what else { panic!("{group:?}") };
        assert!(group.rows > 0 && file.of > Some(group.rows) && file.file.is_some(), "{group:?}");
        let scope = Scope { report: Some(file.report.clone()), ..Scope::default() };
        assert_eq!(rows(&engine, &scope).total as u64, group.rows);
        total += group.rows;
    }
    assert_eq!(rows(&engine, &all).total as u64, total);
    for by in [By::Rule, By::Column] {
        let found = groups(&engine, &all, by);
        assert!(found.len() > 3 && found.iter().map(|g| g.rows).sum::<u64>() >= total);
        assert!(found.is_sorted_by(|a, b| a.rows >= b.rows));
        for group in &found {
            let mut scope = Scope::default();
            match &group.what {
                What::Rule(rule) => scope.rule = Some(rule.clone()),
                What::Column(column) => scope.column = Some(column.clone()),
                other => panic!("{other:?}"),
            }
            let rows = rows(&engine, &scope);
            assert_eq!(rows.total as u64, group.rows, "{group:?}");
            let fits =
                |line: &Line| scope.column.as_ref().is_none_or(|c| line.column.as_deref().unwrap_or_default() == c);
            assert!(rows.first.iter().all(fits), "the reason that was chosen is the one that is shown");
            let files = groups(&engine, &scope, By::File);
            assert_eq!(files.iter().map(|g| g.rows).sum::<u64>(), group.rows);
        }
    }
    let What::Quarantined(file) = &files.last().unwrap().what else { panic!("{files:?}") };
    let scope = Scope { text: file.reason.to_uppercase(), ..Scope::default() };
    assert_eq!(groups(&engine, &scope, By::File).len(), 1, "the reason of a quarantined file has the text");
}

/// An error report that no load tells of, with so many rows.
fn write_report(folder: &Path, rows: usize) {
    let mut text =
        String::from("sale_id,customer_id,product_id,quantity,price_per_unit,total_price,sale_date,line,errors\n");
    for row in 0..rows {
        let value = if row % 1_000 == 7 { "=HYPERLINK(1)\u{1b}[2J" } else { "x" };
        text.push_str(&format!("{row},1,P1,{value},1.00,1.00,2024-10-30,{},", row + 2));
        text.push_str(&format!(
            "\"quantity: not a whole number (got {})\"\n",
            format!("{value:?}").replace('"', "\"\"")
        ));
    }
    std::fs::write(folder.join("error_reports/errors_sales_20241030.csv"), text).unwrap();
}

#[test]
fn large_reports_are_read_in_pages() {
    let (folder, engine) = shop();
    let count = PAGE * 7 + 3;
    write_report(folder.path(), count);
    let files = groups(&engine, &Scope::default(), By::File);
    assert!(matches!(&files[0].what, What::File(f) if f.of.is_none() && f.pipeline == "sales"), "the newest first");
    assert_eq!(files[0].rows, count as u64);
    let scope = Scope { report: Some("errors_sales_20241030.csv".into()), ..Scope::default() };
    let found = rows(&engine, &scope);
    assert_eq!((found.total, found.marks.len(), found.first.len()), (count, 8, PAGE));
    let mut line = 2;
    for mark in &found.marks {
        for row in page(&engine, &scope, mark) {
            assert_eq!(row.line, line);
            line += 1;
        }
    }
    assert_eq!(line, count as u64 + 2);
    // Over all files a page goes on into the next one.
    let all = rows(&engine, &Scope::default());
    let beyond = page(&engine, &Scope::default(), all.marks.last().unwrap());
    assert_eq!(beyond.len(), all.total - (all.marks.len() - 1) * PAGE);
    let some = Scope { text: "hyperlink".into(), ..scope.clone() };
    let found = rows(&engine, &some);
    assert_eq!((found.total, found.first[0].line), (2, 9));
    assert_eq!(page(&engine, &some, &found.first[1].mark).len(), 1);
    let Of::Row(whole) = ask(&engine, Wants::Row(found.first[1].mark.clone())) else { panic!("no row") };
    assert_eq!((whole.line, whole.values[3].1.as_str()), (1_009, "=HYPERLINK(1)\u{1b}[2J"));
    assert_eq!(whole.reasons.len(), 1);
}

#[test]
fn a_resend_request_is_written_whole() {
    let (folder, engine) = shop();
    write_report(folder.path(), 20);
    let resend = |job| {
        let Of::Written(written) = ask(&engine, job) else { panic!("not written") };
        (
            written.path.display().to_string(),
            written.rows,
            std::fs::read_to_string(folder.path().join(&written.path)).unwrap(),
        )
    };
    let (path, rows, text) = resend(Wants::Resend { report: "errors_sales_20241030.csv".into() });
    assert_eq!((path.as_str(), rows, text.lines().count()), ("exports/resend_request_sales_20241030.csv", 20, 21));
    assert!(text.starts_with(
        "sale_id,customer_id,product_id,quantity,price_per_unit,total_price,sale_date,line,what is wrong\n"
    ));
    assert!(text.contains(",'=HYPERLINK(1)\u{1b}[2J,") && text.contains("it must be a whole number."));
    let (path, rows, text) = resend(Wants::ResendFile { file: "customer_20241020.csv".into() });
    assert_eq!((path.as_str(), rows), ("exports/resend_request_customer_20241020.csv", 1));
    assert!(text.starts_with("file,line,column,what is wrong,what to do\ncustomer_20241020.csv,1,"));
    let left = std::fs::read_dir(folder.path().join("exports")).unwrap();
    assert!(left.map(|e| e.unwrap().file_name().into_string().unwrap()).all(|name| !name.starts_with('.')));
    let gone = Ask { ticket: Ticket(3), job: Job::Errors(Wants::Resend { report: "errors_x_20240101.csv".into() }) };
    assert!(matches!(worker::answered(&engine, gone).outcome, Outcome::Failed(_)));
}

#[test]
fn a_field_of_ten_megabytes_is_cut_for_the_screen() {
    let (folder, engine) = shop();
    let long = "日".repeat(10 << 20);
    let report = format!("sale_id,quantity,line,errors\n1,{long},2,\"quantity: required, but empty\"\n");
    std::fs::write(folder.path().join("error_reports/errors_sales_20241030.csv"), report).unwrap();
    let scope = Scope { report: Some("errors_sales_20241030.csv".into()), ..Scope::default() };
    let line = rows(&engine, &scope).first.remove(0);
    assert!(line.row.len() < 4_000 && line.value.unwrap().len() < 1_000);
    let Of::Row(whole) = ask(&engine, Wants::Row(line.mark)) else { panic!("no row") };
    assert!(whole.values[1].1.len() < 200_000 && whole.values[1].1.contains("bytes in all"));
}

#[test]
fn a_row_is_corrected_and_its_day_replayed() {
    use crate::tui::screens::errors::request::Edited;
    let (folder, mut engine) = shop();
    engine.user = Some("ana".into());
    let scope = Scope { report: Some("errors_sales_20241011.csv".into()), ..Scope::default() };
    let before = rows(&engine, &scope);
    let open = |engine: &Engine, line: &Line| {
        let Of::Edit(row) = ask(engine, Wants::Edit(line.mark.clone())) else { panic!("no row") };
        assert_eq!((row.pipeline.as_str(), row.row.line), ("sales", line.line));
        row
    };
    // Each row is found at its place, and none of its values is cut.
    let report = folder.path().join("error_reports/errors_sales_20241011.csv");
    let report = crate::store::Location::of_path(&report).unwrap();
    let reported = crate::check::read_report(&report).unwrap();
    for line in &before.first {
        let row = open(&engine, line);
        let values: Vec<String> = row.row.values.into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, reported.rows[row.at].values);
    }
    let is = |line: &&Line| line.column.as_deref() == Some("quantity") && line.more == 0;
    let line = before.first.iter().find(is).unwrap();
    let row = open(&engine, line);
    let mut values: Vec<String> = row.row.values.iter().map(|(_, value)| value.clone()).collect();
    let quantity = row.row.values.iter().position(|(name, _)| name == "quantity").unwrap();
    let correct = |engine: &Engine, values: Vec<String>| {
        let edited = Edited { pipeline: row.pipeline.clone(), report: row.report.clone(), at: row.at, values };
        let Of::Corrected(corrected) = ask(engine, Wants::Correct(edited)) else { panic!("not corrected") };
        corrected
    };
    values[quantity] = "many".into();
    let wrong = correct(&engine, values.clone());
    assert_eq!((wrong.wrong[0].column.as_deref(), wrong.result), (Some("quantity"), None));
    values[quantity] = "2".into();
    let good = correct(&engine, values);
    assert_eq!((good.wrong.len(), good.result), (0, Some(run::RunResult::DoneWithRejects)));
    assert_eq!(rows(&engine, &scope).total, before.total - 1);
    let kept = std::fs::read_dir(folder.path().join("archive/sales/corrections")).unwrap().count();
    assert_eq!(kept, 1);
}

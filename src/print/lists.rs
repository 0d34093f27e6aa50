//! Lists: the status, the runs, a run's log, the rejected rows.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{json as print_json, text};
use crate::check::ErrorReport;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::Quarantined;
use crate::report::text::visible;
use crate::run::{
    Corrected, Event, Outlook, ReadyKind, RunSummary, Status, StepState, Undo, days, line, replay_ahead, taken_back,
};
use crate::workspace::Workspace;

/// Prints how a workspace stands.
pub fn status(workspace: &Workspace, status: &Status) -> Result<()> {
    let mut page = format!("{}\n\n", visible(&workspace.name));
    let _ = writeln!(page, "Landing zone · {} ready, {} left", status.ready.len(), status.left.len());
    for file in &status.ready {
        let size = file.bytes.map_or_else(|| "in the archive".to_owned(), |b| format!("{b} bytes"));
        let kind = match file.kind {
            ReadyKind::New | ReadyKind::Taken => "",
            ReadyKind::Late => ", late",
            ReadyKind::Resent => ", sent again",
            ReadyKind::Again => ", the same bytes again",
        };
        let _ = writeln!(page, "  {:<32} {:<12} {}  {size}{kind}", visible(&file.file), file.pipeline, file.date);
    }
    for file in &status.left {
        let _ = writeln!(
            page,
            "  {:<32} {:<12} {}",
            visible(&file.file),
            file.pipeline.as_deref().unwrap_or("-"),
            visible(&file.reason)
        );
    }
    status.next.iter().for_each(|next| page.push_str(&replay(next)));
    page.push_str(&steps(status));
    let _ = writeln!(page, "\nTables{:>26} {:>12} {:>12} {:>7}  last", "versions", "current", "rejected", "files");
    for table in &status.tables {
        let last = table.last.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let _ = writeln!(
            page,
            "  {:<18} {:>11} {:>12} {:>12} {:>7}  {last}",
            table.table, table.versions, table.current, table.rejected, table.files
        );
    }
    if status.quarantined > 0 {
        let _ = writeln!(page, "\n{} files in the quarantine; `shoptui errors` says why", status.quarantined);
    }
    text(&page)
}

/// Prints what a run would do.
pub fn plan(plan: &[Outlook]) -> Result<()> {
    let mut page = String::new();
    for next in plan {
        page.push_str(&replay(next));
        if !next.ahead.is_empty() {
            let _ = writeln!(page, "  {}: loads {}", next.pipeline, days(&next.ahead));
        }
        if !next.absent.is_empty() {
            let _ = writeln!(page, "  {}: no file for {}", next.pipeline, days(&next.absent));
        }
        for left in &next.left {
            let _ = writeln!(page, "  {}: {} stays: {}", next.pipeline, visible(&left.file), visible(&left.reason));
        }
    }
    text(if page.is_empty() { "nothing to do\n" } else { &page })
}

/// Prints what an undo would take back.
pub fn undo(undo: &Undo) -> Result<()> {
    let mut page = String::new();
    for (pipeline, files) in taken_back(undo) {
        let _ = writeln!(page, "{pipeline}");
        files.iter().for_each(|file| page.push_str(&format!("  {file}\n")));
    }
    text(&page)
}

/// Prints what became of edited rows, for a person.
pub fn corrected(corrected: &Corrected) {
    let fixed = &corrected.fixed;
    for wrong in &fixed.wrong {
        let message = format!("line {}: {}", wrong.line, wrong.reasons.join("; "));
        super::error(&Error::new(ErrorKind::Usage, message));
    }
    if !fixed.wrong.is_empty() {
        super::note(&format!("{} edited rows are still wrong; nothing was changed", fixed.wrong.len()));
    } else if fixed.corrections.is_empty() {
        super::note("no row was edited; nothing was changed");
    } else {
        let rows = fixed.corrections.len();
        let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        super::note(&format!("{rows} corrected, {} left as they were", fixed.unedited));
    }
}

fn replay(next: &Outlook) -> String {
    replay_ahead(next).map_or_else(String::new, |line| {
        format!(
            "  {line}
"
        )
    })
}

/// The steps of the latest days, a column a pipeline.
fn steps(status: &Status) -> String {
    const SHOWN: usize = 14;
    let mut dates: Vec<_> = status.days.iter().map(|day| day.date).collect();
    dates.dedup();
    if dates.is_empty() {
        return String::new();
    }
    let mut page = String::from("\nSteps       ");
    let tables = || status.tables.iter().map(|table| table.table.as_str());
    tables().for_each(|name| page.push_str(&format!("  {name:<15}")));
    page.push_str("\n            ");
    tables().for_each(|_| page.push_str("  take check load"));
    page.push('\n');
    for date in dates.iter().take(SHOWN) {
        let _ = write!(page, "  {date}");
        for name in tables() {
            let day = status.days.iter().find(|day| day.date == *date && day.pipeline == name);
            let [take, check, load] =
                day.map_or([StepState::Missing; 3], |day| [day.take, day.check, day.load]).map(sign);
            let _ = write!(page, "  {take:<4} {check:<5} {load:<4}");
        }
        page.push('\n');
    }
    if let Some(more) = dates.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(page, "  and {more} days before; `shoptui status --json` has them all");
    }
    page
}

fn sign(step: StepState) -> &'static str {
    match step {
        StepState::Missing => "·",
        StepState::Failed => "✗",
        StepState::Waiting => "□",
        StepState::Rejects => "▲",
        StepState::Done => "✓",
    }
}

/// Prints every run.
pub fn runs(runs: &[RunSummary]) -> Result<()> {
    if runs.is_empty() {
        return text("no run yet\n");
    }
    let mut page = format!(
        "{:<32} {:<18} {:>8} {:>6} {:>10} {:>9} {:>10} {:>10}\n",
        "run", "result", "seconds", "files", "rows", "rejected", "opened", "closed"
    );
    for run in runs {
        let result = run
            .result
            .map_or_else(|| "not finished".to_owned(), |r| json!(r).as_str().unwrap_or_default().replace('_', " "));
        let seconds = run.seconds.map_or_else(|| "-".to_owned(), |s| format!("{s:.2}"));
        let _ = writeln!(
            page,
            "{:<32} {result:<18} {seconds:>8} {:>6} {:>10} {:>9} {:>10} {:>10}",
            run.run, run.files, run.rows, run.rejected, run.opened, run.closed
        );
    }
    text(&page)
}

/// Prints the events of a run.
pub fn events(events: &[Event], as_json: bool) -> Result<()> {
    let mut page = String::new();
    for event in events {
        if as_json {
            page.push_str(&serde_json::to_string(event).unwrap_or_default());
        } else {
            let _ = write!(page, "{}  {}", event.time.format("%Y-%m-%d %H:%M:%S%.3f"), line(event));
        }
        page.push('\n');
    }
    text(&page)
}

/// Prints rejected rows and quarantined files; the reports come as pipeline, file name, content.
pub fn errors(reports: &[(String, String, ErrorReport)], quarantined: &[Quarantined], as_json: bool) -> Result<()> {
    if as_json {
        let reports: Vec<Value> = reports.iter().map(report_json).collect();
        return print_json(&json!({ "reports": reports, "quarantined": quarantined }));
    }
    let mut page = String::new();
    for (_, name, report) in reports {
        let _ = writeln!(page, "{} · {} rejected", visible(name), report.rows.len());
        for row in &report.rows {
            let _ = writeln!(page, "  line {:>6}  {}", row.line, visible(&row.errors));
            if row.values.iter().any(|value| !value.is_empty()) {
                let _ = writeln!(page, "               {}", visible(&row.values.join(" · ")));
            }
        }
    }
    for file in quarantined {
        let place = [file.line, file.column].into_iter().flatten().map(|n| format!(":{n}")).collect::<String>();
        let _ = writeln!(page, "quarantined {}{place}  {}", visible(&file.file), visible(&file.reason));
    }
    if page.is_empty() {
        page.push_str("no error report yet\n");
    }
    text(&page)
}

fn report_json((pipeline, name, report): &(String, String, ErrorReport)) -> Value {
    let rows: Vec<Value> = report
        .rows
        .iter()
        .map(|row| {
            let values: serde_json::Map<String, Value> =
                report.columns.iter().cloned().zip(row.values.iter().map(|v| json!(v))).collect();
            json!({ "line": row.line, "values": values, "errors": row.errors })
        })
        .collect();
    json!({ "pipeline": pipeline, "report": name, "rows": rows })
}

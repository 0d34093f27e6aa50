//! Lists: the status, the runs, a run's log.

use chrono::Local;

use super::Page;
use crate::check::joined_reasons;
use crate::error::{Error, ErrorKind, Result};
use crate::report::text::{counted, grouped};
use crate::run::{
    Corrected, Event, Preview, ReadyKind, RunSummary, Status, StepState, Undo, days, line, replay_ahead, result_words,
    taken_back,
};
use crate::workspace::Workspace;

/// Prints how a workspace stands.
pub fn status(workspace: &Workspace, status: &Status) -> Result<()> {
    let mut page = Page::default();
    page.line(&workspace.name);
    page.line("");
    page.line(format_args!("Landing zone · {} ready, {} not ready", status.ready.len(), status.left.len()));
    for file in &status.ready {
        let size = file.bytes.map_or_else(|| "in the archive".to_owned(), |b| counted(b, "byte", "bytes"));
        let kind = match file.kind {
            ReadyKind::New | ReadyKind::Taken => "",
            ReadyKind::Late => ", late",
            ReadyKind::Resent => ", sent again",
            ReadyKind::Again => ", identical, already loaded",
        };
        page.line(format_args!("  {:<32} {:<12} {}  {size}{kind}", file.file, file.pipeline, file.date));
    }
    for file in &status.left {
        page.line(format_args!("  {:<32} {:<12} {}", file.file, file.pipeline.as_deref().unwrap_or("-"), file.reason));
    }
    status.next.iter().filter_map(replay_ahead).for_each(|line| page.line(format_args!("  {line}")));
    steps(status, &mut page);
    page.line("");
    page.line(format_args!("Tables{:>26} {:>12} {:>12} {:>7}  last", "history rows", "current", "rejected", "files"));
    for table in &status.tables {
        let last = table.last.map_or_else(|| "-".to_owned(), |day| day.to_string());
        page.line(format_args!(
            "  {:<18} {:>11} {:>12} {:>12} {:>7}  {last}",
            table.table, table.versions, table.current, table.rejected, table.files
        ));
    }
    if status.quarantined > 0 {
        page.line("");
        page.line(format_args!(
            "{} in quarantine; `shoptui errors` says why",
            counted(status.quarantined as u64, "file", "files")
        ));
    }
    page.print()
}

/// Prints what a run would do.
pub fn plan(plan: &[Preview]) -> Result<()> {
    let mut page = Page::default();
    for next in plan {
        replay_ahead(next).iter().for_each(|line| page.line(format_args!("  {line}")));
        if !next.ahead.is_empty() {
            page.line(format_args!("  {}: loads {}", next.pipeline, days(&next.ahead)));
        } else if next.replay.is_none() {
            for take in &next.take {
                page.line(format_args!("  {}: ingests {}", next.pipeline, take.file));
            }
        }
        for wait in &next.waiting {
            let file = wait.file.as_ref().map_or_else(|| wait.date.to_string(), Clone::clone);
            page.line(format_args!("  {}: {file} waits: {}", next.pipeline, wait.reason));
        }
        if !next.absent.is_empty() {
            page.line(format_args!("  {}: no file for {}", next.pipeline, days(&next.absent)));
        }
        for left in &next.left {
            page.line(format_args!("  {}: {} stays: {}", next.pipeline, left.file, left.reason));
        }
    }
    if page.is_empty() {
        page.line("nothing to do");
    }
    page.print()
}

/// Prints what an undo would take back.
pub fn undo(undo: &Undo) -> Result<()> {
    let mut page = Page::default();
    for (pipeline, files) in taken_back(undo) {
        page.line(format_args!("{pipeline}"));
        files.iter().for_each(|file| page.line(format_args!("  {file}")));
    }
    page.print()
}

/// Prints what became of edited rows, for a person.
pub fn corrected(corrected: &Corrected) {
    let fixed = &corrected.fixed;
    for wrong in &fixed.wrong {
        let message = format!("line {}: {}", wrong.line, joined_reasons(&wrong.reasons));
        super::error(&Error::new(ErrorKind::Usage, message));
    }
    if !fixed.wrong.is_empty() {
        let (wrong, are) = (fixed.wrong.len() as u64, if fixed.wrong.len() == 1 { "is" } else { "are" });
        let rows = counted(wrong, "edited row", "edited rows");
        super::note(&format!("{rows} {are} still wrong; nothing was changed"));
    } else if fixed.corrections.is_empty() {
        super::note("no row was edited; nothing was changed");
    } else {
        let rows = counted(fixed.corrections.len() as u64, "row", "rows");
        super::note(&format!("{rows} corrected, {} left as before", grouped(fixed.unedited as i128, 0)));
    }
}

/// The steps of the latest days, a column a pipeline.
fn steps(status: &Status, page: &mut Page) {
    const SHOWN: usize = 14;
    let mut dates: Vec<_> = status.days.iter().map(|day| day.date).collect();
    dates.dedup();
    if dates.is_empty() {
        return;
    }
    let tables = || status.tables.iter().map(|table| table.table.as_str());
    page.line("");
    page.line(tables().fold("Steps       ".to_owned(), |line, name| format!("{line}  {name:<17}")));
    page.line(tables().fold(" ".repeat(12), |line, _| line + "  ingest check load"));
    for date in dates.iter().take(SHOWN) {
        page.line(tables().fold(format!("  {date}"), |line, name| {
            let day = status.days.iter().find(|day| day.date == *date && day.pipeline == name);
            let [take, check, load] =
                day.map_or([StepState::Missing; 3], |day| [day.take, day.check, day.load]).map(sign);
            format!("{line}  {take:<6} {check:<5} {load:<4}")
        }));
    }
    if let Some(more) = dates.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        page.line(format_args!(
            "  and {}; `shoptui status --json` has all",
            counted(more as u64, "earlier day", "earlier days")
        ));
    }
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
    let mut page = Page::default();
    if runs.is_empty() {
        page.line("no runs yet");
        return page.print();
    }
    page.line(format_args!(
        "{:<32} {:<23} {:>8} {:>6} {:>10} {:>9} {:>12} {:>10}",
        "run", "result", "seconds", "files", "rows", "rejected", "new/changed", "ended"
    ));
    for run in runs {
        let result = run.result.map_or("not finished", result_words);
        let seconds = run.seconds.map_or_else(|| "-".to_owned(), |s| format!("{s:.2}"));
        page.line(format_args!(
            "{:<32} {result:<23} {seconds:>8} {:>6} {:>10} {:>9} {:>12} {:>10}",
            run.run, run.files, run.rows, run.rejected, run.opened, run.closed
        ));
    }
    page.print()?;
    for run in runs.iter().filter(|run| run.lost > 0) {
        super::note(&format!(
            "the journal of run {} lacks {}: not written",
            run.run,
            counted(run.lost, "event", "events")
        ));
    }
    Ok(())
}

/// Prints the events of a run.
pub fn events(events: &[Event], as_json: bool) -> Result<()> {
    if as_json {
        let lines = events.iter().map(|event| serde_json::to_string(event).unwrap_or_default() + "\n");
        return super::json_lines(&lines.collect::<String>());
    }
    let mut page = Page::default();
    for event in events {
        let time = event.time.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S%.3f %:z");
        page.line(format_args!("{}  {}", time, line(event)));
        super::causes(event.causes()).lines().for_each(|line| page.line(line));
    }
    page.print()
}

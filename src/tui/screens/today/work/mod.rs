//! What the screen Today asks for: the landing zone, the loaded days, the last run, the beginning of a file.

mod checks;
mod days;
mod files;

use crate::error::Result;
use crate::read;
use crate::run::{self, Lock};
use crate::tui::core::last_run::LastRun;
use crate::tui::screens::today::request::{Found, Job, More, Peek, Place, Standing};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Open, Task, stopped};

/// So much of a file is read for a look into it.
const HEAD: usize = 256 << 10;
/// So many lines of it are shown.
const LINES: usize = 200;
/// So many characters of a line are shown.
const LINE: usize = 2_000;

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    let open = engine.open()?;
    match job {
        Job::Look => Ok(Found::Standing(Box::new(standing(&open, engine, task)?))),
        Job::Peek(peek) => head(&open, &peek),
    }
}

fn standing(open: &Open, engine: &Engine, task: &Task) -> Result<Standing> {
    let Open { workspace, warehouse } = open;
    let mut status = run::status(workspace, warehouse.as_ref(), (engine.clock)().into())?;
    let check_cancelled = || if task.is_cancelled() { Err(stopped()) } else { Ok(()) };
    check_cancelled()?;
    let last = last_run(open)?;
    check_cancelled()?;
    let calendar = days::calendar(open, &status)?;
    check_cancelled()?;
    Ok(Standing {
        next: std::mem::take(&mut status.next),
        calendar,
        checks: checks::read(workspace)?,
        quarantined: status.quarantined,
        as_of: status.tables.iter().filter_map(|t| t.last).max(),
        files: files::list(workspace, status, last.as_ref(), &check_cancelled)?,
        last,
    })
}

/// What the latest run did.
fn last_run(open: &Open) -> Result<Option<LastRun>> {
    let Some(name) = run::run_names(&open.workspace)?.into_iter().next() else { return Ok(None) };
    let mut last = LastRun { run: name.clone(), ..LastRun::default() };
    run::read_journal(&open.workspace, &name)?.iter().for_each(|event| last.add(event));
    last.elsewhere = last.result.is_none() && Lock::run(&open.workspace)?.as_ref() == Some(&name);
    Ok(Some(last))
}

/// The first lines of a file, each as it is; of a long line, its beginning.
fn head(open: &Open, peek: &Peek) -> Result<Found> {
    let pipeline = open.workspace.pipeline(&peek.pipeline)?;
    let store = match peek.place {
        Place::Landed => open.workspace.landing_zone.clone(),
        Place::Archived => open.workspace.archive(&pipeline.name),
    };
    let (text, whole) = read::head(&store.find(&peek.file)?, pipeline, HEAD)?;
    let mut lines: Vec<String> = text.lines().take(LINES + 1).map(shown).collect();
    let more = if whole && lines.len() <= LINES { More::No } else { More::Yes };
    lines.truncate(LINES);
    Ok(Found::Head(lines, more))
}

fn shown(line: &str) -> String {
    match line.char_indices().nth(LINE) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    }
}

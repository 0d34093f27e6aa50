//! What the screen History asks for.

use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{self, Version};
use crate::read;
use crate::run;
use crate::tui::screens::history::model::MOST_KEYS;
use crate::tui::screens::history::request::{Found, Job, Source, Versions};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Task, stopped};
use crate::warehouse::{self, Query};

/// How many parts of a table are looked through before what was found is shown.
const PARTS: usize = 8;
/// How many lines are shown around the one that is looked for.
const AROUND: u64 = 100;
/// The most bytes of a value that are kept: more than can be copied.
const LONGEST: usize = 128 << 10;

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    let open = engine.open()?;
    let check_cancelled = || if task.is_cancelled() { Err(stopped()) } else { Ok(()) };
    match job {
        Job::Keys { table, text, from, known } => {
            let pipeline = open.workspace.pipeline(&table)?;
            let most = MOST_KEYS.saturating_sub(known);
            let query = Query { text, from, parts: PARTS, most };
            warehouse::search(open.warehouse.as_ref(), pipeline, &query, &|_| check_cancelled()).map(Found::Keys)
        }
        Job::Versions { table, key } => {
            let pipeline = open.workspace.pipeline(&table)?;
            let frame = open.warehouse.history(pipeline, &key)?;
            check_cancelled()?;
            let mut versions =
                history::timeline(&frame).doing(format_args!("put the versions of `{}` in order", key.join(", ")))?;
            let loads = open.warehouse.loads(pipeline)?;
            let places = run::places(&loads, &versions);
            versions.iter_mut().for_each(bound);
            Ok(Found::Versions(Versions { versions, places, until: loads.iter().map(|l| l.date).max() }))
        }
        Job::Lines { table, key, file } => {
            let pipeline = open.workspace.pipeline(&table)?;
            run::lines(&open.workspace, pipeline, &key, &file).map(Found::Lines)
        }
        Job::Source(source) => {
            let Source { table, key, file, line, row_hash } = source;
            let pipeline = open.workspace.pipeline(&table)?;
            let archived = open.workspace.archive(&table).find(&file)?;
            if !archived.is_there()? {
                return Err(Error::new(ErrorKind::NotFound, "the archive no longer has this file").at_file(file));
            }
            let line = match line {
                None => {
                    run::lines(&open.workspace, pipeline, &key, &file)?.iter().find(|l| l.1 == row_hash).map(|l| l.0)
                }
                known => known,
            };
            let middle = line.unwrap_or(1);
            let wanted = middle.saturating_sub(AROUND).max(1)..=middle.saturating_add(AROUND);
            let excerpt = read::excerpt(&archived, pipeline, wanted, &check_cancelled)?;
            Ok(Found::Source(line, excerpt))
        }
    }
}

/// Cuts values that nobody can look at or copy as a whole.
fn bound(version: &mut Version) {
    let changed = version.changes.iter_mut().flat_map(|c| [&mut c.old, &mut c.new]);
    for value in version.values.iter_mut().map(|(_, value)| value).chain(changed).flatten() {
        let bytes = value.len();
        if bytes > LONGEST {
            value.truncate(value.floor_char_boundary(LONGEST));
            value.push_str(&format!("… ({bytes} bytes in all)"));
            value.shrink_to_fit();
        }
    }
}

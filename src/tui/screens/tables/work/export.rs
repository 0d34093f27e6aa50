//! What is looked at, as a file.

use std::sync::Arc;

use crate::error::{Doing, Result};
use crate::report::export::{self, ExportFormat};
use crate::store::{Location, Store};
use crate::tui::core::outcome::Written;
use crate::tui::screens::tables::request::{Spec, Subject};
use crate::tui::screens::tables::work::find::find;
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Task, stopped};

/// How it is written.
pub(super) struct Form {
    /// The columns that are shown.
    pub(super) columns: Vec<String>,
    pub(super) format: ExportFormat,
}

/// Writes the rows in their order to a file that is there whole or not at all.
pub(super) fn export(engine: &Engine, spec: Spec, form: &Form, task: &Task) -> Result<Written> {
    let open = engine.open()?;
    let cached = match engine.grids.like(&spec) {
        Some(cached) => cached,
        None => Arc::new(find(engine, spec, task)?),
    };
    let check_cancelled = |_| if task.is_cancelled() { Err(stopped()) } else { Ok(()) };
    let rows = cached.whole(&check_cancelled)?.select(form.columns.iter().map(String::as_str));
    let mut rows = rows.doing("take the columns that are shown")?;
    let exports = open.workspace.exports();
    exports.create()?;
    let file = match &cached.spec.subject {
        Subject::Table(table) => exports.find(&format!("{table}.{}", form.format.extension()))?,
        Subject::Query(_) => unused(&exports, form.format)?,
    };
    file.write_shared(|out| export::write(&mut rows, form.format, out))?;
    let path = file.local_path();
    Ok(Written { path: open.workspace.relative(&path).to_owned(), rows: rows.height() })
}

/// The first name of its kind that no file of any format has.
fn unused(exports: &Store, format: ExportFormat) -> Result<Location> {
    let all = [ExportFormat::Csv, ExportFormat::Json, ExportFormat::Parquet];
    let name = |number: u32, format: ExportFormat| format!("query_{number}.{}", format.extension());
    let taken = exports.locations()?;
    let is_taken = |name: String| taken.iter().any(|location| location.name() == name);
    let free = (1..).find(|number| all.iter().all(|format| !is_taken(name(*number, *format))));
    exports.find(&name(free.unwrap_or(1), format))
}

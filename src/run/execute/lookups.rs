//! What a file's check needs from beyond the file: the tables it refers to, its own table, its control file.

use polars::prelude::col;

use super::table::Table;
use crate::check::{ControlFile, Lookups};
use crate::error::{Doing, Result};
use crate::history::View;
use crate::landing::{self, ArchivedFile};
use crate::warehouse::Change;

/// Looks for what the check of a file needs; `change` is the change of its table that goes on, if one does.
pub fn of(table: Table<'_>, file: &ArchivedFile, change: Option<&dyn Change>) -> Result<Lookups> {
    let mut outside = Lookups::default();
    for column in &table.pipeline.columns {
        let Some(to) = &column.references else { continue };
        let other = table.workspace.pipeline(&to.pipeline)?;
        let held = table.warehouse.scan(other, View::On(file.slot.date))?.select([col(&to.column)]);
        let held = table.warehouse.collect(other, held)?;
        outside.refer(&column.name, held.column(&to.column).doing("look up what a column refers to")?)?;
    }
    let unique: Vec<&str> = table.pipeline.unique_columns().map(|(_, column)| column.name.as_str()).collect();
    if !unique.is_empty() {
        let open = match change {
            Some(change) => change.current(&unique)?,
            None => {
                let columns = table.pipeline.key_columns().map(|c| c.name.as_str()).chain(unique);
                let columns: Vec<_> = columns.collect::<std::collections::BTreeSet<_>>().into_iter().map(col).collect();
                let open = table.warehouse.scan(table.pipeline, View::Current)?.select(columns);
                table.warehouse.collect(table.pipeline, open)?
            }
        };
        outside.add_open(table.pipeline, &open)?;
    }
    if table.pipeline.control.is_some() {
        outside.set_control(
            landing::control_of(table.workspace, table.pipeline, &file.slot)?
                .map_or(ControlFile::Absent, |(name, text)| ControlFile::There { name, text }),
        );
    }
    Ok(outside)
}

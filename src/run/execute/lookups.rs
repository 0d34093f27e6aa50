//! What a file's check needs from beyond the file: the tables it refers to, its own table, its control file.

use std::collections::BTreeSet;

use polars::prelude::{IntoLazy, col, lit};

use super::table::Table;
use crate::check::{ControlFile, Lookups};
use crate::error::{Doing, Result};
use crate::history::{EFFECTIVE_FROM, View, date_scalar};
use crate::landing::{ArchivedFile, Controls};
use crate::warehouse::Change;

/// Looks for what the check of a file needs; `change` is the change of its table that goes on, if one does.
pub fn of(table: Table<'_>, file: &ArchivedFile, change: Option<&dyn Change>, controls: &Controls) -> Result<Lookups> {
    let mut lookups = Lookups::default();
    for column in &table.pipeline.columns {
        let Some(to) = &column.references else { continue };
        let other = table.workspace.pipeline(&to.pipeline)?;
        lookups.refer(&column.name, table.warehouse.known_values(other, &to.column, file.slot.date)?);
    }
    let unique = table.pipeline.unique_columns().map(|(_, column)| column.name.as_str());
    let unique: BTreeSet<&str> = unique.collect();
    if !unique.is_empty() {
        let versions = change.map_or_else(|| table.warehouse.versions(table.pipeline), Change::versions)?;
        let key = table.pipeline.key_names().chain([EFFECTIVE_FROM]);
        let columns: Vec<&str> = unique.into_iter().chain(key).collect::<BTreeSet<_>>().into_iter().collect();
        // Where no history is kept, what older days left is not there any more once the file is.
        let since = (!table.pipeline.load.keeps_history()).then(|| lit(date_scalar(file.slot.date)));
        for block in versions.blocks(View::Current)? {
            let mut rows = versions.rows(&columns, block)?;
            if let Some(day) = &since {
                rows = rows
                    .lazy()
                    .filter(col(EFFECTIVE_FROM).eq(day.clone()))
                    .collect()
                    .doing("look for the versions of a day")?;
            }
            lookups.add_open(table.pipeline, &rows)?;
        }
    }
    if table.pipeline.control.is_some() {
        lookups.set_control(
            controls
                .read(table.pipeline, &file.slot)?
                .map_or(ControlFile::Absent, |(name, text)| ControlFile::There { name, text }),
        );
    }
    Ok(lookups)
}

//! What a check needs from beyond its file: other tables, its own table before the load, the control file.

use std::collections::HashMap;

use polars::prelude::{DataFrame, PolarsResult};

use super::frame::internal;
use super::hash;
use super::known_values::{KnownValues, value_hashes};
use crate::error::Result;
use crate::workspace::Pipeline;

/// What is known from beyond a file; by default nothing, and what is not known is not checked.
#[derive(Debug, Default)]
pub struct Lookups {
    /// The values that each column with `references` may have.
    references: HashMap<String, Box<dyn KnownValues>>,
    /// Of each `unique` column, the hash of every value of an open version and the hash of that version's key.
    open: HashMap<String, Vec<(u64, u64)>>,
    control: ControlFile,
}

/// The control file of a data file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum ControlFile {
    /// Not looked for.
    #[default]
    Unknown,
    /// There is none.
    Absent,
    /// This one.
    There {
        /// Its name.
        name: String,
        /// What it says.
        text: String,
    },
}

impl Lookups {
    /// Lets a column with `references` have these values.
    ///
    /// They are the values of the column it refers to, of all versions that hold on the file's day.
    pub fn refer(&mut self, column: &str, values: Box<dyn KnownValues>) {
        self.references.insert(column.to_owned(), values);
    }

    /// Adds open versions of the pipeline's own table, as they are before the load; all of them, in any number of parts.
    ///
    /// The frame needs the columns of the key and those that are `unique`; others are not looked at.
    pub fn add_open(&mut self, pipeline: &Pipeline, versions: &DataFrame) -> Result<()> {
        let add = || -> PolarsResult<Vec<_>> {
            let columns = pipeline.key_columns().map(|c| versions.column(&c.name)).collect::<PolarsResult<Vec<_>>>()?;
            let keys = hash::of_columns(columns, versions.height())?;
            let pairs = pipeline.unique_columns().map(|(_, column)| {
                let values = value_hashes(versions.column(&column.name)?)?;
                let pairs: Vec<_> = values.into_iter().zip(&keys).filter_map(|(v, k)| Some((v?, *k))).collect();
                Ok((&column.name, pairs))
            });
            pairs.collect()
        };
        for (column, pairs) in add().map_err(internal)? {
            let known = self.open.entry(column.to_owned()).or_default();
            known.extend(pairs);
            // What was known before is in order already, and this sort sees that.
            known.sort();
        }
        Ok(())
    }

    /// Says what is known of the control file.
    pub fn set_control(&mut self, control: ControlFile) {
        self.control = control;
    }

    /// What is known of the control file.
    pub(super) fn control(&self) -> &ControlFile {
        &self.control
    }

    /// The values that a column may have; none if nobody looked.
    pub(super) fn referred(&self, column: &str) -> Option<&dyn KnownValues> {
        self.references.get(column).map(AsRef::as_ref)
    }

    /// The hashes of value and key of every open version, of a column, in order.
    pub(super) fn open(&self, column: &str) -> &[(u64, u64)] {
        self.open.get(column).map_or(&[], Vec::as_slice)
    }
}

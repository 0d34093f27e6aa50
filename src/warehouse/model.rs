//! Tables that are made from tables: what they are made from, and what their commits say of that.

use polars::prelude::DataFrame;
use serde::{Deserialize, Serialize};

use super::load::Committed;

/// What a model's table is made from: its SQL, and the tables that this reads, each as it is at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelBasis {
    /// What stands for the SQL and for the columns of the tables that it reads, in hexadecimal digits.
    pub sql: String,
    /// The tables that it reads.
    pub inputs: Vec<TableStamp>,
}

/// A table at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableStamp {
    /// Its name.
    pub table: String,
    /// What no other table has, one of its name that was dropped neither; empty if there is no table.
    pub id: String,
    /// How often it has changed.
    pub version: u64,
}

/// What the last commit of a model's table says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRecord {
    /// The model.
    pub model: String,
    /// What it was made from.
    #[serde(flatten)]
    pub basis: ModelBasis,
    /// Its rows.
    pub rows: u64,
    /// The run that made it.
    pub run: String,
}

/// A model's table that was made.
#[derive(Debug)]
#[must_use = "what went wrong after a commit is to be told"]
pub struct MadeModel {
    /// What its commit says.
    pub record: ModelRecord,
    /// Its rows.
    pub rows: DataFrame,
    /// How its commit went.
    pub committed: Committed,
}

impl ModelBasis {
    /// The tables that are another now.
    pub fn changed_since<'a>(&'a self, then: &'a Self) -> impl Iterator<Item = &'a str> {
        let changed = |now: &&TableStamp| then.inputs.iter().all(|then| then != *now);
        self.inputs.iter().filter(changed).map(|now| now.table.as_str())
    }
}

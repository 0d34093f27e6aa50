//! The steps of a run, and where in it something happened.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr};

/// A step of the way of a file, and of a run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum, Display, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Step {
    /// Landing zone to archive.
    #[value(alias = "ingest")]
    Take,
    /// Archive to checked rows and the error report.
    Check,
    /// Checked rows to the table.
    Load,
    /// Tables to tables made of them.
    Model,
    /// Tables to reports.
    Report,
}

impl Step {
    /// How owners read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Take => "ingest",
            Self::Check => "check",
            Self::Load => "load",
            Self::Model => "model",
            Self::Report => "report",
        }
    }
}

/// Where something happened; a part that does not apply is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// The pipeline, the model or the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// The file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The file's date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

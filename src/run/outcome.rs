//! How a run ends.

use strum::{Display, IntoStaticStr};

use crate::report::Report;

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its name.
    pub run: String,
    /// Its result.
    pub result: RunResult,
    /// The reports, in the order of the workspace.
    pub reports: Vec<Report>,
}

/// The result of a run; the worst thing that happened counts.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Display,
    IntoStaticStr,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RunResult {
    /// Everything that was ready is loaded.
    #[default]
    Done,
    /// Done, but rows were rejected, or files quarantined, held or left.
    DoneWithRejects,
    /// The owner stopped it; what was done stays done.
    Cancelled,
    /// A step failed, or a check does not hold.
    Failed,
}

impl RunResult {
    /// The exit code of a process that ends with this result.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed | Self::Cancelled => 1,
            Self::DoneWithRejects => 3,
        }
    }
}

/// The result of a run in words.
pub fn result_words(result: RunResult) -> &'static str {
    match result {
        RunResult::Done => "completed",
        RunResult::DoneWithRejects => "completed with warnings",
        RunResult::Cancelled => "stopped",
        RunResult::Failed => "failed",
    }
}

//! What is to be proved, and what a proof comes to.

use std::time::Duration;

use serde::{Serialize, Serializer};

use super::difference::{Difference, Verdict};
use super::files::Files;
use super::models::VerifiedModel;

/// What is to be verified.
#[derive(Debug, Clone, Default)]
pub struct VerifyRequest {
    /// Only these tables; all if empty.
    pub tables: Vec<String>,
    /// How long to wait for a run to end.
    pub wait: Duration,
}

/// What a proof came to; as JSON an array with an object a table, and one more for the files beside them.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Each table that was asked for.
    pub tables: Vec<Verified>,
    /// Each model that was asked for.
    pub models: Vec<VerifiedModel>,
    /// The files beside the tables; none if only some tables were asked for.
    pub files: Option<Files>,
}

impl Verification {
    /// Whether everything is as it should be.
    pub fn holds(&self) -> bool {
        let tables = self.tables.iter().map(|one| one.result).chain(self.models.iter().map(|one| one.result));
        let verdicts = tables.chain(self.files.iter().map(|files| files.result));
        verdicts.into_iter().all(|verdict| verdict == Verdict::Ok)
    }
}

impl Serialize for Verification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum One<'a> {
            Table(&'a Verified),
            Model(&'a VerifiedModel),
            Files(&'a Files),
        }
        let tables = self.tables.iter().map(One::Table).chain(self.models.iter().map(One::Model));
        serializer.collect_seq(tables.chain(self.files.iter().map(One::Files)))
    }
}

/// What the proof of a table came to.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// The table.
    pub table: String,
    /// Whether it is what its files make it.
    pub result: Verdict,
    /// Its versions; none if they cannot be read.
    pub versions: Option<u64>,
    /// The files that are loaded.
    pub files: u64,
    /// The corrections of their rows, in files.
    pub corrections: u64,
    /// What stands for all its versions, in 16 hexadecimal digits; none if they cannot be read.
    pub content: Option<String>,
    /// What does not hold, the first by its cause first.
    pub differences: Vec<Difference>,
    /// What is worth knowing, and no difference.
    pub notes: Vec<String>,
}

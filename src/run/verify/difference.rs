//! What does not hold, in words that say where it is and what to do.

use chrono::NaiveDate;
use serde::Serialize;

use super::content::{Content, Differs};
use crate::error::Error;
use crate::history::{EXPIRY_DATE, IS_CURRENT};
use crate::report::text::counted;
use crate::run::lineage::{Origin, origins, places};
use crate::warehouse::Warehouse;
use crate::workspace::{Pipeline, Workspace};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The files of the archive, against the loads.
    Archive,
    /// Whether the table can be built anew at all.
    Rebuild,
    /// The versions of the table.
    Content,
    /// The files that the table is kept in, against what their commits say of them.
    DataFiles,
    /// The hashes that stand beside the versions.
    RowHash,
    /// What the loads say of rows and versions.
    Figures,
    /// What holds for every table.
    Invariant,
    /// The rows of a model, against what its SQL gives.
    Model,
    /// The journals of the runs, against the commits and as they were written.
    Journal,
    /// Files that cannot be read as rows, as they were put there.
    Quarantine,
    /// Rejected rows, as they were written.
    ErrorReport,
    /// Reports of the last run, as they were written.
    Export,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What was looked at.
    pub what: What,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do, as a sentence.
    pub hint: String,
    /// The file in the archive that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The physical line in that file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The texts of the key columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// The first day of the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// The column, or the figure of a load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What the warehouse has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse: Option<String>,
    /// What the archive makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebuilt: Option<String>,
}

/// Whether a table is what its files make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Ok,
    /// It is not, or that cannot be told.
    Differs,
}

impl Verdict {
    /// What some differences come to.
    pub fn of(differences: &[Difference]) -> Self {
        if differences.is_empty() { Self::Ok } else { Self::Differs }
    }
}

impl Difference {
    pub(super) fn new(what: What, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what,
            message: message.into(),
            hint: hint.into(),
            file: None,
            line: None,
            key: Vec::new(),
            day: None,
            column: None,
            warehouse: None,
            rebuilt: None,
        }
    }

    pub(super) fn of(what: What, error: &Error) -> Self {
        let hint = error.hint_text().unwrap_or_else(|| "`shoptui doctor` looks at the rest.".to_owned());
        Self::new(what, error.to_string(), hint)
    }

    pub(super) fn at(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    pub(super) fn values(mut self, warehouse: Option<String>, rebuilt: Option<String>) -> Self {
        (self.warehouse, self.rebuilt) = (warehouse, rebuilt);
        self
    }
}

/// How a table gets to be what its files make it.
pub(super) fn build_anew(pipeline: &Pipeline) -> String {
    format!(
        "`shoptui verify {} --rebuild` rebuilds the table from the archive; if the config has changed since the files \
         were loaded, that may be all.",
        pipeline.name
    )
}

pub(super) fn invariant(pipeline: &Pipeline, broken: String) -> Difference {
    Difference::new(What::Invariant, broken, build_anew(pipeline))
}

/// Versions whose row hash is not that of their values.
pub(super) fn miswritten(pipeline: &Pipeline, content: &Content) -> Option<Difference> {
    let place = content.first_miswritten.clone()?;
    let (count, key) = (content.miswritten, place.name);
    let has = if count == 1 { "has" } else { "have" };
    let has = format!("{} {has}", counted(count, "version", "versions"));
    let message = format!("{has} a row_hash that is not that of the values, first {key} from {}", place.day);
    let difference = Difference::new(What::RowHash, message, build_anew(pipeline));
    Some(Difference { key: place.key, day: Some(place.day), ..difference })
}

/// Two tables of the warehouse and the archive that do not say the same.
pub(super) fn content(
    workspace: &Workspace,
    sides: [&dyn Warehouse; 2],
    pipeline: &Pipeline,
    differs: Option<Differs>,
) -> Difference {
    let Some(differs) = differs else {
        return Difference::new(What::Content, "its content differs from that of its files", build_anew(pipeline));
    };
    let origin = origin(workspace, sides, pipeline, &differs);
    let Differs { place, column, values: [ours, theirs], .. } = differs;
    let from = match (&origin.file, origin.line) {
        (Some(file), Some(line)) => format!(" ({file} line {line})"),
        (Some(file), None) => format!(" ({file})"),
        _ => String::new(),
    };
    let key = place.name;
    let message = match &column {
        Some(column) => {
            let shown = |value: &Option<String>| value.as_ref().map_or("empty".to_owned(), |v| format!("\"{v}\""));
            let (ours, theirs) = (shown(&ours), shown(&theirs));
            format!("{column} of {key} from {} is {ours} in the warehouse, {theirs} in its files{from}", place.day)
        }
        None => {
            let shown = |count: &Option<String>| count.clone().unwrap_or_else(|| "no version".to_owned());
            let (ours, theirs) = (shown(&ours), shown(&theirs));
            format!("{key} from {} has {ours} in the warehouse, {theirs} by its files{from}", place.day)
        }
    };
    Difference {
        file: origin.file,
        line: origin.line,
        key: place.key,
        day: Some(place.day),
        column,
        ..Difference::new(What::Content, message, build_anew(pipeline)).values(ours, theirs)
    }
}

/// The file that says what a version is: the one that opened it, or the one that ended it if that is what differs.
fn origin(workspace: &Workspace, sides: [&dyn Warehouse; 2], pipeline: &Pipeline, differs: &Differs) -> Origin {
    let Differs { place, column, versions, .. } = differs;
    let of = |warehouse: &dyn Warehouse, side: &[crate::history::Version]| {
        let at = side.iter().position(|version| version.effective_from == place.day)?;
        if pipeline.has_key() {
            return origins(workspace, warehouse, pipeline, &place.key, side).ok()?.into_iter().nth(at);
        }
        // Without a key it is not looked for in the files: it is known where its day has a single one.
        match places(&warehouse.loads(pipeline).ok()?, side).into_iter().nth(at)?.files.as_slice() {
            [(file, run)] => Some(Origin { file: Some(file.clone()), run: Some(run.clone()), ..Origin::default() }),
            _ => None,
        }
    };
    let ([ours, theirs], [our_versions, their_versions]) = (sides, versions);
    let origin = of(theirs, their_versions).or_else(|| of(ours, our_versions)).unwrap_or_default();
    let about_end = column.as_deref().is_some_and(|column| [EXPIRY_DATE, IS_CURRENT].contains(&column));
    match origin.ended_by.clone().filter(|_| about_end) {
        Some(file) => Origin { file: Some(file), line: None, ..origin },
        None => origin,
    }
}

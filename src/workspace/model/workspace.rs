//! The workspace as a whole, and where in it what lies.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, NaiveDate, Utc};
use chrono_tz::Tz;

use super::pipeline::Pipeline;
use super::sql_model::ModelSpec;
use super::sql_report::ReportSpec;
use crate::error::{Error, ErrorKind, Result, did_you_mean};
use crate::store::Store;

/// The config file of a workspace, in its root.
pub const CONFIG_FILE: &str = "shoptui.toml";

/// A folder with a `shoptui.toml`: where files land, how they are read, where tables live.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// The folder of `shoptui.toml`; relative paths start here.
    pub root: PathBuf,
    /// The name shown in titles.
    pub name: String,
    /// The zone whose days are those of files without a date in their names; the system's if none.
    pub timezone: Option<Tz>,
    /// Where files arrive.
    pub landing_zone: Store,
    /// Where the tables are.
    pub warehouse: Store,
    /// The pipelines in the order of the config file.
    pub pipelines: Vec<Pipeline>,
    /// The models in the order of the config file.
    pub models: Vec<ModelSpec>,
    /// The reports in the order of the config file.
    pub reports: Vec<ReportSpec>,
}

impl Workspace {
    /// The pipeline of that name.
    pub fn pipeline(&self, name: &str) -> Result<&Pipeline> {
        self.pipelines
            .iter()
            .find(|p| p.name == name)
            .ok_or_else(|| unknown("pipeline", name, self.pipelines.iter().map(|p| p.name.as_str())))
    }

    /// The model of that name.
    pub fn model(&self, name: &str) -> Result<&ModelSpec> {
        self.models
            .iter()
            .find(|m| m.name == name)
            .ok_or_else(|| unknown("model", name, self.models.iter().map(|m| m.name.as_str())))
    }

    /// The report of that name.
    pub fn report(&self, name: &str) -> Result<&ReportSpec> {
        self.reports
            .iter()
            .find(|r| r.name == name)
            .ok_or_else(|| unknown("report", name, self.reports.iter().map(|r| r.name.as_str())))
    }

    /// The day that it is at a moment in the workspace's zone.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        match &self.timezone {
            Some(zone) => at.with_timezone(zone).date_naive(),
            None => at.with_timezone(&Local).date_naive(),
        }
    }

    /// Refuses a layer that no table has.
    pub fn layer(&self, name: &str) -> Result<()> {
        let pipelines = self.pipelines.iter().filter_map(|pipeline| pipeline.layer.as_deref());
        let layers = pipelines.chain(self.models.iter().filter_map(|model| model.layer.as_deref()));
        let known: BTreeSet<&str> = layers.collect();
        if known.contains(name) { Ok(()) } else { Err(unknown("layer", name, known.iter().copied())) }
    }

    /// The untouched files of a pipeline.
    pub fn archive(&self, pipeline: &str) -> Store {
        self.all_archives().below(pipeline)
    }

    /// The untouched files of all pipelines, a store each.
    pub fn all_archives(&self) -> Store {
        self.folder("archive")
    }

    /// The corrections of a pipeline's files, beside the untouched files.
    pub fn corrections(&self, pipeline: &str) -> Store {
        self.archive(pipeline).below("corrections")
    }

    /// The control files of a pipeline that were filed away.
    pub fn controls(&self, pipeline: &str) -> Store {
        self.archive(pipeline).below("control")
    }

    /// The files that said that a day is complete.
    pub fn markers(&self) -> Store {
        self.all_archives().below("_markers")
    }

    /// The days of files that are in the landing zone again and whose names say none.
    pub fn kept_days(&self) -> Store {
        self.all_archives().below("_days")
    }

    /// The files that cannot be read as rows.
    pub fn quarantine(&self) -> Store {
        self.folder("quarantine")
    }

    /// The error report of every file.
    pub fn error_reports(&self) -> Store {
        self.folder("error_reports")
    }

    /// Rejected rows that were written to be corrected.
    pub fn fixes(&self) -> Store {
        self.folder("fixes")
    }

    /// What reports and tables are exported to.
    pub fn exports(&self) -> Store {
        self.folder("exports")
    }

    /// What the files of models were written from.
    pub fn export_manifests(&self) -> Store {
        self.warehouse.below("_exports")
    }

    /// The journals of runs.
    pub fn runs(&self) -> Store {
        self.warehouse.below("_runs")
    }

    fn folder(&self, name: &str) -> Store {
        Store::folder(&self.root).below(name)
    }

    /// A store or a file as the user would name it: relative to the workspace where it lies in it.
    pub fn shown<'a, T>(&self, place: &'a T) -> String
    where
        PathBuf: From<&'a T>,
    {
        self.relative(&PathBuf::from(place)).display().to_string()
    }

    /// A path as the user would name it: relative to the workspace where it lies in it.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let list = known.clone().collect::<Vec<_>>().join(", ");
    let hint = match did_you_mean(name, known) {
        Some(close) => format!("Did you mean `{close}`?"),
        None => format!("Known: {list}."),
    };
    Error::new(ErrorKind::Usage, format!("no {what} named `{name}`")).hint(hint)
}

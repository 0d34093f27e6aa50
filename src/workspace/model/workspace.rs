//! The workspace as a whole, and where in it what lies.

use std::path::{Path, PathBuf};

use super::pipeline::Pipeline;
use super::sql_report::ReportSpec;
use crate::error::{Error, ErrorKind, Result, did_you_mean};

/// A folder with a `shoptui.toml`: where files land, how they are read, where tables live.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// The folder of `shoptui.toml`; relative paths start here.
    pub root: PathBuf,
    /// The name shown in titles.
    pub name: String,
    /// The folder in which files arrive.
    pub landing_zone: PathBuf,
    /// The folder of the tables.
    pub warehouse: PathBuf,
    /// The pipelines in the order of the config file.
    pub pipelines: Vec<Pipeline>,
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

    /// The report of that name.
    pub fn report(&self, name: &str) -> Result<&ReportSpec> {
        self.reports
            .iter()
            .find(|r| r.name == name)
            .ok_or_else(|| unknown("report", name, self.reports.iter().map(|r| r.name.as_str())))
    }

    /// Where the untouched files of a pipeline are kept.
    pub fn archive_dir(&self, pipeline: &str) -> PathBuf {
        self.root.join("archive").join(pipeline)
    }

    /// Where the corrections of a pipeline's files are kept, beside the untouched files.
    pub fn corrections_dir(&self, pipeline: &str) -> PathBuf {
        self.archive_dir(pipeline).join("corrections")
    }

    /// Where the control files of a pipeline go.
    pub fn controls_dir(&self, pipeline: &str) -> PathBuf {
        self.archive_dir(pipeline).join("control")
    }

    /// Where the files go that said that a day is complete.
    pub fn markers_dir(&self) -> PathBuf {
        self.root.join("archive").join("_markers")
    }

    /// Where files go that cannot be read as rows.
    pub fn quarantine_dir(&self) -> PathBuf {
        self.root.join("quarantine")
    }

    /// Where the error report of every file goes.
    pub fn error_reports_dir(&self) -> PathBuf {
        self.root.join("error_reports")
    }

    /// Where rejected rows are written to be corrected.
    pub fn fixes_dir(&self) -> PathBuf {
        self.root.join("fixes")
    }

    /// Where reports are exported to.
    pub fn exports_dir(&self) -> PathBuf {
        self.root.join("exports")
    }

    /// Where the journals of runs are.
    pub fn runs_dir(&self) -> PathBuf {
        self.warehouse.join("_runs")
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

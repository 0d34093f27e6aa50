//! How and where rows are written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::export::{self, ExportFormat, PictureFormat};

/// How and where rows or a picture of them are written.
#[derive(Debug, Args)]
pub struct Output<F: ValueEnum + Send + Sync + 'static> {
    /// How they are written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: F,
    /// Put an apostrophe before each text that a spreadsheet would take for a formula; for CSV.
    #[arg(long)]
    pub spreadsheet: bool,
    /// Where to; standard output if none.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// How rows are written for a person or a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned text.
    Table,
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// The chart and the rows as aligned text.
    Table,
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
    /// The chart as a picture of lines and text.
    Svg,
    /// The chart as a picture of pixels.
    Png,
}

/// How rows are written for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DataFormat {
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
}

impl From<DataFormat> for ExportFormat {
    fn from(format: DataFormat) -> Self {
        match format {
            DataFormat::Csv => Self::Csv,
            DataFormat::Json => Self::Json,
            DataFormat::Ndjson => Self::Ndjson,
            DataFormat::Parquet => Self::Parquet,
        }
    }
}

impl Format {
    /// The export format; none for aligned text.
    pub fn export(self) -> Option<ExportFormat> {
        match self {
            Self::Table => None,
            Self::Csv => Some(ExportFormat::Csv),
            Self::Json => Some(ExportFormat::Json),
            Self::Ndjson => Some(ExportFormat::Ndjson),
            Self::Parquet => Some(ExportFormat::Parquet),
        }
    }
}

impl ReportFormat {
    /// The format of the engine; none for aligned text.
    pub fn export(self) -> Option<export::ReportFormat> {
        match self {
            Self::Table => None,
            Self::Csv => Some(ExportFormat::Csv.into()),
            Self::Json => Some(ExportFormat::Json.into()),
            Self::Ndjson => Some(ExportFormat::Ndjson.into()),
            Self::Parquet => Some(ExportFormat::Parquet.into()),
            Self::Svg => Some(PictureFormat::Svg.into()),
            Self::Png => Some(PictureFormat::Png.into()),
        }
    }
}

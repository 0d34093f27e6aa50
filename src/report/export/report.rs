//! A report as data or as a picture of its chart.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use super::{ExportFormat, publish, to_path, write};
use crate::error::{Error, ErrorKind, Result};
use crate::report::chart::{Chart, picture};
use crate::report::{Report, text::escape_control};
use crate::workspace::ReportSpec;

/// How the chart of a report is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// Lines and text, sharp at every size.
    Svg,
    /// Pixels.
    Png,
}

/// How a report is written: its rows, or a picture of its chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Every row.
    Data(ExportFormat),
    /// The chart, if the report has one.
    Picture(PictureFormat),
}

impl ReportFormat {
    /// All of them, in the order in which to offer them.
    pub const ALL: [Self; 5] = [
        Self::Data(ExportFormat::Csv),
        Self::Data(ExportFormat::Json),
        Self::Data(ExportFormat::Parquet),
        Self::Picture(PictureFormat::Svg),
        Self::Picture(PictureFormat::Png),
    ];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data(ExportFormat::Csv) => "CSV",
            Self::Data(ExportFormat::Json) => "JSON",
            Self::Data(ExportFormat::Ndjson) => "NDJSON",
            Self::Data(ExportFormat::Parquet) => "Parquet",
            Self::Picture(PictureFormat::Svg) => "SVG",
            Self::Picture(PictureFormat::Png) => "PNG",
        }
    }

    /// The ending of a file in this format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Data(format) => format.extension(),
            Self::Picture(PictureFormat::Svg) => "svg",
            Self::Picture(PictureFormat::Png) => "png",
        }
    }

    /// Whether it is bytes that a terminal cannot show.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Data(ExportFormat::Parquet) | Self::Picture(PictureFormat::Png))
    }
}

impl From<ExportFormat> for ReportFormat {
    fn from(format: ExportFormat) -> Self {
        Self::Data(format)
    }
}

impl From<PictureFormat> for ReportFormat {
    fn from(format: PictureFormat) -> Self {
        Self::Picture(format)
    }
}

/// Writes a report; gives what its reader should know of it, if that is anything.
///
/// Fails with [`ErrorKind::Usage`] when a picture is asked of a report without a chart.
pub fn export_report(
    spec: &ReportSpec,
    report: &Report,
    format: ReportFormat,
    out: &mut dyn Write,
) -> Result<Option<String>> {
    match format {
        // A clone of a frame shares its rows.
        ReportFormat::Data(format) => write(&mut report.frame.clone(), format, out).map(|()| None),
        ReportFormat::Picture(format) => {
            let (picture, hint) = draw(spec, report, format)?;
            picture_to(&picture, out).map(|()| hint)
        }
    }
}

/// Like [`export_report`], to a file that is there whole or not at all, whatever happens meanwhile.
pub fn export_report_to_path(
    spec: &ReportSpec,
    report: &Report,
    format: ReportFormat,
    path: &Path,
) -> Result<Option<String>> {
    match format {
        ReportFormat::Data(format) => to_path(&mut report.frame.clone(), format, path).map(|()| None),
        ReportFormat::Picture(format) => {
            let (picture, hint) = draw(spec, report, format)?;
            publish(path, |file| picture_to(&picture, file)).map(|()| hint)
        }
    }
}

fn picture_to(picture: &[u8], out: &mut dyn Write) -> Result<()> {
    out.write_all(picture)
        .map_err(|e| Error::new(ErrorKind::Io, format!("cannot write the picture: {e}")).with_source(e))
}

/// The picture of a report's chart, and a hint where it lacks something.
fn draw(spec: &ReportSpec, report: &Report, format: PictureFormat) -> Result<(Vec<u8>, Option<String>)> {
    let Some(chart) = &spec.chart else {
        let message = format!("report `{}` has no chart to draw", escape_control(&report.name));
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("Give it a `chart` in shoptui.toml, or take it as csv, json or parquet."));
    };
    let chart = Chart::of_report(chart, report)?;
    match format {
        // Its viewer has the fonts.
        PictureFormat::Svg => Ok((picture::svg(&chart, &report.title)?.into_bytes(), None)),
        PictureFormat::Png => {
            let png = picture::png(&chart, &report.title)?;
            Ok((png.file, boxes(&png.lacking)))
        }
    }
}

/// What to do about characters that are boxes in a picture.
fn boxes(lacking: &BTreeSet<char>) -> Option<String> {
    const NAMED: usize = 5;
    let named: Vec<String> = lacking.iter().take(NAMED).map(char::to_string).collect();
    let rest = match lacking.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| {
        let named = named.join(" ");
        format!(
            "The fonts of pictures lack {named}{rest}: the PNG has boxes there. Export an SVG, its viewer has them."
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use polars::prelude::*;

    use super::*;
    use crate::report;
    use crate::workspace::{ChartKind, ChartSpec};

    fn growth(chart: Option<ChartSpec>) -> (ReportSpec, Report) {
        let spec = ReportSpec {
            name: "growth".into(),
            title: "Growth".into(),
            sql: String::new(),
            sql_file: "reports/growth.sql".into(),
            chart,
            pivot: None,
            file: "growth".into(),
            check: false,
        };
        let report = report::build(&spec, df!("day" => ["10-09", "10-10"], "n" => [400, 406]).unwrap()).unwrap();
        (spec, report)
    }

    fn chart() -> Option<ChartSpec> {
        Some(ChartSpec { kind: ChartKind::Bar, x: "day".into(), y: Some("n".into()), by: None })
    }

    #[test]
    fn every_format_reaches_its_file() {
        let (spec, report) = growth(chart());
        let folder = tempfile::tempdir().unwrap();
        for format in ReportFormat::ALL {
            let path = folder.path().join(format!("growth.{}", format.extension()));
            export_report_to_path(&spec, &report, format, &path).unwrap();
            let file = std::fs::read(&path).unwrap();
            let start: &[u8] = match format.name() {
                "CSV" => b"day,n\n10-09,400\n",
                "JSON" => b"[\n{\"day\":",
                "Parquet" => b"PAR1",
                "SVG" => b"<svg ",
                _ => b"\x89PNG\r\n\x1a\n",
            };
            assert!(file.starts_with(start), "{format:?}");
            let mut out = Vec::new();
            export_report(&spec, &report, format, &mut out).unwrap();
            assert_eq!(out, file, "{format:?}");
            assert_eq!(format.is_binary(), std::str::from_utf8(&file).is_err(), "{format:?}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), ReportFormat::ALL.len());
    }

    #[test]
    fn a_report_without_a_chart_has_no_picture() {
        let (spec, report) = growth(None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("growth.svg");
        std::fs::write(&path, "old").unwrap();
        let error = export_report_to_path(&spec, &report, PictureFormat::Svg.into(), &path).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Usage, "report `growth` has no chart to draw"));
        assert!(error.hint_text().unwrap().contains("csv, json or parquet"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        export_report_to_path(&spec, &report, ExportFormat::Csv.into(), &folder.path().join("growth.csv")).unwrap();
    }

    #[test]
    fn what_a_png_lacks_is_told() {
        let (spec, mut report) = growth(chart());
        let hint = |report: &Report, format: PictureFormat| {
            export_report(&spec, report, format.into(), &mut Vec::new()).unwrap()
        };
        assert_eq!(hint(&report, PictureFormat::Png), None);
        report.title = "日本語の商品名".into();
        assert_eq!(hint(&report, PictureFormat::Svg), None);
        let told = hint(&report, PictureFormat::Png).unwrap();
        assert!(
            told.starts_with("The fonts of pictures lack の 名 品 商 日 and 2 more: the PNG has boxes there."),
            "{told}"
        );
    }
}

//! A frame as CSV, JSON or Parquet, and a report as these or as a picture of its chart, into any writer or, all at
//! once, into a file.

mod json;
mod report;
mod spreadsheet;

use std::io::Write;
use std::path::Path;

use polars::prelude::{CsvWriter, DataFrame, ParquetWriter, SerWriter};

pub use report::{PictureFormat, ReportFormat, export_report, export_report_to_path};
pub use spreadsheet::for_spreadsheet;

use crate::error::{Error, ErrorKind, Result};
use crate::report::column::failed;
use crate::store::local;

/// How a frame is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Header, comma, LF; nulls empty and empty text `""`; ISO dates; `true`/`false`; decimals with their scale.
    Csv,
    /// An array with one object a line; exact numbers, ISO dates, `null`.
    Json,
    /// The same objects, one a line and nothing else.
    Ndjson,
    /// Parquet with zstd.
    Parquet,
}

impl ExportFormat {
    /// The ending of a file in this format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

/// Writes the whole frame; takes it as mutable because Parquet wants its memory in order.
pub fn write(frame: &mut DataFrame, format: ExportFormat, out: &mut dyn Write) -> Result<()> {
    match format {
        ExportFormat::Csv => CsvWriter::new(out)
            .with_datetime_format(Some("%Y-%m-%dT%H:%M:%S%.f".into()))
            .finish(frame)
            .map_err(|e| failed("write CSV", e)),
        ExportFormat::Json => json::write(frame, json::Layout::Array, out),
        ExportFormat::Ndjson => json::write(frame, json::Layout::Lines, out),
        ExportFormat::Parquet => {
            ParquetWriter::new(out).finish(frame).map(|_| ()).map_err(|e| failed("write Parquet", e))
        }
    }
}

/// Writes the frame to a file that is there whole or not at all, whatever happens meanwhile.
pub fn to_path(frame: &mut DataFrame, format: ExportFormat, path: &Path) -> Result<()> {
    publish(path, |out| write(frame, format, out))
}

fn publish(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    if path.file_name().is_none() {
        return Err(Error::new(ErrorKind::Usage, "not the name of a file").at_file(path));
    }
    local::write_shared(path, fill)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use polars::prelude::*;

    use super::*;

    fn sample() -> DataFrame {
        let total: &[Option<i128>] = &[Some(1000), Some(-5), None, Some(i128::from(u64::MAX))];
        df!(
            "id" => [Some(i64::MAX), Some(i64::MIN), None, Some(0)],
            "total" => Int128Chunked::from_slice_options("total".into(), total).into_decimal(38, 2).unwrap(),
            "held" => [Some(true), Some(false), None, Some(true)],
            "text" => [Some("a, \"b\"\r\nc"), Some(""), None, Some(" ü\u{1b}\\ ")],
            "share" => [Some(0.1), Some(f64::NAN), None, Some(-2.0)],
            "t" => [Some(0i64), Some(1_500), None, Some(-1)],
        )
        .unwrap()
        .lazy()
        .with_columns([
            col("id")
                .cast(DataType::Int32)
                .cast(DataType::Date)
                .fill_null(lit(20_011).cast(DataType::Date))
                .alias("day"),
            col("t").cast(DataType::Datetime(TimeUnit::Milliseconds, None)),
        ])
        .collect()
        .unwrap_or_default()
    }

    fn check(mut frame: DataFrame, format: ExportFormat, expected: &str) {
        let mut out = Vec::new();
        write(&mut frame, format, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn csv_keeps_its_contract() {
        check(
            sample(),
            ExportFormat::Csv,
            "id,total,held,text,share,t,day\n\
             9223372036854775807,10.00,true,\"a, \"\"b\"\"\r\nc\",0.1,1970-01-01T00:00:00,2024-10-15\n\
             -9223372036854775808,-0.05,false,\"\",NaN,1970-01-01T00:00:01.500,2024-10-15\n\
             ,,,,,,2024-10-15\n\
             0,184467440737095516.15,true, ü\u{1b}\\ ,-2.0,1969-12-31T23:59:59.999,1970-01-01\n",
        );
        check(sample().clear(), ExportFormat::Csv, "id,total,held,text,share,t,day\n");
    }

    #[test]
    fn json_is_exact() {
        let expected = r#"[
{"id":9223372036854775807,"total":10.00,"held":true,"text":"a, \"b\"\r\nc","share":0.1,"t":"1970-01-01T00:00:00","day":"2024-10-15"},
{"id":-9223372036854775808,"total":-0.05,"held":false,"text":"","share":null,"t":"1970-01-01T00:00:01.500","day":"2024-10-15"},
{"id":null,"total":null,"held":null,"text":null,"share":null,"t":null,"day":"2024-10-15"},
{"id":0,"total":184467440737095516.15,"held":true,"text":" ü\u001b\\ ","share":-2.0,"t":"1969-12-31T23:59:59.999","day":"1970-01-01"}
]
"#;
        check(sample(), ExportFormat::Json, expected);
        check(sample().clear(), ExportFormat::Json, "[]\n");
        let lines = expected.strip_prefix("[\n").unwrap().strip_suffix("]\n").unwrap().replace("},\n", "}\n");
        check(sample(), ExportFormat::Ndjson, &lines);
        check(sample().clear(), ExportFormat::Ndjson, "");
    }

    #[test]
    fn json_of_many_rows_is_json() {
        let ids: Vec<i64> = (0..100_000).collect();
        let mut frame = df!("id" => ids).unwrap();
        let mut out = Vec::new();
        write(&mut frame, ExportFormat::Json, &mut out).unwrap();
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&out).unwrap();
        assert!(rows.iter().enumerate().all(|(i, row)| row["id"] == i));
        assert_eq!(rows.len(), 100_000);
    }

    #[test]
    fn parquet_comes_back_as_it_was() {
        let mut out = Vec::new();
        write(&mut sample(), ExportFormat::Parquet, &mut out).unwrap();
        let back = ParquetReader::new(std::io::Cursor::new(out)).finish().unwrap();
        assert!(back.equals_missing(&sample()));
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        std::fs::write(&path, "old").unwrap();
        to_path(&mut df!("a" => [1]).unwrap(), ExportFormat::Csv, &path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a\n1\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_export_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        std::fs::write(&path, "old").unwrap();
        let mut lists = df!("a" => [1]).unwrap().lazy().select([col("a").implode(false)]).collect().unwrap();
        let error = to_path(&mut lists, ExportFormat::Csv, &path).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Query);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = to_path(&mut lists, ExportFormat::Csv, &folder.path().join("no/out.csv")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Io);
        assert_eq!(error.place.file, Some(folder.path().join("no/out.csv")));
    }
}

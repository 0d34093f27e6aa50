//! The keys of `[reports.NAME]`, in one table: how each is read, written back and described.

use std::path::PathBuf;

use super::super::model::{ChartSpec, PivotSpec, ReportSpec};
use super::super::sql_file::{SqlFiles, query_file};
use super::super::toml_text::quoted;
use super::shown::{chart, chart_text, pivot, pivot_text};
use crate::config::{Key, Node, Unset, set, shown};

const SQL: &str = "Name a SQL file of the workspace, such as sql = \"reports/top_customers.sql\".";

/// A report of which not everything may be read yet, or be good.
pub(in super::super) struct Draft<'f> {
    files: SqlFiles<'f>,
    /// Whether it has a pivot, good or not.
    pivoted: bool,
    pub(super) title: Option<String>,
    pub(super) sql: Option<(PathBuf, String)>,
    pub(super) chart: Option<ChartSpec>,
    pub(super) pivot: Option<PivotSpec>,
    pub(super) file: Option<String>,
    pub(super) check: bool,
}

impl<'f> Draft<'f> {
    pub(super) fn new(files: SqlFiles<'f>, pivoted: bool) -> Self {
        Self { files, pivoted, title: None, sql: None, chart: None, pivot: None, file: None, check: false }
    }
}

/// Every key, in the order in which they are written.
pub(in super::super) fn keys<'a, 'f>() -> [Key<'a, Draft<'f>, ReportSpec>; 6] {
    [
        Key {
            name: "title",
            takes: "text",
            unset: Unset::Means("made of the name"),
            example: r#""Sales by day""#,
            means: "shown above it",
            read: |node, draft| set(&mut draft.title, node.plain_text().map(|title| Some(title.to_owned()))),
            write: |report| Some(quoted(&report.title)),
        },
        Key {
            name: "sql",
            takes: "file",
            unset: Unset::Wrong(SQL),
            example: r#""reports/sales_by_day.sql""#,
            means: "the SQL file, in the workspace; see [SQL](limits.md#sql) for its limits",
            read: |node, draft| set(&mut draft.sql, query_file(node, draft.files, SQL).map(Some)),
            write: |report| Some(quoted(&report.sql_file.to_string_lossy())),
        },
        Key {
            name: "chart",
            takes: "table",
            unset: Unset::Default,
            example: r#"{ type = "bar", x = "sale_date", y = "total" }"#,
            means: "`{ type = \"bar\" or \"stacked\", x = \"...\", y = \"...\", by = \"...\" }`: a bar for each `x`, as long as `y`; `by` \
                    splits it into series, side by side or, with `\"stacked\"`, in one bar. A stacked chart needs `by`",
            read: |node, draft| set(&mut draft.chart, chart(node, draft.pivoted).map(Some)),
            write: |report| report.chart.as_ref().map(chart_text),
        },
        Key {
            name: "pivot",
            takes: "table",
            unset: Unset::Default,
            example: r#"{ on = "membership", values = "total" }"#,
            means: "every value of `on` becomes a column with the sum of `values`. A chart of it needs neither `y` nor `by`",
            read: |node, draft| set(&mut draft.pivot, pivot(node).map(Some)),
            write: |report| report.pivot.as_ref().map(pivot_text),
        },
        Key {
            name: "file",
            takes: "text",
            unset: Unset::Means("the report's name"),
            example: r#""sales_report""#,
            means: "the name of the exported file, without ending",
            read: |node, draft| set(&mut draft.file, stem(node).map(|stem| Some(stem.to_owned()))),
            write: |report| Some(quoted(&report.file)),
        },
        Key {
            name: "check",
            takes: "`true` or `false`",
            unset: Unset::Default,
            example: "true",
            means: "whether it is a list of checks: it has a column `ok`; a row that is not true is a fault, and the run fails",
            read: |node, draft| set(&mut draft.check, node.flag()),
            write: |report| Some(report.check.to_string()),
        },
    ]
}

fn stem<'a>(node: &Node<'a>) -> Option<&'a str> {
    let stem = node.plain_text()?;
    if stem.starts_with('.') || stem.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
        let hint = "Write a name without folder and ending, such as file = \"sales_report\".";
        node.wrong(format!("`{}` is not a file name", shown(stem)), hint);
        return None;
    }
    Some(stem)
}

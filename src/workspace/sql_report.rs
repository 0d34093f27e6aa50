//! The `[reports.X]` sections and their SQL files.

use std::path::{Component, Path, PathBuf};

use super::folders::resolved;
use super::model::{ChartKind, ChartSpec, PivotSpec, ReportSpec};
use super::pipeline::check_name;
use super::template::Template;
use crate::config::{Node, Section, Spot, shown};
use crate::sql;

const KEYS: &[&str] = &["title", "sql", "chart", "pivot", "file", "check"];
const EXAMPLE: &str = "Begin a report with [reports.top_customers].";
const SQL: &str = "Name a SQL file of the workspace, such as sql = \"reports/top_customers.sql\".";
const CHART: &str = "Write chart = { type = \"bar\", x = \"date\", y = \"total\", by = \"product\" }.";
const PIVOT: &str = "Write pivot = { on = \"name\", values = \"total\" }.";
/// No query is this large (bytes).
const LARGEST_SQL: u64 = 1 << 20;

/// Where the SQL files of a config file are.
#[derive(Clone, Copy)]
pub(super) enum SqlFiles<'a> {
    /// In this workspace.
    Folder(&'a Path),
    /// In this program.
    Template(&'a Template),
}

/// The reports in the order of the file.
pub(super) fn reports(root: &Section<'_>, files: SqlFiles<'_>) -> Vec<ReportSpec> {
    let entries = root.get("reports").and_then(|node| node.entries(EXAMPLE)).unwrap_or_default();
    let mut stems = Vec::new();
    let read = |(name, node): (&str, Node<'_>)| {
        let named = check_name("report", name, &node);
        let report = report(name, node, files, &mut stems);
        named.and(report)
    };
    entries.into_iter().filter_map(read).collect()
}

fn report(name: &str, node: Node<'_>, files: SqlFiles<'_>, stems: &mut Vec<String>) -> Option<ReportSpec> {
    let section = node.section(KEYS, EXAMPLE)?;
    let title = section.maybe("title", Node::plain_text);
    let sql = section.need("sql", SQL).and_then(|node| sql(&node, files));
    let pivot = section.maybe("pivot", pivot);
    let has_pivot = section.get("pivot").is_some();
    let chart = section.maybe("chart", |node| chart(node, has_pivot));
    let file = section.maybe("file", stem);
    let check = section.maybe("check", Node::flag);
    let file = file?.unwrap_or(name).to_owned();
    check_stem(&section, &file, stems)?;
    let (sql_file, sql) = sql?;
    Some(ReportSpec {
        name: name.to_owned(),
        title: title?.map_or_else(|| title_of(name), str::to_owned),
        sql,
        sql_file,
        chart: chart?,
        pivot: pivot?,
        file,
        check: check?.unwrap_or(false),
    })
}

/// `customer_growth` -> `Customer growth`.
fn title_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn sql(node: &Node<'_>, files: SqlFiles<'_>) -> Option<(PathBuf, String)> {
    let name = node.plain_text()?;
    let path = PathBuf::from(name);
    if !path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
        node.wrong(format!("`{}` is not inside the workspace", shown(name)), SQL);
        return None;
    }
    let text = match files {
        SqlFiles::Template(template) => {
            template.file(name).map(str::to_owned).ok_or("is not part of the template".into())
        }
        SqlFiles::Folder(root) => read_sql(root, &path),
    };
    let text = match text {
        Ok(text) => text,
        Err(reason) => {
            node.wrong(format!("`{}` {reason}", shown(name)), SQL);
            return None;
        }
    };
    if let Err(sql::Refused { message, hint, line, column }) = sql::only_reads(&text) {
        node.wrong_there(Spot { file: path, line, column }, message, hint);
        return None;
    }
    Some((path, text))
}

/// The text, or what is wrong with the file.
fn read_sql(root: &Path, path: &Path) -> Result<String, String> {
    let full = root.join(path);
    let meta = match full.metadata() {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err("does not exist".to_owned()),
        Err(e) => return Err(format!("cannot be read: {e}")),
    };
    if !resolved(&full).starts_with(resolved(root)) {
        return Err("is a link that leads out of the workspace".to_owned());
    }
    if !meta.is_file() {
        return Err("is not a file".to_owned());
    }
    if meta.len() > LARGEST_SQL {
        return Err("is too large for a query".to_owned());
    }
    let bytes = std::fs::read(&full).map_err(|e| format!("cannot be read: {e}"))?;
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim().is_empty() { Err("is empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn chart(node: &Node<'_>, pivoted: bool) -> Option<ChartSpec> {
    let section = node.clone().section(&["type", "x", "y", "by"], CHART)?;
    let kind = section.need("type", CHART);
    let kind = kind.and_then(|node| node.choice("chart", &ChartKind::ALL.map(|kind| (kind.name(), kind))));
    let x = section.need("x", CHART).and_then(|node| node.plain_text());
    // The columns of a pivoted report are its values.
    let y = if pivoted { section.get("y") } else { Some(section.need("y", CHART)?) };
    let y = y.map_or(Some(None), |node| node.plain_text().map(Some));
    let by = section.maybe("by", Node::plain_text);
    let (kind, by) = (kind?, by?);
    if kind.is_stacked() && by.is_none() && !pivoted {
        section.node.absent("a stacked chart needs `by`", CHART);
        return None;
    }
    Some(ChartSpec { kind, x: x?.to_owned(), y: y?.map(str::to_owned), by: by.map(str::to_owned) })
}

fn pivot(node: &Node<'_>) -> Option<PivotSpec> {
    let section = node.clone().section(&["on", "values"], PIVOT)?;
    let on = section.need("on", PIVOT).and_then(|node| node.plain_text());
    let values = section.need("values", PIVOT).and_then(|node| node.plain_text());
    let (on, values) = (on?, values?);
    if on == values {
        node.wrong("`on` and `values` are the same column", PIVOT);
        return None;
    }
    Some(PivotSpec { on: on.to_owned(), values: values.to_owned() })
}

fn stem<'a>(node: &Node<'a>) -> Option<&'a str> {
    let stem = node.plain_text()?;
    if stem.starts_with('.') || stem.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
        let hint = "Write a name without folder and ending, such as file = \"sales_report\".";
        node.wrong(format!("`{}` is no file name", shown(stem)), hint);
        return None;
    }
    Some(stem)
}

/// Two reports must not export to the same file.
fn check_stem(section: &Section<'_>, stem: &str, stems: &mut Vec<String>) -> Option<()> {
    let folded = stem.to_lowercase();
    if stems.contains(&folded) {
        let node = section.get("file").unwrap_or_else(|| section.node.clone());
        node.wrong(format!("another report exports to `{}` already", shown(stem)), "Give each report its own `file`.");
        return None;
    }
    stems.push(folded);
    Some(())
}

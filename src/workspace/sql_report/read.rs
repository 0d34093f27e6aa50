//! Reads the sections of reports, and checks them against one another.

use super::super::model::ReportSpec;
use super::super::names::check_name;
use super::super::sql_file::SqlFiles;
use super::keys::{Draft, keys};
use crate::config::{Node, Section, names, shown};

const EXAMPLE: &str = "Begin a report with [reports.top_customers].";

/// The reports in the order of the file.
pub(in super::super) fn reports(root: &Section<'_>, files: SqlFiles<'_>) -> Vec<ReportSpec> {
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
    let keys = keys();
    let section = node.section(&names(&keys), EXAMPLE)?;
    let mut draft = Draft::new(files, section.get("pivot").is_some());
    let read = section.read(&keys, &mut draft);
    let file = draft.file.unwrap_or_else(|| name.to_owned());
    check_twice(&section, &file, stems)?;
    let ((sql_file, sql), ()) = (draft.sql?, read?);
    Some(ReportSpec {
        name: name.to_owned(),
        title: draft.title.unwrap_or_else(|| title_of(name)),
        sql,
        sql_file,
        chart: draft.chart,
        pivot: draft.pivot,
        file,
        check: draft.check,
    })
}

/// `customer_growth` -> `Customer growth`.
fn title_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Two reports must not export to the same file.
fn check_twice(section: &Section<'_>, stem: &str, stems: &mut Vec<String>) -> Option<()> {
    let folded = stem.to_lowercase();
    if stems.contains(&folded) {
        let node = section.get("file").unwrap_or_else(|| section.node.clone());
        node.wrong(format!("another report exports to `{}` already", shown(stem)), "Give each report its own `file`.");
        return None;
    }
    stems.push(folded);
    Some(())
}

//! Reads the sections of pipelines, and checks them against one another.

use super::super::column;
use super::super::model::{Column, ExtraColumns, Pipeline, Rule};
use super::super::names::check_name;
use super::day::check_day;
use super::draft::Draft;
use super::file_checks::control;
use super::file_pattern::dated;
use super::keys::keys;
use super::kind::{Kind, kind};
use super::other_columns::{check_columns_apply, check_names, extra_column};
use super::references::{Link, check_links};
use super::row_checks::row_checks;
use super::waits::check_needs;
use crate::config::{Node, Section, names, shown};

const EXAMPLE: &str = "Begin a pipeline with [pipelines.sales].";

/// The pipelines in the order of the file; at least one.
pub(in super::super) fn pipelines(root: &Section<'_>) -> Vec<Pipeline> {
    let Some(node) = root.get("pipelines") else {
        root.node.absent("no pipeline is described", EXAMPLE);
        return Vec::new();
    };
    let entries = node.entries(EXAMPLE).unwrap_or_default();
    if entries.is_empty() && node.value.is_table() {
        node.absent("no pipeline is described", EXAMPLE);
    }
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    let (mut patterns, mut links) = (Vec::new(), Vec::new());
    let mut good = Vec::with_capacity(entries.len());
    for (name, node) in &entries {
        let (name, node) = (*name, node);
        let named = check_name("pipeline", name, node);
        let pipeline = pipeline(name, node.clone(), &mut patterns, &mut links);
        good.extend(named.and(pipeline));
    }
    check_links(&links, &names, &good);
    check_needs(&entries, &good);
    good
}

fn pipeline<'a>(
    name: &str,
    node: Node<'a>,
    patterns: &mut Vec<(String, String)>,
    links: &mut Vec<Link<'a>>,
) -> Option<Pipeline> {
    let keys = keys();
    let section = node.section(&names(&keys), EXAMPLE)?;
    let mut draft = Draft::default();
    let read = section.read(&keys, &mut draft);
    if let Some(files) = &draft.files {
        check_unique(&section, name, &files.text, patterns);
    }
    let day = check_day(&section, &draft);
    let apply = check_columns_apply(&section, &mut draft);
    let named = draft.columns.as_deref().and_then(|columns| check_names(columns, &draft));
    let kind = kind(&section, draft.load, draft.columns.as_deref());
    links.extend(draft.columns.iter().flatten().filter_map(|column| link(name, column)));
    let columns = good(draft.columns.as_deref()?)?;
    let checks = row_checks(&section, &columns);
    let control = section.maybe("control", |node| control(node, &columns));
    let (Kind { key, partition_by }, (), (), (), ()) = (kind?, read?, apply?, named?, day?);
    Some(Pipeline {
        name: name.to_owned(),
        files: dated(draft.files?, Some(draft.date_format), draft.day),
        format: draft.format?,
        layer: draft.layer,
        load: draft.load?,
        columns: of_table(columns, &key, draft.extra_columns),
        key,
        partition_by,
        extra_columns: draft.extra_columns,
        missing_columns: draft.missing_columns,
        max_field: draft.max_field,
        max_unpacked: draft.max_unpacked,
        max_shrink: draft.max_shrink,
        require_every_day: draft.require_every_day,
        complete_when: draft.complete_when,
        depends_on: draft.depends_on,
        checks: checks?,
        min_rows: draft.min_rows,
        control: control?,
    })
}

/// The columns of the table: those of the key are required, and what is in no column may be kept in one more.
fn of_table(mut columns: Vec<Column>, key: &[usize], extra: ExtraColumns) -> Vec<Column> {
    for &i in key {
        if let Some(column) = columns.get_mut(i) {
            column.required = true;
            column.warns.retain(|rule| *rule != Rule::Required);
        }
    }
    columns.extend((extra == ExtraColumns::Keep).then(extra_column));
    columns
}

fn link<'a>(pipeline: &str, draft: &column::Draft<'a>) -> Option<Link<'a>> {
    let column = draft.column()?;
    let (to, node) = (column.references.clone()?, draft.node("references")?);
    Some(Link { from: pipeline.to_owned(), kind: column.kind.clone(), to, node })
}

fn good(columns: &[column::Draft<'_>]) -> Option<Vec<Column>> {
    columns.iter().map(|draft| draft.column().cloned()).collect()
}

fn check_unique(section: &Section<'_>, name: &str, text: &str, patterns: &mut Vec<(String, String)>) {
    if let Some((_, first)) = patterns.iter().find(|(seen, _)| seen == text) {
        if let Some(node) = section.get("files") {
            let hint = "A file feeds one pipeline; make the two patterns differ.";
            node.wrong(format!("pipeline `{}` takes these files already", shown(first)), hint);
        }
    } else {
        patterns.push((text.to_owned(), name.to_owned()));
    }
}

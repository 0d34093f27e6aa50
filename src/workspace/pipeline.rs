//! The `[pipelines.X]` sections.

use super::bound::int;
use super::column::{Read, columns};
use super::drift::{check_names, drift, extra_column};
use super::file_checks::{control, min_rows};
use super::format::format;
use super::limits::{DEFAULT_MAX_FIELD, DEFAULT_MAX_UNPACKED, max_field, max_unpacked};
use super::model::{Column, ExtraColumns, Load, Pipeline, Rule};
use super::pattern::file_pattern;
use super::references::{Link, check_links};
use super::row_checks::row_checks;
use super::waits::{Waits, check_needs, waits};
use crate::config::{Node, Section, shown, suggest};

const KEYS: &[&str] = &[
    "files",
    "date_format",
    "format",
    "load",
    "key",
    "max_shrink",
    "max_field",
    "max_unpacked",
    "require_every_day",
    "complete_when",
    "depends_on",
    "columns",
    "extra_columns",
    "missing_columns",
    "expression",
    "checks",
    "min_rows",
    "control",
];
const EXAMPLE: &str = "Begin a pipeline with [pipelines.sales].";
/// Tables that the engine keeps itself.
const RESERVED: [&str; 2] = ["loads", "load_totals"];
const DEFAULT_MAX_SHRINK: f64 = 0.5;

/// The pipelines in the order of the file; at least one.
pub(super) fn pipelines(root: &Section<'_>) -> Vec<Pipeline> {
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

/// A name that works on the command line, as a folder and in SQL.
pub(super) fn check_name(what: &str, name: &str, node: &Node<'_>) -> Option<()> {
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if !first || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        let hint = "Use lower-case letters, digits and _, beginning with a letter.";
        node.wrong_key(format!("`{}` is no name for a {what}", shown(name)), hint);
        return None;
    }
    if what == "pipeline" && RESERVED.contains(&name) {
        node.wrong_key(
            format!("the name `{name}` is reserved"),
            "shoptui keeps this table itself; choose another name.",
        );
        return None;
    }
    Some(())
}

fn pipeline<'a>(
    name: &str,
    node: Node<'a>,
    patterns: &mut Vec<(String, String)>,
    links: &mut Vec<Link<'a>>,
) -> Option<Pipeline> {
    let section = node.section(KEYS, EXAMPLE)?;
    let files = file_pattern(&section);
    if let Some(files) = &files {
        check_unique(&section, name, &files.text, patterns);
    }
    let format = format(&section);
    let load = load(&section);
    let max_shrink = section.maybe("max_shrink", max_shrink);
    let max_field = section.maybe("max_field", max_field);
    let max_unpacked = section.maybe("max_unpacked", max_unpacked);
    let waits = waits(&section);
    let columns = columns(&section);
    let drift = drift(&section, format.as_ref());
    let names = columns.as_deref().and_then(|columns| check_names(columns, drift, format.as_ref()));
    let key = key(&section, columns.as_deref());
    let min_rows = section.maybe("min_rows", min_rows);
    if let Some(columns) = &columns {
        links.extend(columns.iter().filter_map(|read| link(name, read)));
    }
    let mut columns = good(columns?)?;
    let checks = row_checks(&section, &columns);
    let control = section.maybe("control", |node| control(node, &columns));
    let key = key?;
    for &i in &key {
        if let Some(column) = columns.get_mut(i) {
            column.required = true;
            column.warns.retain(|rule| *rule != Rule::Required);
        }
    }
    let Waits { require_every_day, complete_when, depends_on } = waits?;
    let (drift, ()) = (drift?, names?);
    if drift.extra == ExtraColumns::Keep {
        columns.push(extra_column());
    }
    Some(Pipeline {
        name: name.to_owned(),
        files: files?,
        format: format?,
        load: load?,
        key,
        columns,
        extra_columns: drift.extra,
        missing_columns: drift.missing,
        max_field: max_field?.unwrap_or(DEFAULT_MAX_FIELD),
        max_unpacked: max_unpacked?.unwrap_or(DEFAULT_MAX_UNPACKED),
        max_shrink: max_shrink?.unwrap_or(DEFAULT_MAX_SHRINK),
        require_every_day,
        complete_when,
        depends_on,
        checks: checks?,
        min_rows: min_rows?,
        control: control?,
    })
}

fn link<'a>(pipeline: &str, read: &Read<'a>) -> Option<Link<'a>> {
    let column = read.column.as_ref()?;
    let (to, node) = (column.references.clone()?, read.references.clone()?);
    Some(Link { from: pipeline.to_owned(), kind: column.kind.clone(), to, node })
}

fn good(columns: Vec<Read<'_>>) -> Option<Vec<Column>> {
    columns.into_iter().map(|read| read.column).collect()
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

fn load(section: &Section<'_>) -> Option<Load> {
    let node =
        section.need("load", "Write load = \"snapshot\" (the whole list) or \"transaction\" (only what happened).")?;
    if let Some(word @ ("replace" | "partition")) = node.value.as_str() {
        node.wrong(format!("load `{word}` is not available yet"), "Use snapshot or transaction.");
        return None;
    }
    node.choice("load", &[("snapshot", Load::Snapshot), ("transaction", Load::Transaction)])
}

fn max_shrink(node: &Node<'_>) -> Option<f64> {
    let share = match node.value.as_float() {
        Some(number) => number.as_str().parse().ok(),
        None => int(node.value).map(|n| n as f64),
    };
    let share = share.filter(|share| (0.0..=1.0).contains(share));
    if share.is_none() {
        node.wrong("must be a number from 0 to 1", "Such as 0.5: a file may close half of the keys; 1 turns this off.");
    }
    share
}

/// The key as indices into the columns; `None` too while a column has no good name.
fn key(section: &Section<'_>, columns: Option<&[Read<'_>]>) -> Option<Vec<usize>> {
    let list = section.need("key", "Write key = [\"customer_id\"]: the columns that tell one row from another.")?;
    let texts = list.texts()?;
    if texts.is_empty() {
        list.wrong("is empty", "Name the columns that tell one row from another.");
        return None;
    }
    let columns = columns?;
    let mut key = Vec::with_capacity(texts.len());
    for (name, node) in &texts {
        let Some(index) = key_column(name, node, columns) else { continue };
        if key.contains(&index) {
            node.wrong(format!("`{}` is in the key twice", shown(name)), "Remove one of the two.");
            continue;
        }
        key.push(index);
    }
    (key.len() == texts.len()).then_some(key)
}

fn key_column(name: &str, node: &Node<'_>, columns: &[Read<'_>]) -> Option<usize> {
    let Some(index) = columns.iter().position(|read| read.name == Some(name)) else {
        let known: Vec<_> = columns.iter().filter_map(|read| read.name).collect();
        node.absent(format!("no column named `{}`", shown(name)), suggest(name, known.iter().copied()));
        return None;
    };
    let required = columns.get(index).and_then(|read| read.required.as_ref());
    if let Some(required) = required.filter(|node| node.value.as_bool() == Some(false)) {
        required
            .wrong("a key column is always required", "Remove `required = false`, or take the column out of `key`.");
        return None;
    }
    if let Some(warns) = columns.get(index).and_then(|read| read.warns.as_ref()) {
        warns.wrong("a key column is always required", "Remove `required` from `severity`.");
        return None;
    }
    Some(index)
}

//! The versions of a key.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{json as print_json, text};
use crate::error::Result;
use crate::history::Version;
use crate::report::text::visible;
use crate::run::Origin;

/// Prints the versions of a key with what changed between them and where each came from.
pub fn history(table: &str, key: &[String], versions: &[Version], origins: &[Origin], as_json: bool) -> Result<()> {
    if as_json {
        let versions: Vec<Value> = versions.iter().zip(origins).map(|(v, o)| version_json(v, o)).collect();
        return print_json(&json!({ "table": table, "key": key, "versions": versions }));
    }
    let state = if versions.iter().any(|v| v.is_current) { "current" } else { "ended" };
    let count = if versions.len() == 1 { "1 version".to_owned() } else { format!("{} versions", versions.len()) };
    let mut page = format!("{table} {} · {count} · {state}\n", visible(&key.join(", ")));
    for (at, (version, origin)) in versions.iter().zip(origins).enumerate() {
        let until = if version.is_current { "open".to_owned() } else { version.expiry_date.to_string() };
        let _ = writeln!(page, "\n{} → {until}   {}", version.effective_from, source(origin));
        if version.came_back {
            let _ = writeln!(page, "    came back after a gap");
        }
        if at == 0 {
            for (column, value) in &version.values {
                let _ = writeln!(page, "    {column}: {}", shown(value.as_deref()));
            }
        } else if version.changes.is_empty() {
            let _ = writeln!(page, "    nothing changed");
        }
        for change in &version.changes {
            let (old, new) = (shown(change.old.as_deref()), shown(change.new.as_deref()));
            let _ = writeln!(page, "    {}: {old} → {new}", change.column);
        }
        let next_follows = versions.get(at + 1).is_some_and(|next| next.effective_from == version.expiry_date);
        if !version.is_current && !next_follows {
            let file = origin.ended_by.as_deref().map(|f| format!(" (not in {})", visible(f))).unwrap_or_default();
            let _ = writeln!(page, "{} left{file}", version.expiry_date);
        }
    }
    text(&page)
}

fn source(origin: &Origin) -> String {
    match (&origin.file, origin.line) {
        (Some(file), Some(line)) => format!("{} line {line}", visible(file)),
        (Some(file), None) => visible(file).into_owned(),
        _ => String::new(),
    }
}

fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "(none)".to_owned(), |v| visible(v).into_owned())
}

fn version_json(version: &Version, origin: &Origin) -> Value {
    let values: serde_json::Map<String, Value> =
        version.values.iter().map(|(column, value)| (column.clone(), json!(value))).collect();
    let changes: Vec<Value> =
        version.changes.iter().map(|c| json!({ "column": c.column, "old": c.old, "new": c.new })).collect();
    json!({
        "effective_from": version.effective_from,
        "expiry_date": version.expiry_date,
        "is_current": version.is_current,
        "came_back": version.came_back,
        "file": origin.file,
        "line": origin.line,
        "run": origin.run,
        "ended_by": origin.ended_by,
        "values": values,
        "changes": changes,
    })
}

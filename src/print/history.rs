//! The versions of a key.

use serde_json::{Value, json};

use super::{Page, json as print_json};
use crate::error::Result;
use crate::history::Version;
use crate::report::text::counted;
use crate::run::Origin;

/// Prints the versions of a key with what changed between them and where each came from.
pub fn history(table: &str, key: &[String], versions: &[Version], origins: &[Origin], as_json: bool) -> Result<()> {
    if as_json {
        let versions: Vec<Value> = versions.iter().zip(origins).map(|(v, o)| version_json(v, o)).collect();
        return print_json(&json!({ "table": table, "key": key, "versions": versions }));
    }
    let state = if versions.iter().any(|v| v.is_current) { "current" } else { "ended" };
    let count = counted(versions.len() as u64, "history row", "history rows");
    let mut page = Page::default();
    page.line(format_args!("{table} {} · {count} · {state}", key.join(", ")));
    for (at, (version, origin)) in versions.iter().zip(origins).enumerate() {
        let until = if version.is_current { "now".to_owned() } else { version.expiry_date.to_string() };
        page.line("");
        page.line(format_args!("{} → {until}   {}", version.effective_from, source(origin)));
        if version.came_back {
            page.line(format_args!("    came back after a gap"));
        }
        if at == 0 {
            for (column, value) in &version.values {
                page.line(format_args!("    {column}: {}", shown(value.as_deref())));
            }
        } else if version.changes.is_empty() {
            page.line(format_args!("    nothing changed"));
        }
        for change in &version.changes {
            let (old, new) = (shown(change.old.as_deref()), shown(change.new.as_deref()));
            page.line(format_args!("    {}: {old} → {new}", change.column));
        }
        let next_follows = versions.get(at + 1).is_some_and(|next| next.effective_from == version.expiry_date);
        if !version.is_current && !next_follows {
            let file = origin.ended_by.as_deref().map(|f| format!(" (not in {f})")).unwrap_or_default();
            page.line(format_args!("{} ended{file}", version.expiry_date));
        }
    }
    page.print()
}

fn source(origin: &Origin) -> String {
    match (&origin.file, origin.line) {
        (Some(file), Some(line)) => format!("{file} line {line}"),
        (Some(file), None) => file.clone(),
        _ => String::new(),
    }
}

fn shown(value: Option<&str>) -> &str {
    value.unwrap_or("(none)")
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

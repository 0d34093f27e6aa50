//! The windows with everything about a row, or about a file in quarantine.

use crate::tui::overlay::model::Detail;
use crate::tui::screens::errors::request::{Quarantined, Whole};
use crate::tui::widgets::list::List;

/// Everything about a file that could not be read.
pub fn quarantined(file: &Quarantined) -> Detail {
    let mut lines = vec![("reason".to_owned(), file.reason.clone())];
    let mut add = |name: &str, value: Option<String>| lines.extend(value.map(|value| (name.to_owned(), value)));
    add("line", file.place.0.map(|n| n.to_string()));
    add("column", file.place.1.map(|n| n.to_string()));
    add("what to do", file.hint.clone());
    add("pipeline", Some(file.pipeline.clone()));
    add("date", file.date.map(|d| d.to_string()));
    add("where", Some(format!("quarantine/{}", file.file)));
    add("run", Some(file.run.clone()));
    Detail { title: file.file.clone(), lines, list: List::default() }
}

/// The whole row: every column, with what is wrong under it; then what is wrong with the whole row.
pub fn whole(row: Whole) -> Detail {
    let title = format!("{} line {}", row.file, row.line);
    let mut lines = Vec::with_capacity(row.values.len() + row.reasons.len() + 1);
    for (column, value) in row.values {
        let wrong: Vec<_> = row.reasons.iter().filter(|r| r.column.as_deref() == Some(column.as_str())).collect();
        let value = if wrong.is_empty() { value } else { format!("«{value}»") };
        lines.push((column, value));
        lines.extend(wrong.into_iter().map(|reason| (String::new(), reason.rule.to_string())));
    }
    lines.push((String::new(), String::new()));
    lines.extend(row.reasons.iter().map(|reason| ("wrong".to_owned(), reason.sentence())));
    Detail { title, lines, list: List::default() }
}

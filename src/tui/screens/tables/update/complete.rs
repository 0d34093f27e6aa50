//! Completes the word before the cursor of a query: columns, tables, words of SQL.

use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT};
use crate::tui::core::shared::Shared;
use crate::tui::overlay::model::Prompt;
use crate::warehouse::{LOAD_COLUMNS, LOAD_TOTALS, LOADS, TOTAL_COLUMNS};

/// What a query is likely to be made of.
const WORDS: [&str; 38] = [
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "LIMIT",
    "COUNT(*)",
    "COUNT(DISTINCT",
    "SUM(",
    "AVG(",
    "MIN(",
    "MAX(",
    "ROUND(",
    "JOIN",
    "LEFT JOIN",
    "ON",
    "USING",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS NULL",
    "IS NOT NULL",
    "LIKE",
    "BETWEEN",
    "AS",
    "DISTINCT",
    "HAVING",
    "WITH",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "ASC",
    "DESC",
    "UNION",
    "CAST(",
];
/// After these words a table stands.
const BEFORE_TABLES: [&str; 2] = ["from", "join"];
/// How many completions are offered.
const MOST: usize = 60;

/// Lines that complete the word before the cursor, the whole line each; the most likely first.
pub fn complete(shared: &Shared, prompt: &Prompt) -> Vec<String> {
    let (line, cursor) = (prompt.input.value(), prompt.input.cursor());
    let at = line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at);
    let (before, after) = line.split_at(at);
    let start = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + before.get(at..).and_then(first).unwrap_or(1));
    let (head, word) = before.split_at(start);
    let mut lines: Vec<String> = Vec::new();
    for candidate in candidates(shared, line, head) {
        let fits = candidate.to_lowercase().starts_with(&word.to_lowercase()) && !candidate.eq_ignore_ascii_case(word);
        let whole = format!("{head}{candidate}{after}");
        if fits && !lines.contains(&whole) {
            lines.push(whole);
        }
    }
    lines.truncate(MOST);
    lines
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The bytes of the first character.
fn first(text: &str) -> Option<usize> {
    text.chars().next().map(char::len_utf8)
}

/// Everything that could stand there, the most likely first.
fn candidates(shared: &Shared, line: &str, head: &str) -> Vec<String> {
    let tables = known(shared);
    let named: Vec<&str> = line.split(|c: char| !is_word(c)).collect();
    let is_named = |table: &&Known| named.iter().any(|name| name.eq_ignore_ascii_case(&table.name));
    let near = tables.iter().filter(is_named).flat_map(|table| table.columns.clone());
    let far = tables.iter().filter(|table| !is_named(table)).flat_map(|table| table.columns.clone());
    if head.ends_with('.') {
        return near.chain(far).collect();
    }
    let names = tables.iter().map(|table| table.name.clone());
    let words = WORDS.iter().map(|word| (*word).to_owned());
    let last = head.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    if BEFORE_TABLES.contains(&last.as_str()) {
        names.collect()
    } else if head.trim().is_empty() {
        words.chain(names).collect()
    } else {
        near.chain(words).chain(names).chain(far).collect()
    }
}

/// A table that a query may name.
struct Known {
    name: String,
    columns: Vec<String>,
}

fn known(shared: &Shared) -> Vec<Known> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let interval = [EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT];
    let own = shared.shop.tables.iter().map(|table| {
        let columns = table.columns.iter().map(|column| column.name.as_str()).chain(interval);
        Known { name: quoted(&table.name), columns: columns.map(quoted).collect() }
    });
    let meta = [(LOADS, &LOAD_COLUMNS[..]), (LOAD_TOTALS, &TOTAL_COLUMNS[..])];
    own.chain(meta.map(|(name, columns)| Known { name: name.to_owned(), columns: owned(columns) })).collect()
}

/// A name as it is written in SQL.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

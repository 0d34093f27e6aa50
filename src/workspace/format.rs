//! The `format` table: how the bytes of a pipeline's files become rows.

use encoding_rs::{Encoding, UTF_8};

use super::model::{Delimited, Format};
use crate::config::{Node, Section, shown, suggest};

const KEYS: &[&str] = &["type", "delimiter", "quote", "header", "encoding"];
const EXAMPLE: &str =
    "Write format = { type = \"delimited\", delimiter = \",\", header = true } or { type = \"json\" }.";
const ENCODINGS: [&str; 6] = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-15", "shift_jis"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delimited,
    Json,
}

/// How a pipeline's files are read.
pub(super) fn format(section: &Section<'_>) -> Option<Format> {
    let section = section.need("format", EXAMPLE)?.section(KEYS, EXAMPLE)?;
    match kind(&section.need("type", EXAMPLE)?)? {
        Kind::Delimited => delimited(&section).map(Format::Delimited),
        Kind::Json => json(&section),
    }
}

fn kind(node: &Node<'_>) -> Option<Kind> {
    if let Some(word @ ("parquet" | "excel" | "postgres")) = node.value.as_str() {
        node.wrong(format!("format `{word}` is not available yet"), "Use delimited or json.");
        return None;
    }
    node.choice("format", &[("delimited", Kind::Delimited), ("json", Kind::Json), ("ndjson", Kind::Json)])
}

fn json(section: &Section<'_>) -> Option<Format> {
    let misplaced: Vec<_> = KEYS.iter().skip(1).filter_map(|key| section.get(key)).collect();
    for node in &misplaced {
        node.wrong_key("does not apply to json", "Remove it; it is for delimited files.");
    }
    misplaced.is_empty().then_some(Format::Json)
}

fn delimited(section: &Section<'_>) -> Option<Delimited> {
    let quote = section.maybe("quote", quote);
    let delimiter = section.maybe("delimiter", delimiter);
    let header = section.maybe("header", Node::flag);
    let encoding = section.maybe("encoding", encoding);
    let (quote, delimiter) = (quote?.unwrap_or(Some(b'"')), delimiter?.unwrap_or_else(|| ",".to_owned()));
    if let Some(quote) = quote.map(char::from).filter(|q| delimiter.contains(*q)) {
        let node = section.get("delimiter").or_else(|| section.get("quote"))?;
        node.wrong(
            format!("the delimiter `{}` contains the quote `{quote}`", shown(&delimiter)),
            "Choose another quote, or quote = \"\" where quotes are plain text.",
        );
        return None;
    }
    Some(Delimited { delimiter, quote, header: header?.unwrap_or(true), encoding: encoding?.unwrap_or(UTF_8) })
}

fn delimiter(node: &Node<'_>) -> Option<String> {
    let text = node.text()?;
    if text.is_empty() || text.contains(['\n', '\r']) {
        let reason = if text.is_empty() { "is empty" } else { "has a line break, which ends a row" };
        node.wrong(reason, "Such as \",\", \";\", \"|\" or \"\\t\".");
        return None;
    }
    Some(text.to_owned())
}

/// The quote; none if quotes are plain text.
fn quote(node: &Node<'_>) -> Option<Option<u8>> {
    match node.text()?.as_bytes() {
        [] => Some(None),
        [byte] if byte.is_ascii_graphic() => Some(Some(*byte)),
        _ => {
            let hint = "Such as \"\\\"\" or \"'\"; quote = \"\" where quotes are plain text.";
            node.wrong("must be one ASCII sign, or nothing", hint);
            None
        }
    }
}

fn encoding(node: &Node<'_>) -> Option<&'static Encoding> {
    let label = node.text()?;
    let encoding = Encoding::for_label_no_replacement(label.as_bytes());
    if encoding.is_none() {
        node.wrong(format!("unknown encoding `{}`", shown(label)), suggest(label, ENCODINGS));
    }
    encoding
}

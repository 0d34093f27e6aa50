//! The `format` table: how the bytes of a pipeline's files become rows, with the table of its keys.

use encoding_rs::{Encoding, UTF_8};

use super::super::model::{Delimited, Format};
use super::super::toml_text::{quoted, table};
use crate::config::{Key, Node, Section, Unset, names, set, shown, suggest, written};

pub(super) const EXAMPLE: &str =
    "Write format = { type = \"delimited\", delimiter = \",\", header = true } or { type = \"json\" }.";
const ENCODINGS: [&str; 6] = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-15", "shift_jis"];

/// A format of which not everything may be read yet.
pub(in super::super) struct Draft {
    kind: Option<Kind>,
    delimited: Delimited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delimited,
    Json,
}

/// Every key, `type` first.
pub(in super::super) fn format_keys<'a>() -> [Key<'a, Draft, Format>; 5] {
    [
        Key {
            name: "type",
            takes: r#"`"delimited"` or `"json"`"#,
            unset: Unset::Wrong(EXAMPLE),
            example: r#""delimited""#,
            means: "rows of fields with a delimiter between them; or JSON (also `\"ndjson\"`), which has no other keys",
            read: |node, draft| set(&mut draft.kind, kind(node).map(Some)),
            write: |format| match format {
                Format::Delimited(_) => Some(quoted("delimited")),
                Format::Json => Some(quoted("json")),
            },
        },
        Key {
            name: "delimiter",
            takes: "text",
            unset: Unset::Default,
            example: r#""||""#,
            means: "what stands between fields: one sign or several; no line break",
            read: |node, draft| set(&mut draft.delimited.delimiter, delimiter(node)),
            write: |format| Some(quoted(&delimited(format)?.delimiter)),
        },
        Key {
            name: "quote",
            takes: "one ASCII sign, or `\"\"`",
            unset: Unset::Default,
            example: r#""""#,
            means: "what stands around fields, doubled inside them; `\"\"` where quotes are plain text",
            read: |node, draft| set(&mut draft.delimited.quote, quote(node)),
            write: |format| {
                let quote = delimited(format)?.quote;
                Some(quoted(&quote.map_or_else(String::new, |quote| char::from(quote).to_string())))
            },
        },
        Key {
            name: "header",
            takes: "`true` or `false`",
            unset: Unset::Default,
            example: "false",
            means: "whether the first row names the columns",
            read: |node, draft| set(&mut draft.delimited.header, node.flag()),
            write: |format| Some(delimited(format)?.header.to_string()),
        },
        Key {
            name: "encoding",
            takes: "text",
            unset: Unset::Default,
            example: r#""windows-1252""#,
            means: "of a file without a byte order mark: a name of the WHATWG list, such as `windows-1252`, `utf-16le`, \
                    `shift_jis`",
            read: |node, draft| set(&mut draft.delimited.encoding, encoding(node)),
            write: |format| Some(quoted(&delimited(format)?.encoding.name().to_lowercase())),
        },
    ]
}

/// How a pipeline's files are read.
pub(super) fn format(node: &Node<'_>) -> Option<Format> {
    let keys = format_keys();
    let [kind, of_delimited @ ..] = &keys;
    let section = node.clone().section(&names(&keys), EXAMPLE)?;
    let delimited = Delimited { delimiter: ",".to_owned(), quote: Some(b'"'), header: true, encoding: UTF_8 };
    let mut draft = Draft { kind: None, delimited };
    section.read(std::slice::from_ref(kind), &mut draft)?;
    if draft.kind? == Kind::Json {
        let misplaced: Vec<_> = of_delimited.iter().filter_map(|key| section.get(key.name)).collect();
        for node in &misplaced {
            node.wrong_key("does not apply to json", "Remove it; it is for delimited files.");
        }
        return misplaced.is_empty().then_some(Format::Json);
    }
    section.read(of_delimited, &mut draft)?;
    check_quote(&section, &draft.delimited)?;
    Some(Format::Delimited(draft.delimited))
}

/// What is written of a format.
pub(super) fn format_text(format: &Format) -> String {
    table(&written(&format_keys(), format))
}

fn delimited(format: &Format) -> Option<&Delimited> {
    match format {
        Format::Delimited(delimited) => Some(delimited),
        Format::Json => None,
    }
}

fn kind(node: &Node<'_>) -> Option<Kind> {
    if let Some(word @ ("parquet" | "excel" | "postgres")) = node.value.as_str() {
        node.wrong(format!("format `{word}` is not available yet"), "Use delimited or json.");
        return None;
    }
    node.choice("format", &[("delimited", Kind::Delimited), ("json", Kind::Json), ("ndjson", Kind::Json)])
}

fn check_quote(section: &Section<'_>, delimited: &Delimited) -> Option<()> {
    let delimiter = &delimited.delimiter;
    let Some(quote) = delimited.quote.map(char::from).filter(|q| delimiter.contains(*q)) else { return Some(()) };
    let node = section.get("delimiter").or_else(|| section.get("quote"))?;
    node.wrong(
        format!("the delimiter `{}` contains the quote `{quote}`", shown(delimiter)),
        "Choose another quote, or quote = \"\" where quotes are plain text.",
    );
    None
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

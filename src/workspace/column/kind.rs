//! `type`, and the keys that belong to it: the texts of an enum, the format of a date.

use std::collections::HashSet;
use std::sync::LazyLock;

use strum::VariantArray as _;

use super::super::date_format::{check_date, check_datetime};
use super::super::model::{ColumnType, TypeName};
use crate::config::{Node, shown, suggest};

pub(super) const VALUES: &str = "Write values = [\"active\", \"inactive\"].";
const DATE: &str = "%Y-%m-%d";
const DATETIME: &str = "%Y-%m-%d %H:%M:%S";
/// What these types are called elsewhere.
const ELSEWHERE: [(&str, &str); 14] = [
    ("integer", "int"),
    ("bigint", "int"),
    ("int64", "int"),
    ("long", "int"),
    ("double", "float"),
    ("real", "float"),
    ("number", "float` or `decimal(12,2)"),
    ("numeric", "decimal(12,2)"),
    ("money", "decimal(12,2)"),
    ("text", "string"),
    ("str", "string"),
    ("varchar", "string"),
    ("boolean", "bool"),
    ("timestamp", "datetime"),
];

/// Every type as it is written, with what its values must be.
pub(in super::super) fn type_rows() -> Vec<(TypeName, &'static str, &'static str)> {
    let row = |name: &TypeName| (*name, form(*name), means(*name));
    TypeName::VARIANTS.iter().map(row).collect()
}

fn form(name: TypeName) -> &'static str {
    if name == TypeName::Decimal { "decimal(p,s)" } else { name.into() }
}

fn forms() -> Vec<&'static str> {
    TypeName::VARIANTS.iter().map(|name| form(*name)).collect()
}

/// What the reference says of a type.
fn means(name: TypeName) -> &'static str {
    match name {
        TypeName::Int => "a whole number of 64 bits",
        TypeName::Float => "a finite number: digits, sign, point, exponent",
        TypeName::Decimal => {
            "at most *p* digits (1 to 38), *s* after the point; more only if they are zeros. For money"
        }
        TypeName::String => "any text",
        TypeName::Enum => "one of `values`, in the same case",
        TypeName::Bool => "`true` or `false`",
        TypeName::Date => "a day of the years 1 to 9999, written in `format`",
        TypeName::Datetime => "a day and time written in `format`, no time zone, no second 60, at most microseconds",
    }
}

/// What to write where a column has no type.
pub(super) fn type_hint() -> &'static str {
    static HINT: LazyLock<String> = LazyLock::new(|| format!("Known: {}.", forms().join(", ")));
    &HINT
}

/// The type, with what holds where the keys that belong to it are not set.
pub(super) fn kind(node: &Node<'_>) -> Option<ColumnType> {
    let word = node.text()?;
    if word.starts_with("decimal") {
        return decimal(node, word);
    }
    let known = TypeName::VARIANTS.iter().find(|name| <&str>::from(**name) == word);
    match known {
        Some(TypeName::Int) => Some(ColumnType::Int),
        Some(TypeName::Float) => Some(ColumnType::Float),
        Some(TypeName::String) => Some(ColumnType::String),
        Some(TypeName::Bool) => Some(ColumnType::Bool),
        Some(TypeName::Enum) => Some(ColumnType::Enum(Vec::new())),
        Some(TypeName::Date) => Some(ColumnType::Date(DATE.to_owned())),
        Some(TypeName::Datetime) => Some(ColumnType::Datetime(DATETIME.to_owned())),
        Some(TypeName::Decimal) | None => {
            let forms = forms();
            let hint = match ELSEWHERE.iter().find(|(there, _)| word.eq_ignore_ascii_case(there)) {
                Some((_, here)) => format!("Did you mean `{here}`? Known: {}.", forms.join(", ")),
                None => suggest(word, forms.iter().copied()),
            };
            node.wrong(format!("unknown type `{}`", shown(word)), hint);
            None
        }
    }
}

fn decimal(node: &Node<'_>, word: &str) -> Option<ColumnType> {
    let inner = word.strip_prefix("decimal(").and_then(|rest| rest.strip_suffix(')'));
    let numbers = inner.and_then(|inner| inner.split_once(','));
    let parsed = numbers.and_then(|(p, s)| Some((digits(p)?, digits(s)?)));
    match parsed {
        Some((precision, scale)) if (1..=38).contains(&precision) && scale <= precision => {
            Some(ColumnType::Decimal { precision, scale })
        }
        _ => {
            let hint = "Write decimal(12,2): 1 to 38 digits in all, of which 2 after the point.";
            node.wrong(format!("unknown type `{}`", shown(word)), hint);
            None
        }
    }
}

fn digits(text: &str) -> Option<usize> {
    let text = text.trim();
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The texts of an enum.
pub(super) fn values(list: &Node<'_>) -> Option<Vec<String>> {
    let texts = list.texts()?;
    if texts.is_empty() {
        list.wrong("is empty", VALUES);
        return None;
    }
    let mut values: Vec<String> = Vec::with_capacity(texts.len());
    let (mut seen, mut good) = (HashSet::with_capacity(texts.len()), true);
    for (text, node) in texts {
        if text.is_empty() {
            node.wrong("is an empty text, which means no value", "Remove it, and leave `required` out of the column.");
            good = false;
        } else if !seen.insert(text) {
            node.wrong(format!("`{}` is there twice", shown(text)), "Remove one of the two.");
            good = false;
        }
        values.push(text.to_owned());
    }
    good.then_some(values)
}

/// The type with the format that its values are written in.
pub(super) fn formatted(node: &Node<'_>, kind: &ColumnType) -> Option<ColumnType> {
    let (default, check): (_, fn(&str) -> _) = match kind {
        ColumnType::Datetime(_) => (DATETIME, check_datetime),
        _ => (DATE, check_date),
    };
    let format = node.plain_text()?;
    if let Err(reason) = check(format) {
        node.wrong(format!("`{}` {reason}", shown(format)), format!("Such as \"{default}\"."));
        return None;
    }
    Some(match kind {
        ColumnType::Datetime(_) => ColumnType::Datetime(format.to_owned()),
        _ => ColumnType::Date(format.to_owned()),
    })
}

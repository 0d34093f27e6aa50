//! The columns of a pipeline: names, types and rules.

use std::collections::{HashMap, HashSet};

use super::date_format::{check_date, check_datetime};
use super::model::{Column, ColumnType, Rule};
use super::references::reference;
use super::rules::{Rules, rules};
use super::severity::warns;
use crate::config::{Node, Section, shown, suggest};

const KEYS: &[&str] = &[
    "name",
    "type",
    "required",
    "values",
    "format",
    "min",
    "max",
    "pattern",
    "length",
    "unique",
    "references",
    "severity",
    "from",
];
const EXAMPLE: &str = "Write columns = [ { name = \"customer_id\", type = \"int\", required = true }, ... ].";
/// Columns that every table, or every error report, has of its own.
const RESERVED: [&str; 6] = ["effective_from", "expiry_date", "is_current", "row_hash", "line", "errors"];
const TYPES: [&str; 8] = ["int", "float", "decimal(p,s)", "string", "enum", "bool", "date", "datetime"];
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

/// What could be read of a column, for the checks that concern several.
pub(super) struct Read<'a> {
    /// Its name as written, good or not.
    pub name: Option<&'a str>,
    /// Where its name stands.
    pub name_node: Option<Node<'a>>,
    /// Its other names, as far as they are good.
    pub from: Vec<(&'a str, Node<'a>)>,
    /// Where it says whether it is required, if it does.
    pub required: Option<Node<'a>>,
    /// Where it says what it refers to, if it does.
    pub references: Option<Node<'a>>,
    /// Where it says that its being required only warns, if it does.
    pub warns: Option<Node<'a>>,
    /// The column, if all of it is good.
    pub column: Option<Column>,
}

/// The columns of a pipeline, good or not.
pub(super) fn columns<'a>(section: &Section<'a>) -> Option<Vec<Read<'a>>> {
    let list = section.need("columns", EXAMPLE)?;
    let items = list.list()?;
    if items.is_empty() {
        list.wrong("is empty", EXAMPLE);
        return None;
    }
    let mut seen = HashMap::new();
    Some(items.into_iter().map(|item| read(item, &list, &mut seen)).collect())
}

fn read<'a>(item: Node<'a>, list: &Node<'a>, seen: &mut HashMap<String, &'a str>) -> Read<'a> {
    let written = item.value.get("name").and_then(|name| name.get_ref().as_str());
    let item = match written {
        Some(name) if !name.is_empty() => item.named(list, name),
        _ => item,
    };
    let Some(section) = item.section(KEYS, EXAMPLE) else {
        return Read {
            name: written,
            name_node: None,
            from: Vec::new(),
            required: None,
            references: None,
            warns: None,
            column: None,
        };
    };
    let name = section.need("name", EXAMPLE).and_then(|node| name(&node, seen));
    let kind = section.need("type", &format!("Known: {}.", TYPES.join(", "))).and_then(|node| kind(&node, &section));
    let from = other_names(&section);
    let names = from.as_ref().map(|from| from.iter().map(|(name, _)| (*name).to_owned()).collect());
    let column = described(&section, kind, names).and_then(|column| Some(Column { name: name?.to_owned(), ..column }));
    let warns = section.get("severity").filter(|node| node.value.get("required").is_some());
    Read {
        name: written,
        name_node: section.get("name"),
        from: from.unwrap_or_default(),
        required: section.get("required"),
        references: section.get("references"),
        warns,
        column,
    }
}

/// The column of this type without its name.
fn described(section: &Section<'_>, kind: Option<ColumnType>, from: Option<Vec<String>>) -> Option<Column> {
    let rules = kind.as_ref().and_then(|kind| rules(section, kind));
    let required = section.maybe("required", Node::flag);
    let unique = section.maybe("unique", Node::flag);
    let references = section.maybe("references", reference);
    let (kind, rules, from) = (kind?, rules?, from?);
    let (required, unique, references) = (required?.unwrap_or(false), unique?.unwrap_or(false), references?);
    let mut column = Column { required, unique, references, from, ..Column::new("", kind) };
    column.warns = warns(section, &given(&column, &rules))?;
    let Rules { min, max, pattern, length } = rules;
    Some(Column { min, max, pattern, length, ..column })
}

/// The rules that a column has, in order.
fn given(column: &Column, rules: &Rules) -> Vec<Rule> {
    let mut given = rules.given();
    let more = [
        (Rule::Required, column.required),
        (Rule::Values, matches!(column.kind, ColumnType::Enum(_))),
        (Rule::Unique, column.unique),
        (Rule::References, column.references.is_some()),
    ];
    given.extend(more.into_iter().filter(|(_, there)| *there).map(|(rule, _)| rule));
    given.sort_unstable();
    given
}

fn name<'a>(node: &Node<'a>, seen: &mut HashMap<String, &'a str>) -> Option<&'a str> {
    let name = node.plain_text()?;
    let folded = name.to_lowercase();
    if RESERVED.contains(&folded.as_str()) {
        let hint = format!("shoptui adds {} itself; rename the column.", RESERVED.join(", "));
        node.wrong(format!("the name `{}` is reserved", shown(name)), hint);
        return None;
    }
    if let Some(first) = seen.insert(folded, name) {
        let hint = "Give every column a name of its own; upper and lower case are not told apart.";
        node.wrong(format!("a column named `{}` is there already", shown(first)), hint);
        return None;
    }
    Some(name)
}

/// The other names of a column, each with its place: a text or a list of texts.
fn other_names<'a>(section: &Section<'a>) -> Option<Vec<(&'a str, Node<'a>)>> {
    let Some(node) = section.get("from") else { return Some(Vec::new()) };
    if node.value.is_str() {
        return Some(vec![(node.plain_text()?, node)]);
    }
    let items = node.list()?;
    if items.is_empty() {
        node.wrong("is empty", "Write from = \"old_name\", or leave it out.");
        return None;
    }
    items.into_iter().map(|item| item.plain_text().map(|name| (name, item))).collect()
}

fn kind(node: &Node<'_>, section: &Section<'_>) -> Option<ColumnType> {
    let word = node.text()?;
    match word {
        "int" => Some(ColumnType::Int),
        "float" => Some(ColumnType::Float),
        "string" => Some(ColumnType::String),
        "bool" => Some(ColumnType::Bool),
        "enum" => values(section).map(ColumnType::Enum),
        "date" => date_format(section, "%Y-%m-%d", check_date).map(ColumnType::Date),
        "datetime" => date_format(section, "%Y-%m-%d %H:%M:%S", check_datetime).map(ColumnType::Datetime),
        _ if word.starts_with("decimal") => decimal(node, word),
        _ => {
            let hint = match ELSEWHERE.iter().find(|(there, _)| word.eq_ignore_ascii_case(there)) {
                Some((_, here)) => format!("Did you mean `{here}`? Known: {}.", TYPES.join(", ")),
                None => suggest(word, TYPES),
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

fn values(section: &Section<'_>) -> Option<Vec<String>> {
    let list = section.need("values", "Write values = [\"active\", \"inactive\"].")?;
    let texts = list.texts()?;
    if texts.is_empty() {
        list.wrong("is empty", "Write values = [\"active\", \"inactive\"].");
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

fn date_format(section: &Section<'_>, default: &str, check: fn(&str) -> Result<(), &'static str>) -> Option<String> {
    let Some(node) = section.get("format") else { return Some(default.to_owned()) };
    let format = node.plain_text()?;
    match check(format) {
        Ok(()) => Some(format.to_owned()),
        Err(reason) => {
            node.wrong(format!("`{}` {reason}", shown(format)), format!("Such as \"{default}\"."));
            None
        }
    }
}

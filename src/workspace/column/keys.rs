//! The keys of a column, in one table: which types each is for, how it is read, written back and described.

use strum::EnumCount as _;

use super::super::model::{Bound, Column, ColumnType, Rule, TypeName, type_word};
use super::super::regular_expression::whole;
use super::super::toml_text::{list, quoted};
use super::bound::{bound, bound_text, crossed};
use super::draft::Draft;
use super::kind::{VALUES, formatted, kind, type_hint, values};
use super::length::{length, length_text};
use super::names::{name, other_names};
use super::reference::reference;
use super::warns::{warns, warns_text};
use crate::config::{Key, Node, Unset, set};

pub(super) const EXAMPLE: &str =
    "Write columns = [ { name = \"customer_id\", type = \"int\", required = true }, ... ].";
/// The keys that are no rule: `name`, `type`, `format`, `severity`, `from`.
const OTHERS: usize = 5;
const ORDERED: &[TypeName] = &[TypeName::Int, TypeName::Float, TypeName::Decimal, TypeName::Date, TypeName::Datetime];

/// A key of a column.
pub(in super::super) struct ColumnKey<'a> {
    /// The key itself.
    pub key: Entry<'a>,
    /// Which columns may have it.
    pub on: On,
    /// The rule that it is, and whether a column has it.
    pub rule: Option<(Rule, Has)>,
}

/// Whether a column has a rule.
pub(in super::super) type Has = fn(&Column) -> bool;
type Entry<'a> = Key<'a, Draft<'a>, Column>;

/// Which columns may have a key.
#[derive(Clone, Copy)]
pub(in super::super) enum On {
    /// All.
    Any,
    /// Those of some types, with words for these.
    Types(&'static [TypeName], &'static str),
}

/// Every key; a later one may rely on what an earlier one says.
pub(in super::super) fn keys<'a>() -> [ColumnKey<'a>; Rule::COUNT + OTHERS] {
    [
        name_key(),
        type_key(),
        rule_key(Rule::Required),
        rule_key(Rule::Values),
        format_key(),
        rule_key(Rule::Min),
        rule_key(Rule::Max),
        rule_key(Rule::Pattern),
        rule_key(Rule::Length),
        rule_key(Rule::Unique),
        rule_key(Rule::References),
        severity_key(),
        from_key(),
    ]
}

pub(super) fn key_names() -> [&'static str; Rule::COUNT + OTHERS] {
    keys().map(|key| key.key.name)
}

/// The rules of a column, by which `severity` names them.
fn rule_key<'a>(rule: Rule) -> ColumnKey<'a> {
    let (on, has, key): (On, Has, Entry<'a>) = match rule {
        Rule::Required => (
            On::Any,
            |column| column.required,
            Key {
                name: rule.name(),
                takes: "`true` or `false`",
                unset: Unset::Default,
                example: "true",
                means: "the value may not be missing, nor an empty text",
                read: |node, draft| set(&mut draft.column.required, node.flag()),
                write: |column| Some(column.required.to_string()),
            },
        ),
        Rule::Values => (
            On::Types(&[TypeName::Enum], "enum"),
            |column| matches!(column.kind, ColumnType::Enum(_)),
            Key {
                name: rule.name(),
                takes: "list of texts",
                unset: Unset::Wrong(VALUES),
                example: r#"["active", "inactive"]"#,
                means: "the texts of an enum; an enum must have them",
                read: |node, draft| of_type(draft, values(node).map(ColumnType::Enum)),
                write: |column| match &column.kind {
                    ColumnType::Enum(values) => Some(list(values)),
                    _ => None,
                },
            },
        ),
        Rule::Min => (
            On::Types(ORDERED, "number, date and datetime"),
            |column| column.min.is_some(),
            Key {
                name: rule.name(),
                takes: "number, date, or text",
                unset: Unset::Default,
                example: "1",
                means: "the least value. Of a decimal, a number or a text: `0`, `0.1`, `\"99.90\"`; of a date, a TOML date \
                        (`2024-01-31`, `2024-01-31T08:00:00`) or a text in the column's `format`",
                read: |node, draft| {
                    let min = bound(node, &draft.column.kind);
                    set(&mut draft.column.min, min.map(Some))
                },
                write: |column| Some(bound_text(column.min?, &column.kind)),
            },
        ),
        Rule::Max => (
            On::Types(ORDERED, "number, date and datetime"),
            |column| column.max.is_some(),
            Key {
                name: rule.name(),
                takes: "number, date, or text",
                unset: Unset::Default,
                example: "100",
                means: "the greatest value, written like `min`",
                read: |node, draft| {
                    let max = max(node, &draft.column);
                    set(&mut draft.column.max, max.map(Some))
                },
                write: |column| Some(bound_text(column.max?, &column.kind)),
            },
        ),
        Rule::Pattern => (
            On::Types(&[TypeName::String, TypeName::Enum], "string and enum"),
            |column| column.pattern.is_some(),
            Key {
                name: rule.name(),
                takes: "[regular expression](formats.md#regular-expressions)",
                unset: Unset::Default,
                example: "'[A-Z]{2}-[0-9]+'",
                means: "what the whole value must match",
                read: |node, draft| set(&mut draft.column.pattern, whole(node).map(Some)),
                write: |column| Some(quoted(&column.pattern.as_ref()?.text)),
            },
        ),
        Rule::Length => (
            On::Types(&[TypeName::String], "string"),
            |column| column.length.is_some(),
            Key {
                name: rule.name(),
                takes: "whole number, or `{ min, max }`",
                unset: Unset::Default,
                example: "{ min = 1, max = 20 }",
                means: "how many characters (Unicode code points) the text has: `8` means exactly, `{ min = 1, max = 20 }` \
                        from and to; one of the two may be left out",
                read: |node, draft| set(&mut draft.column.length, length(node).map(Some)),
                write: |column| column.length.map(length_text),
            },
        ),
        Rule::Unique => (
            On::Any,
            |column| column.unique,
            Key {
                name: rule.name(),
                takes: "`true` or `false`",
                unset: Unset::Means("`false`"),
                example: "true",
                means: "no two open versions of the table have the same value; see [checks](#checks)",
                read: |node, draft| set(&mut draft.column.unique, node.flag()),
                write: |column| column.unique.then(|| "true".to_owned()),
            },
        ),
        Rule::References => (
            On::Any,
            |column| column.references.is_some(),
            Key {
                name: rule.name(),
                takes: "text: a pipeline and its column",
                unset: Unset::Default,
                example: r#""customer.customer_id""#,
                means: "the value stands in that column of that pipeline's table; see [checks](#checks)",
                read: |node, draft| set(&mut draft.column.references, reference(node).map(Some)),
                write: |column| Some(quoted(&column.references.as_ref()?.to_string())),
            },
        ),
    };
    ColumnKey { key, on, rule: Some((rule, has)) }
}

fn name_key<'a>() -> ColumnKey<'a> {
    plain(Key {
        name: "name",
        takes: "text",
        unset: Unset::Wrong(EXAMPLE),
        example: r#""customer_id""#,
        means: "what the column is called in files and in the table; see [names](#names-of-columns)",
        read: |node, draft| set(&mut draft.column.name, name(node).map(str::to_owned)),
        write: |column| Some(quoted(&column.name)),
    })
}

fn type_key<'a>() -> ColumnKey<'a> {
    plain(Key {
        name: "type",
        takes: "one of the [types](#types)",
        unset: Unset::Wrong(type_hint()),
        example: r#""decimal(12,2)""#,
        means: "what the text of a value must be",
        read: |node, draft| of_type(draft, kind(node)),
        write: |column| Some(quoted(&type_word(&column.kind))),
    })
}

fn format_key<'a>() -> ColumnKey<'a> {
    let key: Entry<'a> = Key {
        name: "format",
        takes: "text",
        unset: Unset::Means(r#"`"%Y-%m-%d"`, of a datetime `"%Y-%m-%d %H:%M:%S"`"#),
        example: r#""%d.%m.%Y""#,
        means: "how a date or datetime is [written](formats.md#dates-and-times)",
        read: |node, draft| {
            let kind = formatted(node, &draft.column.kind);
            of_type(draft, kind)
        },
        write: |column| match &column.kind {
            ColumnType::Date(format) | ColumnType::Datetime(format) => Some(quoted(format)),
            _ => None,
        },
    };
    ColumnKey { key, on: On::Types(&[TypeName::Date, TypeName::Datetime], "date and datetime"), rule: None }
}

fn severity_key<'a>() -> ColumnKey<'a> {
    plain(Key {
        name: "severity",
        takes: "`\"reject\"`, `\"warn\"`, or a table of rules",
        unset: Unset::Means("`\"reject\"`"),
        example: r#""warn""#,
        means: "what becomes of a row that breaks a rule of the column; see [severity](#severity)",
        read: |node, draft| {
            // Of a column that is wrong otherwise, nobody knows the rules.
            let given = draft.good.then(|| given(&draft.column))?;
            set(&mut draft.column.warns, warns(node, &given))
        },
        write: |column| warns_text(&column.warns),
    })
}

fn from_key<'a>() -> ColumnKey<'a> {
    plain(Key {
        name: "from",
        takes: "text, or list of texts",
        unset: Unset::Default,
        example: r#"["cust_id", "customer no"]"#,
        means: "what else files may call the column, in a header or as a JSON field; in JSON also a path into objects, such \
                as `event_data.position`, see [nested JSON](formats.md#nested-json). Tables and error reports have its own \
                name",
        read: |node, draft| {
            draft.from = other_names(node)?;
            draft.column.from = draft.from.iter().map(|(name, _)| (*name).to_owned()).collect();
            Some(())
        },
        write: |column| (!column.from.is_empty()).then(|| list(&column.from)),
    })
}

/// A key that any column may have and that is no rule.
fn plain(key: Entry<'_>) -> ColumnKey<'_> {
    ColumnKey { key, on: On::Any, rule: None }
}

/// Notes the type; where what belongs to it is wrong, it is not known.
fn of_type(draft: &mut Draft<'_>, kind: Option<ColumnType>) -> Option<()> {
    draft.typed = kind.is_some();
    set(&mut draft.column.kind, kind)
}

fn max(node: &Node<'_>, column: &Column) -> Option<Bound> {
    let max = bound(node, &column.kind)?;
    if crossed(column.min, Some(max)) {
        node.wrong("`max` is below `min`", "No value could pass; correct one of the two.");
        return None;
    }
    Some(max)
}

/// The rules that a column has, in their order.
fn given(column: &Column) -> Vec<Rule> {
    let mut given: Vec<Rule> =
        keys().iter().filter_map(|key| key.rule).filter(|(_, has)| has(column)).map(|(rule, _)| rule).collect();
    given.sort_unstable();
    given
}

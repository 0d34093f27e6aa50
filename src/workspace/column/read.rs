//! Reads columns by the table of their keys, and writes them back.

use std::collections::HashMap;

use super::super::model::{Column, TypeName};
use super::draft::Draft;
use super::keys::{ColumnKey, EXAMPLE, On, key_names, keys};
use crate::config::{Node, Section, Unset, shown, written};

/// The columns of a pipeline, good or not.
pub(in super::super) fn columns<'a>(list: &Node<'a>) -> Option<Vec<Draft<'a>>> {
    let items = list.list()?;
    if items.is_empty() {
        list.wrong("is empty", EXAMPLE);
        return None;
    }
    let mut drafts: Vec<Draft<'a>> = items.into_iter().map(|item| read(item, list)).collect();
    let mut seen = HashMap::new();
    drafts.iter_mut().for_each(|draft| check_twice(draft, &mut seen));
    Some(drafts)
}

/// What is written of a column: `key = value` of each key.
pub(in super::super) fn parts(column: &Column) -> Vec<String> {
    written(&keys().map(|key| key.key), column)
}

fn read<'a>(item: Node<'a>, list: &Node<'a>) -> Draft<'a> {
    let name = item.value.get("name").and_then(|name| name.get_ref().as_str());
    let item = match name {
        Some(name) if !name.is_empty() => item.named(list, name),
        _ => item,
    };
    let mut draft = Draft::new(name, item.section(&key_names(), EXAMPLE));
    if let Some(section) = draft.section.clone() {
        for key in keys() {
            draft.good &= read_key(&key, &section, &mut draft).is_some();
        }
    }
    draft
}

/// Reads a key if it is for columns of this type; where the type is not known, that has been told.
fn read_key<'a>(ColumnKey { key, on, .. }: &ColumnKey<'a>, section: &Section<'a>, draft: &mut Draft<'a>) -> Option<()> {
    if let On::Types(types, words) = on {
        let Some(kind) = draft.kind().map(TypeName::from) else { return Some(()) };
        if !types.contains(&kind) {
            let Some(node) = section.get(key.name) else { return Some(()) };
            let name: &str = kind.into();
            node.wrong_key(format!("does not apply to {name} columns"), home(words, kind));
            return None;
        }
    }
    match (section.get(key.name), key.unset) {
        (Some(node), _) => (key.read)(&node, draft),
        (None, Unset::Wrong(hint)) => section.need(key.name, hint).map(|_| ()),
        (None, _) => Some(()),
    }
}

/// Where a key belongs, and which keys belong here.
fn home(types: &str, kind: TypeName) -> String {
    let here: Vec<&str> = keys()
        .iter()
        .filter(|key| matches!(key.on, On::Types(types, _) if types.contains(&kind)))
        .map(|key| key.key.name)
        .collect();
    let here = if here.is_empty() { "none".to_owned() } else { here.join(", ") };
    let name: &str = kind.into();
    format!("It is for {types} columns; the rules of {name} columns: {here}.")
}

fn check_twice<'a>(draft: &mut Draft<'a>, seen: &mut HashMap<String, &'a str>) {
    let (false, Some(node)) = (draft.column.name.is_empty(), draft.node("name")) else { return };
    let Some(name) = draft.name else { return };
    if let Some(first) = seen.insert(name.to_lowercase(), name) {
        let hint = "Give every column a name of its own; upper and lower case are not told apart.";
        node.wrong(format!("a column named `{}` is there already", shown(first)), hint);
        draft.good = false;
    }
}

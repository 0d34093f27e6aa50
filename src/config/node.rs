//! A value of the config file that knows its key and its place, and reports what is wrong with it.
//!
//! A reading function returns `None` when the value is not what it should be; the problem has then been reported.

use strum::VariantArray;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::error::did_you_mean;

use super::problems::{Certainty, Problem, Problems, Spot, shown, suggest};

/// A value with its dotted key.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub value: &'a DeValue<'a>,
    key: String,
    at: usize,
    key_at: usize,
    problems: &'a Problems<'a>,
}

/// A table whose keys are known.
#[derive(Clone)]
pub(crate) struct Section<'a> {
    pub node: Node<'a>,
    table: &'a DeTable<'a>,
    /// Keys that are not known.
    strays: Vec<&'a str>,
}

/// The whole document, which has no key.
pub(super) fn document<'a>(value: &'a DeValue<'a>, problems: &'a Problems<'a>) -> Node<'a> {
    Node { value, key: String::new(), at: 0, key_at: 0, problems }
}

impl<'a> Node<'a> {
    /// Reports something wrong with the value.
    pub fn wrong(&self, message: impl Into<String>, hint: impl Into<String>) {
        self.report(self.at, message.into(), hint.into(), Certainty::Sure);
    }

    /// Reports something wrong with the key.
    pub fn wrong_key(&self, message: impl Into<String>, hint: impl Into<String>) {
        self.report(self.key_at, message.into(), hint.into(), Certainty::Sure);
    }

    /// Reports that something is not there, at the value that lacks it or names it.
    pub fn absent(&self, message: impl Into<String>, hint: impl Into<String>) {
        self.report(self.at, message.into(), hint.into(), Certainty::Absence);
    }

    /// Reports something wrong in a file that the value names.
    pub fn wrong_there(&self, spot: Spot, message: impl Into<String>, hint: impl Into<String>) {
        let problem = self.problem(self.at, message.into(), hint.into(), Certainty::Sure);
        self.problems.report(Problem { spot: Some(spot), ..problem });
    }

    /// The same value under another last part of its key.
    pub fn named(mut self, parent: &Node<'_>, name: &str) -> Self {
        self.key = join(&parent.key, name);
        self
    }

    pub fn text(&self) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.wrong(format!("must be text, not {}", kind(self.value)), "Put it in quotes.");
        }
        text
    }

    /// The text, which may not be blank or contain control characters.
    pub fn plain_text(&self) -> Option<&'a str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            self.wrong("is empty", "Write some text, or leave the key out.");
            return None;
        }
        if text.chars().any(char::is_control) {
            self.wrong(format!("`{}` has a control character", shown(text)), "Use printable characters only.");
            return None;
        }
        Some(text)
    }

    pub fn flag(&self) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.wrong(format!("must be true or false, not {}", kind(self.value)), "Write true or false, unquoted.");
        }
        flag
    }

    /// The items of a list; each has its number, from 1, as key.
    pub fn list(&self) -> Option<Vec<Node<'a>>> {
        let Some(array) = self.value.as_array() else {
            let hint = "Put it in square brackets, with commas between the items.";
            self.wrong(format!("must be a list, not {}", kind(self.value)), hint);
            return None;
        };
        let item = |(i, item): (usize, &'a Spanned<DeValue<'a>>)| {
            let at = item.span().start;
            Node { value: item.get_ref(), key: format!("{}[{}]", self.key, i + 1), at, key_at: at, ..*self }
        };
        Some(array.iter().enumerate().map(item).collect())
    }

    pub fn texts(&self) -> Option<Vec<(&'a str, Node<'a>)>> {
        let items = self.list()?;
        let texts: Vec<_> = items.into_iter().map(|item| item.text().map(|text| (text, item))).collect();
        texts.into_iter().collect()
    }

    pub fn choice<T: Copy>(&self, what: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let hint = suggest(text, known.iter().map(|(word, _)| *word));
            self.wrong(format!("unknown {what} `{}`", shown(text)), hint);
        }
        found
    }

    /// One of the variants of an enum, by its name.
    pub fn variant<T: Copy + Into<&'static str> + VariantArray>(&self, what: &str) -> Option<T> {
        let known: Vec<(&str, T)> = T::VARIANTS.iter().map(|variant| ((*variant).into(), *variant)).collect();
        self.choice(what, &known)
    }

    /// The entries of a table whose keys are free names, in the order of the file.
    pub fn entries(&self, example: &str) -> Option<Vec<(&'a str, Node<'a>)>> {
        let Some(table) = self.value.as_table() else {
            self.wrong(format!("must be a table, not {}", kind(self.value)), example);
            return None;
        };
        let entry = |(key, value)| (name(key), self.child(key, value));
        let mut entries: Vec<_> = table.iter().map(entry).collect();
        entries.sort_by_key(|(_, node)| node.key_at);
        Some(entries)
    }

    /// A table with known keys; others are reported.
    pub fn section(self, known: &[&str], example: &str) -> Option<Section<'a>> {
        let mut strays = Vec::new();
        for (name, node) in self.entries(example)? {
            if !known.contains(&name) {
                node.wrong_key("unknown key", suggest(name, known.iter().copied()));
                strays.push(name);
            }
        }
        let table = self.value.as_table()?;
        Some(Section { node: self, table, strays })
    }

    fn child(&self, key: &'a Spanned<DeString<'a>>, value: &'a Spanned<DeValue<'a>>) -> Self {
        let (at, key_at) = (value.span().start, key.span().start);
        Self { value: value.get_ref(), key: join(&self.key, name(key)), at, key_at, problems: self.problems }
    }

    fn report(&self, at: usize, message: String, hint: String, certainty: Certainty) {
        self.problems.report(self.problem(at, message, hint, certainty));
    }

    fn problem(&self, at: usize, message: String, hint: String, certainty: Certainty) -> Problem {
        Problem { at: Some(at), key: self.key.clone(), message, hint, certainty, spot: None }
    }
}

impl<'a> Section<'a> {
    /// The value of a key, if it is set.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let (key, value) = self.table.get_key_value(key)?;
        Some(self.node.child(key, value))
    }

    /// The value of a key that must be set; the hint shows how.
    pub fn need(&self, key: &str, hint: &str) -> Option<Node<'a>> {
        let node = self.get(key);
        // A misspelt key is reported already.
        let misspelt = self.strays.iter().any(|stray| did_you_mean(stray, [key]).is_some());
        if node.is_none() && !misspelt {
            self.node.absent(format!("`{key}` is missing"), hint);
        }
        node
    }

    /// An optional value: outer `None` if it is set and wrong, inner `None` if it is not set.
    pub fn maybe<T>(&self, key: &str, read: impl FnOnce(&Node<'a>) -> Option<T>) -> Option<Option<T>> {
        match self.get(key) {
            Some(node) => read(&node).map(Some),
            None => Some(None),
        }
    }
}

/// A whole number that fits 64 bits.
pub(crate) fn int(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A kind of value with its article.
pub(crate) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn name<'a>(key: &'a Spanned<DeString<'a>>) -> &'a str {
    key.get_ref()
}

fn join(parent: &str, name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let name = if bare { shown(name) } else { format!("\"{}\"", shown(name)) };
    if parent.is_empty() { name } else { format!("{parent}.{name}") }
}

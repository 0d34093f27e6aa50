//! Regular expressions of the config file.

use regex::Regex;

use super::model::Pattern;
use crate::config::Node;

/// A regular expression that is anchored at both ends.
pub(super) fn whole(node: &Node<'_>) -> Option<Pattern> {
    let text = node.text()?;
    if text.is_empty() {
        node.wrong("is empty", "Write a regular expression, or leave the key out.");
        return None;
    }
    // Alone first: `a)|(b` is wrong, though it would be right inside our own brackets.
    match Regex::new(text).and_then(|_| Regex::new(&format!(r"\A(?:{text})\z"))) {
        Ok(regex) => Some(Pattern { text: text.to_owned(), regex }),
        Err(error) => {
            node.wrong(reason(&error), "Correct the regular expression; a literal dot is written \\.");
            None
        }
    }
}

/// The last line of regex's many.
pub(super) fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
        _ => text.lines().last().and_then(|l| l.strip_prefix("error: ")).unwrap_or("no regular expression").to_owned(),
    }
}

//! Regular expressions of the config file: over whole file names and whole values.

use regex::Regex;

use crate::config::{Node, Section, shown};
use crate::error::did_you_mean;

use super::date_format::check_date;
use super::model::{FilePattern, Pattern};

/// The groups of a file name that mean something.
const GROUPS: [&str; 2] = ["date", "part"];
const FILES_HINT: &str = r"Write (?<date>\d{8}) where the date stands: files = 'sales_(?<date>\d{8})\.txt'.";
const DEFAULT_DATE_FORMAT: &str = "%Y%m%d";

/// The pattern of a pipeline's file names.
pub(super) fn file_pattern(section: &Section<'_>) -> Option<FilePattern> {
    let date_format = section.maybe("date_format", date_format);
    let node = section.need("files", FILES_HINT)?;
    let Pattern { text, regex } = whole(&node)?;
    check_groups(&node, &regex)?;
    let date_format = date_format?.unwrap_or_else(|| DEFAULT_DATE_FORMAT.to_owned());
    Some(FilePattern { text, regex, date_format })
}

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

fn check_groups(node: &Node<'_>, regex: &Regex) -> Option<()> {
    let mut good = true;
    for group in regex.capture_names().flatten().filter(|g| !GROUPS.contains(g)) {
        let hint = match did_you_mean(group, GROUPS) {
            Some(close) => format!("Did you mean `{close}`?"),
            None => "Only `date` and `part` have a meaning; (?:...) groups without a name.".to_owned(),
        };
        node.wrong(format!("unknown group `{}`", shown(group)), hint);
        good = false;
    }
    if good && !regex.capture_names().flatten().any(|g| g == "date") {
        node.wrong("has no group `date`", FILES_HINT);
        good = false;
    }
    good.then_some(())
}

fn date_format(node: &Node<'_>) -> Option<String> {
    let format = node.plain_text()?;
    match check_date(format) {
        Ok(()) => Some(format.to_owned()),
        Err(reason) => {
            node.wrong(format!("`{}` {reason}", shown(format)), "Such as \"%Y%m%d\" for 20241016.");
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

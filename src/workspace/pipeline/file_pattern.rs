//! `files` and `date_format`: which files are meant, and how their day is read.

use regex::Regex;

use crate::config::{Node, shown};
use crate::error::did_you_mean;

use super::super::date_format::check_date;
use super::super::model::{FileDay, FilePattern, Pattern};
use super::super::regular_expression::whole;

/// The groups of a file name that mean something.
const GROUPS: [&str; 2] = ["date", "part"];
pub(super) const NO_DATE: &str = "has no group `date`";
pub(super) const FILES_HINT: &str = r"Write (?<date>\d{8}) where the date stands: files = 'sales_(?<date>\d{8})\.txt'.";
pub(super) const DEFAULT_DATE_FORMAT: &str = "%Y%m%d";

/// A pattern over whole file names, each with its day.
pub(super) fn dated_pattern(node: &Node<'_>) -> Option<Pattern> {
    let pattern = file_pattern(node)?;
    if !has_date(&pattern) {
        node.wrong(NO_DATE, FILES_HINT);
        return None;
    }
    Some(pattern)
}

/// A pattern over whole file names.
pub(super) fn file_pattern(node: &Node<'_>) -> Option<Pattern> {
    let pattern = whole(node)?;
    check_groups(node, &pattern.regex)?;
    Some(pattern)
}

/// The pattern with the format of its dates and what says the day.
pub(super) fn dated(Pattern { text, regex }: Pattern, date_format: Option<String>, day: FileDay) -> FilePattern {
    FilePattern { text, regex, date_format: date_format.unwrap_or_else(|| DEFAULT_DATE_FORMAT.to_owned()), day }
}

/// Whether the pattern finds a day in a name.
pub(super) fn has_date(pattern: &Pattern) -> bool {
    pattern.regex.capture_names().flatten().any(|group| group == "date")
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
    good.then_some(())
}

pub(super) fn date_format(node: &Node<'_>) -> Option<String> {
    let format = node.plain_text()?;
    match check_date(format) {
        Ok(()) => Some(format.to_owned()),
        Err(reason) => {
            node.wrong(format!("`{}` {reason}", shown(format)), "Such as \"%Y%m%d\" for 20241016.");
            None
        }
    }
}

//! `files` and `date_format`: which files are meant, and how their day is read.

use regex::Regex;

use crate::config::{Node, shown};
use crate::error::did_you_mean;

use super::super::date_format::check_date;
use super::super::model::{FilePattern, Pattern};
use super::super::regular_expression::whole;

/// The groups of a file name that mean something.
const GROUPS: [&str; 2] = ["date", "part"];
pub(super) const FILES_HINT: &str = r"Write (?<date>\d{8}) where the date stands: files = 'sales_(?<date>\d{8})\.txt'.";
pub(super) const DEFAULT_DATE_FORMAT: &str = "%Y%m%d";

/// A pattern over whole file names.
pub(super) fn file_pattern(node: &Node<'_>) -> Option<Pattern> {
    let pattern = whole(node)?;
    check_groups(node, &pattern.regex)?;
    Some(pattern)
}

/// The pattern with the format of its dates.
pub(super) fn dated(Pattern { text, regex }: Pattern, date_format: Option<String>) -> FilePattern {
    FilePattern { text, regex, date_format: date_format.unwrap_or_else(|| DEFAULT_DATE_FORMAT.to_owned()) }
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

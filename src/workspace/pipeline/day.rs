//! `date`: what says the day of a file where its name does not.

use super::super::model::FileDay;
use super::draft::Draft;
use super::file_pattern::{FILES_HINT, NO_DATE, has_date};
use crate::config::{Node, Section};

/// That the run says the day.
pub(super) fn day(node: &Node<'_>) -> Option<FileDay> {
    let hint = "Write date = \"run\" for files that are of the day on which they are taken; or leave it out.";
    let is_run = node.plain_text()? == "run";
    if !is_run {
        node.wrong("must be \"run\"", hint);
    }
    is_run.then_some(FileDay::Run)
}

/// Checks that the day of every file is said once, and that nothing waits for days that are not known before.
pub(super) fn check_day(section: &Section<'_>, draft: &Draft<'_>) -> Option<()> {
    let dated = has_date(draft.files.as_ref()?);
    let Some(node) = section.get("date").filter(|_| draft.day == FileDay::Run) else {
        if !dated && let Some(files) = section.get("files").filter(|_| section.get("date").is_none()) {
            let hint = format!("{FILES_HINT} Where no date stands, add date = \"run\": the day is that of the run.");
            files.wrong(NO_DATE, hint);
        }
        return dated.then_some(());
    };
    let mut good = true;
    if dated {
        node.wrong("`files` has the group `date`, so the name says the day", "Take one of the two out.");
        good = false;
    }
    if let Some(node) = section.get("require_every_day").filter(|_| draft.require_every_day) {
        let hint = "Take it out: what waits in the landing zone would be of a later day once it is taken.";
        node.wrong("goes only with days in the names of files, not with date = \"run\"", hint);
        good = false;
    }
    if let Some(node) = section.get("date_format").filter(|_| draft.complete_when.is_none()) {
        node.wrong("says how dates in names are read, and with date = \"run\" there are none", "Take it out.");
        good = false;
    }
    good.then_some(())
}

//! What the name of a file says: whose it is, its part, and its day unless the run says that.

use chrono::{Datelike, NaiveDate};

use super::number::unnumbered;
use super::slot::Slot;
use crate::workspace::{FileDay, FilePattern, Pipeline, open_end};

/// What the name of a file of a pipeline says.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched<'a> {
    /// Its pipeline.
    pub pipeline: &'a Pipeline,
    /// Its day; none if that is kept elsewhere, or is the day on which it is taken.
    pub day: Option<NaiveDate>,
    /// Its part.
    pub part: Option<String>,
}

impl Matched<'_> {
    /// Its place in its pipeline, if it is of this day where its name says none.
    pub fn slot_on(self, day: NaiveDate) -> Slot {
        Slot { date: self.day.unwrap_or(day), part: self.part }
    }

    /// The same where the day is known, if it is.
    pub fn slot(self, kept: Option<NaiveDate>) -> Option<Slot> {
        let date = self.day.or(kept)?;
        Some(Slot { date, part: self.part })
    }
}

/// The pipeline of a file name, with what else it says, or why it has none. A name may end beyond its pattern in `.gz`,
/// and in the number that it got when it was put back beside another of its name.
pub fn matched<'a, 'n>(name: &'n str, pipelines: &'a [Pipeline]) -> Result<Matched<'a>, String> {
    let packed = |name: &'n str| name.strip_suffix(".gz");
    let first = unnumbered(name).map(|(first, _)| first);
    let names = [Some(name), packed(name), first, first.and_then(packed)];
    let mut found = Vec::new();
    for pipeline in pipelines {
        let Some(said) = names.into_iter().flatten().find_map(|n| said_by(n, &pipeline.files)) else { continue };
        let (day, part) = said?;
        found.push(Matched { pipeline, day, part });
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|matched| matched.pipeline.name.as_str()).collect();
        return Err(format!("matches more than one pipeline: {}", names.join(", ")));
    }
    found.pop().ok_or_else(|| "matches no pipeline".to_owned())
}

/// The pipeline in whose archive a file may have such a name, or why none.
pub fn matched_in_archive<'a>(archived: &str, pipelines: &'a [Pipeline]) -> Result<&'a Pipeline, String> {
    let (folder, name) = archived.rsplit_once('/').map_or((None, archived), |(folder, name)| (Some(folder), name));
    let pipeline = matched(name, pipelines)?.pipeline;
    let fits = pipeline.is_undated() == folder.is_some();
    fits.then_some(pipeline).ok_or_else(|| "matches no pipeline".to_owned())
}

/// A day, if a name says it, and a part, if there is one.
type Said = (Option<NaiveDate>, Option<String>);

/// What a pattern finds in a name: none if it does not match, and why not if there is no date in it.
pub(super) fn said_by(name: &str, files: &FilePattern) -> Option<Result<Said, String>> {
    let captures = files.regex.captures(name)?;
    let part = captures.name("part").map(|m| m.as_str().to_owned());
    if files.day == FileDay::Run {
        return Some(Ok((None, part)));
    }
    let text = captures.name("date").map_or("", |m| m.as_str());
    let date = NaiveDate::parse_from_str(text, &files.date_format)
        .ok()
        .filter(|day| day.format(&files.date_format).to_string() == text)
        .ok_or_else(|| format!("`{text}` in its name is not a date ({})", files.date_format));
    Some(date.and_then(day_of_file).map(|date| (Some(date), part)))
}

/// A day that a file can be of, since versions can begin on it and end after it; or why it is none.
pub fn day_of_file(day: NaiveDate) -> Result<NaiveDate, String> {
    let end = open_end();
    if day >= end {
        return Err(format!("{day} cannot be the day of a file: days must be before {end}"));
    }
    if day.year() < 1 {
        return Err(format!("{day} cannot be the day of a file: days begin with the year 1"));
    }
    Ok(day)
}

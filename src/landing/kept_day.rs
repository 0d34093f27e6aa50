//! The days of files whose names say none, while they lie in the landing zone again: each in a note beside the archives.
//!
//! A note names the SHA-256 of its file and when that was written, so other bytes under the same name are a new file, and
//! so are the same bytes that come again. A file that was moved back out of the quarantine has its day in the reason that
//! stayed there.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::entries::landed;
use super::hidden::{claimed, note_name, noted};
use super::number::{plain, unnumbered};
use super::reason::{REASON, quarantined};
use crate::error::{Error, ErrorKind, Result};
use crate::store::{About, Entry, Location};
use crate::workspace::{Pipeline, Workspace};

/// What was kept of the day of a landed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptDay {
    pub(super) day: NaiveDate,
    /// What says it; none if the file's hidden name does.
    pub(super) note: Option<Location>,
}

/// What a note says.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// The name that the file came under.
    file: String,
    date: NaiveDate,
    sha256: String,
    /// When the file was last written.
    modified: DateTime<Utc>,
    /// When it was made, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created: Option<DateTime<Utc>>,
}

/// Something that says the day of a file: a note, or a reason.
struct Saying {
    place: Location,
    /// Among the notes of a name, that of the file that went back last has the highest.
    number: u32,
    names: Vec<String>,
    day: NaiveDate,
    sha256: String,
    /// When the file was last written, and made, if that was noted.
    times: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
}

impl Saying {
    /// Whether a file could be the one, by what is known without reading it: the same bytes may come again later.
    fn fits(&self, name: &str, about: &About) -> bool {
        let same = |(modified, created): (DateTime<Utc>, Option<DateTime<Utc>>)| {
            modified == DateTime::<Utc>::from(about.modified) || (created.is_some() && created == made(about))
        };
        self.names.iter().any(|named| named == plain(name)) && self.times.is_none_or(same)
    }
}

fn made(about: &About) -> Option<DateTime<Utc>> {
    about.created.map(DateTime::from)
}

/// Where the day of a claimed file is noted once it has its own name again, by that name and the number of the claim.
pub(super) fn note_of(workspace: &Workspace, name: &str, number: u32, day: NaiveDate) -> Result<Location> {
    workspace.kept_days().find(&note_name(plain(name), number, day))
}

/// The highest number among the notes of a name, if there is any.
pub(super) fn last_number(workspace: &Workspace, name: &str) -> Result<Option<u32>> {
    let notes = workspace.kept_days().locations()?;
    let numbers = notes.iter().filter_map(|note| noted(note.name()).filter(|noted| noted.name == plain(name)));
    Ok(numbers.map(|noted| noted.number).max())
}

/// Notes the day of a file, wherever it is now, before it has its own name again.
pub(super) fn keep(note: &Location, (name, day): (&str, NaiveDate), file: &Location) -> Result<()> {
    note.create_folder()?;
    let about = file.look()?.ok_or_else(|| file.failed("look at", std::io::ErrorKind::NotFound))?;
    let said = Note {
        file: plain(name).to_owned(),
        date: day,
        sha256: file.sha256()?,
        modified: about.modified.into(),
        created: made(&about),
    };
    note.write_text(&format!("{}\n", serde_json::to_string_pretty(&said).unwrap_or_default()))
}

/// The days of the landed files of which one was kept.
pub(super) fn kept_days(workspace: &Workspace, landed: &[(String, Entry)]) -> Result<BTreeMap<Location, KeptDay>> {
    look(workspace, landed).map(|(kept, _)| kept)
}

/// Removes the notes that are of no landed file; nobody else runs.
pub(super) fn forget_others(workspace: &Workspace) -> Result<()> {
    if notes(workspace)?.is_empty() {
        return Ok(());
    }
    let (_, others) = look(workspace, &landed(&workspace.landing_zone)?)?;
    let notes = others.iter().filter(|saying| !saying.place.name().ends_with(REASON));
    notes.map(|saying| &saying.place).try_for_each(Location::remove_if_there)
}

/// The days that were kept of landed files, and what says a day of none of them.
fn look(workspace: &Workspace, landed: &[(String, Entry)]) -> Result<(BTreeMap<Location, KeptDay>, Vec<Saying>)> {
    let mut found = BTreeMap::new();
    let mut sayings = notes(workspace)?;
    if !landed.is_empty() && workspace.pipelines.iter().any(Pipeline::is_undated) {
        sayings.extend(reasons(workspace)?);
    }
    // Of files with the same bytes under one name, that which went back last has the lowest number there.
    sayings.sort_by_key(|saying| (Reverse(saying.number), saying.day));
    let mut landed: Vec<&(String, Entry)> = landed.iter().collect();
    landed.sort_by_key(|(name, _)| (plain(name), unnumbered(name).map_or(1, |(_, number)| number)));
    for (name, Entry { location, about }) in landed {
        let Ok(location) = location else { continue };
        if let Some(claimed) = claimed(location.name()) {
            found.extend(claimed.day.map(|day| (location.clone(), KeptDay { day, note: None })));
            continue;
        }
        if !about.is_file() || !sayings.iter().any(|saying| saying.fits(name, about)) {
            continue;
        }
        let sha256 = location.sha256_if_there()?;
        let of_it = |saying: &Saying| saying.fits(name, about) && Some(&saying.sha256) == sha256.as_ref();
        if let Some(at) = sayings.iter().position(of_it) {
            let Saying { place, day, .. } = sayings.remove(at);
            found.insert(location.clone(), KeptDay { day, note: Some(place) });
        }
    }
    Ok((found, sayings))
}

fn notes(workspace: &Workspace) -> Result<Vec<Saying>> {
    // Without files whose names say no day there is nobody to ask for a note.
    if !workspace.pipelines.iter().any(Pipeline::is_undated) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for place in workspace.kept_days().locations()? {
        if place.name().starts_with('.') {
            continue;
        }
        // A run that takes a file removes its note, which somebody else may be looking for.
        let Some(text) = place.read_text_if_there()? else { continue };
        let note: Note = serde_json::from_str(&text).map_err(|e| {
            let message = format!("the note of a file's day cannot be read: {e}");
            let hint = "Remove it: the file that it is of gets the day on which it is taken.";
            Error::new(ErrorKind::Io, message).at_file(&place).hint(hint)
        })?;
        let Note { file, date: day, sha256, modified, created } = note;
        let number = noted(place.name()).map_or(0, |noted| noted.number);
        found.push(Saying { place, number, names: vec![file], day, sha256, times: Some((modified, created)) });
    }
    Ok(found)
}

/// The reasons whose files are no longer beside them.
fn reasons(workspace: &Workspace) -> Result<Vec<Saying>> {
    let (quarantine, mut found) = (workspace.quarantine(), Vec::new());
    for reason in quarantined(workspace)? {
        let (Some(day), Some(sha256)) = (reason.date, reason.sha256.clone()) else { continue };
        if quarantine.find(&reason.file)?.is_there()? {
            continue;
        }
        let place = quarantine.find(&format!("{}{REASON}", reason.file))?;
        let names = [&reason.file, reason.came_as()].map(|name| plain(name).to_owned()).to_vec();
        found.push(Saying { place, number: 0, names, day, sha256, times: None });
    }
    Ok(found)
}

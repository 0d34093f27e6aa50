//! The archive: the untouched bytes of every file ever taken.
//!
//! The first file of a slot lies under its own name, each later one beside it with its number: `sales.txt`,
//! `sales.txt~2`, `sales.txt~3`. The highest number counts. Where the names of files say no day, those of a day lie in a folder that is
//! called like it: `2024-10-16/prints.json`. Corrections of a file's rows lie in a folder of their own.

use std::collections::BTreeMap;
use std::time::SystemTime;

use chrono::NaiveDate;

use super::claim::Claim;
use super::hidden;
use super::list::LandedFile;
use super::name::matched;
use super::number::{next, number, numbered, unnumbered};
use super::slot::Slot;
use crate::error::{Error, ErrorKind, Result};
use crate::store::{Copy, Location, Store};
use crate::workspace::{Pipeline, Workspace};

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedFile {
    /// Where its bytes are.
    pub location: Location,
    /// The name it came under.
    pub name: String,
    /// Its name in the archive, with the folder of its day if it lies in one.
    pub archived: String,
    /// Its date and part.
    pub slot: Slot,
    /// The how manieth file of its slot it is, from 1.
    pub number: u32,
    /// The corrections of its rows, in their order.
    pub corrections: Vec<Location>,
}

/// The files of a pipeline in the archive, in the order of their slots; those of one slot in the order of receipt.
pub type Archive = BTreeMap<Slot, Vec<ArchivedFile>>;

/// The archived file of each slot that counts: the last that came for it.
pub fn counting(archive: &Archive) -> impl Iterator<Item = &ArchivedFile> {
    archive.values().filter_map(|files| files.last())
}

impl ArchivedFile {
    /// Its size in bytes, for gauges; 0 if that cannot be told.
    pub fn bytes(&self) -> u64 {
        self.location.size().unwrap_or(0)
    }

    /// What its corrections are called.
    pub fn correction_names(&self) -> Vec<String> {
        self.corrections.iter().map(|correction| correction.name().to_owned()).collect()
    }

    /// Whether its day is the one on which it was taken, since its name says none.
    pub fn is_undated(&self) -> bool {
        self.archived.contains('/')
    }

    /// Removes it from the archive; it is kept elsewhere.
    pub(super) fn remove(&self) -> Result<()> {
        self.location.remove()?;
        if self.is_undated()
            && let Err(error) = self.location.remove_empty_folder()
        {
            // The file is gone, and that is what was asked for.
            tracing::warn!(%error, "an empty folder stays");
        }
        Ok(())
    }
}

/// What a landed file is when it is to be taken.
#[derive(Debug)]
pub enum Take {
    /// It is new: a copy of it is on its way into the archive.
    New(Box<Taking>),
    /// The last file of its slot has these very bytes; it is no longer in the landing zone.
    Repeated {
        /// The archived copy.
        file: ArchivedFile,
        /// The SHA-256 of its bytes.
        sha256: String,
    },
    /// It is not as it was listed: it grew, or another file has its name. It stays in the landing zone.
    Changed,
}

/// A copy on its way into the archive. The landed file has a hidden name until that ends; dropped before, it has its own
/// again.
#[derive(Debug)]
pub struct Taking {
    claim: Claim,
    file: ArchivedFile,
    copy: Copy,
}

/// Begins to take a landed file of a pipeline into the archive; `last` is what its slot had last, if anything.
///
/// What arrives under its name from now on is another file.
pub fn take(
    workspace: &Workspace,
    pipeline: &Pipeline,
    landed: &LandedFile,
    slot: &Slot,
    last: Option<&ArchivedFile>,
) -> Result<Take> {
    let day = pipeline.is_undated().then_some(slot.date);
    let Some(claim) = Claim::of(workspace, landed, day)? else { return Ok(Take::Changed) };
    if let Some(file) = last
        && let Some(sha256) = same(claim.location(), landed.size, &file.location)?
    {
        let repeated = Take::Repeated { file: file.clone(), sha256 };
        return Ok(if claim.end()? { repeated } else { Take::Changed });
    }
    let store = workspace.archive(&pipeline.name);
    let number = last.map_or(Ok(1), |file| next(file.number, &file.location))?;
    let name = split(&landed.name, pipeline).map_or_else(|| landed.name.clone(), |(name, _)| name);
    let archived = in_archive(day, &numbered(&name, number));
    let location = store.find(&archived)?;
    location.create_folder()?;
    let copy = Copy::staged(claim.location(), &location)?;
    // A reset put the file back into the landing zone, and left what was corrected in it.
    let corrections = corrections_of(workspace, pipeline, &archived)?;
    let file = ArchivedFile { location, name, archived, slot: slot.clone(), number, corrections };
    Ok(Take::New(Box::new(Taking { claim, file, copy })))
}

/// Files of one slot go by this in the order of receipt, as far as that can be told.
pub fn order(landed: &LandedFile) -> (u32, SystemTime, &str) {
    (unnumbered(&landed.name).map_or(1, |(_, number)| number), landed.modified, &landed.name)
}

/// Whether an archived file has the bytes of a landed one; none if this is no longer there: a supplier or a run took it.
pub fn same_bytes(landed: &LandedFile, file: &ArchivedFile) -> Result<Option<bool>> {
    let Some(theirs) = &landed.location else { return Ok(None) };
    // An undo may put the archived one back while somebody only looks.
    let as_long = file.location.look()?.is_some_and(|about| about.size == landed.size);
    let Some(ours) = (if as_long { file.location.sha256_if_there()? } else { None }) else {
        return Ok(theirs.is_there()?.then_some(false));
    };
    Ok(theirs.sha256_if_there()?.map(|theirs| ours == theirs))
}

fn same(claimed: &Location, size: u64, archived: &Location) -> Result<Option<String>> {
    if size != archived.size()? {
        return Ok(None);
    }
    let ours = archived.sha256()?;
    Ok((claimed.sha256()? == ours).then_some(ours))
}

impl Taking {
    /// The copy while it is on its way.
    pub fn location(&self) -> &Location {
        self.copy.location()
    }

    /// The file as it will be in the archive.
    pub fn file(&self) -> &ArchivedFile {
        &self.file
    }

    /// Puts the copy on disk and reads it back: it must be what was read.
    pub fn secure(&self) -> Result<()> {
        self.copy.secure()
    }

    /// Files the secured copy and removes the landed file; none if that has changed meanwhile, and stays.
    pub fn finish(self) -> Result<Option<(ArchivedFile, String)>> {
        let Self { claim, file, mut copy } = self;
        if !claim.is_as_listed()? {
            claim.give_back()?;
            return Ok(None);
        }
        if !copy.publish(&file.location)? {
            let message = "something in the archive has this name already; nothing was replaced";
            let hint = "Move it out of the archive if it does not belong there, and run again.";
            return Err(Error::new(ErrorKind::Io, message).at_file(&file.location).hint(hint));
        }
        // Somebody who wrote to it at the last moment made it the next file of its slot.
        claim.end()?;
        Ok(Some((file, copy.sha256().to_owned())))
    }
}

/// What lies in the archive of a pipeline.
#[derive(Debug, Default)]
pub struct ArchiveListing {
    /// Its files.
    pub files: Archive,
    /// Files that a killed run did not finish.
    pub unfinished: Vec<Location>,
}

/// The files of a pipeline in the archive.
pub fn archive(workspace: &Workspace, pipeline: &Pipeline) -> Result<Archive> {
    list_archive(workspace, pipeline).map(|listing| listing.files)
}

/// Lists the archive of a pipeline; what is not there is empty, what cannot be listed is an error.
pub fn list_archive(workspace: &Workspace, pipeline: &Pipeline) -> Result<ArchiveListing> {
    let mut corrections = corrections(&workspace.corrections(&pipeline.name))?;
    let ArchiveListing { mut files, mut unfinished } = ArchiveListing::default();
    let archive = workspace.archive(&pipeline.name);
    for (day, folder) in archive_folders(workspace, pipeline)? {
        for location in folder.locations()? {
            if location.name().starts_with('.') {
                unfinished.extend(location.is_staged().then_some(location));
                continue;
            }
            let Some((name, number)) = split(location.name(), pipeline) else { continue };
            let matched = matched(&name, std::slice::from_ref(pipeline)).ok();
            let Some(slot) = matched.and_then(|matched| matched.slot(day)) else { continue };
            let archived = in_archive(day, location.name());
            let corrections = corrections.remove(&correction_stem(&archived)).unwrap_or_default();
            let location = archive.find(&archived)?;
            let file = ArchivedFile { location, name, archived, slot: slot.clone(), number, corrections };
            files.entry(slot).or_default().push(file);
        }
    }
    for of_slot in files.values_mut() {
        of_slot.sort_by(|a, b| (a.number, &a.archived).cmp(&(b.number, &b.archived)));
    }
    Ok(ArchiveListing { files, unfinished })
}

/// The folders that the files of a pipeline lie in: one, or where their names say no day, one for each day.
pub fn archive_folders(workspace: &Workspace, pipeline: &Pipeline) -> Result<Vec<(Option<NaiveDate>, Store)>> {
    let archive = workspace.archive(&pipeline.name);
    if !pipeline.is_undated() {
        return Ok(vec![(None, archive)]);
    }
    let day = |location: Location| Some((Some(hidden::day(location.name())?), location.inside()));
    Ok(archive.locations()?.into_iter().filter_map(day).collect())
}

/// The name in the archive of a file: in the folder of its day if its name says none.
fn in_archive(day: Option<NaiveDate>, name: &str) -> String {
    day.map_or_else(|| name.to_owned(), |day| format!("{day}/{name}"))
}

/// The corrections of an archived file, by its name there, in their order.
pub fn corrections_of(workspace: &Workspace, pipeline: &Pipeline, archived: &str) -> Result<Vec<Location>> {
    let mut all = corrections(&workspace.corrections(&pipeline.name))?;
    Ok(all.remove(&correction_stem(archived)).unwrap_or_default())
}

/// Where the next correction of an archived file goes.
pub fn next_correction(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile) -> Result<Location> {
    let there = corrections_of(workspace, pipeline, &file.archived)?;
    let last = there.iter().filter_map(|there| Some(correction(there.name())?.1)).max();
    let number = last.map_or(Ok(1), |number| next(number, &file.location))?;
    workspace.corrections(&pipeline.name).find(&format!("{}.{number}.csv", correction_stem(&file.archived)))
}

/// What the names of a file's corrections begin with, by its name in the archive: they lie in one folder for all days.
fn correction_stem(archived: &str) -> String {
    archived.replace('/', "_")
}

/// The corrections in a store by the archived file they are of.
fn corrections(store: &Store) -> Result<BTreeMap<String, Vec<Location>>> {
    let mut found: BTreeMap<String, Vec<(u32, Location)>> = BTreeMap::new();
    for location in store.locations()? {
        let of = correction(location.name()).map(|(of, number)| (of.to_owned(), number));
        if let Some((of, number)) = of.filter(|(of, _)| !of.starts_with('.')) {
            found.entry(of).or_default().push((number, location));
        }
    }
    let sorted = |mut of_file: Vec<(u32, Location)>| {
        of_file.sort();
        of_file.into_iter().map(|(_, location)| location).collect()
    };
    Ok(found.into_iter().map(|(name, of_file)| (name, sorted(of_file))).collect())
}

/// The archived file that a correction is of, and its number.
fn correction(name: &str) -> Option<(&str, u32)> {
    let (of, digits) = name.strip_suffix(".csv")?.rsplit_once('.')?;
    Some((of, number(digits)?))
}

/// The name that a file came under and its number; none if it is no file of the pipeline.
fn split(archived: &str, pipeline: &Pipeline) -> Option<(String, u32)> {
    let belongs = |name: &str| matched(name, std::slice::from_ref(pipeline)).is_ok();
    let (name, number) = unnumbered(archived).filter(|(name, _)| belongs(name)).unwrap_or((archived, 1));
    belongs(name).then(|| (name.to_owned(), number))
}

/// The number that an archived name gives to the name that a file came under.
pub fn number_of(archived: &str, name: &str) -> u32 {
    let own = archived.rsplit('/').next().unwrap_or_default();
    unnumbered(own).filter(|(plain, _)| *plain == name).map_or(1, |(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::correction;

    #[test]
    fn corrections_have_the_name_of_their_file_and_a_number() {
        assert_eq!(correction("sales.txt~2.3.csv"), Some(("sales.txt~2", 3)));
        let others = ["sales.txt.csv", "sales.txt.1.csv.undone1", ".csv", "1.csv", "sales.txt.-1.csv"];
        for other in others.into_iter().chain(["sales.txt.0.csv", "sales.txt.4294967295.csv"]) {
            assert!(correction(other).is_none(), "{other}");
        }
    }
}

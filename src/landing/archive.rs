//! The archive: the untouched bytes of every file ever taken.
//!
//! The first file of a slot lies under its own name, each later one beside it with its number: `sales.txt`,
//! `sales.txt~2`, `sales.txt~3`. The highest number counts. Corrections of a file's rows lie in a folder of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::copy::{Copy, create_folder, remove, sha256, verified};
use super::{LandedFile, Slot, matched};
use crate::error::{Error, Result};
use crate::whole::sync_folder;
use crate::workspace::{Pipeline, Workspace};

/// Between the name of a file and its number.
const NUMBER: char = '~';

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedFile {
    /// Where it is.
    pub path: PathBuf,
    /// The name it came under.
    pub name: String,
    /// Its name in the archive.
    pub archived: String,
    /// Its date and part.
    pub slot: Slot,
    /// The how manieth file of its slot it is, from 1.
    pub number: u32,
    /// The corrections of its rows, in their order.
    pub corrections: Vec<PathBuf>,
}

/// The files of a pipeline in the archive, in the order of their slots; those of one slot in the order of receipt.
pub type Archive = BTreeMap<Slot, Vec<ArchivedFile>>;

impl ArchivedFile {
    /// Its size in bytes; 0 if that cannot be told.
    pub fn bytes(&self) -> u64 {
        self.path.metadata().map_or(0, |about| about.len())
    }

    /// The names of its corrections.
    pub fn correction_names(&self) -> Vec<String> {
        self.corrections.iter().map(|path| name_of(path)).collect()
    }
}

/// What a landed file is when it is to be taken.
#[derive(Debug)]
pub enum Take {
    /// It is new: a copy of it is on its way into the archive.
    New(Taking),
    /// The last file of its slot has these very bytes; it is no longer in the landing zone.
    Repeated {
        /// The archived copy.
        file: ArchivedFile,
        /// The SHA-256 of its bytes.
        sha256: String,
    },
}

/// A copy on its way into the archive; the landed file is still where it was.
#[derive(Debug)]
pub struct Taking {
    landed: LandedFile,
    file: ArchivedFile,
    copy: Copy,
}

/// Begins to take a landed file of a pipeline into the archive; `last` is what its slot had last, if anything.
pub fn take(
    workspace: &Workspace,
    pipeline: &Pipeline,
    landed: &LandedFile,
    slot: &Slot,
    last: Option<&ArchivedFile>,
) -> Result<Take> {
    if let Some(file) = last
        && let Some(sha256) = same_bytes(landed, file)?
        && !changed(landed)?
    {
        remove(&landed.path)?;
        return Ok(Take::Repeated { file: file.clone(), sha256 });
    }
    let folder = workspace.archive_dir(&pipeline.name);
    create_folder(&folder)?;
    let number = last.map_or(1, |file| file.number + 1);
    let name = split(&landed.name, pipeline).map_or_else(|| landed.name.clone(), |(name, _)| name);
    let archived = numbered(&name, number);
    let path = folder.join(&archived);
    let copy = Copy::begin(&landed.path, &path)?;
    let file = ArchivedFile { path, name, archived, slot: slot.clone(), number, corrections: Vec::new() };
    Ok(Take::New(Taking { landed: landed.clone(), file, copy }))
}

/// Files of one slot go by this in the order of receipt, as far as that can be told.
pub fn order(landed: &LandedFile) -> (u32, SystemTime, &str) {
    (unnumbered(&landed.name).map_or(1, |(_, number)| number), landed.modified, &landed.name)
}

/// The SHA-256 of a landed file's bytes if an archived file has the same.
pub fn same_bytes(landed: &LandedFile, file: &ArchivedFile) -> Result<Option<String>> {
    if landed.size != file.bytes() {
        return Ok(None);
    }
    let ours = sha256(&file.path)?;
    Ok((sha256(&landed.path)? == ours).then_some(ours))
}

impl Taking {
    /// The copy while it is on its way.
    pub fn path(&self) -> &Path {
        self.copy.path()
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
        if changed(&self.landed)? {
            self.copy.discard()?;
            return Ok(None);
        }
        let sha256 = self.copy.publish()?;
        remove(&self.landed.path)?;
        Ok(Some((self.file, sha256)))
    }
}

/// Puts an archived file back into the landing zone under the name it came under.
///
/// A file of that name that is there came after it: it stays, with a number that says so.
pub fn put_back(workspace: &Workspace, file: &ArchivedFile) -> Result<PathBuf> {
    create_folder(&workspace.landing_zone)?;
    let target = workspace.landing_zone.join(&file.name);
    if target.exists() && sha256(&target)? != sha256(&file.path)? {
        make_room(&workspace.landing_zone, &file.name)?;
    }
    verified(&file.path, &target)?;
    remove(&file.path)?;
    Ok(target)
}

/// Gives the landed files of a name, and of its numbers without a gap, the next number each.
fn make_room(folder: &Path, name: &str) -> Result<()> {
    let numbered =
        |number: u32| folder.join(if number == 1 { name.to_owned() } else { format!("{name}{NUMBER}{number}") });
    let last = (1..u32::MAX).take_while(|number| numbered(*number).exists()).last().unwrap_or(0);
    for number in (1..=last).rev() {
        let (from, to) = (numbered(number), numbered(number + 1));
        std::fs::rename(&from, &to).map_err(|e| Error::io("rename", &from, &e))?;
    }
    sync_folder(&numbered(1))
}

/// The files of a pipeline in the archive.
pub fn archive(workspace: &Workspace, pipeline: &Pipeline) -> Result<Archive> {
    let folder = workspace.archive_dir(&pipeline.name);
    let mut corrections = corrections(&workspace.corrections_dir(&pipeline.name))?;
    let mut files = Archive::new();
    for path in entries(&folder)? {
        // A name that is not UTF-8 is none that a file was taken under.
        let Some(archived) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        if archived.starts_with('.') {
            continue;
        }
        let Some((name, number)) = split(&archived, pipeline) else { continue };
        let Ok((_, slot)) = matched(&name, std::slice::from_ref(pipeline)) else { continue };
        let corrections = corrections.remove(&archived).unwrap_or_default();
        let file = ArchivedFile { path, name, archived, slot: slot.clone(), number, corrections };
        files.entry(slot).or_default().push(file);
    }
    for of_slot in files.values_mut() {
        of_slot.sort_by(|a, b| (a.number, &a.archived).cmp(&(b.number, &b.archived)));
    }
    Ok(files)
}

/// The corrections of an archived file, by its name there, in their order.
pub fn corrections_of(workspace: &Workspace, pipeline: &Pipeline, archived: &str) -> Result<Vec<PathBuf>> {
    let mut all = corrections(&workspace.corrections_dir(&pipeline.name))?;
    Ok(all.remove(archived).unwrap_or_default())
}

/// Where the next correction of an archived file goes.
pub fn next_correction(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile) -> PathBuf {
    let numbers = file.corrections.iter().filter_map(|path| Some(correction(&name_of(path))?.1));
    let name = format!("{}.{}.csv", file.archived, numbers.max().unwrap_or(0) + 1);
    workspace.corrections_dir(&pipeline.name).join(name)
}

/// The corrections in a folder by the archived file they are of.
fn corrections(folder: &Path) -> Result<BTreeMap<String, Vec<PathBuf>>> {
    let mut found: BTreeMap<String, Vec<(u32, PathBuf)>> = BTreeMap::new();
    for path in entries(folder)? {
        let name = name_of(&path);
        if let Some((of, number)) = correction(&name).filter(|_| !name.starts_with('.')) {
            found.entry(of.to_owned()).or_default().push((number, path));
        }
    }
    let sorted = |mut of_file: Vec<(u32, PathBuf)>| {
        of_file.sort();
        of_file.into_iter().map(|(_, path)| path).collect()
    };
    Ok(found.into_iter().map(|(name, of_file)| (name, sorted(of_file))).collect())
}

/// The archived file that a correction is of, and its number.
fn correction(name: &str) -> Option<(&str, u32)> {
    let (of, number) = name.strip_suffix(".csv")?.rsplit_once('.')?;
    Some((of, number.parse().ok()?))
}

/// The name of a file in the archive; one that seems to have a number already gets one in any case.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 && unnumbered(name).is_none() { name.to_owned() } else { format!("{name}{NUMBER}{number}") }
}

/// The name that a file came under and its number; none if it is no file of the pipeline.
fn split(archived: &str, pipeline: &Pipeline) -> Option<(String, u32)> {
    let belongs = |name: &str| matched(name, std::slice::from_ref(pipeline)).is_ok();
    let (name, number) = unnumbered(archived).filter(|(name, _)| belongs(name)).unwrap_or((archived, 1));
    belongs(name).then(|| (name.to_owned(), number))
}

/// The number that an archived name gives to the name that a file came under.
pub fn number_of(archived: &str, name: &str) -> u32 {
    unnumbered(archived).filter(|(plain, _)| *plain == name).map_or(1, |(_, number)| number)
}

/// A name without the number that it has in the archive, and that number; none if it has none.
pub(super) fn unnumbered(name: &str) -> Option<(&str, u32)> {
    let (name, digits) = name.rsplit_once(NUMBER)?;
    Some((name, digits.parse().ok().filter(|number| *number > 0)?))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    entries.map(|entry| Ok(entry.map_err(|e| Error::io("list", folder, &e))?.path())).collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn changed(landed: &LandedFile) -> Result<bool> {
    let path: &Path = &landed.path;
    let about = path.metadata().map_err(|e| Error::io("look at", path, &e))?;
    let modified = about.modified().map_err(|e| Error::io("look at", path, &e))?;
    Ok(about.len() != landed.size || modified != landed.modified)
}

#[cfg(test)]
mod tests {
    use super::{correction, numbered, unnumbered};

    #[test]
    fn names_have_their_number_from_the_second_file_of_a_slot_on() {
        let check = |name: &str, number: u32, expected: &str| {
            assert_eq!(numbered(name, number), expected);
            let plain = unnumbered(expected).unwrap_or((expected, 1));
            assert_eq!(plain, (name, number));
        };
        check("sales.txt", 1, "sales.txt");
        check("sales.txt", 2, "sales.txt~2");
        check("sales.txt.gz", 10, "sales.txt.gz~10");
        // What seems to have a number gets one in any case.
        check("sales~3", 1, "sales~3~1");
        check("sales~", 1, "sales~");
        check("sales~0", 1, "sales~0");
        check("~2", 2, "~2~2");
    }

    #[test]
    fn corrections_have_the_name_of_their_file_and_a_number() {
        assert_eq!(correction("sales.txt~2.3.csv"), Some(("sales.txt~2", 3)));
        for other in ["sales.txt.csv", "sales.txt.1.csv.undone1", ".csv", "1.csv", "sales.txt.-1.csv"] {
            assert!(correction(other).is_none(), "{other}");
        }
    }
}

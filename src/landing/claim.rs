//! Files of the landing zone while they are taken: each under a hidden name, so that what arrives under its own name
//! meanwhile is another file, and is neither lost nor taken for it.
//!
//! A claim that a killed run left is listed under the file's own name, and gets it back from the next run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::LandedFile;
use super::hidden::{claim_name, claimed, is_returning};
use super::list::Seen;
use super::number::next;
use super::place::place;
use crate::error::{Error, Result};
use crate::store::copy::remove;
use crate::store::local::{Moved, entries, look, move_new, sync_folder};
use crate::workspace::Workspace;

/// A landed file under a hidden name; it gets its own name back when this is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    place: PathBuf,
    hidden: PathBuf,
    seen: Seen,
    ended: bool,
}

impl Claim {
    /// Claims a landed file; none if it is not as it was listed, and then it stays.
    pub(super) fn of(landed: &LandedFile) -> Result<Option<Self>> {
        let name = landed.path.file_name().unwrap_or_default();
        // What was claimed and could not be given back has no other name to go by.
        let name = claimed(name).map_or_else(|| name.to_owned(), |(name, _)| name);
        let place = landed.path.with_file_name(&name);
        let mut number = 1;
        let hidden = loop {
            let hidden = place.with_file_name(claim_name(&name, number));
            match move_new(&landed.path, &hidden)? {
                Moved::Yes => break hidden,
                Moved::Taken => number = next(number, &place)?,
                Moved::Gone => return Ok(None),
            }
        };
        let claim = Self { place, hidden, seen: landed.seen, ended: false };
        if claim.is_as_listed()? { Ok(Some(claim)) } else { claim.give_back().map(|()| None) }
    }

    /// Where the file is now.
    pub(super) fn path(&self) -> &Path {
        &self.hidden
    }

    /// Whether it is the file that was listed, and nobody has written to it since.
    pub(super) fn is_as_listed(&self) -> Result<bool> {
        let about = look(&self.hidden)?.map(|about| Seen::of(&about)).transpose();
        Ok(about.map_err(|e| Error::io("look at", &self.hidden, e))? == Some(self.seen))
    }

    /// Gives the file its name back.
    pub(super) fn give_back(mut self) -> Result<()> {
        self.ended = true;
        place(&self.hidden, &self.place)
    }

    /// Removes the file, which is kept elsewhere; false if somebody wrote to it until now: then it has its name back.
    pub(super) fn end(mut self) -> Result<bool> {
        if !self.is_as_listed()? {
            return self.give_back().map(|()| false);
        }
        remove(&self.hidden)?;
        self.ended = true;
        Ok(true)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.ended {
            // If that fails, the next run does it.
            let _ = place(&self.hidden, &self.place);
        }
    }
}

/// Gives what a killed run had claimed its name back, and removes copies that it did not finish; nobody else runs.
pub fn recover(workspace: &Workspace) -> Result<()> {
    let mut claims: Vec<(OsString, u32, PathBuf)> = Vec::new();
    let mut last = None;
    for path in entries(&workspace.landing_zone)? {
        let name = path.file_name().unwrap_or_default();
        let about = if claimed(name).is_some() || is_returning(name) { look(&path)? } else { None };
        if !about.is_some_and(|about| about.is_file()) {
            continue;
        }
        last = Some(path.clone());
        match claimed(name) {
            Some((name, number)) => claims.push((name, number, path)),
            None => std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?,
        }
    }
    // The later ones of a name first: those before them make room for themselves.
    claims.sort();
    for (name, _, path) in claims.iter().rev() {
        place(path, &path.with_file_name(name))?;
    }
    last.map_or(Ok(()), |path| sync_folder(&path))
}

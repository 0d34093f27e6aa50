//! Files of the landing zone while they are taken: each under a hidden name, so that what arrives under its own name
//! meanwhile is another file, and is neither lost nor taken for it.
//!
//! A claim that a killed run left is listed under the file's own name, and gets it back from the next run.

use super::LandedFile;
use super::hidden::{claim_name, claimed, is_returning};
use super::number::next;
use super::place::place;
use crate::error::Result;
use crate::store::{About, Location, Moved};
use crate::workspace::Workspace;

/// A landed file under a hidden name; it gets its own name back when this is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    own: Location,
    hidden: Location,
    seen: About,
    ended: bool,
}

impl Claim {
    /// Claims a landed file; none if it is not as it was listed, and then it stays.
    pub(super) fn of(landed: &LandedFile) -> Result<Option<Self>> {
        let Some(listed) = &landed.location else { return Ok(None) };
        // What was claimed and could not be given back has no other name to go by.
        let name = claimed(listed.name()).map_or_else(|| listed.name(), |(name, _)| name);
        let own = listed.beside(name)?;
        let mut number = 1;
        let hidden = loop {
            let hidden = own.beside(&claim_name(name, number))?;
            match listed.move_new(&hidden)? {
                Moved::Yes => break hidden,
                Moved::Taken => number = next(number, &own)?,
                Moved::Gone => return Ok(None),
            }
        };
        let claim = Self { own, hidden, seen: landed.seen, ended: false };
        if claim.is_as_listed()? { Ok(Some(claim)) } else { claim.give_back().map(|()| None) }
    }

    /// Where the file is now.
    pub(super) fn location(&self) -> &Location {
        &self.hidden
    }

    /// Whether it is the file that was listed, and nobody has written to it since.
    pub(super) fn is_as_listed(&self) -> Result<bool> {
        Ok(self.hidden.look()? == Some(self.seen))
    }

    /// Gives the file its name back.
    pub(super) fn give_back(mut self) -> Result<()> {
        self.ended = true;
        place(&self.hidden, &self.own)
    }

    /// Removes the file, which is kept elsewhere; false if somebody wrote to it until now: then it has its name back.
    pub(super) fn end(mut self) -> Result<bool> {
        if !self.is_as_listed()? {
            return self.give_back().map(|()| false);
        }
        self.hidden.remove()?;
        self.ended = true;
        Ok(true)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.ended {
            // If that fails, the next run does it.
            let _ = place(&self.hidden, &self.own);
        }
    }
}

/// Gives what a killed run had claimed its name back, and removes copies that it did not finish; nobody else runs.
pub fn recover(workspace: &Workspace) -> Result<()> {
    let mut left = workspace.landing_zone.locations()?;
    left.retain(|hidden| claimed(hidden.name()).is_some() || is_returning(hidden.name()));
    let mut claims: Vec<(&str, u32, &Location)> = Vec::new();
    let mut last = None;
    for hidden in &left {
        if !hidden.look()?.is_some_and(|about| about.is_file()) {
            continue;
        }
        last = Some(hidden);
        match claimed(hidden.name()) {
            Some((name, number)) => claims.push((name, number, hidden)),
            None => hidden.remove()?,
        }
    }
    // The later ones of a name first: those before them make room for themselves.
    claims.sort();
    for (name, _, hidden) in claims.iter().rev() {
        place(hidden, &hidden.beside(name)?)?;
    }
    last.map_or(Ok(()), Location::sync_folder)
}

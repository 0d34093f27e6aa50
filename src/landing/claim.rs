//! Files of the landing zone while they are taken: each under a hidden name, so that what arrives under its own name
//! meanwhile is another file, and is neither lost nor taken for it.
//!
//! A claim that a killed run left is listed under the file's own name, and gets it back from the next run. Where a file's
//! own name does not say its day, that of its claim does, and the day stays its own.

use chrono::NaiveDate;

use super::hidden::{claim_name, claimed};
use super::kept_day::{keep, last_number, note_of};
use super::list::LandedFile;
use super::number::next;
use super::place::place;
use crate::error::{Error, ErrorKind, Result};
use crate::store::{About, Copy, Location, Moved};
use crate::workspace::Workspace;

/// A landed file under a hidden name; it gets its own name back when this is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    own: Location,
    hidden: Location,
    seen: About,
    day: Option<Day>,
    /// What said the file's day until it is taken.
    note: Option<Location>,
    ended: bool,
}

/// The day of a file whose name says none.
#[derive(Debug)]
struct Day {
    day: NaiveDate,
    /// Where it is noted once the file has its own name again.
    note: Location,
}

impl Claim {
    /// Claims a landed file, for a day if its name says none; nothing if it is not as it was listed, and then it stays.
    pub(super) fn of(workspace: &Workspace, landed: &LandedFile, day: Option<NaiveDate>) -> Result<Option<Self>> {
        let Some(listed) = &landed.location else { return Ok(None) };
        // What was claimed and could not be given back has no other name to go by.
        let name = claimed(listed.name()).map_or_else(|| listed.name(), |claimed| claimed.name);
        let own = listed.beside(name)?;
        let Some((hidden, day)) = hide(workspace, listed, &own, day)? else { return Ok(None) };
        let claim = Self { own, hidden, seen: landed.seen, day, note: landed.note.clone(), ended: false };
        if claim.is_as_listed()? { Ok(Some(claim)) } else { claim.give_back().map(|()| None) }
    }

    /// Claims a secured copy of a file whose name says no day, on its way back.
    pub(super) fn of_copy(workspace: &Workspace, own: &Location, day: NaiveDate, copy: Copy) -> Result<Self> {
        let gone = || Error::new(ErrorKind::Io, "the copy is gone").at_file(copy.location());
        let (hidden, day) = hide(workspace, copy.location(), own, Some(day))?.ok_or_else(gone)?;
        hidden.sync_folder()?;
        let seen = hidden.look()?.ok_or_else(gone)?;
        copy.named();
        Ok(Self { own: own.clone(), hidden, seen, day, note: None, ended: false })
    }

    /// Where the file is now.
    pub(super) fn location(&self) -> &Location {
        &self.hidden
    }

    /// Whether it is the file that was listed, and nobody has written to it since.
    pub(super) fn is_as_listed(&self) -> Result<bool> {
        Ok(self.hidden.look()? == Some(self.seen))
    }

    /// Gives the file its name back: it is another than was claimed.
    pub(super) fn give_back(mut self) -> Result<()> {
        self.ended = true;
        place(&self.hidden, &self.own)
    }

    /// Gives the file that was claimed its name back, and keeps its day.
    pub(super) fn return_to_its_day(mut self) -> Result<()> {
        self.ended = true;
        self.put_down()
    }

    /// Removes the file, which is kept elsewhere; false if somebody wrote to it until now: then it has its name back.
    pub(super) fn end(mut self) -> Result<bool> {
        if !self.is_as_listed()? {
            return self.give_back().map(|()| false);
        }
        self.hidden.remove()?;
        self.ended = true;
        // Until the file is gone, what is left of it must be of its day.
        self.note.as_ref().map_or(Ok(()), Location::remove_if_there)?;
        Ok(true)
    }

    fn put_down(&self) -> Result<()> {
        if let Some(Day { day, note }) = &self.day {
            keep(note, (self.own.name(), *day), &self.hidden)?;
        }
        place(&self.hidden, &self.own)?;
        self.note.as_ref().map_or(Ok(()), Location::remove_if_there)
    }
}

/// Gives a file the first hidden name of its own that is free; nothing if it is gone.
fn hide(
    workspace: &Workspace,
    from: &Location,
    own: &Location,
    day: Option<NaiveDate>,
) -> Result<Option<(Location, Option<Day>)>> {
    let mut number = 1;
    // What goes back later gets the name before those that are back.
    if day.is_some()
        && let Some(last) = last_number(workspace, own.name())?
    {
        number = next(last, own)?;
    }
    loop {
        let hidden = own.beside(&claim_name(own.name(), number, day))?;
        match from.move_new(&hidden)? {
            Moved::Yes => {
                let Some(day) = day else { return Ok(Some((hidden, None))) };
                let note = note_of(workspace, own.name(), number, day)?;
                return Ok(Some((hidden, Some(Day { day, note }))));
            }
            Moved::Taken => number = next(number, own)?,
            Moved::Gone => return Ok(None),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.ended {
            // If that fails, the next run does it.
            let _ = self.put_down();
        }
    }
}

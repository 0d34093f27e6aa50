//! Files on their way back from the archive into the landing zone.

use super::archive::ArchivedFile;
use super::claim::Claim;
use super::hidden::returning;
use super::place::place;
use crate::error::Result;
use crate::store::{Copy, Location};
use crate::workspace::Workspace;

/// Puts an archived file back into the landing zone under the name it came under; one whose name says no day keeps its
/// own in a note.
///
/// A file of that name that is there came after it: it stays, with a number that says so.
pub fn put_back(workspace: &Workspace, file: &ArchivedFile) -> Result<Location> {
    workspace.landing_zone.create()?;
    let target = workspace.landing_zone.find(&file.name)?;
    if file.is_undated() {
        let copy = secured(file, &target)?;
        // From here on it is listed as landed; as long as the archive has it too, that one counts.
        let claim = Claim::of_copy(workspace, &target, file.slot.date, copy)?;
        file.remove()?;
        claim.return_to_its_day()?;
        target.sync_folder()?;
        return Ok(target);
    }
    if target.has_bytes_of(&file.location)? {
        target.sync()?;
    } else {
        let copy = secured(file, &target)?;
        place(copy.location(), &target)?;
        copy.named();
        target.sync_folder()?;
    }
    file.remove()?;
    Ok(target)
}

fn secured(file: &ArchivedFile, target: &Location) -> Result<Copy> {
    let copy = Copy::begin(&file.location, target.beside(&returning(&file.name))?)?;
    copy.secure()?;
    Ok(copy)
}

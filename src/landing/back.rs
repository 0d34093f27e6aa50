//! Files on their way back from the archive into the landing zone.

use super::ArchivedFile;
use super::hidden::returning;
use super::place::place;
use crate::error::Result;
use crate::store::{Copy, Location};
use crate::workspace::Workspace;

/// Puts an archived file back into the landing zone under the name it came under.
///
/// A file of that name that is there came after it: it stays, with a number that says so.
pub fn put_back(workspace: &Workspace, file: &ArchivedFile) -> Result<Location> {
    workspace.landing_zone.create()?;
    let target = workspace.landing_zone.find(&file.name)?;
    if target.has_bytes_of(&file.location)? {
        target.sync()?;
    } else {
        let copy = Copy::begin(&file.location, target.beside(&returning(&file.name))?)?;
        copy.secure()?;
        place(copy.location(), &target)?;
        copy.named();
        target.sync_folder()?;
    }
    file.location.remove()?;
    Ok(target)
}

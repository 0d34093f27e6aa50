//! Files on their way back from the archive into the landing zone.

use std::path::PathBuf;

use super::ArchivedFile;
use super::hidden::returning;
use super::place::place;
use crate::error::Result;
use crate::store::copy::{Copy, create_folder, has_bytes_of, remove, sync};
use crate::store::local::sync_folder;
use crate::workspace::Workspace;

/// Puts an archived file back into the landing zone under the name it came under.
///
/// A file of that name that is there came after it: it stays, with a number that says so.
pub fn put_back(workspace: &Workspace, file: &ArchivedFile) -> Result<PathBuf> {
    create_folder(&workspace.landing_zone)?;
    let target = workspace.landing_zone.join(&file.name);
    if has_bytes_of(&target, &file.path)? {
        sync(&target)?;
    } else {
        let copy = Copy::begin(&file.path, returning(&target))?;
        copy.secure()?;
        place(copy.path(), &target)?;
        copy.named();
        sync_folder(&target)?;
    }
    remove(&file.path)?;
    Ok(target)
}

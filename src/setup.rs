//! Makes workspaces: a template, and the sample week in its landing zone.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::landing;
use crate::sample::{self, Plan};
use crate::store::Store;
use crate::workspace::{Workspace, template};

/// The template that nothing else was said for.
pub const SHOP: &str = "shop";

/// Writes a template into a folder, which is made if need be, and returns the files and folders that are new.
///
/// Files that are there stay as they are. Fails when the folder is a workspace already or there is no such template.
pub fn create(dir: &Path, name: &str) -> Result<Vec<PathBuf>> {
    template::init(dir, name)
}

/// Puts the sample week into the landing zone, but for the files that a workspace has already taken; says how many.
pub fn land_sample(workspace: &Workspace) -> Result<usize> {
    let made = Store::folder(workspace.landing_zone.local_path().join(".sample"));
    made.remove_all()?;
    sample::write(made.local_path(), &Plan::week())?;
    let mut landed = 0;
    for file in made.locations()? {
        let mut taken = false;
        for pipeline in &workspace.pipelines {
            let archive = landing::archive(workspace, pipeline)?;
            taken |= archive.values().flatten().any(|archived| archived.name == file.name());
        }
        if !taken && file.publish(&workspace.landing_zone.find(file.name())?)? {
            landed += 1;
        }
    }
    made.remove_all()?;
    Ok(landed)
}

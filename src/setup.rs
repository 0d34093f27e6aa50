//! Makes workspaces: a template, and the sample week in its landing zone.

use std::path::{Path, PathBuf};

use crate::atomic_file;
use crate::error::{Error, Result};
use crate::sample::{self, Plan};
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
    let folder = workspace.landing_zone.join(".sample");
    let removed = |folder: &Path| std::fs::remove_dir_all(folder).map_err(|e| Error::io("remove", folder, e));
    if atomic_file::is_there(&folder)? {
        removed(&folder)?;
    }
    let mut landed = 0;
    for path in sample::write(&folder, &Plan::week())? {
        let name = path.file_name().unwrap_or_default();
        let target = workspace.landing_zone.join(name);
        let mut taken = false;
        for pipeline in &workspace.pipelines {
            taken |= atomic_file::is_there(&workspace.archive_dir(&pipeline.name).join(name))?;
        }
        if !taken && atomic_file::publish(&path, &target)? {
            landed += 1;
        }
    }
    removed(&folder)?;
    Ok(landed)
}

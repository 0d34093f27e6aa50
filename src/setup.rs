//! Makes workspaces: a template, and its sample data in the landing zone.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::landing;
use crate::sample::{self, Plan, ValueProps};
use crate::store::Store;
use crate::workspace::{Workspace, template};

/// The template that nothing else was said for.
pub const SHOP: &str = "shop";
/// So many prints are among the sample data of value props.
const SAMPLE_PRINTS: u64 = 4_000;

/// Writes a template into a folder, which is made if need be, and returns the files and folders that are new.
///
/// Files that are there stay as they are. Fails when the folder is a workspace already or there is no such template.
pub fn create(dir: &Path, name: &str) -> Result<Vec<PathBuf>> {
    template::init(dir, name)
}

/// Sample files that were put into a landing zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LandedSample {
    /// What they are.
    pub what: &'static str,
    /// How many of them were not taken before.
    pub files: usize,
}

/// Puts the sample data of the workspace's template into the landing zone, but for the files that it has already taken.
pub fn land_sample(workspace: &Workspace) -> Result<LandedSample> {
    let made = Store::folder(workspace.landing_zone.local_path().join(".sample"));
    made.remove_all()?;
    let what = if takes_all(workspace, &sample::VALUE_PROPS_FILES) {
        sample::write_value_props(made.local_path(), &ValueProps::four_weeks(SAMPLE_PRINTS))?;
        "the sample month"
    } else {
        sample::write(made.local_path(), &Plan::week())?;
        "the sample week"
    };
    let mut files = 0;
    for file in made.locations()? {
        let mut taken = false;
        for pipeline in &workspace.pipelines {
            let archive = landing::archive(workspace, pipeline)?;
            taken |= archive.values().flatten().any(|archived| archived.name == file.name());
        }
        if !taken && file.publish(&workspace.landing_zone.find(file.name())?)? {
            files += 1;
        }
    }
    made.remove_all()?;
    Ok(LandedSample { what, files })
}

/// Whether each of these files belongs to a pipeline.
fn takes_all(workspace: &Workspace, names: &[&str]) -> bool {
    let taken = |name: &&str| workspace.pipelines.iter().any(|pipeline| pipeline.files.regex.is_match(name));
    names.iter().all(taken)
}

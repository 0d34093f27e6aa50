//! What the loads say, against the files of the archive and against what those files make.

use super::Found;
use super::difference::{Difference, What, build_anew};
use crate::error::Result;
use crate::landing;
use crate::run::replay;
use crate::warehouse::LoadRecord;
use crate::whole;
use crate::workspace::{Pipeline, Workspace};

/// Looks whether the archive has every file that is loaded, as it was loaded.
pub(super) fn files(workspace: &Workspace, pipeline: &Pipeline, loads: &[LoadRecord], found: &mut Found) -> Result<()> {
    let back = "Put it back from a copy of the archive.";
    for load in loads {
        let file = replay::named_file(workspace, pipeline, load);
        let name = &file.archived;
        if !whole::is_there(&file.path)? {
            let message = format!("{name} is loaded, but no longer in the archive");
            found.differences.push(Difference::new(What::Archive, message, back).at(name));
        } else {
            let sha256 = landing::sha256(&file.path)?;
            if sha256 != load.sha256 {
                let message = format!("{name} in the archive is not the file that was loaded");
                let hint = format!("{back} Or, if it is right as it is now: {}", build_anew(pipeline));
                let values = (Some(load.sha256.clone()), Some(sha256));
                found
                    .differences
                    .push(Difference::new(What::Archive, message, hint).at(name).values(values.0, values.1));
            }
        }
        for path in &file.corrections {
            if whole::is_there(path)? {
                continue;
            }
            let gone = path.file_name().unwrap_or_default().to_string_lossy();
            let message = format!("the correction {gone} of {name} is loaded, but no longer in the archive");
            found.differences.push(Difference::new(What::Archive, message, back).at(name));
        }
    }
    Ok(())
}

/// Compares what each load says of its rows and versions with what its file makes now.
pub(super) fn figures(pipeline: &Pipeline, loads: &[LoadRecord], rebuilt: &[LoadRecord], found: &mut Found) {
    for load in loads {
        let Some(now) = rebuilt.iter().find(|now| now.slot() == load.slot()) else { continue };
        let differing = figures_of(load).into_iter().zip(figures_of(now)).find(|(was, is)| was != is);
        let Some(((name, was), (_, is))) = differing else { continue };
        let file = load.kept_as();
        let message = format!("the load of {file} says {was} {name}, its file makes {is}");
        let difference = Difference::new(What::Figures, message, build_anew(pipeline)).at(file);
        found.differences.push(Difference { column: Some(name), ..difference.values(Some(was), Some(is)) });
    }
}

/// What a load says of its rows and versions, by name.
pub(super) fn figures_of(load: &LoadRecord) -> Vec<(String, String)> {
    let counts = [
        ("rows", load.rows),
        ("accepted", load.accepted),
        ("rejected", load.rejected),
        ("duplicates", load.duplicates),
        ("opened", load.opened),
        ("closed", load.closed),
        ("unchanged", load.unchanged),
    ];
    let totals = load.totals.iter().flat_map(|total| {
        let sums = [
            ("file", &total.file),
            ("rejected", &total.rejected),
            ("duplicates", &total.duplicates),
            ("opened", &total.opened),
            ("unchanged", &total.unchanged),
        ];
        sums.map(|(of, sum)| (format!("{} of {of} rows, in units of its last decimal", total.column), sum.clone()))
    });
    counts.into_iter().map(|(name, n)| (name.to_owned(), n.to_string())).chain(totals).collect()
}

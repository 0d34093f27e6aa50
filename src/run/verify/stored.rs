//! A table as it is stored, against what its commits and loads say of it: no file of the archive is needed for that.

use super::difference::{Difference, What, build_anew, invariant};
use super::found::Found;
use super::proof::Proof;
use crate::error::{ErrorKind, Result};
use crate::report::text::counted;
use crate::warehouse::{self, LoadRecord, Look};
use crate::workspace::Pipeline;

/// Looks whether a table that can be read is well-formed, and has as many versions as its loads left.
pub(super) fn versions(proof: &Proof<'_>, pipeline: &Pipeline, loads: &[LoadRecord], found: &mut Found) -> Result<()> {
    let inspection = proof.warehouse.inspect(pipeline)?;
    let sums = warehouse::against_loads(&inspection, loads);
    found.differences.extend(inspection.broken.into_iter().chain(sums).map(|broken| invariant(pipeline, broken)));
    Ok(())
}

/// Looks at every byte of the data files, and at every bound that their commits say.
pub(super) fn files(proof: &Proof<'_>, pipeline: &Pipeline, found: &mut Found) -> Result<()> {
    let checks = match proof.warehouse.check_files(pipeline, Look::Deep, &|_| proof.check_cancelled()) {
        Ok(checks) => checks,
        Err(error) if error.kind == ErrorKind::Cancelled => return Err(error),
        Err(error) => {
            found.differences.push(Difference::of(What::DataFiles, &error));
            return Ok(());
        }
    };
    for wrong in checks.wrong {
        let name = proof.workspace.relative(&wrong.path).display().to_string();
        let message = format!("the data file {name}: {}", wrong.message);
        found.differences.push(Difference::new(What::DataFiles, message, build_anew(pipeline)).at(&name));
    }
    if checks.unhashed > 0 {
        let files = counted(checks.unhashed, "data file", "data files");
        let who = "written by an older version or another program";
        found.notes.push(format!("{files} of {} without a hash: {who}", checks.files));
    }
    Ok(())
}

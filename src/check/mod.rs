//! Batch + schema -> [`Checked`]: typed rows with their hashes, rejects with all their reasons, held keys.
//!
//! A bad row is data here, never an error. Everything works a column at a time; only rejects are looked at row by row.

mod accepted;
mod broken_rule;
mod cast;
mod checked;
mod chunk;
mod column_rules;
mod conditions;
mod corrections;
mod counts;
mod duplicate_keys;
mod faults;
mod file_checks;
mod fix;
mod format_value;
mod frame;
mod gather;
pub mod hash;
mod heavy;
mod known_values;
mod lines;
mod lines_of_key;
mod listing;
mod lookups;
mod moments;
mod parse_reasons;
mod reason;
pub mod rejected_rows;
mod rejects;
mod report;
mod resend;
mod scratch;
mod second_pass;
mod source;
mod spill;
#[cfg(test)]
mod tests;
mod text_filter;
mod uniqueness;
mod warnings;

use crate::error::Result;
use crate::read::Batch;
use crate::workspace::Pipeline;
use faults::At;
use file_checks::Has;
use frame::{decimal_sum, internal};
use gather::{Gathered, Rows};
use uniqueness::Track;

pub use accepted::{Accepted, part_of};
pub use broken_rule::BrokenRule;
pub use cast::{decimal_text, epoch_days, from_epoch_days, typed};
pub use checked::Checked;
pub use corrections::{Correction, Corrections, write_corrections};
pub use counts::{Counts, Total};
pub use fix::{Author, FixFile, Fixed, StillWrong, judge_row, write_fix};
pub use format_value::format_value;
pub use frame::{ROW_HASH, empty_frame};
pub use known_values::{KnownValues, ValueSet};
pub use lines_of_key::lines_of;
pub use listing::{ListedReport, Listing, PageNumber, list_all, list_page};
pub use lookups::{ControlFile, Lookups};
pub use parse_reasons::reasons;
pub use reason::{Reason, Value, joined_reasons};
pub use rejects::{Reject, Rejects};
pub use report::{ErrorReport, ReadRow, ReportFile, ReportReader, ReportedRow, read_report, reports, write_report};
pub use resend::{guarded, resend_file, resend_name, resend_rows};
pub use scratch::Scratch;
pub use source::Source;
pub use text_filter::TextFilter;
pub use warnings::Warning;

/// Reads and checks a file of a pipeline; stops between two batches when it may not go on.
///
/// Fails with `Unreadable` where the file as a whole is not what it must be: too few rows, or another number of them
/// than its control file says.
pub fn file(source: &Source<'_>) -> Result<Checked> {
    let Source { file, pipeline, corrections, lookups, check_cancelled, .. } = *source;
    let mut gathered = Gathered::new(source)?;
    let work = |batch: Batch| {
        check_cancelled(batch.bytes())?;
        chunk::check(batch, pipeline, lookups)
    };
    corrections.each(file, pipeline, work, |chunk| gathered.add(chunk))?;
    let Rows { mut checked, mut second_pass, mut warned, track, control } = gathered.finish()?;
    let of_file = file_checks::check(source, Has { rows: checked.counts.rows, sum: control })?;
    if let Some(track) = track {
        let found = uniqueness::find(&track, pipeline, lookups, &checked.held)?;
        reject(&mut checked, &found, &track, pipeline)?;
        let place = |row: usize| Some((*track.lines.get(row)?, *track.keys.get(row)?));
        for (row, faults) in found.rejected {
            let Some(place) = place(row) else { continue };
            faults.into_iter().try_for_each(|(column, rule)| second_pass.add(place, At::Column(column), rule))?;
        }
        for (column, rule, row) in found.warned {
            warned.note(column, &rule, track.lines.get(row).copied().unwrap_or_default());
        }
    }
    if !second_pass.is_empty() {
        let found = second_pass::rejects(source, second_pass, &warned.lines())?;
        checked.rejects.set_second_pass(found.rejects);
        warned.take_out(&found.warned, &found.lines);
    }
    checked.warnings = of_file.into_iter().chain(warned.into_warnings(pipeline)).collect();
    Ok(checked)
}

/// Takes rows out of the accepted ones whose unique values are not theirs alone; their keys are held.
fn reject(checked: &mut Checked, found: &uniqueness::Found, track: &Track, pipeline: &Pipeline) -> Result<()> {
    if found.rejected.is_empty() {
        return Ok(());
    }
    let bad = checked.accepted.take_out(&found.rejected.keys().copied().collect(), track)?;
    checked.counts.accepted -= bad.height() as u64;
    checked.counts.rejected += bad.height() as u64;
    let mut more = || {
        for total in &mut checked.totals {
            total.rejected += decimal_sum(bad.column(&total.column)?)?;
        }
        if pipeline.has_key() {
            checked.held.vstack_mut(&bad.select(pipeline.key_names())?)?;
        }
        Ok(())
    };
    more().map_err(internal)
}

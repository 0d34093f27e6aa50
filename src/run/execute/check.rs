//! A file is checked: its error report is written, and what cannot be read as rows goes to the quarantine.

use super::file_job::FileJob;
use super::table::Table;
use super::validate::{self, Checking};
use crate::check::{self, BrokenRule, Checked, Reason, Reject, Rejects};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::landing::{self, ArchivedFile};
use crate::report::text::counted;
use crate::run::event::{Done, EventKind};
use crate::run::outcome::RunResult;
use crate::run::step_timer::StepTimer;
use crate::store::{Hashing, Location};
use crate::warehouse::Change;

/// So many corrections without a row are named.
const UNUSED: usize = 20;

impl FileJob<'_> {
    pub(super) fn check(&self, file: &ArchivedFile, bytes: &Location, change: Option<&dyn Change>) -> Result<Checked> {
        let check_cancelled = |bytes| {
            self.context.check_cancelled()?;
            self.context.listener.moved(&self.at, bytes);
            Ok(())
        };
        let Self { context, warehouse, pipeline, inputs, .. } = *self;
        let table = Table { workspace: context.workspace, warehouse, pipeline };
        let scratch = &context.scratch();
        let controls = inputs.controls;
        let (checked, unused) =
            Checking { table, file, bytes, change, controls, scratch, check_cancelled: &check_cancelled }.run()?;
        for line in unused.iter().take(UNUSED) {
            self.warn(format!("the correction of line {line} matches no row"), None);
        }
        if let Some(more) = unused.len().checked_sub(UNUSED).filter(|more| *more > 0) {
            self.warn(format!("and {}", counted(more as u64, "more correction", "more corrections")), None);
        }
        Ok(checked)
    }

    pub(super) fn checked(
        &mut self,
        file: &ArchivedFile,
        started: StepTimer,
        checked: Result<Checked>,
    ) -> Result<Option<Checked>> {
        self.at = started.at.clone();
        let checked = match checked {
            Ok(checked) => checked,
            Err(error) if error.kind == ErrorKind::Unreadable => {
                self.quarantine(file, error)?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        validate::add_up(&checked, file)?;
        let counts = checked.counts;
        let done = Done {
            rows: Some(counts.rows),
            accepted: Some(counts.accepted),
            rejected: Some(counts.rejected),
            duplicates: Some(counts.duplicates),
            bytes: Some(file.bytes()),
            ..Done::default()
        };
        self.finish(&started, done);
        for warning in &checked.warnings {
            self.note();
            self.warn(warning.to_string(), None);
        }
        if counts.rejected > 0 {
            self.note();
            let report = self.context.workspace.shown(&self.report_location()?);
            let message = format!("{} of {} rows rejected; see {report}", counts.rejected, counts.rows);
            self.warn(message, None);
        }
        Ok(Some(checked))
    }

    fn quarantine(&self, file: &ArchivedFile, error: Error) -> Result<()> {
        let workspace = self.context.workspace;
        // A file that came for the slot before counts again, and so does its report.
        if file.number == 1 {
            self.report(&Rejects::of(&[Reject {
                line: error.place.line.unwrap_or(1),
                fields: csv::StringRecord::new(),
                reasons: vec![Reason::of_row(BrokenRule::FileQuarantined(error.message.clone()))],
            }])?)?;
        }
        let (place, reason) = landing::quarantine(workspace, &self.pipeline.name, file, &error, self.context.run)?;
        self.context.keep_hash(&self.at, &reason);
        self.context.note(RunResult::DoneWithRejects);
        let error = Error { place: Box::new(Place { file: Some(file.name.clone().into()), ..*error.place }), ..error };
        let message = format!("{error}; moved to {}", workspace.shown(&place));
        self.context.say(EventKind::warning_of(self.at.clone(), message, &error));
        Ok(())
    }

    /// Writes the error report: before the commit that it is about, and only if there is to be one.
    pub(super) fn report(&self, rejects: &Rejects) -> Result<()> {
        self.context.workspace.error_reports().create()?;
        let report = self.report_location()?;
        report.write(|out| {
            let mut out = Hashing::new(out);
            check::write_report(rejects, self.pipeline, &mut out).map_err(|e| e.or_at_file(&report))?;
            self.context.wrote(&report, out.sha256());
            Ok(())
        })
    }
}

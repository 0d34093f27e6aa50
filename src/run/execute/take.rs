//! A landed file is taken: its copy is secured in the archive, and on the way it is checked already.

use super::file_job::FileJob;
use super::job::Checks;
use crate::check::Checked;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile, Take};
use crate::run::event::Done;
use crate::run::outcome::RunResult;
use crate::run::plan::intake::Arrival;
use crate::run::step::Step;
use crate::run::step_timer::StepTimer;

/// A taken file, its SHA-256, and its rows if they were checked on the way.
pub(super) type Taken = (ArchivedFile, String, Option<(StepTimer, Result<Checked>)>);

impl FileJob<'_> {
    /// Takes a landed file; while its copy is secured, it is checked already, if it is to be.
    pub(super) fn take(
        &mut self,
        arrival: &Arrival,
        last: Option<&ArchivedFile>,
        checks: Checks,
    ) -> Result<Option<Taken>> {
        let landed = &arrival.file;
        let started = self.start(Step::Take, &landed.name, landed.size);
        let done = |sha256: &str| Done { bytes: Some(landed.size), sha256: Some(sha256.to_owned()), ..Done::default() };
        let taking = match landing::take(self.context.workspace, self.pipeline, landed, self.slot, last)? {
            Take::New(taking) => taking,
            Take::Repeated { file, sha256 } => {
                self.finish(&started, done(&sha256));
                self.warn("identical file already loaded; skipped".to_owned(), None);
                return Ok(Some((file, sha256, None)));
            }
            Take::Changed => return Ok(self.grows()),
        };
        let (secured, checked) = std::thread::scope(|scope| {
            let securing = scope.spawn(|| taking.secure());
            let checked = (checks != Checks::None).then(|| {
                let started = self.start(Step::Check, &landed.name, landed.size);
                (started, self.check(taking.file(), taking.location(), None))
            });
            (securing.join(), checked)
        });
        self.at = started.at.clone();
        secured.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Io, "the copy was not secured").at_file(taking.location()))
        })?;
        let Some((file, sha256)) = taking.finish()? else {
            return Ok(self.grows());
        };
        self.finish(&started, done(&sha256));
        if let Some(last) = last {
            let place = self.context.workspace.shown(&last.location);
            let message = format!("it replaces the file that came for {} before, which stays in {place}", self.slot);
            self.warn(message, None);
        }
        Ok(Some((file, sha256, checked)))
    }

    /// Says that a landed file is not taken after all.
    fn grows(&self) -> Option<Taken> {
        self.context.note(RunResult::DoneWithRejects);
        self.warn("left in the landing zone: it is still growing".to_owned(), None);
        None
    }
}

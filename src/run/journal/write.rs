//! The journal of a run while it is written: one event a line, sealed by the last one.
//!
//! What the file system does not take is kept and written later, so that a disk that is full for a while leaves no gap
//! and no half line. The last line has the SHA-256 of the whole journal: of all bytes before it, and of its own without
//! the hash. So a journal that was changed is known, and one without a seal is of a run that was killed.

use std::fs::File;
use std::io::{ErrorKind as IoErrorKind, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::seal;
use crate::error::{Error, Result};
use crate::run::event::{Event, EventKind, Totals};
use crate::workspace::Workspace;

/// So many bytes of events wait at most for a file system that takes them.
const WAITING: usize = 1 << 20;
/// A line for `verify` alone: the hash of a file that the run gave its name to, or was about to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Wrote {
    time: DateTime<Utc>,
    run: String,
    event: WroteEvent,
    /// Where the file is, from the workspace, with `/` between folders.
    pub place: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WroteEvent {
    Wrote,
}

/// The journal of a run that is being written.
pub struct Journal {
    run: String,
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// What is not in the file yet.
    waiting: Vec<u8>,
    /// Whether the file ends within a line.
    torn: bool,
    /// How many events were given up.
    lost: u64,
    failure: Option<std::io::Error>,
    /// Over the bytes in the file.
    hash: Sha256,
    totals: Totals,
}

impl Journal {
    pub fn create(workspace: &Workspace, run: &str) -> Result<Self> {
        workspace.runs().create()?;
        let path = workspace.runs().find(&format!("{run}.jsonl"))?.local_path();
        let file = File::create_new(&path).map_err(|e| Error::io("create", &path, e))?;
        Ok(Self { run: run.to_owned(), path, state: Mutex::new(State::new(file)) })
    }

    /// The run that it is of.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// What a thread that panicked over it left is whole: lines are put together before it is taken.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends an event; what keeps that from working is told when the journal is finished.
    pub fn write(&self, event: &Event) {
        let Ok(line) = serde_json::to_vec(event) else { return };
        let mut state = self.state();
        state.totals.add(&event.happening);
        state.line(line);
    }

    /// Notes the hash of a file that gets its name now.
    pub fn wrote(&self, time: DateTime<Utc>, place: String, sha256: String) {
        let wrote = Wrote { time, run: self.run.clone(), event: WroteEvent::Wrote, place, sha256 };
        let Ok(line) = serde_json::to_vec(&wrote) else { return };
        self.state().line(line);
    }

    /// What the events so far come to.
    pub fn totals(&self) -> Totals {
        self.state().totals
    }

    /// Appends the last event with the seal, and puts the journal on disk; fails if it is not whole.
    pub fn finish(&self, mut last: Event) -> Result<()> {
        let mut state = self.state();
        state.flush();
        if let EventKind::RunFinished { lost, .. } = &mut last.happening {
            *lost = Some(state.lost).filter(|lost| *lost > 0);
        }
        let sealed = state.sealed(serde_json::to_string(&last).unwrap_or_default());
        state.line(sealed);
        // What was not taken a moment ago may be taken now.
        state.flush();
        let failure = state.failure.take();
        let whole = state.waiting.is_empty() && state.lost == 0;
        let ended = if whole { state.file.sync_all() } else { failure.map_or(Ok(()), Err) };
        ended.map_err(|error| Error::io("write the journal", &self.path, error))
    }
}

impl State {
    fn new(file: File) -> Self {
        let (hash, totals) = (Sha256::new(), Totals::default());
        Self { file, waiting: Vec::new(), torn: false, lost: 0, failure: None, hash, totals }
    }

    fn line(&mut self, mut line: Vec<u8>) {
        line.push(b'\n');
        self.waiting.append(&mut line);
        self.flush();
    }

    /// Writes what waits, as far as it is taken.
    fn flush(&mut self) {
        let mut taken = 0;
        while let Some(rest) = self.waiting.get(taken..).filter(|rest| !rest.is_empty()) {
            match self.file.write(rest) {
                Ok(0) => {
                    self.failure = Some(IoErrorKind::WriteZero.into());
                    break;
                }
                Ok(count) => taken += count,
                Err(e) if e.kind() == IoErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        let done: Vec<u8> = self.waiting.drain(..taken).collect();
        self.hash.update(&done);
        self.torn = done.last().map_or(self.torn, |byte| *byte != b'\n');
        if self.waiting.len() > WAITING {
            self.lost += self.waiting.iter().filter(|byte| **byte == b'\n').count() as u64;
            self.waiting.clear();
            // The next event begins a line of its own.
            self.waiting.extend(self.torn.then_some(b'\n'));
        }
    }

    /// The last line, without its end, with the hash of all lines.
    fn sealed(&self, line: String) -> Vec<u8> {
        let mut before = self.hash.clone();
        before.update(&self.waiting);
        seal::sealed(before, &line)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;
    use crate::run::journal::seal::{Seal, seal};
    use crate::run::outcome::RunResult;

    fn event(happening: EventKind) -> Event {
        Event { time: DateTime::UNIX_EPOCH, run: "r".to_owned(), happening }
    }

    fn finished() -> Event {
        event(EventKind::RunFinished { result: RunResult::Done, seconds: 0.25, totals: None, lost: None })
    }

    fn waiting(text: &str) -> Event {
        event(EventKind::Waiting { message: text.to_owned() })
    }

    /// A journal in a folder, whose file takes nothing at first if `full`.
    fn journal(folder: &std::path::Path, full: bool) -> (Journal, PathBuf) {
        let path = folder.join("r.jsonl");
        let file = File::create_new(&path).unwrap();
        let file = if full { File::options().write(true).open("/dev/full").unwrap() } else { file };
        (Journal { run: "r".to_owned(), path: path.clone(), state: Mutex::new(State::new(file)) }, path)
    }

    #[test]
    fn a_journal_is_sealed_and_every_changed_byte_breaks_the_seal() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, path) = journal(folder.path(), false);
        journal.write(&waiting("one"));
        journal.wrote(DateTime::UNIX_EPOCH, "exports/a.csv".to_owned(), "00".to_owned());
        assert_eq!(seal(&std::fs::read(&path).unwrap()), Seal::None, "of a run that was killed here");
        journal.finish(finished()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(seal(&bytes), Seal::Whole, "{}", String::from_utf8_lossy(&bytes));
        for at in 0..bytes.len() {
            let mut rotten = bytes.clone();
            rotten[at] ^= 1;
            assert_ne!(seal(&rotten), Seal::Whole, "byte {at}");
        }
        let without_first = bytes.splitn(2, |b| *b == b'\n').nth(1).unwrap();
        assert_eq!(seal(without_first), Seal::Broken);
        assert_eq!(seal(&bytes[..bytes.len() - 1]), Seal::None);
        assert_eq!(seal(b""), Seal::None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_is_full_for_a_while_leaves_no_gap() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, path) = journal(folder.path(), true);
        journal.write(&waiting("one"));
        journal.write(&waiting("two"));
        journal.state.lock().unwrap().file = File::options().append(true).open(&path).unwrap();
        journal.finish(finished()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!((text.lines().count(), seal(text.as_bytes())), (3, Seal::Whole), "{text}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_stays_full_is_told_and_what_is_lost_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let (full, path) = journal(folder.path(), true);
        full.write(&waiting("one"));
        assert!(full.finish(finished()).is_err());
        let long = "x".repeat(WAITING / 2);
        (0..3).for_each(|_| full.write(&waiting(&long)));
        full.state.lock().unwrap().file = File::options().append(true).open(&path).unwrap();
        full.write(&waiting("last"));
        assert!(full.finish(finished()).is_err(), "a journal with a gap is not whole");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(seal(text.as_bytes()), Seal::Whole, "the gap is known, the rest is as it was written");
        let last: Event = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        let EventKind::RunFinished { lost, .. } = last.happening else { unreachable!("{last:?}") };
        assert!(lost > Some(1), "{text}");
    }
}

//! One writer a workspace: a lock that the operating system lets go of when its process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::event::{Event, EventKind};
use super::listener::{Clock, Listener};
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::Workspace;

const LOCK: &str = ".lock";
const PAUSE: Duration = Duration::from_millis(100);

/// The right to write to a workspace, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// Closing it lets go of the lock.
    file: File,
    path: PathBuf,
}

/// What the lock file says of its holder.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    pid: u32,
    run: String,
    since: String,
}

impl Lock {
    /// Takes the lock for a run, waiting as long as told; a dead holder's lock is free.
    pub fn take(
        workspace: &Workspace,
        run: &str,
        wait: Duration,
        listener: &dyn Listener,
        clock: Clock,
    ) -> Result<Self> {
        workspace.runs().create()?;
        let path = workspace.runs().find(LOCK)?.local_path();
        let mut file = opened(File::options().read(true).write(true).create(true).truncate(false), &path)
            .map_err(|e| Error::io("open", &path, e))?;
        // A time that no clock can show is never reached.
        let until = chrono::TimeDelta::from_std(wait).ok().and_then(|wait| clock().checked_add_signed(wait));
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(e)) => return Err(Error::io("lock", &path, e)),
            }
            let message = held_by(&mut file);
            if listener.cancelled() {
                return Err(Error::stopped());
            }
            if until.is_some_and(|until| clock() >= until) {
                return Err(Error::new(ErrorKind::Locked, message).hint("Wait until it has ended, or stop it."));
            }
            if !told {
                let happening = EventKind::Waiting { message };
                listener.event(&Event { time: clock(), run: run.to_owned(), happening });
                told = true;
            }
            std::thread::sleep(PAUSE);
        }
        let mut lock = Self { file, path };
        lock.hold_for(run, clock)?;
        Ok(lock)
    }

    /// Says which run holds the lock.
    pub(super) fn hold_for(&mut self, run: &str, clock: Clock) -> Result<()> {
        let holder = Holder { pid: std::process::id(), run: run.to_owned(), since: clock().to_rfc3339() };
        let text = serde_json::to_string(&holder).unwrap_or_default();
        let file = &mut self.file;
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{text}"));
        written.map_err(|e| Error::io("write", &self.path, e))
    }

    /// Who holds the lock of a workspace now, if anyone does.
    pub fn holder(workspace: &Workspace) -> Result<Option<String>> {
        Ok(held(workspace)?.map(|mut file| held_by(&mut file)))
    }

    /// The run that holds the lock of a workspace now, if one does.
    pub fn run(workspace: &Workspace) -> Result<Option<String>> {
        let Some(mut file) = held(workspace)? else { return Ok(None) };
        let holder = read(&mut file)
            .map_err(|e| Error::new(ErrorKind::Io, format!("cannot read who runs: {e}")).with_source(e))?;
        Ok(holder.map(|holder| holder.run))
    }
}

/// The lock file, if the lock is held.
fn held(workspace: &Workspace) -> Result<Option<File>> {
    let path = workspace.runs().find(LOCK)?.local_path();
    let file = match opened(File::options().read(true), &path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::io("open", &path, e)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(file)),
        Err(TryLockError::Error(e)) => Err(Error::io("lock", &path, e)),
    }
}

/// Opens the lock file; a link in its place is not followed, since it is written.
fn opened(options: &mut OpenOptions, path: &Path) -> std::io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let no_links = rustix::fs::OFlags::NOFOLLOW.bits();
        options.custom_flags(i32::try_from(no_links).unwrap_or_default());
    }
    options.open(path)
}

/// What the lock file says; none while its holder writes it.
fn read(file: &mut File) -> std::io::Result<Option<Holder>> {
    let mut text = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut text)?;
    Ok(serde_json::from_slice(text.trim_ascii()).ok())
}

fn held_by(file: &mut File) -> String {
    match read(file) {
        Ok(Some(Holder { pid, run, since })) => {
            format!("run {run} (process {pid}, since {since}) has locked this workspace")
        }
        Ok(None) => "another run has locked this workspace".to_owned(),
        Err(error) => format!("another run has locked this workspace; which one cannot be read: {error}"),
    }
}

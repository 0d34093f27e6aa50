//! The files that came in, with what can be done with each.

use crate::error::Result;
use crate::run::{Left, Ready, ReadyKind, Status, Stay, hold_reason};
use crate::tui::core::last_run::LastRun;
use crate::tui::screens::today::request::{File, Place, State};
use crate::workspace::Workspace;

/// Every file by name, from what the next run takes and leaves.
pub fn list(
    workspace: &Workspace,
    status: Status,
    last: Option<&LastRun>,
    check_cancelled: &dyn Fn() -> Result<()>,
) -> Result<Vec<File>> {
    let mut files = Vec::with_capacity(status.ready.len() + status.left.len());
    for file in status.ready {
        check_cancelled()?;
        files.push(ready(workspace, file, last));
    }
    files.extend(status.left.into_iter().map(left));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn ready(workspace: &Workspace, file: Ready, last: Option<&LastRun>) -> File {
    let state = match file.kind {
        ReadyKind::New => State::Ready,
        ReadyKind::Taken => State::Taken,
        ReadyKind::Again => State::Loaded,
        ReadyKind::Late => State::Late,
        ReadyKind::Resent => State::Resent,
    };
    let place = if state == State::Taken { Place::Archived } else { Place::Landed };
    let (reason, hint) = match state {
        State::Taken => ("already in the archive; the last run did not load it", None),
        State::Loaded => ("already loaded; the next run archives it and changes nothing", None),
        State::Late => ("later days are already loaded: its day and those after it are replayed", None),
        State::Resent => ("differs from the loaded file of its day: that day and those after it are replayed", None),
        _ => ("", None),
    };
    let file = File {
        bytes: file.bytes.or_else(|| archived_size(workspace, &file)),
        name: file.archived.unwrap_or(file.file),
        pipeline: Some(file.pipeline),
        date: Some(file.date),
        place,
        state,
        reason: reason.to_owned(),
        hint,
    };
    held(file, last)
}

/// A file that the last run held back is held back again, unless the owner says yes.
fn held(file: File, last: Option<&LastRun>) -> File {
    let notes = last.map_or(&[][..], |last| &last.notes);
    match notes.iter().find(|note| note.held_back && note.file.as_ref() == Some(&file.name)) {
        Some(note) if file.state == State::Ready => {
            let reason = note.hold.map_or_else(|| note.message.clone(), hold_reason);
            File { state: State::Held, reason, hint: note.hint.clone(), ..file }
        }
        _ => file,
    }
}

fn archived_size(workspace: &Workspace, file: &Ready) -> Option<u64> {
    let name = file.archived.as_ref()?;
    workspace.archive(&file.pipeline).find(name).and_then(|file| file.size()).ok()
}

fn left(file: Left) -> File {
    let state = match file.stay {
        Stay::Unknown => State::Unknown,
        Stay::Growing => State::Growing,
        Stay::Incomplete | Stay::Gap => State::Waits,
    };
    File {
        name: file.file,
        pipeline: file.pipeline,
        date: file.date,
        bytes: Some(file.bytes),
        place: Place::Landed,
        state,
        reason: if state == State::Growing { String::new() } else { file.reason },
        hint: file.hint,
    }
}

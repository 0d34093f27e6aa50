//! The files that came in, with what can be done with each.

use crate::error::Result;
use crate::landing;
use crate::run::{Left, Ready, ReadyKind, Status, Stay};
use crate::tui::message::today::{File, LastRun, Place, State};
use crate::workspace::Workspace;

/// The bytes of a file that is not larger than this are compared with those that are loaded.
const COMPARED: u64 = 16 << 20;

/// Every file by name, from what the next run takes and leaves.
pub fn list(
    workspace: &Workspace,
    status: Status,
    last: Option<&LastRun>,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<Vec<File>> {
    let mut files = Vec::with_capacity(status.ready.len() + status.left.len());
    for file in status.ready {
        go_on()?;
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
        ReadyKind::Again => again(workspace, &file),
    };
    let place = if state == State::Taken { Place::Archived } else { Place::Landed };
    let (reason, hint) = match state {
        State::Taken => ("it is in the archive; the last run did not get to load it", None),
        State::Loaded => ("these very bytes are loaded; the next run files them away and changes nothing", None),
        State::Again => ("a file of this name is loaded; the next run compares their bytes", None),
        State::Changed => ("a file of this name with other bytes is loaded; it is left where it is", None),
        _ => ("", None),
    };
    let file = File {
        bytes: file.bytes.or_else(|| archived_size(workspace, &file)),
        name: file.file,
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
    match notes.iter().find(|note| note.held && note.file.as_ref() == Some(&file.name)) {
        Some(note) if file.state == State::Ready => {
            let reason = note.message.strip_prefix("held in the landing zone: ").unwrap_or(&note.message);
            File { state: State::Held, reason: reason.to_owned(), hint: note.hint.clone(), ..file }
        }
        _ => file,
    }
}

/// Whether a file whose name is loaded has the same bytes; large ones are compared by the run alone.
fn again(workspace: &Workspace, file: &Ready) -> State {
    let landed = workspace.landing_zone.join(&file.file);
    let archived = workspace.archive_dir(&file.pipeline).join(&file.file);
    if archived.metadata().map(|about| about.len()).ok() != file.bytes {
        return State::Changed;
    }
    if file.bytes.is_none_or(|bytes| bytes > COMPARED) {
        return State::Again;
    }
    match (landing::sha256(&landed), landing::sha256(&archived)) {
        (Ok(landed), Ok(archived)) if landed == archived => State::Loaded,
        (Ok(_), Ok(_)) => State::Changed,
        _ => State::Again,
    }
}

fn archived_size(workspace: &Workspace, file: &Ready) -> Option<u64> {
    Some(workspace.archive_dir(&file.pipeline).join(&file.file).metadata().ok()?.len())
}

fn left(file: Left) -> File {
    let state = match file.stay {
        Stay::Unknown => State::Unknown,
        Stay::Growing => State::Growing,
        Stay::Older => State::Older,
        Stay::Doubled => State::Doubled,
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

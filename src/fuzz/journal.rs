//! Journals: any bytes are read as far as they are events, and a journal that is cut anywhere and read on gives the
//! same events as a whole one.

use std::sync::OnceLock;

use super::delimited::workspace_of;
use super::input::{Folder, Input};
use crate::run::{Event, EventKind, Totals, read_journal, read_on, runs, summary};
use crate::store::Store;
use crate::workspace::Workspace;

const RUN: &str = "20241009T000000000Z-1";

/// The first two bytes say where the journal is cut; the rest is the journal.
pub(super) fn journal(data: &[u8]) {
    static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
    let known = WORKSPACE.get_or_init(|| workspace_of("format = { type = \"delimited\" }"));
    let mut input = Input(data);
    let place = usize::from(u16::from_be_bytes([input.byte(), input.byte()]));
    let bytes = input.rest();
    let cut = place % (bytes.len() + 1);

    let folder = Folder::new();
    let workspace = Workspace { warehouse: Store::folder(folder.path()), ..known.clone() };
    let name = format!("_runs/{RUN}.jsonl");
    folder.write(&name, &bytes[..cut]);
    let (mut events, at) = read_on(&workspace, RUN, 0).unwrap();
    assert!(at as usize <= cut && (at == 0 || bytes[at as usize - 1] == b'\n'), "{at}");
    folder.write(&name, bytes);
    events.extend(read_on(&workspace, RUN, at).unwrap().0);
    let whole = read_journal(&workspace, RUN).unwrap();
    assert_eq!(events, whole);

    for event in &whole {
        let line = serde_json::to_string(event).unwrap();
        let again: Event = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(timeless(event), timeless(&again), "{line}");
    }
    let summary = summary(&workspace, RUN).unwrap();
    assert_eq!(runs(&workspace).unwrap(), std::slice::from_ref(&summary));
    // A journal that ends with what it came to is believed.
    let said = |event: &Event| matches!(event.happening, EventKind::RunFinished { totals: Some(_), .. });
    if !whole.iter().any(said) {
        let mut totals = Totals::default();
        whole.iter().for_each(|event| totals.add(&event.happening));
        assert_eq!((summary.files, summary.rows, summary.warnings), (totals.files, totals.rows, totals.warnings));
    }
}

/// An event without how long it took: the last digit of a number may get lost on its way.
fn timeless(event: &Event) -> Event {
    let mut event = event.clone();
    if let EventKind::StepFinished { seconds, .. } | EventKind::RunFinished { seconds, .. } = &mut event.happening {
        *seconds = 0.0;
    }
    event
}

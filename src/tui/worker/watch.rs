//! Sees that something changed in the landing zone, by the operating system's own word for it.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecursiveMode, Watcher, recommended_watcher};

use crate::tui::core::message::Message;

/// Changes that come together are told once.
const TOGETHER: Duration = Duration::from_millis(300);

/// Watches a folder as long as somebody listens. Without it the owner looks again by hand, so no error is told.
pub fn start(folder: PathBuf, messages: Sender<Message>) {
    std::thread::spawn(move || {
        let (sender, changes) = channel();
        let tell = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|e| is_change(e.kind)) {
                let _ = sender.send(());
            }
        };
        let watching =
            recommended_watcher(tell).and_then(|mut w| w.watch(&folder, RecursiveMode::NonRecursive).map(|()| w));
        let _watcher = match watching {
            Ok(watcher) => watcher,
            Err(error) => return tracing::warn!(%error, "the landing zone is not watched"),
        };
        // What came between the first look and this moment was told to nobody.
        if messages.send(Message::Landed).is_err() {
            return;
        }
        while changes.recv().is_ok() {
            std::thread::sleep(TOGETHER);
            while changes.try_recv().is_ok() {}
            if messages.send(Message::Landed).is_err() {
                return;
            }
        }
    });
}

/// Whether it is more than somebody reading.
fn is_change(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

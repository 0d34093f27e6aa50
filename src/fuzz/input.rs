//! What targets make of their bytes: choices, texts, files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::workspace::{self, Workspace};

/// The bytes of an input, taken from the front.
pub(super) struct Input<'a>(pub(super) &'a [u8]);

impl<'a> Input<'a> {
    /// The next byte; 0 where there is none.
    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of some choices, by the next byte.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.byte()) % choices.len()]
    }

    /// What is left.
    pub(super) fn rest(self) -> &'a [u8] {
        self.0
    }

    /// What is left as text.
    pub(super) fn text(self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}

/// A folder of its own, removed in the end.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("shoptui-fuzz-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The folder with one file in it.
    pub(super) fn with(name: &str, bytes: &[u8]) -> (Self, PathBuf) {
        let folder = Self::new();
        let path = folder.write(name, bytes);
        (folder, path)
    }

    /// Writes a file and the folders above it.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is in a folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The workspace of a config file that is right; nothing of it is on disk afterwards.
pub(super) fn workspace(config: &str) -> Workspace {
    let (folder, _) = Folder::with(workspace::CONFIG_FILE, config.as_bytes());
    workspace::open(folder.path()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

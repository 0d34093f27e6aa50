//! What is known of a file without reading it.

use std::fs::Metadata;
use std::time::SystemTime;

/// What is known of a file without reading it: as long as nobody writes to a file, this stays the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// A file, a folder or neither.
    pub kind: Kind,
    /// In bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: SystemTime,
    /// When it was made, where the store can tell: a new file of its name has another.
    pub created: Option<SystemTime>,
    /// Which file it is, whatever its name: none where the store cannot tell.
    identity: Option<(u64, u64)>,
}

/// What has a name; links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file with bytes of its own.
    File,
    /// What other things lie in.
    Folder,
    /// A link, or what else is neither.
    Other,
}

impl About {
    pub(super) fn of(metadata: &Metadata) -> std::io::Result<Self> {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let identity = None;
        let kind = match metadata.file_type() {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            _ => Kind::Other,
        };
        // Not every file system knows.
        let created = metadata.created().ok();
        Ok(Self { kind, size: metadata.len(), modified: metadata.modified()?, created, identity })
    }

    /// Whether it can be read as bytes.
    pub fn is_file(&self) -> bool {
        self.kind == Kind::File
    }

    /// Whether both are one file under two names, as a move by links leaves it that was cut short.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.identity.is_some() && self.identity == other.identity
    }
}

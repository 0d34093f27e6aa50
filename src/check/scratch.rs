//! Where a check puts what is too large for memory.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

/// Where large files are put in parts, and what is large.
#[derive(Debug, Clone)]
pub struct Scratch {
    /// A folder for parts; it may be emptied when no run goes on.
    pub folder: PathBuf,
    /// How many bytes of a file's text make a part.
    pub part_bytes: u64,
}

/// A folder that goes when its owner goes.
#[derive(Debug)]
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn create(scratch: &Scratch) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = scratch.folder.join(name);
        std::fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, e))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Left over, it is removed by the next run.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

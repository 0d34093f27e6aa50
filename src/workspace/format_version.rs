//! `warehouse/_format`: the version of the format in which a workspace keeps its files.
//!
//! It lies with the data and not in `shoptui.toml`, which the owner writes: a program that changes how tables, journals
//! or the archive are kept writes a higher number, and one that does not know that number keeps its hands off. A
//! warehouse without the file has version 1, so a workspace that is older than the file is opened as it is.

use super::model::Workspace;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;

/// The newest format that this program reads, and the one that it writes.
pub const FORMAT: u32 = 1;

/// Fails where the workspace is kept in a format that this program does not know.
pub(super) fn check_format(workspace: &Workspace) -> Result<()> {
    let file = file(workspace)?;
    let bytes = match file.look()? {
        None => return Ok(()),
        Some(about) if about.is_file() => file.read()?,
        Some(_) => Vec::new(),
    };
    let wrong =
        |message: String, hint: &str| Err(Error::new(ErrorKind::Config, message).at_file(file.local_path()).hint(hint));
    match version(&bytes) {
        Some(1..=FORMAT) => Ok(()),
        Some(newer) if newer > FORMAT => wrong(
            format!("the workspace has format {newer}; this shoptui knows formats up to {FORMAT}"),
            "A newer shoptui has written it: update this one.",
        ),
        _ => wrong(
            "does not name the format of a workspace".to_owned(),
            "Put it back from a copy; if no newer shoptui has written here, it is the number 1 and a line break.",
        ),
    }
}

/// Notes the format in a warehouse that does not say it; fails where it says one that this program does not know.
///
/// Only who holds the workspace's lock may call it.
pub fn mark_format(workspace: &Workspace) -> Result<()> {
    let file = file(workspace)?;
    if !file.is_there()? {
        let failed = |e| Error::io("write", &file.local_path(), e);
        file.write_new(|out| writeln!(out, "{FORMAT}").map_err(failed))?;
    }
    check_format(workspace)
}

fn file(workspace: &Workspace) -> Result<Location> {
    workspace.warehouse.find("_format")
}

fn version(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    text.parse().ok()
}

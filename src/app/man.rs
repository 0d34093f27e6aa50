//! `man`: a manual page a command.

use std::path::Path;

use clap::Command;
use clap_mangen::Man;

use crate::cli;
use crate::error::{Error, Result};
use crate::print;
use crate::store::local;

/// The program.
const NAME: &str = "shoptui";

/// Writes the manual pages into a folder; those that are there are replaced.
pub(super) fn write(dir: &Path) -> Result<u8> {
    std::fs::create_dir_all(dir).map_err(|e| Error::io("create the folder", dir, e))?;
    let mut command = cli::command();
    command.build();
    let mut written = 0;
    pages(command, dir, &mut written)?;
    print::note(&format!("wrote {written} manual pages to {}", dir.display()));
    Ok(0)
}

/// The page of a command and those of the commands below it.
fn pages(command: Command, dir: &Path, written: &mut u64) -> Result<()> {
    // The help that clap puts below a command with commands of its own says nothing new.
    let needed = |below: &&Command| !below.is_hide_set() && (command.get_name() == NAME || below.get_name() != "help");
    for below in command.get_subcommands().filter(needed) {
        pages(below.clone(), dir, written)?;
    }
    let man = Man::new(command).source(concat!("shoptui ", env!("CARGO_PKG_VERSION"))).manual("shoptui");
    let path = dir.join(man.get_filename());
    let mut page = Vec::new();
    man.render(&mut page).map_err(|e| Error::io("write", &path, e))?;
    let page = with_sections(&String::from_utf8_lossy(&page));
    local::write_text(&path, &page)?;
    *written += 1;
    Ok(())
}

/// A page whose examples have a section of their own; clap puts all that a help ends with into one.
fn with_sections(page: &str) -> String {
    let page = page.replace("\nExamples:\n", "\n.SH EXAMPLES\n");
    page.replace("\n.SH EXTRA\n.SH EXAMPLES\n", "\n.SH EXAMPLES\n").replace("\n.SH EXTRA\n", "\n.SH NOTES\n")
}

//! `shoptui.toml` -> [`Workspace`]: parsed once, checked whole, immutable afterwards.
//!
//! Every error of a config file is found in one pass and carries its file, line, column, key and a hint. This room
//! reads the config file and the SQL files that it names and, on `init`, writes a template; it never touches landed
//! files or tables.

mod bound;
mod checks;
mod column;
mod date_format;
mod drift;
mod effective;
mod expression;
mod file_checks;
mod folders;
mod format;
mod limits;
mod model;
mod open;
mod pattern;
mod pipeline;
mod references;
mod report;
mod row_checks;
mod rules;
mod severity;
pub mod template;
mod waits;

#[cfg(test)]
mod tests;

pub use checks::{Control, ControlTotal, Expression, LinePattern, MinRows, Reference, RowCheck, Rule, Severity};
pub use drift::{EXTRA_COLUMNS, ExtraColumns, MissingColumns};
pub use effective::{effective, type_word};
pub use limits::size_text;
pub use model::*;
pub use open::open;

/// The config file of a workspace, in its root.
pub const CONFIG_FILE: &str = "shoptui.toml";

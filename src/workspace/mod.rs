//! `shoptui.toml` -> [`Workspace`]: parsed once, checked whole, immutable afterwards.
//!
//! Every error of a config file is found in one pass and carries its file, line, column, key and a hint. This room
//! reads the config file and the SQL files that it names and, on `init`, writes a template; it never touches landed
//! files or tables.

mod bound;
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
mod row_checks;
mod rules;
mod severity;
mod sql_report;
pub mod template;
mod waits;

#[cfg(test)]
mod tests;

pub use effective::effective;
pub use expression::{NoCondition, condition};
pub use limits::size_text;
pub use model::{
    Bound, ChartKind, ChartSpec, Column, ColumnType, Control, ControlTotal, Delimited, EXTRA_COLUMNS, Expression,
    ExtraColumns, FilePattern, Format, Length, LinePattern, Load, Marker, MinRows, MissingColumns, Pattern, Pipeline,
    PivotSpec, Reference, ReportSpec, RowCheck, Rule, Severity, Workspace, open_end, type_word,
};
pub use open::open;

/// The config file of a workspace, in its root.
pub const CONFIG_FILE: &str = "shoptui.toml";

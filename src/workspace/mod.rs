//! `shoptui.toml` -> [`Workspace`]: parsed once, checked whole, immutable afterwards.
//!
//! Every error of a config file is found in one pass and carries its file, line, column, key and a hint. This room
//! reads the config file, the SQL files that it names and the format of the warehouse and, on `init`, writes a template;
//! it never touches landed files or tables.

mod column;
mod date_format;
mod effective;
mod folders;
mod format_version;
mod layer;
mod model;
mod names;
mod open;
mod pipeline;
mod reference;
mod regular_expression;
mod settings;
mod severity;
mod sql_file;
mod sql_model;
mod sql_report;
pub mod template;
mod toml_text;

#[cfg(test)]
mod tests;

pub use effective::effective;
pub use format_version::{FORMAT, mark_format};
pub use model::{
    Bound, CONFIG_FILE, ChartKind, ChartSpec, Column, ColumnType, Control, ControlTotal, Delimited, EXTRA_COLUMNS,
    ExportPath, Expression, ExtraColumns, FileDay, FilePattern, Format, Length, LinePattern, Load, Marker, MinRows,
    MissingColumns, ModelExport, ModelFormat, ModelLoad, ModelSpec, Pattern, Pipeline, PivotSpec, Reference,
    ReportSpec, RowCheck, Rule, Severity, SqlFault, TableName, Workspace, in_order, open_end, path_steps, type_word,
};
pub use open::open;
pub use pipeline::{NoCondition, condition, size_text};
pub use reference::reference;

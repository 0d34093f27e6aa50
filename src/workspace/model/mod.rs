//! The checked, immutable description of a workspace that every other room reads: plain types.
//!
//! Nothing here reads a config file; what does, makes these values.

mod checks;
mod column;
mod file_pattern;
mod format;
mod load;
mod pipeline;
mod rule;
mod sql_model;
mod sql_report;
mod workspace;

pub use checks::{Control, ControlTotal, Expression, LinePattern, MinRows, RowCheck};
pub use column::{Bound, Column, ColumnType, Length, Pattern, Reference, TypeName, path_steps, type_word};
pub use file_pattern::{FileDay, FilePattern, Marker};
pub use format::{Delimited, Format};
pub use load::{KeyUse, Load};
pub use pipeline::{EXTRA_COLUMNS, ExtraColumns, MissingColumns, Pipeline, open_end};
pub use rule::{Rule, Severity};
pub use sql_model::{ExportPath, ModelExport, ModelFormat, ModelLoad, ModelSpec, SqlFault, TableName, in_order};
pub use sql_report::{ChartKind, ChartSpec, PivotSpec, ReportSpec};
pub use workspace::{CONFIG_FILE, Workspace};

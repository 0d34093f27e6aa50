//! The `[pipelines.NAME]` sections: one table of their keys reads them, writes them back and describes them.

mod day;
mod draft;
mod expression;
mod file_checks;
mod file_pattern;
mod format;
mod key;
mod keys;
mod kind;
mod limits;
mod other_columns;
mod read;
mod references;
mod row_checks;
mod waits;

pub use expression::{NoCondition, condition};
pub(super) use format::format_keys;
pub(super) use keys::keys;
pub use limits::size_text;
pub(super) use read::pipelines;

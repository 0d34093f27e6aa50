//! The `[reports.NAME]` sections, SQL over the tables: one table of their keys reads them, writes them back and describes
//! them. (An error report, of the rows that were rejected, is something else.)

mod keys;
mod read;
mod shown;

pub(super) use keys::keys;
pub(super) use read::reports;

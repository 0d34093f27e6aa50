//! The `[models.NAME]` sections, SQL that makes tables from tables: one table of their keys reads them, writes them back
//! and describes them.

mod circle;
mod export;
mod keys;
mod read;

pub(super) use keys::keys;
pub(super) use read::models;

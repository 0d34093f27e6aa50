//! The columns of a pipeline: one table of their keys reads them, checks them against their types, writes them back
//! and describes them.

mod bound;
mod draft;
mod keys;
mod kind;
mod length;
mod names;
mod read;
mod reference;
mod warns;

pub(super) use draft::Draft;
#[cfg(test)]
pub(super) use keys::ColumnKey;
pub(super) use keys::{On, keys};
pub(super) use kind::type_rows;
pub(super) use read::{columns, parts};

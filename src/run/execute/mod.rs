//! The work of a run: its pipelines side by side, each file through its steps.

pub(in crate::run) mod checked;
mod file;
mod lookups;
pub(in crate::run) mod pipeline;
pub(in crate::run) mod replay;
pub(in crate::run) mod scheduler;
pub(in crate::run) mod table;
pub(in crate::run) mod validate;

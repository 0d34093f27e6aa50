//! Where files lie, and what can be done with them there: listed, looked at, read, written, moved, copied.
//!
//! The only kind of store is a local folder.

pub(crate) mod copy;
pub(crate) mod local;

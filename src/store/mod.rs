//! Where files lie, and what can be done with them there: listed, looked at, read, written whole or not at all,
//! published without replacing, moved, copied and verified, removed.
//!
//! A [`Store`] is where files lie as a whole, a [`Name`] is checked once and leads nowhere else, a [`Location`] is both.
//! The only kind of store is a local folder. A store of another kind will have to keep what every caller relies on:
//!
//! - A file is seen whole or not at all, and what is created, moved or copied replaces nothing.
//! - Only what is not found is absent: a look that fails is an error, never an answer.
//! - What was written, published or removed lasts when the call returns.
//!
//! Few may ask for a `local_path`; for them, a file of another kind of store has to be fetched first:
//!
//! - the readers of rows, and whoever seeks in a file: error reports, corrections, fix files;
//! - Delta tables, the lock and the journal, which is written line by line;
//! - what a person names by its path, or looks at in another program: exports, the config, folders that are watched;
//! - messages, which name files as the owner would.

mod about;
mod copy;
mod folder;
mod list;
pub(crate) mod local;
mod location;
mod name;

pub use about::{About, Kind};
pub use copy::Copy;
pub use folder::Store;
pub use list::{Entry, Unnamed};
pub use local::Moved;
pub use location::Location;
pub use name::Name;

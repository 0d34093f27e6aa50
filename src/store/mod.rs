//! Where files lie, and what can be done with them there: listed, looked at, read, written whole or not at all,
//! published without replacing, moved, copied and verified, removed.
//!
//! A [`Store`] is where files lie as a whole, a [`Name`] is checked once and leads nowhere else, a [`Location`] is both.
//! What is local for good (the config, templates, a path that was typed) uses `local` as it is.
//! The only kind of store is a local folder. A store of another kind will have to keep what every caller relies on:
//!
//! - A file is seen whole or not at all, and what is created, moved or copied replaces nothing.
//! - Only what is not found is absent: a look that fails is an error, never an answer.
//! - What was written, published or removed lasts when the call returns.
//!
//! Who reads asks for [`Location::open`], and may seek in what that gives: a store of another kind fetches the file there
//! first. Few may ask for a `local_path`, and need something else where there is none:
//!
//! - Delta tables; the lock; the journal, which is written line by line; parts of large files while they are loaded;
//! - what watches the landing zone, and the sample that is made in it;
//! - pictures of reports and fix files, which a person may also write to a path;
//! - messages, which name files as the owner would.

mod about;
mod copy;
mod folder;
mod hashing;
mod list;
pub(crate) mod local;
mod location;
mod name;
mod probe;

pub use about::{About, Kind};
pub use copy::Copy;
pub use folder::Store;
pub use hashing::{Hashing, hex};
pub use list::{Entry, Unnamed};
pub use local::Moved;
pub use location::Location;
pub use name::Name;
pub use probe::Writable;

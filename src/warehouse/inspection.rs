//! What is found where a table is looked over: its size, broken invariants, files that are not what they were.

use std::path::PathBuf;

use serde::Serialize;

/// How large a table is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TableSize {
    /// All versions.
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// What they take where they are kept, in bytes.
    pub bytes: u64,
}

/// What a look at a whole table found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// All versions.
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// Broken invariants, each as a sentence; none in a sound table.
    pub broken: Vec<String>,
}

/// How closely files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Their sizes, and the numbers of their rows.
    Quick,
    /// Every byte, and the values that their commits say something of.
    Deep,
}

/// What a look at the files of a table found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileChecks {
    /// How many there are.
    pub files: u64,
    /// How many of them have no hash that their bytes could be compared with.
    pub unhashed: u64,
    /// Those that are not what they should be.
    pub wrong: Vec<WrongFile>,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongFile {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it: lower case, no full stop.
    pub message: String,
}

//! Patterns over the names of files.

use regex::Regex;

/// A pattern over whole file names, with the groups `date`, unless the run says the day, and, optionally, `part`.
#[derive(Debug, Clone)]
pub struct FilePattern {
    /// As written in the config file.
    pub text: String,
    /// Anchored at both ends.
    pub regex: Regex,
    /// How the `date` group is read, `%Y%m%d` unless told.
    pub date_format: String,
    /// What says the day of a file.
    pub day: FileDay,
}

/// What says the day of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FileDay {
    /// The group `date` of its name.
    #[default]
    Name,
    /// The run that takes it.
    Run,
}

impl PartialEq for FilePattern {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.date_format, self.day) == (&other.text, &other.date_format, other.day)
    }
}

/// A pattern over whole file names with `*` for any text and `?` for any character.
#[derive(Debug, Clone)]
pub struct Marker {
    /// As written in the config file.
    pub text: String,
    /// Anchored at both ends.
    pub regex: Regex,
}

impl Marker {
    /// Whether a file of this name is meant.
    pub fn matches(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }
}

impl PartialEq for Marker {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

//! Which lines of all are shown, once a filter has picked some.

/// The lines that are shown: all, or those that a filter picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// So many, from the first.
    All(usize),
    /// These.
    Some(Vec<usize>),
}

impl Default for Picked {
    fn default() -> Self {
        Self::All(0)
    }
}

impl Picked {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Some(lines) => lines.len(),
        }
    }

    /// The line at a place.
    pub fn at(&self, place: usize) -> Option<usize> {
        match self {
            Self::All(count) => (place < *count).then_some(place),
            Self::Some(lines) => lines.get(place).copied(),
        }
    }
}

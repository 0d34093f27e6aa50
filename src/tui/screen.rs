//! The screens by name and number.

/// One of the six screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Screen {
    /// What came in, and the run that loads it.
    #[default]
    Today,
    /// Every run and its log.
    Runs,
    /// Rejected rows and quarantined files.
    Errors,
    /// The versions of a key.
    History,
    /// Charts and tables over the warehouse.
    Reports,
    /// The tables themselves, and SQL.
    Tables,
}

impl Screen {
    /// All of them in the order of their numbers.
    pub const ALL: [Self; 6] = [Self::Today, Self::Runs, Self::Errors, Self::History, Self::Reports, Self::Tables];

    /// Its name on its tab.
    pub fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Runs => "Runs",
            Self::Errors => "Errors",
            Self::History => "History",
            Self::Reports => "Reports",
            Self::Tables => "Tables",
        }
    }

    /// The screen so many tabs further, around the end.
    pub fn further(self, by: usize) -> Self {
        Self::ALL.into_iter().cycle().nth(self as usize + by).unwrap_or_default()
    }

    /// The screen of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name().eq_ignore_ascii_case(name))
    }
}

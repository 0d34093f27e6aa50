//! What a load does to a table, kind by kind: what is said of a kind is said here, and everything else asks.

/// What a file says about its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Load {
    /// The whole list: a key that is absent has ended.
    Snapshot,
    /// Only what happened: other keys stay as they are.
    Transaction,
    /// Events without a key: every row is added, and nothing ever ends.
    Append,
    /// The whole table: the files of the last day are all there is, and no history is kept.
    Replace,
    /// Whole partitions: the rows take the place of all that have one of their values of a column.
    Partition,
}

/// Whether a kind of load goes by a primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// It cannot do without.
    Needed,
    /// It can have one.
    Optional,
    /// It has none.
    Never,
}

impl Load {
    /// Whether it goes by a key.
    pub fn key_use(self) -> KeyUse {
        match self {
            Self::Snapshot | Self::Transaction => KeyUse::Needed,
            Self::Replace | Self::Partition => KeyUse::Optional,
            Self::Append => KeyUse::Never,
        }
    }

    /// Whether rows are compared with what is current of their keys, so that one that says the same opens no version.
    ///
    /// Where they are not, every good row opens a version.
    pub fn compares(self) -> bool {
        matches!(self, Self::Snapshot | Self::Transaction)
    }

    /// Whether a current key that the file does not name ends, unless it is held.
    pub fn ends_absent(self) -> bool {
        self == Self::Snapshot
    }

    /// Whether versions that end are kept.
    pub fn keeps_history(self) -> bool {
        self != Self::Replace
    }
}

//! The rules of a column, and what becomes of what breaks one.

/// What becomes of what breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// The row is rejected, or the file quarantined.
    #[default]
    Reject,
    /// It is loaded all the same, and the run says so.
    Warn,
}

/// A rule of a column; that its text must be of its type is none of these, since such a text cannot be kept.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumCount, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Rule {
    /// It must have a value.
    Required,
    /// Least value.
    Min,
    /// Greatest value.
    Max,
    /// What the whole text must match.
    Pattern,
    /// How many characters the text may have.
    Length,
    /// The texts of an enum.
    Values,
    /// No two open versions of the table may have the same value.
    Unique,
    /// The value must stand in another table.
    References,
}

impl Rule {
    /// The key by which a column has it.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

//! A pipeline of which not everything may be read yet, or be good.

use super::super::column;
use super::super::model::{ExtraColumns, FileDay, Format, Load, Marker, MinRows, MissingColumns, Pattern};
use super::file_pattern::DEFAULT_DATE_FORMAT;
use super::limits::{DEFAULT_MAX_FIELD, DEFAULT_MAX_SHRINK, DEFAULT_MAX_UNPACKED};

/// What could be read of a pipeline: first what must be said, then what holds unless it is said otherwise.
pub(in super::super) struct Draft<'a> {
    pub files: Option<Pattern>,
    pub format: Option<Format>,
    pub layer: Option<String>,
    pub load: Option<Load>,
    pub columns: Option<Vec<column::Draft<'a>>>,
    pub day: FileDay,
    pub date_format: String,
    pub max_shrink: f64,
    pub max_field: usize,
    pub max_unpacked: u64,
    pub require_every_day: bool,
    pub complete_when: Option<Marker>,
    pub depends_on: Vec<String>,
    pub extra_columns: ExtraColumns,
    pub missing_columns: MissingColumns,
    pub min_rows: Option<MinRows>,
}

impl Default for Draft<'_> {
    fn default() -> Self {
        Self {
            files: None,
            format: None,
            layer: None,
            load: None,
            columns: None,
            day: FileDay::default(),
            date_format: DEFAULT_DATE_FORMAT.to_owned(),
            max_shrink: DEFAULT_MAX_SHRINK,
            max_field: DEFAULT_MAX_FIELD,
            max_unpacked: DEFAULT_MAX_UNPACKED,
            require_every_day: false,
            complete_when: None,
            depends_on: Vec::new(),
            extra_columns: ExtraColumns::default(),
            missing_columns: MissingColumns::default(),
            min_rows: None,
        }
    }
}

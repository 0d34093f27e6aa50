//! What the footer of a data file says of its rows and columns.

use std::fs::File;
use std::path::Path;

use polars_parquet::parquet::statistics::Statistics;
use polars_parquet::read::{FileMetadata, read_metadata};
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::history::from_epoch_days;
use crate::warehouse::guard::guarded;
use crate::workspace::ColumnType;

/// What stands at the end of a data file.
pub(super) struct Footer(FileMetadata);

impl Footer {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let mut file = File::open(path).map_err(|e| Error::io("read", path, e))?;
        let wrong = |text: &str| {
            let message = format!("cannot read the footer of the data file: {text}");
            Error::new(ErrorKind::Warehouse, message).at_file(path)
        };
        match guarded(|| read_metadata(&mut file)) {
            Ok(Ok(footer)) => Ok(Self(footer)),
            Ok(Err(error)) => Err(wrong(&error.to_string())),
            Err(broke) => Err(wrong(&Error::from(broke).message)),
        }
    }

    pub(super) fn rows(&self) -> u64 {
        self.0.num_rows as u64
    }

    /// How many nulls a column has; none if that is not said.
    pub(super) fn nulls(&self, name: &str) -> Option<u64> {
        self.statistics(name)?.iter().try_fold(0, |sum, one| Some(sum + u64::try_from(one.null_count()?).ok()?))
    }

    /// The least and greatest value of a column, where they are said and can serve as bounds.
    pub(super) fn range(&self, name: &str, kind: Kind) -> Option<(Value, Value)> {
        let mut range: Option<(Bound, Bound)> = None;
        for one in self.statistics(name)? {
            let (low, high) = bounds(&one)?;
            range = Some(match range {
                None => (low, high),
                Some((least, most)) => (least.min(low), most.max(high)),
            });
        }
        let (low, high) = range?;
        Some((low.value(kind)?, high.value(kind)?))
    }

    /// What each row group says of a column; none if one of them says nothing.
    fn statistics(&self, name: &str) -> Option<Vec<Statistics>> {
        let of_group = |group: &polars_parquet::read::RowGroupMetadata| {
            let mut columns = group.parquet_columns().iter();
            let column = columns.find(|c| c.descriptor().path_in_schema.first().is_some_and(|p| p.as_str() == name))?;
            // Statistics that cannot be read are not known.
            guarded(|| column.statistics(&self.0.footer_buf)).ok()??.ok()
        };
        self.0.row_groups.iter().map(of_group).collect()
    }
}

/// What the values of a column are, as far as bounds go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    Day,
    Text,
    /// Nothing that has bounds here.
    Other,
}

impl From<&ColumnType> for Kind {
    fn from(kind: &ColumnType) -> Self {
        match kind {
            ColumnType::Int => Self::Whole,
            ColumnType::Date(_) => Self::Day,
            ColumnType::String | ColumnType::Enum(_) => Self::Text,
            _ => Self::Other,
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    Number(i64),
    Text(Vec<u8>),
}

impl Bound {
    /// As a commit would say it.
    fn value(self, kind: Kind) -> Option<Value> {
        match (self, kind) {
            (Self::Number(number), Kind::Whole) => Some(Value::from(number)),
            (Self::Number(days), Kind::Day) => {
                Some(Value::from(from_epoch_days(i32::try_from(days).ok()?)?.to_string()))
            }
            (Self::Text(text), Kind::Text) => Some(Value::from(String::from_utf8(text).ok()?)),
            _ => None,
        }
    }
}

fn bounds(statistics: &Statistics) -> Option<(Bound, Bound)> {
    match statistics {
        Statistics::Int32(s) => Some((Bound::Number(s.min_value?.into()), Bound::Number(s.max_value?.into()))),
        Statistics::Int64(s) => Some((Bound::Number(s.min_value?), Bound::Number(s.max_value?))),
        Statistics::Binary(s) => Some((Bound::Text(s.min_value.clone()?), Bound::Text(s.max_value.clone()?))),
        _ => None,
    }
}

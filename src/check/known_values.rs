//! The values that a column with `references` may have, wherever they are kept.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use polars::prelude::{Column as Values, PolarsResult};

use super::frame::internal;
use super::hash;
use crate::error::Result;

/// Values that can be asked which of some values are among them.
///
/// A set in this process, or a database that looks for itself: no check needs the values in any other way.
pub trait KnownValues: fmt::Debug + Send + Sync {
    /// The places of those values that are not among the known ones; a null is never absent.
    fn absent(&self, values: &Values) -> Result<Vec<usize>>;
}

/// Known values in memory: 64-bit hashes of typed values.
#[derive(Debug, Default)]
pub struct ValueSet(HashSet<u64, BuildHasherDefault<AsIs>>);

impl ValueSet {
    /// Adds values, in any order and any number of parts.
    pub fn add(&mut self, values: &Values) -> Result<()> {
        self.0.extend(value_hashes(values).map_err(internal)?.into_iter().flatten());
        Ok(())
    }
}

impl KnownValues for ValueSet {
    fn absent(&self, values: &Values) -> Result<Vec<usize>> {
        let hashes = value_hashes(values).map_err(internal)?;
        let absent = hashes.into_iter().enumerate().filter(|(_, hash)| hash.is_some_and(|h| !self.0.contains(&h)));
        Ok(absent.map(|(at, _)| at).collect())
    }
}

/// The hash of every value of a column, whatever the column is called; none for null.
pub(super) fn value_hashes(values: &Values) -> PolarsResult<Vec<Option<u64>>> {
    let nameless = values.as_materialized_series().clone().with_name("".into());
    let mut sums = vec![0; nameless.len()];
    hash::add_column(&mut sums, &nameless)?;
    let nulls = nameless.is_null();
    Ok(sums.into_iter().zip(nulls.iter()).map(|(sum, null)| (null != Some(true)).then_some(sum)).collect())
}

/// What is a hash already needs no other.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

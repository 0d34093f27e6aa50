//! What a commit says of a data file beyond Delta, in the tags of its entry: the hash of its bytes, and a seal.
//!
//! The seal stands for all that the entry says: a number in it that was changed later is noticed as soon as the log is
//! read. It keeps no secret: whoever can compute it can also change the data. Files that were written without a seal
//! are believed in nothing that their own footers can tell.

use std::collections::{BTreeMap, HashMap};

use deltalake_core::kernel::Add;
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_128;

use super::file::Stats;
use crate::history::IS_CURRENT;

/// The tag with the XXH3 hash of the file's bytes, 128 bits in hexadecimal digits.
const HASH: &str = "shoptui.xxh3-128";
/// The tag with the seal.
const SEAL: &str = "shoptui.seal";

/// The tags of an entry.
pub(super) type Tags = HashMap<String, Option<String>>;

/// How an entry is sealed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sealed {
    /// It says what it said when it was written; and the hash of the file's bytes.
    Whole(String),
    /// It was written without a seal: by an older version, or by another program.
    Never,
    /// It says something else than when it was written.
    Broken,
}

/// Bytes that stand for other bytes, in hexadecimal digits.
pub(super) fn digits(hash: u128) -> String {
    format!("{hash:032x}")
}

/// The tags that seal an entry; `hash` is that of the file's bytes.
pub(super) fn tags(add: &Add, stats: &Stats, hash: &str) -> Tags {
    let tag = |name: &str, value: String| (name.to_owned(), Some(value));
    Tags::from([tag(HASH, hash.to_owned()), tag(SEAL, seal(add, stats, hash))])
}

/// Looks whether an entry still says what it said; `stats` are those that it has.
pub(super) fn look(add: &Add, stats: &Stats) -> Sealed {
    let tag = |name: &str| add.tags.as_ref().and_then(|tags| tags.get(name));
    match (tag(HASH), tag(SEAL)) {
        (None, None) => Sealed::Never,
        (Some(Some(hash)), Some(Some(sealed))) if *sealed == seal(add, stats, hash) => Sealed::Whole(hash.clone()),
        _ => Sealed::Broken,
    }
}

fn seal(add: &Add, stats: &Stats, hash: &str) -> String {
    let sorted = |bounds: &serde_json::Map<String, Value>| -> BTreeMap<String, Value> {
        bounds.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let current = add.partition_values.get(IS_CURRENT).cloned().flatten();
    let (low, high) = (sorted(&stats.min_values), sorted(&stats.max_values));
    digits(xxh3_128(json!([add.path, current, add.size, stats.num_records, low, high, hash]).to_string().as_bytes()))
}

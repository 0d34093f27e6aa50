//! Rows of a table, read block by block: only what is wanted stays in memory, and no more of it than is allowed.

use polars::prelude::{DataFrame, Expr, IntoLazy, SortMultipleOptions};

use crate::error::{CheckCancelled, Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, View, cut};
use crate::warehouse::key::version_columns;
use crate::warehouse::traits::Versions;
use crate::workspace::Pipeline;

/// So many bytes of memory may be taken by rows that are sorted or filtered.
pub const MEMORY: usize = 1 << 30;

/// Which versions of a table are wanted, and in which order.
#[derive(Debug, Clone, Default)]
pub struct RowQuery {
    /// Of which view.
    pub view: View,
    /// What must hold of a row; it may name every column of a version.
    pub condition: Option<Expr>,
    /// By what they are sorted, the first one first; as the warehouse keeps them if by nothing.
    pub sort: Vec<SortKey>,
    /// How many bytes they may take; none for no limit.
    pub memory: Option<usize>,
}

/// A column by which rows are sorted; nulls come last in either order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// Its name.
    pub column: String,
    /// Which end comes first.
    pub order: Order,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The least.
    Ascending,
    /// The greatest.
    Descending,
}

/// The rows that are wanted, without their row hashes.
pub fn rows(
    versions: &dyn Versions,
    pipeline: &Pipeline,
    query: &RowQuery,
    check_cancelled: CheckCancelled<'_>,
) -> Result<DataFrame> {
    let columns = version_columns(pipeline);
    let blocks = versions.blocks(query.view)?;
    let all: u64 = blocks.iter().map(|block| block.end - block.start).sum();
    let mut found = versions.rows(&columns, 0..0)?;
    let gather = format_args!("gather the rows of `{}`", pipeline.name);
    let (mut bytes, mut seen) = (0, 0);
    for block in blocks {
        check_cancelled(0)?;
        seen += block.end - block.start;
        let mut rows = cut(versions.rows(&columns, block)?.lazy(), query.view);
        if let Some(condition) = &query.condition {
            rows = rows.filter(condition.clone());
        }
        let rows = match query.condition {
            Some(_) => rows.collect().map_err(Error::query)?,
            None => rows.collect().doing(gather)?,
        };
        bytes += rows.estimated_size() as u128;
        // Without a condition the rest will be like the beginning: better to say so at once.
        let expected =
            if query.condition.is_none() { bytes * u128::from(all) / u128::from(seen.max(1)) } else { bytes };
        if let Some(most) = query.memory.filter(|most| expected > *most as u128) {
            return Err(too_much(pipeline, query, (versions.size().versions, most)));
        }
        found.vstack_mut(&rows).doing(gather)?;
    }
    check_cancelled(0)?;
    sorted(found, &query.sort)
}

/// The order of a table's key and, of one key, of its versions: no two rows are equal in that. Rows without a key are in
/// the order of all their columns.
pub fn by_key(pipeline: &Pipeline) -> Vec<SortKey> {
    let columns = match pipeline.has_key() {
        true => pipeline.key_names().chain([EFFECTIVE_FROM]).collect(),
        false => version_columns(pipeline),
    };
    columns.into_iter().map(|column| SortKey { column: column.to_owned(), order: Order::Ascending }).collect()
}

/// Rows in another order; those that are equal in all that they are sorted by stay in theirs.
pub fn sorted(rows: DataFrame, sort: &[SortKey]) -> Result<DataFrame> {
    if sort.is_empty() {
        return Ok(rows);
    }
    let options = SortMultipleOptions::default()
        .with_order_descending_multi(sort.iter().map(|key| key.order == Order::Descending))
        .with_nulls_last(true)
        .with_maintain_order(true);
    let columns: Vec<&str> = sort.iter().map(|key| key.column.as_str()).collect();
    rows.sort(columns.iter().copied(), options).doing(format_args!("sort the rows by {}", columns.join(", ")))
}

fn too_much(pipeline: &Pipeline, query: &RowQuery, (all, most): (u64, usize)) -> Error {
    let name = &pipeline.name;
    let order = query.sort.first().map(|key| format!(" ORDER BY {}", key.column)).unwrap_or_default();
    let message = format!(
        "{name} is too large for that: of its {} rows at most {} MB are held in memory",
        thousands(all),
        most >> 20
    );
    Error::new(ErrorKind::Query, message)
        .hint(format!("Ask for the part that you need: SELECT * FROM {name} WHERE ...{order} LIMIT 1000."))
}

/// A number with commas between its thousands.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

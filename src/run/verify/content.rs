//! What a table says, as one number, and where two tables that should say the same first do not.
//!
//! Only a part of a table is in memory at a time. The number does not depend on the order of the versions: it is the
//! wrapping sum of a 64-bit hash of each, over its business columns, its interval and whether it is current.

use chrono::NaiveDate;
use polars::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::check::{ROW_HASH, hash};
use crate::error::{CheckCancelled, Doing, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, Version, View, timeline};
use crate::warehouse::{Warehouse, stored_columns, version_columns};
use crate::workspace::Pipeline;

/// The versions of a table are looked at in so many groups, by key.
const GROUPS: usize = 4096;
/// Of the groups that differ, as many are looked through as have about so many versions.
const LOOKED_THROUGH: u64 = 2 << 20;
/// The column with the hash of a whole version.
const WHOLE: &str = "__whole";
/// The column that tells which table a version is of.
const SIDE: &str = "__side";

/// What a table says.
pub(super) struct Content {
    pub(super) versions: u64,
    /// The sum over all versions.
    pub(super) hash: u64,
    /// Sum and number of the versions of each group.
    groups: Vec<(u64, u64)>,
    /// How many versions have a row hash that is not that of their values.
    pub(super) miswritten: u64,
    /// The first of these by key and day.
    pub(super) first_miswritten: Option<Place>,
}

/// A version, by its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The texts of the key columns; none where rows have no key.
    pub(super) key: Vec<String>,
    /// What it is called in a message: its key, or all that it says.
    pub(super) name: String,
    pub(super) day: NaiveDate,
}

/// The first difference between two tables, by key and day.
#[derive(Debug)]
pub(super) struct Differs {
    pub(super) place: Place,
    /// The column; none if one of the tables has no such version, or has it more than once.
    pub(super) column: Option<String>,
    /// What each table has there, the one that is looked over first; none is null, or no version.
    pub(super) values: [Option<String>; 2],
    /// All versions of the key in each table.
    pub(super) versions: [Vec<Version>; 2],
}

impl Content {
    /// What stands for all versions, in 16 hexadecimal digits.
    pub(super) fn word(&self) -> String {
        format!("{:016x}", self.hash)
    }
}

/// Reads a whole table.
pub(super) fn content(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    check_cancelled: CheckCancelled<'_>,
) -> Result<Content> {
    let mut content =
        Content { versions: 0, hash: 0, groups: vec![(0, 0); GROUPS], miswritten: 0, first_miswritten: None };
    let mut firsts: Option<DataFrame> = None;
    let versions = warehouse.versions(pipeline)?;
    for block in versions.blocks(View::All)? {
        check_cancelled(0)?;
        let rows = versions.rows(&stored_columns(pipeline), block)?;
        let hashes = Hashes::of(&rows, pipeline).doing(hash_versions(pipeline))?;
        for (whole, group) in hashes.whole.iter().zip(&hashes.groups) {
            if let Some((sum, count)) = content.groups.get_mut(*group) {
                *sum = sum.wrapping_add(*whole);
                *count += 1;
            }
            content.hash = content.hash.wrapping_add(*whole);
        }
        content.versions += rows.height() as u64;
        let (wrong, earliest) = miswritten(&rows, &hashes, pipeline).doing(find_miswritten(pipeline))?;
        content.miswritten += wrong;
        match (&mut firsts, earliest) {
            (Some(firsts), Some(one)) => drop(firsts.vstack_mut(&one).doing(find_miswritten(pipeline))?),
            (none, one) => *none = none.take().or(one),
        }
    }
    let first = firsts.map(|firsts| first(&firsts, pipeline)).transpose().doing(find_miswritten(pipeline))?.flatten();
    let place = first.map(|first| place(&first, pipeline)).transpose();
    content.first_miswritten = place.doing(find_miswritten(pipeline))?;
    Ok(content)
}

fn hash_versions(pipeline: &Pipeline) -> String {
    format!("hash the versions of `{}`", pipeline.name)
}

fn find_miswritten(pipeline: &Pipeline) -> String {
    format!("find the versions of `{}` whose row hash is wrong", pipeline.name)
}

fn compare(pipeline: &Pipeline) -> String {
    format!("compare the versions of `{}`", pipeline.name)
}

/// How many of some versions have a row hash that is not that of their values, and the first of these.
fn miswritten(rows: &DataFrame, hashes: &Hashes, pipeline: &Pipeline) -> PolarsResult<(u64, Option<DataFrame>)> {
    let wrong = rows.filter(&BooleanChunked::from_slice("wrong".into(), &hashes.miswritten))?;
    Ok((wrong.height() as u64, first(&wrong, pipeline)?))
}

/// Finds the first difference of two tables whose contents differ.
pub(super) fn first_difference(
    tables: [(&dyn Warehouse, &Content); 2],
    pipeline: &Pipeline,
    check_cancelled: CheckCancelled<'_>,
) -> Result<Option<Differs>> {
    let [(ours, our_content), (theirs, their_content)] = tables;
    let mut looked = 0;
    let mut groups = vec![false; GROUPS];
    for ((group, our), their) in groups.iter_mut().zip(&our_content.groups).zip(&their_content.groups) {
        if our != their && looked < LOOKED_THROUGH {
            *group = true;
            looked += our.1 + their.1;
        }
    }
    let (ours, theirs) =
        (some_of(ours, pipeline, &groups, check_cancelled)?, some_of(theirs, pipeline, &groups, check_cancelled)?);
    let found = first_differing(&ours, &theirs, pipeline).doing(compare(pipeline))?;
    let Some((place, versions)) = found else { return Ok(None) };
    let (column, values) = between(&versions, place.day);
    Ok(Some(Differs { place, column, values, versions }))
}

/// The first version that one of two tables has more often, and all versions of its key in each.
fn first_differing(
    ours: &DataFrame,
    theirs: &DataFrame,
    pipeline: &Pipeline,
) -> PolarsResult<Option<(Place, [Vec<Version>; 2])>> {
    // A version that both tables have equally often counts nothing.
    let side = |rows: &DataFrame, one: i64| rows.clone().lazy().with_column(lit(one).alias(SIDE));
    let both = concat([side(ours, 1), side(theirs, -1)], UnionArgs::default())?;
    let differing = both.clone().group_by([col(WHOLE)]).agg([col(SIDE).sum()]).filter(col(SIDE).neq(lit(0)));
    let on = || vec![col(WHOLE)];
    let rows = both.join(differing.select(on()), on(), on(), JoinArgs::new(JoinType::Semi)).collect()?;
    let Some(first) = first(&rows, pipeline)? else { return Ok(None) };
    let versions = [of_key(ours, &first, pipeline)?, of_key(theirs, &first, pipeline)?];
    Ok(Some((place(&first, pipeline)?, versions)))
}

/// What differs between the versions of a key that begin on a day.
fn between(versions: &[Vec<Version>; 2], day: NaiveDate) -> (Option<String>, [Option<String>; 2]) {
    let [ours, theirs] = versions;
    let on = |side: &[Version]| -> Vec<Version> { side.iter().filter(|v| v.effective_from == day).cloned().collect() };
    let (ours, theirs) = (on(ours), on(theirs));
    let ([our], [their]) = (ours.as_slice(), theirs.as_slice()) else {
        let count = |side: &[Version]| match side.len() {
            0 => None,
            1 => Some("1 version".to_owned()),
            many => Some(format!("{many} versions")),
        };
        return (None, [count(&ours), count(&theirs)]);
    };
    let interval = |v: &Version| {
        [(EXPIRY_DATE, v.expiry_date.to_string()), (IS_CURRENT, v.is_current.to_string())]
            .map(|(name, value)| (name.to_owned(), Some(value)))
    };
    let all = |v: &Version| v.values.iter().cloned().chain(interval(v)).collect::<Vec<_>>();
    let differing = all(our).into_iter().zip(all(their)).find(|((_, our), (_, their))| our != their);
    differing.map_or((None, [None, None]), |((column, our), (_, their))| (Some(column), [our, their]))
}

/// The hashes of some versions.
struct Hashes {
    whole: Vec<u64>,
    groups: Vec<usize>,
    miswritten: Vec<bool>,
}

impl Hashes {
    fn of(rows: &DataFrame, pipeline: &Pipeline) -> PolarsResult<Self> {
        let height = rows.height();
        let business = rows.select(pipeline.columns.iter().map(|c| c.name.as_str()))?;
        let mut sums = hash::of_columns(business.columns(), height)?;
        let groups = match pipeline.has_key() {
            true => hash::of_columns(rows.select(pipeline.key_names())?.columns(), height)?,
            false => sums.clone(),
        };
        let stored = rows.column(ROW_HASH)?.i64()?;
        let miswritten = sums.iter().zip(stored.iter()).map(|(sum, stored)| stored != Some(*sum as i64)).collect();
        for name in [EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT] {
            hash::add_column(&mut sums, rows.column(name)?.as_materialized_series())?;
        }
        // A sum of sums would not tell in which version a value stands.
        let whole = sums.into_iter().map(|sum| xxh3_64(&sum.to_le_bytes())).collect();
        let groups = groups.into_iter().map(|sum| (sum % GROUPS as u64) as usize).collect();
        Ok(Self { whole, groups, miswritten })
    }
}

/// The versions of some groups, with the hash of each.
fn some_of(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    wanted: &[bool],
    check_cancelled: CheckCancelled<'_>,
) -> Result<DataFrame> {
    let (versions, columns) = (warehouse.versions(pipeline)?, stored_columns(pipeline));
    let mut found = versions.rows(&columns, 0..0)?;
    found.with_column(Column::new(WHOLE.into(), Vec::<u64>::new())).doing(hash_versions(pipeline))?;
    for block in versions.blocks(View::All)? {
        check_cancelled(0)?;
        let mut rows = versions.rows(&columns, block)?;
        let hashes = Hashes::of(&rows, pipeline).doing(hash_versions(pipeline))?;
        rows.with_column(Column::new(WHOLE.into(), hashes.whole)).doing(hash_versions(pipeline))?;
        let mine: Vec<bool> = hashes.groups.iter().map(|at| wanted.get(*at).copied().unwrap_or_default()).collect();
        let mine = rows.filter(&BooleanChunked::from_slice("mine".into(), &mine)).doing(compare(pipeline))?;
        found.vstack_mut(&mine).doing(compare(pipeline))?;
    }
    Ok(found)
}

/// The first of some versions by key and day; without a key, by all that they say.
fn first(rows: &DataFrame, pipeline: &Pipeline) -> PolarsResult<Option<DataFrame>> {
    if rows.height() == 0 {
        return Ok(None);
    }
    let by: Vec<&str> = match pipeline.has_key() {
        true => pipeline.key_names().chain([EFFECTIVE_FROM]).collect(),
        false => version_columns(pipeline),
    };
    Ok(Some(rows.sort(by, SortMultipleOptions::default())?.head(Some(1))))
}

fn place(first: &DataFrame, pipeline: &Pipeline) -> PolarsResult<Place> {
    let versions = timeline(first)?;
    let version = versions.first();
    let value = |name: &str| {
        let values = version.map(|v| v.values.as_slice()).unwrap_or_default();
        values.iter().find(|(column, _)| column == name).and_then(|(_, value)| value.clone()).unwrap_or_default()
    };
    let key: Vec<String> = pipeline.key_columns().map(|c| value(&c.name)).collect();
    let name = match pipeline.has_key() {
        true => key.join(", "),
        false => format!("the row {}", pipeline.columns.iter().map(|c| value(&c.name)).collect::<Vec<_>>().join(", ")),
    };
    Ok(Place { key, name, day: version.map(|v| v.effective_from).unwrap_or_default() })
}

/// The versions of the key of a row; without a key, those that say all the same.
fn of_key(rows: &DataFrame, first: &DataFrame, pipeline: &Pipeline) -> PolarsResult<Vec<Version>> {
    let on: Vec<Expr> = match pipeline.has_key() {
        true => pipeline.key_columns().map(|c| col(&c.name)).collect(),
        false => vec![col(WHOLE)],
    };
    let join = JoinArgs::new(JoinType::Semi);
    let mine = rows.clone().lazy().join(first.clone().lazy(), on.clone(), on, join).drop(cols([WHOLE])).collect()?;
    timeline(&mine)
}

//! Loads whose rows are compared with what is current of their keys: which rows open a version, which versions close,
//! which stay.

use chrono::NaiveDate;
use polars::prelude::*;

use super::load_plan::LoadPlan;
use super::{EFFECTIVE_FROM, epoch_days};
use crate::check::ROW_HASH;
use crate::workspace::Load;

/// Plans the load of a day's rows.
///
/// `incoming` and `current` hold the `key` columns and [`ROW_HASH`], each key once; `current` also [`EFFECTIVE_FROM`].
/// `held` holds the `key` columns, keys possibly several times or among the incoming.
pub fn plan(
    load: Load,
    day: NaiveDate,
    key: &[&str],
    incoming: &DataFrame,
    current: &DataFrame,
    held: &DataFrame,
) -> PolarsResult<LoadPlan> {
    if current.height() == 0 {
        return LoadPlan::all_new(day, key, incoming);
    }
    let matched = matched(key, incoming, current)?;
    let since = matched.column(EFFECTIVE_FROM)?.date()?.physical().clone();
    let theirs = matched.column(CURRENT_HASH)?.i64()?.clone();
    let ours = matched.column(ROW_HASH)?.i64()?;
    let same = ours.equal(&theirs);
    let same: BooleanChunked = same.fill_null_with_values(false)?;
    let opens = !&same;
    let effective_from: Vec<i32> = since
        .iter()
        .zip(same.iter())
        .map(|(since, same)| since.filter(|_| same == Some(true)).unwrap_or(epoch_days(day)))
        .collect();
    let known = theirs.is_not_null();
    let changed = matched.filter(&(&opens & &known))?;
    let mut closes = changed.select(key.iter().copied())?;
    closes.with_column(changed.column(CURRENT_HASH)?.clone().with_name(ROW_HASH.into()))?;
    let mut keeps = closes.clear();
    let mut absent = 0;
    if load.ends_absent() {
        let gone = rows_without(current, incoming, key)?;
        keeps = semi(&gone, held, key, JoinType::Semi)?;
        let ended = semi(&gone, held, key, JoinType::Anti)?;
        absent = ended.height() as u64;
        closes.vstack_mut(&ended)?;
    }
    let unchanged = same.sum().unwrap_or_default();
    Ok(LoadPlan {
        effective_from: Int32Chunked::from_vec(EFFECTIVE_FROM.into(), effective_from).into_date().into_column(),
        opened: (incoming.height() - unchanged as usize) as u64,
        closed: closes.height() as u64,
        unchanged: u64::from(unchanged),
        opens,
        closes,
        keeps,
        absent,
    })
}

const CURRENT_HASH: &str = "__current_hash";

/// The incoming rows in their order, each with hash and start of its key's current version, if there is one.
fn matched(key: &[&str], incoming: &DataFrame, current: &DataFrame) -> PolarsResult<DataFrame> {
    let mut current = current.clone();
    current.rename(ROW_HASH, CURRENT_HASH.into())?;
    let mut args = JoinArgs::new(JoinType::Left);
    args.maintain_order = MaintainOrderJoin::Left;
    let on: Vec<Expr> = key.iter().map(|k| col(*k)).collect();
    incoming.clone().lazy().join(current.lazy(), on.clone(), on, args).collect()
}

fn rows_without(current: &DataFrame, incoming: &DataFrame, key: &[&str]) -> PolarsResult<DataFrame> {
    semi(current, incoming, key, JoinType::Anti)?.select(key.iter().copied().chain([ROW_HASH]))
}

fn semi(left: &DataFrame, right: &DataFrame, key: &[&str], how: JoinType) -> PolarsResult<DataFrame> {
    let on: Vec<Expr> = key.iter().map(|k| col(*k)).collect();
    left.clone().lazy().join(right.clone().lazy(), on.clone(), on, JoinArgs::new(how)).collect()
}

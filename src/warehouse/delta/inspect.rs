//! A look over a whole table: does it keep what every load promises?

use polars::prelude::*;

use super::data;
use super::file::DataFile;
use super::read::collect;
use crate::error::{Doing, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, date_scalar, open_end};
use crate::warehouse::inspection::Inspection;
use crate::workspace::Pipeline;

pub(super) fn inspect(files: &[DataFile], pipeline: &Pipeline) -> Result<Inspection> {
    let key: Vec<Expr> = pipeline.key_columns().map(|c| col(&c.name)).collect();
    let end = lit(date_scalar(open_end()));
    let sum = |e: Expr, name: &str| e.cast(DataType::UInt64).sum().alias(name);
    let sorted = data::scan(files, pipeline)?.select(
        key.iter().cloned().chain([col(EFFECTIVE_FROM), col(EXPIRY_DATE), col(IS_CURRENT)]).collect::<Vec<_>>(),
    );
    let by: Vec<Expr> = key.iter().cloned().chain([col(EFFECTIVE_FROM)]).collect();
    // Versions without a key cannot get into each other's way.
    let look = format_args!("look over the versions of `{}`", pipeline.name);
    let next = if key.is_empty() {
        lit(NULL).cast(DataType::Date)
    } else {
        col(EFFECTIVE_FROM).shift(lit(-1)).over(key.clone()).doing(look)?
    };
    let counts = sorted.sort_by_exprs(by, SortMultipleOptions::default()).with_column(next.alias("__next")).select([
        len().cast(DataType::UInt64).alias("versions"),
        sum(col(IS_CURRENT), "current"),
        sum(col(IS_CURRENT).neq(col(EXPIRY_DATE).eq(end)), "ends"),
        sum(col(EFFECTIVE_FROM).gt_eq(col(EXPIRY_DATE)), "backwards"),
        sum(col("__next").lt(col(EXPIRY_DATE)).fill_null(lit(false)), "overlaps"),
    ]);
    let counts = collect(pipeline, counts, || Ok(files.to_vec()))?;
    let count = |name: &str| counts.column(name).and_then(|count| count.get(0)?.try_extract::<u64>()).doing(look);
    let sentences = [
        ("ends", "versions whose `is_current` does not fit their expiry date"),
        ("backwards", "versions that end before they begin"),
        ("overlaps", "versions that overlap the next one of their key"),
    ];
    let mut broken = Vec::new();
    for (name, what) in sentences {
        let count = count(name)?;
        broken.extend((count > 0).then(|| format!("{what}: {count}")));
    }
    Ok(Inspection { versions: count("versions")?, current: count("current")?, broken })
}

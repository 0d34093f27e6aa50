//! Slowly Changing Dimension type 2, as pure functions over frames: no files, no clock.
//!
//! A version holds on day `d` when `effective_from <= d < expiry_date`; an open version expires on [`open_end`].

mod load_plan;
mod opening;
mod plan;
#[cfg(test)]
mod tests;
mod timeline;

use chrono::NaiveDate;
use polars::prelude::{AnyValue, DataType, LazyFrame, Scalar, col, lit};

pub use crate::check::{epoch_days, from_epoch_days};
pub use crate::workspace::open_end;
pub use load_plan::LoadPlan;
pub use opening::Opening;
pub use plan::plan;
pub use timeline::{Change, Version, timeline};

/// The first day on which a version holds.
pub const EFFECTIVE_FROM: &str = "effective_from";
/// The first day on which a version no longer holds.
pub const EXPIRY_DATE: &str = "expiry_date";
/// Whether a version is open.
pub const IS_CURRENT: &str = "is_current";

/// A day as a polars value.
pub fn date_scalar(day: NaiveDate) -> Scalar {
    Scalar::new(DataType::Date, AnyValue::Date(epoch_days(day)))
}

/// Which versions of a table are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Every version.
    #[default]
    All,
    /// Every version as it stood at the end of a day: what came later is undone.
    AsOf(NaiveDate),
    /// The versions that hold on a day.
    On(NaiveDate),
    /// The open versions.
    Current,
}

/// Cuts all versions of a table down to a view.
pub fn cut(versions: LazyFrame, view: View) -> LazyFrame {
    let day = |d: NaiveDate| lit(date_scalar(d));
    match view {
        View::All => versions,
        View::Current => versions.filter(col(IS_CURRENT)),
        View::On(d) => versions.filter(col(EFFECTIVE_FROM).lt_eq(day(d)).and(col(EXPIRY_DATE).gt(day(d)))),
        View::AsOf(d) => versions.filter(col(EFFECTIVE_FROM).lt_eq(day(d))).with_columns([
            polars::prelude::when(col(EXPIRY_DATE).gt(day(d)))
                .then(day(open_end()))
                .otherwise(col(EXPIRY_DATE))
                .alias(EXPIRY_DATE),
            col(EXPIRY_DATE).gt(day(d)).alias(IS_CURRENT),
        ]),
    }
}

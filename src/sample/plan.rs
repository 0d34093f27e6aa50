//! What is to be made up, and its days.

use chrono::{Days, NaiveDate};

use super::faults::Fault;
use crate::error::{Error, ErrorKind, Result};

/// What to make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// How many customers are on the list of the first day.
    pub customers: u64,
    /// How many sales there are on each day.
    pub sales: u64,
    /// How many days there are; each has three files.
    pub days: u32,
    /// The first day.
    pub start: NaiveDate,
    /// Where bad rows are.
    pub bad_rows: BadRows,
    /// What the rows look like.
    pub shape: Shape,
    /// How fast things change.
    pub pace: Pace,
    /// What all chance is drawn from.
    pub seed: u64,
}

/// Where bad rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRows {
    /// Every row is good.
    Nowhere,
    /// The last day has some of every kind in each file; the files can still be read as rows.
    OnLastDay,
}

/// What the rows look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A shop with eleven products, the last of which joins on the fourth day, and customers from several countries.
    Shop,
    /// The benchmark's: 1,000 products, shuffled ids, 0.05 % of the sales with `ERROR` as total.
    Bench,
}

/// How fast things change: shares in ten thousand, each of what is there on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Customers who leave the list.
    pub leave: u32,
    /// Of those who left, who come back.
    pub come_back: u32,
    /// Customers who change.
    pub change: u32,
    /// Newcomers, as a share of the first day's customers, rounded up.
    pub join: u32,
    /// Sales by somebody who is not on the list that day.
    pub unlisted: u32,
}

impl Pace {
    /// So much that a few hundred customers are worth looking at.
    pub const LIVELY: Self = Self { leave: 200, come_back: 1_200, change: 500, join: 300, unlisted: 300 };
    /// As in a large shop.
    pub const STEADY: Self = Self { leave: 50, come_back: 100, change: 100, join: 200, unlisted: 300 };
    /// As the peers in the benchmark have it.
    pub const BENCH: Self = Self { leave: 50, come_back: 0, change: 100, join: 200, unlisted: 0 };
}

impl Plan {
    /// The committed week; with `days: 8` and [`BadRows::OnLastDay`], the broken day follows it.
    pub fn week() -> Self {
        Self::shop(400, 500, 7)
    }

    /// A shop of that size: lively below 10,000 customers, steady from there on.
    pub fn shop(customers: u64, sales: u64, days: u32) -> Self {
        let pace = if customers < 10_000 { Pace::LIVELY } else { Pace::STEADY };
        let (bad_rows, shape) = (BadRows::Nowhere, Shape::Shop);
        Self { customers, sales, days, start: FIRST_DAY, bad_rows, shape, pace, seed: 2024 }
    }

    /// The shape that the peers in the benchmark are measured with; every buyer is on the list.
    pub fn bench(customers: u64, sales: u64, days: u32) -> Self {
        Self { shape: Shape::Bench, pace: Pace::BENCH, seed: 877, ..Self::shop(customers, sales, days) }
    }
}

/// A day of a plan.
pub(super) struct Day<'a> {
    pub(super) plan: &'a Plan,
    pub(super) number: u32,
    pub(super) date: NaiveDate,
}

const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2024, 10, 9) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Day<'_> {
    pub(super) fn is_broken(&self) -> bool {
        self.plan.bad_rows == BadRows::OnLastDay && self.number + 1 == self.plan.days
    }

    pub(super) fn faults(&self, faults: &'static [Fault]) -> &'static [Fault] {
        if self.is_broken() { faults } else { &[] }
    }

    /// The names of its files: customers, products, sales.
    pub(super) fn names(&self) -> [String; 3] {
        let date = self.date.format("%Y%m%d");
        [format!("customer_{date}.csv"), format!("products_{date}.json"), format!("sales_{date}.txt")]
    }
}

/// The days of a plan.
pub(super) fn days(plan: &Plan) -> Result<Vec<Day<'_>>> {
    let day =
        |number: u32| plan.start.checked_add_days(Days::new(number.into())).map(|date| Day { plan, number, date });
    (0..plan.days).map(day).collect::<Option<_>>().ok_or_else(|| beyond_the_calendar(plan.days, plan.start))
}

pub(super) fn beyond_the_calendar(days: u32, start: NaiveDate) -> Error {
    Error::new(ErrorKind::Usage, format!("{days} days from {start} go beyond the calendar")).hint("Ask for fewer days.")
}

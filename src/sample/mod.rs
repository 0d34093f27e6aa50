//! Sample data: the files a shop's systems would send, made up and the same for everyone.
//!
//! The same plan gives the same bytes on every platform and in every release: chance comes from SplitMix64, written
//! out in this module, and money is counted in cents. `sample_data/` in the repository holds [`Plan::week`] and, under
//! `broken/`, the day after it with bad rows; a test compares them with what this module writes.
//!
//! This module writes files and nothing else: it reads no clock, no workspace, no warehouse.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};

use self::customers::List;
use self::faults::{Fault, Told};
use self::products::Catalogue;
use self::rows::{RowFile, Style};
use self::sales::Counter;
use crate::atomic_file;
use crate::error::{Error, ErrorKind, Result};

mod customers;
mod faults;
mod names;
mod peers;
mod people;
mod products;
mod random;
mod rows;
mod sales;
#[cfg(test)]
mod tests;

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

/// Writes the files of a plan into a folder, which is made if need be, and returns their paths in order of day.
///
/// A file gets its name only when it is whole. Fails before it writes anything if one of the files is already there,
/// and if the days go beyond the calendar.
pub fn write(dir: &Path, plan: &Plan) -> Result<Vec<PathBuf>> {
    write_and_tell(dir, plan).map(|written| written.files)
}

/// The files, and the bad rows in them.
struct Written {
    files: Vec<PathBuf>,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests compare it with the list in sample_data/README.md"))]
    told: Vec<Told>,
}

/// A day of a plan.
struct Day<'a> {
    plan: &'a Plan,
    number: u32,
    date: NaiveDate,
}

const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2024, 10, 9) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Day<'_> {
    fn is_broken(&self) -> bool {
        self.plan.bad_rows == BadRows::OnLastDay && self.number + 1 == self.plan.days
    }

    fn faults(&self, faults: &'static [Fault]) -> &'static [Fault] {
        if self.is_broken() { faults } else { &[] }
    }

    /// The names of its files: customers, products, sales.
    fn names(&self) -> [String; 3] {
        let date = self.date.format("%Y%m%d");
        [format!("customer_{date}.csv"), format!("products_{date}.json"), format!("sales_{date}.txt")]
    }
}

fn write_and_tell(dir: &Path, plan: &Plan) -> Result<Written> {
    let days = days(plan)?;
    std::fs::create_dir_all(dir).map_err(|e| Error::io("create the folder", dir, &e))?;
    refuse_to_overwrite(dir, &days)?;
    let mut customers = List::new(plan);
    let mut products = Catalogue::new(plan);
    let (mut files, mut told) = (Vec::new(), Vec::new());
    for day in &days {
        if day.number > 0 {
            customers.advance(day);
            products.advance(day);
        }
        let [customer_file, product_file, sales_file] = day.names();
        let mut file = RowFile::create(dir, &customer_file, Style::Quoted)?;
        customers.write(day, &mut file, &mut told)?;
        files.push(file.publish()?);
        let mut file = RowFile::create(dir, &product_file, Style::Quoted)?;
        products.write(day, &mut file, &mut told)?;
        files.push(file.publish()?);
        let mut file = RowFile::create(dir, &sales_file, Style::Tilde)?;
        Counter { customers: &customers, products: &products }.write(day, &mut file, &mut told)?;
        files.push(file.publish()?);
    }
    Ok(Written { files, told })
}

fn days(plan: &Plan) -> Result<Vec<Day<'_>>> {
    let day =
        |number: u32| plan.start.checked_add_days(Days::new(number.into())).map(|date| Day { plan, number, date });
    (0..plan.days).map(day).collect::<Option<_>>().ok_or_else(|| {
        let days = plan.days;
        Error::new(ErrorKind::Usage, format!("{days} days from {} go beyond the calendar", plan.start))
            .hint("Ask for fewer days.")
    })
}

fn refuse_to_overwrite(dir: &Path, days: &[Day<'_>]) -> Result<()> {
    for path in days.iter().flat_map(Day::names).map(|name| dir.join(name)) {
        if atomic_file::is_there(&path)? {
            return Err(Error::new(ErrorKind::Usage, "a file of that name is already there")
                .at_file(path)
                .hint("Name another folder, or move the file away first."));
        }
    }
    Ok(())
}

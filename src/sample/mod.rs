//! Sample data: the files a shop's systems would send, made up and the same for everyone.
//!
//! The same plan gives the same bytes on every platform and in every release: chance comes from SplitMix64, written
//! out in this module, and money is counted in cents. `sample_data/` in the repository holds [`Plan::week`] and, under
//! `broken/`, the day after it with bad rows; a test compares them with what this module writes.
//!
//! [`ValueProps`] is another system's: events of an app and the payments that follow them.
//!
//! This module writes files and nothing else: it reads no clock, no workspace, no warehouse.

use std::path::{Path, PathBuf};

use self::customers::List;
use self::faults::Told;
use self::plan::{Day, days};
use self::products::Catalogue;
use self::rows::{RowFile, Style, make_room};
use self::sales::Counter;
use crate::error::Result;

mod customer;
mod customers;
mod faults;
mod names;
mod peers;
mod people;
mod plan;
mod products;
mod random;
mod rows;
mod sales;
#[cfg(test)]
mod tests;
mod value_props;

pub use self::plan::{BadRows, Pace, Plan, Shape};
pub use self::value_props::{VALUE_PROPS_FILES, ValueProps, write_value_props};

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

fn write_and_tell(dir: &Path, plan: &Plan) -> Result<Written> {
    let days = days(plan)?;
    make_room(dir, days.iter().flat_map(Day::names))?;
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

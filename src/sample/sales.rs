//! A day's sales: who bought what, how many of it, and for how much.

use super::customers::List;
use super::faults::{self, Spread, Told};
use super::plan::{Day, Shape};
use super::products::Catalogue;
use super::random::Random;
use super::rows::{Record, RowFile};
use crate::error::Result;

/// On a broken day, every so many-th sale has a total that is no number; so in a small file none.
const ERROR_EVERY: u64 = 2_000;

/// What a day's sales are drawn from.
pub(super) struct Counter<'a> {
    /// Who may buy.
    pub(super) customers: &'a List,
    /// What there is to buy.
    pub(super) products: &'a Catalogue,
}

impl Counter<'_> {
    /// Writes the day's file; the ids go on from those of the day before, beginning with 1.
    pub(super) fn write(&self, day: &Day<'_>, file: &mut RowFile, told: &mut Vec<Told>) -> Result<()> {
        let plan = day.plan;
        let random = &mut Random::of(&[plan.seed, b's'.into(), day.number.into()]);
        let mut faults = Spread::over(day.faults(&faults::SALES), plan.sales);
        let first_id = plan.sales * u64::from(day.number) + 1;
        let date = day.date.to_string();
        let mut record = Record::default();
        for row in 0..plan.sales {
            let buyer = self.customers.buyer(plan, random);
            let Some(product) = self.products.pick(random) else { return Ok(()) };
            let (quantity, cents) = (random.below(5) + 1, product.cents);
            let total = quantity * cents;
            record.clear();
            record.push_format(format_args!("{}", first_id + row));
            record.push_format(format_args!("{buyer}"));
            record.push(&product.id);
            record.push_format(format_args!("{quantity}"));
            record.push_format(format_args!("{}.{:02}", cents / 100, cents % 100));
            match plan.shape {
                Shape::Bench if random.chance(5) => record.push("ERROR"),
                _ => record.push_format(format_args!("{}.{:02}", total / 100, total % 100)),
            }
            record.push(&date);
            let due = faults.due(row);
            let many = day.is_broken() && row % ERROR_EVERY == ERROR_EVERY - 1;
            let due = if many && due.is_empty() { std::slice::from_ref(&faults::ERROR_TOTAL) } else { due };
            faults::write(file, &record, due, told)?;
        }
        Ok(())
    }
}

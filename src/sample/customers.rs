//! The list of customers: who is on it on a day, who left, and what of them changed.
//!
//! A customer takes a few bytes whatever the row looks like: its texts are drawn from its id and from how often each
//! part of it changed (see [`super::people`] and [`super::peers`]).

use super::customer::{Changes, Customer, Membership};
use super::plan::{Day, Plan, Shape};
use super::random::{Random, scatter};
use super::rows::{Record, RowFile};
use super::{faults, peers, people};
use crate::error::Result;

/// The columns of a customer file.
pub(super) const COLUMNS: [&str; 15] = [
    "customer_id",
    "first_name",
    "last_name",
    "gender",
    "email",
    "membership_status",
    "address",
    "phone_number",
    "date_of_birth",
    "job",
    "company",
    "city",
    "state",
    "country",
    "language",
];

/// Ids from this ordinal on belong to buyers who never were on the list.
const STRANGERS: u64 = 1 << 62;

/// Who is on the list, and who was.
pub(super) struct List {
    present: Vec<Customer>,
    gone: Vec<Customer>,
    next: u64,
}

impl List {
    /// The list of the first day.
    pub(super) fn new(plan: &Plan) -> Self {
        let mut list = Self { present: Vec::new(), gone: Vec::new(), next: 0 };
        list.join(plan, plan.customers);
        if plan.shape == Shape::Bench {
            shuffle(&mut list.present, &mut Random::of(&[plan.seed, b'i'.into()]));
        }
        list
    }

    /// One day later: some leave, some come back, some change, some join.
    pub(super) fn advance(&mut self, day: &Day<'_>) {
        let (plan, pace) = (day.plan, day.plan.pace);
        let random = &mut Random::of(&[plan.seed, b'c'.into(), day.number.into()]);
        let back = self.gone.extract_if(.., |_| random.chance(pace.come_back)).collect::<Vec<_>>();
        self.gone.extend(self.present.extract_if(.., |_| random.chance(pace.leave)));
        self.present.extend(back);
        for customer in &mut self.present {
            if random.chance(pace.change) {
                customer.change(plan.shape, random);
            }
        }
        let newcomers = u128::from(plan.customers) * u128::from(pace.join);
        self.join(plan, newcomers.div_ceil(10_000) as u64);
    }

    /// The id of somebody who buys something.
    pub(super) fn buyer(&self, plan: &Plan, random: &mut Random) -> u64 {
        let size = self.present.len() as u64;
        // In a shop some buy far more than others.
        let place = match plan.shape {
            Shape::Shop => random.below(size).min(random.below(size)),
            Shape::Bench => random.below(size),
        };
        match self.present.get(place as usize) {
            Some(customer) if !random.chance(plan.pace.unlisted) => customer.id,
            _ => self.unlisted(random),
        }
    }

    /// Writes the day's file.
    pub(super) fn write(&self, day: &Day<'_>, file: &mut RowFile, told: &mut Vec<faults::Told>) -> Result<()> {
        let mut faults = faults::Spread::over(day.faults(&faults::CUSTOMER), self.present.len() as u64);
        file.row(&COLUMNS.iter().collect())?;
        let mut record = Record::default();
        for (row, customer) in (0..).zip(&self.present) {
            record.clear();
            match day.plan.shape {
                Shape::Shop => people::record(day.plan.seed, customer, &mut record),
                Shape::Bench => peers::record(day.plan.seed, customer, &mut record),
            }
            faults::write(file, &record, faults.due(row), told)?;
        }
        Ok(())
    }

    /// Somebody who is not on the list: who left, or never was.
    fn unlisted(&self, random: &mut Random) -> u64 {
        let left = random.below(self.gone.len() as u64);
        match self.gone.get(left as usize) {
            Some(customer) if random.chance(6_000) => customer.id,
            _ => scatter(STRANGERS | random.below(STRANGERS)),
        }
    }

    fn join(&mut self, plan: &Plan, count: u64) {
        for ordinal in self.next..self.next + count {
            let (id, active) = match plan.shape {
                Shape::Shop => (scatter(ordinal + 1), 5_500),
                Shape::Bench => ((100_000_000_000_000_000 + ordinal) * 7 + 13, 1_500),
            };
            let active = Random::of(&[plan.seed, b'm'.into(), id]).chance(active);
            let membership = if active { Membership::Active } else { Membership::Inactive };
            self.present.push(Customer { id, membership, changes: Changes::default() });
        }
        self.next += count;
    }
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for place in (1..items.len()).rev() {
        items.swap(place, random.below(place as u64 + 1) as usize);
    }
}

//! A customer: what sets it apart, and what changes about it.

use super::plan::Shape;
use super::random::Random;

/// What sets a customer apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer {
    /// Its id, below 2^63.
    pub(super) id: u64,
    /// Whether it pays.
    pub(super) membership: Membership,
    /// How often each part of it changed.
    pub(super) changes: Changes,
}

/// Whether a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Membership {
    /// It does.
    Active,
    /// It does not.
    Inactive,
}

/// How often each part of a customer changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changes {
    /// The last name.
    pub(super) name: u8,
    /// The provider of the email.
    pub(super) email: u8,
    /// Address, city, state, country.
    pub(super) home: u8,
    /// The phone number.
    pub(super) phone: u8,
    /// Job and company.
    pub(super) work: u8,
}

impl Customer {
    /// Changes something: in the bench's shape the membership, as the peers' generator does.
    pub(super) fn change(&mut self, shape: Shape, random: &mut Random) {
        let Changes { name, email, home, phone, work } = &mut self.changes;
        let part = match (shape, random.below(10)) {
            (Shape::Bench, _) | (Shape::Shop, 0..4) => return self.membership = self.membership.other(),
            (Shape::Shop, 4..6) => home,
            (Shape::Shop, 6) => email,
            (Shape::Shop, 7) => phone,
            (Shape::Shop, 8) => work,
            (Shape::Shop, _) => name,
        };
        *part = part.wrapping_add(1);
    }
}

impl Membership {
    /// As the file has it.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Active => Self::Inactive,
            Self::Inactive => Self::Active,
        }
    }
}

//! SplitMix64: the one source of chance of the sample data.
//!
//! Written out here because the committed week must be the same bytes on every platform and in every release, which
//! no random number crate promises. Whole numbers only: floating point may round differently elsewhere.

/// The step of SplitMix64, 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of random words that depends on nothing but its seed.
pub(super) struct Random(u64);

impl Random {
    /// The stream that belongs to all of these numbers, in this order.
    pub(super) fn of(numbers: &[u64]) -> Self {
        Self(numbers.iter().fold(0, |state, &number| mix(state.wrapping_add(GOLDEN) ^ mix(number))))
    }

    /// The stream that begins at this state.
    #[cfg(test)]
    pub(super) fn from_state(state: u64) -> Self {
        Self(state)
    }

    /// A word of 64 random bits.
    pub(super) fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A whole number from 0 to below `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.word()) * u128::from(end);
        (wide >> 64) as u64
    }

    /// Happens so many times in ten thousand.
    pub(super) fn chance(&mut self, in_ten_thousand: u32) -> bool {
        self.below(10_000) < u64::from(in_ten_thousand)
    }

    /// One of the items.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        const { assert!(N > 0) };
        // In bounds: `below` stays below N.
        items[self.below(N as u64) as usize]
    }
}

/// SplitMix64's finalizer: every bit of the input changes about half of the output's.
fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Scatters whole numbers below 2^63 over that range; different numbers stay different.
pub(super) fn scatter(number: u64) -> u64 {
    const MASK: u64 = u64::MAX >> 1;
    // Modulo 2^63, an odd factor and a shifted xor can both be undone: so no two inputs meet.
    let mut word = number & MASK;
    for factor in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, GOLDEN] {
        word = word.wrapping_mul(factor) & MASK;
        word ^= word >> 31;
    }
    word
}

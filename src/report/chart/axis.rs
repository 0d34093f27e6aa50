//! The axis of the values: round steps, and short words for them.

use crate::report::text::grouped;

/// From this many digits on, a step is written as a power of ten.
const LONGEST: i32 = 15;
/// What thousands of thousands are called.
const UNITS: [(i32, &str); 3] = [(12, " tn"), (9, " bn"), (6, " M")];

/// The values that a chart spans, in units of `10^-scale`.
#[derive(Debug, Clone)]
pub struct Axis {
    low: f64,
    high: f64,
    /// The marked values, rising, and what stands beside them.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Spans `low` to `high` and zero in about `steps` round steps.
    pub fn of(low: f64, high: f64, scale: usize, steps: i32) -> Self {
        Self::between(low.min(0.0), high.max(0.0), scale, steps)
    }

    /// Spans `low` to `high` in about `steps` round steps, with or without zero.
    pub fn between(low: f64, high: f64, scale: usize, steps: i32) -> Self {
        let high = if high <= low { low + ten(power(scale)) } else { high };
        let (digit, zeros) = step((high - low) / f64::from(steps.max(1)));
        let step = f64::from(digit) * ten(zeros);
        let (first, last) = (whole((low / step).floor()), whole((high / step).ceil()));
        let exponent = zeros - power(scale);
        let most = first.abs().max(last.abs()) * i64::from(digit);
        let ticks = (first..=last).map(|n| (float(n) * step, words(n * i64::from(digit), exponent, most)));
        Self { low: float(first) * step, high: float(last) * step, ticks: ticks.collect() }
    }

    /// Where a value stands between `from` (the lowest) and `to` (the highest), in pixels.
    pub fn place(&self, value: f64, from: i32, to: i32) -> i32 {
        let share = (value - self.low) / (self.high - self.low);
        let at = f64::from(from) + share * f64::from(to - from);
        pixels(at.round()).clamp(from.min(to), from.max(to))
    }
}

/// The smallest of 1, 2, 5, 10, 20 ... that is not below `least`: its digit and its zeros.
fn step(least: f64) -> (i32, i32) {
    let mut zeros = 0;
    while ten(zeros + 1) <= least {
        zeros += 1;
    }
    let power = ten(zeros);
    let digit = [1, 2, 5].into_iter().find(|digit| f64::from(*digit) * power >= least);
    digit.map_or((1, zeros + 1), |digit| (digit, zeros))
}

/// `digits * 10^exponent` in the unit that suits the largest one.
fn words(digits: i64, exponent: i32, most: i64) -> String {
    if digits == 0 {
        return "0".to_owned();
    }
    let length = i32::try_from(most.to_string().len()).unwrap_or(0) + exponent;
    if length > LONGEST {
        return format!("{digits}e{exponent}");
    }
    let (zeros, name) = UNITS.into_iter().find(|(zeros, _)| length > *zeros).unwrap_or((0, ""));
    let exponent = exponent - zeros;
    let number = match u32::try_from(exponent) {
        Ok(more) => grouped(i128::from(digits).saturating_mul(10i128.saturating_pow(more)), 0),
        Err(_) => grouped(digits.into(), usize::try_from(-exponent).unwrap_or(0)),
    };
    format!("{number}{name}")
}

/// A value in few cells: whole, or in millions and more with two decimals.
pub fn short(value: i128, scale: usize) -> String {
    let power = i32::try_from(scale).unwrap_or(i32::MAX);
    #[expect(clippy::cast_precision_loss, reason = "it is shown with three digits")]
    let size = value as f64 / 10f64.powi(power);
    if size.abs() >= 1e15 || scale > 36 {
        return format!("{size:.2e}");
    }
    if let Some((zeros, name)) = UNITS.into_iter().find(|(zeros, _)| size.abs() >= 10f64.powi(*zeros)) {
        return format!("{:.2}{name}", size / 10f64.powi(zeros));
    }
    let keep = if size.abs() < 100.0 { scale.min(2) } else { 0 };
    let cut = u32::try_from(scale - keep).unwrap_or(u32::MAX);
    let unit = 10i128.saturating_pow(cut);
    grouped(value.saturating_add(value.signum().saturating_mul(unit / 2)) / unit, keep)
}

/// A power of ten, the same on every machine.
fn ten(zeros: i32) -> f64 {
    (0..zeros).fold(1.0, |power, _| power * 10.0)
}

fn power(scale: usize) -> i32 {
    i32::try_from(scale).unwrap_or(i32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a count of steps is a small number")]
fn float(steps: i64) -> f64 {
    steps as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a count of steps is a small number")]
fn whole(steps: f64) -> i64 {
    steps as i64
}

#[expect(clippy::cast_possible_truncation, reason = "no picture is that large, and the cast stops at the limit")]
fn pixels(length: f64) -> i32 {
    length as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_their_words_short() {
        let check = |low: f64, high: f64, scale: usize, expected: &[&str]| {
            let axis = Axis::of(low, high, scale, 4);
            let words: Vec<&str> = axis.ticks.iter().map(|(_, words)| words.as_str()).collect();
            assert_eq!(words, expected, "{low} to {high}");
            assert_eq!((axis.place(axis.low, 10, 90), axis.place(axis.high, 10, 90)), (10, 90));
        };
        check(0.0, 0.0, 0, &["0", "1"]);
        check(0.0, 0.0, 2, &["0", "0.5", "1.0"]);
        check(0.0, 3.0, 0, &["0", "1", "2", "3"]);
        check(0.0, 3.0, 2, &["0", "0.01", "0.02", "0.03"]);
        check(0.0, 424.0, 0, &["0", "200", "400", "600"]);
        check(0.0, 141_877_184.0, 2, &["0", "0.5 M", "1.0 M", "1.5 M"]);
        check(-250.0, 1000.0, 0, &["-500", "0", "500", "1,000"]);
        check(-7.0, 0.0, 0, &["-8", "-6", "-4", "-2", "0"]);
        check(0.0, 80_000.0, 0, &["0", "20,000", "40,000", "60,000", "80,000"]);
        check(0.0, 3e9, 0, &["0", "1 bn", "2 bn", "3 bn"]);
        check(0.0, 4e14, 0, &["0", "100 tn", "200 tn", "300 tn", "400 tn"]);
        check(0.0, 1.7e38, 0, &["0", "5e37", "10e37", "15e37", "20e37"]);
        check(-1.7e38, 1.7e38, 38, &["-2", "-1", "0", "1", "2"]);
    }

    #[test]
    fn values_are_shortened_but_not_falsified() {
        let check = |value: i128, scale: usize, expected: &str| assert_eq!(short(value, scale), expected);
        check(0, 2, "0.00");
        check(35, 2, "0.35");
        check(-123_456, 3, "-123");
        check(99_999_999, 2, "1,000,000");
        check(78_524_999, 2, "785,250");
        check(136_496_428, 2, "1.36 M");
        check(-2_500_000_000, 0, "-2.50 bn");
        check(i128::MAX, 0, "1.70e38");
        check(i128::MIN, 38, "-1.70e0");
    }
}

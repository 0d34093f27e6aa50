//! Values as cells: the same number of units a cell on both sides of zero.

/// The cells below and above zero, and how much of a value each holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Cells below zero.
    pub below: u16,
    /// Cells above zero.
    pub above: u16,
    per: f64,
}

/// Cells of one series in a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub series: usize,
    /// Whole cells.
    pub cells: usize,
    /// Eighths of one more.
    pub eighths: usize,
}

impl Scale {
    /// Spreads `reach` (below and above zero) over so many cells.
    pub fn of(reach: (f64, f64), cells: u16) -> Self {
        let (low, high) = (-reach.0, reach.1);
        let all = f64::from(cells);
        let below = if low <= 0.0 || cells < 2 {
            0
        } else if high <= 0.0 {
            cells
        } else {
            whole((all * low / (low + high)).round()).clamp(1, cells - 1)
        };
        let above = cells - below;
        let side = |value: f64, cells: u16| if cells == 0 { 0.0 } else { value / f64::from(cells) };
        let per = side(low, below).max(side(high, above));
        // Without a cell or a value nothing has a length.
        Self { below, above, per: if per > 0.0 { per } else { f64::INFINITY } }
    }

    /// How many cells lie between zero and a value.
    pub fn cells(&self, value: f64) -> u16 {
        whole((value.abs() / self.per).round())
    }

    /// The parts of a bar on one side of zero, end to end; all sizes are taken as positive.
    pub fn runs(&self, parts: &[(usize, f64)], most: u16) -> Vec<Run> {
        let most = usize::from(most) * 8;
        let mut runs = Vec::with_capacity(parts.len());
        let (mut sum, mut drawn) = (0.0, 0);
        for (number, (series, value)) in parts.iter().enumerate() {
            sum += value.abs();
            // What is not nothing is seen.
            let end = eighths(sum / self.per).max(usize::from(sum > 0.0)).min(most);
            let run = if number + 1 == parts.len() && end / 8 >= drawn {
                Run { series: *series, cells: end / 8 - drawn, eighths: end % 8 }
            } else {
                Run { series: *series, cells: ((end + 4) / 8).saturating_sub(drawn), eighths: 0 }
            };
            drawn += run.cells;
            runs.push(run);
        }
        runs
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; the cast stops at the limit"
)]
fn whole(value: f64) -> u16 {
    value as u16
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; the cast stops at the limit"
)]
fn eighths(cells: f64) -> usize {
    (cells * 8.0).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_zero_share_one_scale() {
        let check = |reach, cells, expected| {
            let scale = Scale::of(reach, cells);
            assert_eq!((scale.below, scale.above), expected, "{reach:?} {cells}");
            assert!(scale.cells(reach.0) <= scale.below && scale.cells(reach.1) <= scale.above);
        };
        check((0.0, 100.0), 10, (0, 10));
        check((-100.0, 0.0), 10, (10, 0));
        check((-50.0, 100.0), 30, (10, 20));
        check((-0.001, 100.0), 10, (1, 9));
        check((-100.0, 0.001), 10, (9, 1));
        check((0.0, 0.0), 10, (0, 10));
        check((-1.7e38, 1.7e38), 10, (5, 5));
        check((0.0, 100.0), 0, (0, 0));
    }

    #[test]
    fn parts_end_where_their_sum_ends() {
        let scale = Scale::of((0.0, 100.0), 10);
        let check = |parts: &[(usize, f64)], expected: &[(usize, usize)]| {
            let runs = scale.runs(parts, 10);
            assert_eq!(runs.iter().map(|r| (r.cells, r.eighths)).collect::<Vec<_>>(), expected, "{parts:?}");
        };
        check(&[(0, 100.0)], &[(10, 0)]);
        check(&[(0, 25.0)], &[(2, 4)]);
        check(&[(0, 0.0001)], &[(0, 1)]);
        check(&[(0, 0.0)], &[(0, 0)]);
        check(&[(0, 25.0), (1, 75.0)], &[(3, 0), (7, 0)]);
        check(&[(0, 99.0), (1, 0.5)], &[(10, 0), (0, 0)]);
        check(&[(0, -25.0), (1, -26.0)], &[(3, 0), (2, 1)]);
        check(&[(0, 1e39)], &[(10, 0)]);
        check(&[], &[]);
    }
}

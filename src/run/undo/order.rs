//! The order of runs by the commits of the tables: a clock may go back, a log does not.

use crate::warehouse::{CommitHistory, LoadRecord};

/// The runs that brought the loads of a table, in the order in which they first did, and those whose loads count.
#[derive(Debug, Default)]
pub struct Order {
    runs: Vec<String>,
    counting: Vec<String>,
}

impl Order {
    pub fn of(past: &[CommitHistory], loads: &[LoadRecord]) -> Self {
        let unique = |runs: &mut dyn Iterator<Item = &String>| {
            runs.fold(Vec::new(), |mut known: Vec<String>, run| {
                if !known.contains(run) {
                    known.push(run.clone());
                }
                known
            })
        };
        Self {
            runs: unique(&mut past.iter().flat_map(|commit| &commit.loads).map(|load| &load.run)),
            counting: unique(&mut loads.iter().map(|load| &load.run)),
        }
    }

    fn place(&self, run: &str) -> Option<usize> {
        self.runs.iter().position(|known| known == run)
    }

    /// The last run of the table whose loads count.
    pub fn last(&self) -> Option<&str> {
        self.counting.iter().max_by_key(|run| (self.place(run), *run)).map(String::as_str)
    }
}

/// The last run of some tables whose loads count: none of the tables has it before another that is last in a table.
///
/// Runs that no table has both of go by their names.
pub fn last<'a>(tables: impl IntoIterator<Item = &'a Order> + Clone) -> Option<&'a str> {
    let of_each: Vec<&str> = tables.clone().into_iter().filter_map(Order::last).collect();
    let is_before = |run: &str, other: &str| {
        tables.clone().into_iter().any(|t| matches!((t.place(run), t.place(other)), (Some(a), Some(b)) if a < b))
    };
    let latest = |run: &&&str| !of_each.iter().any(|other| is_before(run, other));
    of_each.iter().filter(latest).max().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tables: &[(&str, &str)], expected: Option<&str>) {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let orders: Vec<Order> =
            tables.iter().map(|(runs, counting)| Order { runs: words(runs), counting: words(counting) }).collect();
        assert_eq!(last(&orders), expected, "{tables:?}");
    }

    #[test]
    fn the_last_run_is_the_last_by_the_commits() {
        check(&[], None);
        check(&[("", "")], None);
        check(&[("a b c", "a b c")], Some("c"));
        // The clock went back.
        check(&[("c b a", "a b c")], Some("a"));
        // What was taken back counts no more.
        check(&[("c b a", "c b")], Some("b"));
        check(&[("c b", "c b"), ("c a", "c a")], Some("b"));
        check(&[("c b a", "c b a"), ("c", "c")], Some("a"));
        check(&[("b a", "b"), ("a", "a"), ("b", "b")], Some("a"));
        // Where no table has both, the names say it.
        check(&[("b", "b"), ("a", "a")], Some("b"));
        check(&[("", "x"), ("a", "a")], Some("x"));
    }
}

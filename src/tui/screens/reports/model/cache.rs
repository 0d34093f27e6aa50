//! Reports that were computed before, until the tables change.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::tui::screens::reports::request::Shown;

/// The most reports that are kept.
const MOST: usize = 32;
/// The most values that are kept, in all reports together; the latest report is kept whatever its size.
const MOST_VALUES: usize = 2_000_000;

/// Reports that were computed before, the latest last.
#[derive(Debug, Default)]
pub struct ReportCache {
    kept: Vec<Arc<Shown>>,
}

impl ReportCache {
    /// The report of that name on that day.
    pub fn get(&self, report: &str, day: Option<NaiveDate>) -> Option<Arc<Shown>> {
        self.kept.iter().find(|shown| shown.report == report && shown.day == day).cloned()
    }

    /// Keeps a report; the oldest go where it gets too many.
    pub fn put(&mut self, shown: Arc<Shown>) {
        self.kept.retain(|old| old.report != shown.report || old.day != shown.day);
        self.kept.push(shown);
        let values = |shown: &Arc<Shown>| shown.table.rows() * shown.table.columns.len();
        while self.kept.len() > 1
            && (self.kept.len() > MOST || self.kept.iter().map(values).sum::<usize>() > MOST_VALUES)
        {
            self.kept.remove(0);
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.kept.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::screens::reports::request::{Column, Holds, TextTable};

    fn shown(report: &str, rows: usize) -> Arc<Shown> {
        let mut table = TextTable::new(vec![Column::new("a", Holds::Words)]);
        (0..rows).for_each(|_| table.push(None));
        Arc::new(Shown { report: report.into(), day: None, last: None, chart: None, table, broken: Vec::new() })
    }

    #[test]
    fn the_cache_is_bounded_by_reports_and_by_values() {
        let mut cache = ReportCache::default();
        for number in 0..100 {
            cache.put(shown(&format!("r{}", number % 50), 1));
        }
        assert_eq!(
            (cache.kept.len(), cache.get("r49", None).is_some(), cache.get("r0", None).is_some()),
            (MOST, true, false)
        );
        cache.put(shown("large", MOST_VALUES + 1));
        assert_eq!(cache.kept.len(), 1);
        cache.put(shown("small", 1));
        assert!(cache.get("large", None).is_none() && cache.get("small", None).is_some());
        assert!(cache.get("small", NaiveDate::from_ymd_opt(2024, 10, 9)).is_none());
    }
}

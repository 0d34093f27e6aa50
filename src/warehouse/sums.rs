//! What a table has, against what its loads say that they left there.
//!
//! This needs no file of the archive: a mistake that is made again when a table is built anew is still seen.

use std::collections::BTreeMap;

use super::inspection::Inspection;
use super::load::LoadRecord;

/// What does not add up, each as a sentence; none in a sound table. `loads` are those that count.
pub fn against_loads(found: &Inspection, loads: &[LoadRecord]) -> Vec<String> {
    let (opened, closed) = (sum(loads, |l| l.opened), sum(loads, |l| l.closed));
    let mut broken: Vec<String> = loads.iter().filter_map(of_load).collect();
    if opened.checked_sub(closed) != Some(found.current) {
        let has = found.current;
        broken.push(format!("current versions: {has}, but its loads opened {opened} and closed {closed}"));
    }
    let (least, most) = versions(loads);
    if found.versions < least || found.versions > most {
        let left = if least == most { most.to_string() } else { format!("{least} to {most}") };
        broken.push(format!("versions: {}, but its loads left {left}", found.versions));
    }
    broken
}

fn sum(loads: &[LoadRecord], figure: fn(&LoadRecord) -> u64) -> u64 {
    loads.iter().map(figure).fold(0, u64::saturating_add)
}

/// How many versions the loads left, at least and at most: what a load closed of another of its day is no version, and
/// older commits do not say how much that was.
fn versions(loads: &[LoadRecord]) -> (u64, u64) {
    let mut days: BTreeMap<_, Vec<&LoadRecord>> = BTreeMap::new();
    loads.iter().for_each(|load| days.entry(load.date).or_default().push(load));
    let (mut least, mut most) = (sum(loads, |l| l.opened), sum(loads, |l| l.opened));
    for load in loads {
        let alone = days.get(&load.date).is_none_or(|of_day| of_day.len() == 1);
        let (fewest, greatest) = match load.same_day {
            Some(known) => (known, known),
            None if alone => (0, 0),
            None => (0, load.closed),
        };
        (least, most) = (least.saturating_sub(greatest), most.saturating_sub(fewest));
    }
    (least, most)
}

fn of_load(load: &LoadRecord) -> Option<String> {
    let LoadRecord { rows, accepted, rejected, duplicates, opened, unchanged, .. } = *load;
    let parts = [accepted, rejected, duplicates].into_iter().try_fold(0, u64::checked_add);
    if parts == Some(rows) && opened.checked_add(unchanged) == Some(accepted) {
        return None;
    }
    Some(format!(
        "the load of {} says {rows} rows: {accepted} accepted, {rejected} rejected, {duplicates} duplicates; {opened} \
         opened, {unchanged} unchanged",
        load.kept_as()
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn load(day: u32, opened: u64, closed: u64, same_day: Option<u64>) -> LoadRecord {
        LoadRecord {
            pipeline: "people".into(),
            date: NaiveDate::from_ymd_opt(2024, 10, day).unwrap(),
            part: None,
            file: format!("people_{day}.csv"),
            archived: None,
            sha256: String::new(),
            corrections: Vec::new(),
            upstream_fingerprint: None,
            rows: opened + 3,
            accepted: opened,
            rejected: 1,
            duplicates: 2,
            opened,
            closed,
            unchanged: 0,
            same_day,
            run: String::new(),
            totals: Vec::new(),
        }
    }

    #[track_caller]
    fn check(loads: &[LoadRecord], versions: u64, current: u64, expected: &[&str]) {
        let found = Inspection { versions, current, broken: Vec::new() };
        assert_eq!(against_loads(&found, loads), expected);
    }

    #[test]
    fn what_is_there_is_what_the_loads_left() {
        check(&[], 0, 0, &[]);
        check(&[load(1, 5, 0, None), load(2, 2, 3, None)], 7, 4, &[]);
        let lost = ["current versions: 3, but its loads opened 7 and closed 3", "versions: 6, but its loads left 7"];
        check(&[load(1, 5, 0, None), load(2, 2, 3, None)], 6, 3, &lost);
        // Two files of a day, the second of which closed what the first had opened.
        check(&[load(1, 5, 0, Some(0)), load(1, 5, 5, Some(5))], 5, 5, &[]);
        check(&[load(1, 5, 0, Some(0)), load(1, 5, 5, Some(5))], 6, 5, &["versions: 6, but its loads left 5"]);
        // What an older commit does not say is not held against the table.
        for versions in 5..=10 {
            check(&[load(1, 5, 0, None), load(1, 5, 5, None)], versions, 5, &[]);
        }
        check(&[load(1, 5, 0, None), load(1, 5, 5, None)], 4, 5, &["versions: 4, but its loads left 5 to 10"]);
        // Loads that closed more than there was.
        check(&[load(1, 1, 2, None)], 1, 0, &["current versions: 0, but its loads opened 1 and closed 2"]);
    }

    #[test]
    fn each_load_adds_up() {
        let wrong = LoadRecord { rows: 9, ..load(1, 5, 0, None) };
        let said = "the load of people_1.csv says 9 rows: 5 accepted, 1 rejected, 2 duplicates; 5 opened, 0 unchanged";
        check(&[wrong], 5, 5, &[said]);
    }
}

//! The names of runs: each sorts after those of all runs before it, whatever the clock says.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};

const START: &str = "%Y%m%dT%H%M%S%3fZ";

/// The name of a run that comes after another: when it began, or right after the other if the clock stands before that.
pub fn after(started: DateTime<Utc>, last: Option<&str>) -> String {
    let next = last.and_then(start).and_then(|start| start.checked_add_signed(TimeDelta::milliseconds(1)));
    let began = started.naive_utc().max(next.unwrap_or(NaiveDateTime::MIN));
    let began = match began.year() {
        // Four digits, or names would not sort.
        ..0 => NaiveDateTime::default(),
        10_000.. => return format!("{}-1", last.unwrap_or("99991231T235959999Z")),
        _ => began,
    };
    format!("{}-{}", began.format(START), std::process::id())
}

/// Whether a journal of this name is of a run.
pub fn is_run(name: &str) -> bool {
    start(name).is_some()
}

fn start(name: &str) -> Option<NaiveDateTime> {
    let (start, _) = name.split_once('-')?;
    NaiveDateTime::parse_from_str(start, START).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn names_go_up_whatever_the_clock_says() {
        let mut last: Option<String> = None;
        for now in [
            "-0005-01-01T00:00:00Z",
            "1960-01-01T00:00:00Z",
            "2024-10-09T12:00:00.123Z",
            "2024-10-09T12:00:00.123Z",
            "2023-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2025-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z",
            "2025-01-01T00:00:00Z",
            "+12000-01-01T00:00:00Z",
            "2025-01-01T00:00:00Z",
        ] {
            let name = after(at(now), last.as_deref());
            assert!(is_run(&name), "{name}");
            assert!(last.as_ref().is_none_or(|last| name > *last), "{name} after {last:?} at {now}");
            last = Some(name);
        }
    }

    #[test]
    fn a_name_is_the_start_where_the_clock_goes_on() {
        let name = after(at("2024-10-09T12:00:00.123Z"), Some("20241009T120000122Z-77"));
        assert_eq!(name, format!("20241009T120000123Z-{}", std::process::id()));
        let behind = after(at("2023-10-09T12:00:00Z"), Some("20241009T120000999Z-77"));
        assert_eq!(behind, format!("20241009T120001000Z-{}", std::process::id()));
    }

    #[test]
    fn other_files_are_no_runs() {
        for other in ["notes", "reset-20241009T120000123Z", "2024-1", "zzz-1", ""] {
            assert!(!is_run(other), "{other}");
        }
    }
}

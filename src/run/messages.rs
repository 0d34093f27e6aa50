//! Phrases that more than one message has.

use chrono::NaiveDate;

use crate::report::text::counted;
use crate::warehouse::Hold;

/// Why a snapshot is held back.
pub fn hold_reason(hold: Hold) -> String {
    let Hold { rows, closing, current } = hold;
    if rows == 0 {
        return format!("it has no rows and would end all {current} current keys");
    }
    format!("it would end {closing} of {current} current keys")
}

/// What a replay does; `from` follows the number of days.
pub fn replays(days: u64, versions: u64, from: &str) -> String {
    let will = if days == 1 { "is" } else { "are" };
    format!("{}{from} {will} replayed, {}", counted(days, "day", "days"), rows_change(versions))
}

/// How many history rows a replay changes.
pub fn rows_change(versions: u64) -> String {
    let change = if versions == 1 { "changes" } else { "change" };
    format!("{} {change}", counted(versions, "history row", "history rows"))
}

/// Some days in words; of many, the first and how many more.
pub fn days(days: &[NaiveDate]) -> String {
    const SHOWN: usize = 3;
    let shown = days.iter().take(SHOWN).map(NaiveDate::to_string).collect::<Vec<_>>().join(", ");
    match days.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {}", counted(more as u64, "more day", "more days")),
    }
}

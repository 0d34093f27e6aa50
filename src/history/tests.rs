//! What a load does to a table, and how a key's versions read.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use polars::prelude::*;

use super::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View, cut, epoch_days, open_end, plan, timeline};
use crate::check::ROW_HASH;
use crate::workspace::Load;

/// Day 2 of a table whose current versions began on day 1.
fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, number).unwrap()
}

fn days(name: &str, days: &[NaiveDate]) -> Column {
    let days = days.iter().map(|d| epoch_days(*d)).collect();
    Int32Chunked::from_vec(name.into(), days).into_date().into_column()
}

/// Rows written as `1a 2b`: a digit for the key, a letter for everything else.
fn frame(rows: &str) -> DataFrame {
    let rows: Vec<&[u8]> = rows.split_whitespace().map(str::as_bytes).collect();
    let key = |row: &&[u8]| i64::from(row[0] - b'0');
    df!(
        "id" => rows.iter().map(key).collect::<Vec<_>>(),
        ROW_HASH => rows.iter().map(|row| i64::from(row.get(1).copied().unwrap_or(b'?'))).collect::<Vec<_>>(),
    )
    .unwrap()
}

fn shown(frame: &DataFrame) -> String {
    let (ids, hashes) = (frame.column("id").unwrap().i64().unwrap(), frame.column(ROW_HASH).unwrap().i64().unwrap());
    let mut rows: Vec<String> = ids
        .iter()
        .zip(hashes.iter())
        .map(|(id, hash)| format!("{}{}", id.unwrap(), char::from(hash.unwrap() as u8)))
        .collect();
    rows.sort();
    rows.join(" ")
}

/// Plans a load and compares `opens / closes / keeps / unchanged`.
#[track_caller]
fn check(load: Load, current: &str, incoming: &str, held: &str, expected: &str) {
    let mut table = frame(current);
    table.with_column(days(EFFECTIVE_FROM, &vec![day(1); table.height()])).unwrap();
    let (rows, held) = (frame(incoming), frame(held).select(["id"]).unwrap());
    let plan = plan(load, day(2), &["id"], &rows, &table, &held).unwrap();
    let opens = rows.filter(&plan.opens).unwrap();
    let same = rows.filter(&!&plan.opens).unwrap();
    let found = [&opens, &plan.closes, &plan.keeps, &same].map(shown).join(" / ");
    assert_eq!(found, expected, "{current} <- {incoming} (held {held})");
    assert_eq!((plan.opened, plan.closed), (opens.height() as u64, plan.closes.height() as u64));
    assert_eq!(plan.unchanged, same.height() as u64);
    let changed = if load == Load::Snapshot { plan.closed - plan.absent } else { plan.closed };
    assert!(changed <= plan.opened && (load == Load::Snapshot || plan.absent == 0));
    // Every row in its order: since when its version holds.
    let since: Vec<i32> = plan.effective_from.date().unwrap().physical().iter().flatten().collect();
    let expected: Vec<i32> =
        plan.opens.iter().map(|opens| epoch_days(if opens == Some(true) { day(2) } else { day(1) })).collect();
    assert_eq!(since, expected);
}

#[test]
fn snapshots() {
    use Load::Snapshot;
    check(Snapshot, "", "1a 2b", "", "1a 2b /  /  / ");
    check(Snapshot, "1a 2b", "2b 1a", "", " /  /  / 1a 2b");
    check(Snapshot, "1a 2b", "1x 2b", "", "1x / 1a /  / 2b");
    check(Snapshot, "1a 2b", "1a", "", " / 2b /  / 1a");
    check(Snapshot, "1a 2b", "", "", " / 1a 2b /  / ");
    check(Snapshot, "1a", "1a 3c", "", "3c /  /  / 1a");
    check(Snapshot, "1a 2b 3c", "1x 4d", "", "1x 4d / 1a 2b 3c /  / ");
    check(Snapshot, "", "", "", " /  /  / ");
}

#[test]
fn held_keys_of_snapshots_stay() {
    use Load::Snapshot;
    check(Snapshot, "1a 2b 3c", "1a", "2", " / 3c / 2b / 1a");
    check(Snapshot, "1a 2b", "", "1 2 2", " /  / 1a 2b / ");
    check(Snapshot, "1a", "1a", "2", " /  /  / 1a");
    // A key with a good row and a bad one: the good one counts.
    check(Snapshot, "1a", "1x", "1", "1x / 1a /  / ");
    check(Snapshot, "", "1a", "1 2", "1a /  /  / ");
}

#[test]
fn transactions() {
    use Load::Transaction;
    check(Transaction, "", "1a 2b", "", "1a 2b /  /  / ");
    check(Transaction, "1a 2b", "3c", "", "3c /  /  / ");
    check(Transaction, "1a 2b", "1a", "", " /  /  / 1a");
    check(Transaction, "1a 2b", "1x 3c", "", "1x 3c / 1a /  / ");
    check(Transaction, "1a 2b", "", "1", " /  /  / ");
    check(Transaction, "1a 2b", "2x", "1", "2x / 2b /  / ");
}

#[test]
fn composite_keys() {
    let frame = |rows: &[(&str, i64, i64)]| {
        df!(
            "a" => rows.iter().map(|r| r.0).collect::<Vec<_>>(),
            "b" => rows.iter().map(|r| r.1).collect::<Vec<_>>(),
            ROW_HASH => rows.iter().map(|r| r.2).collect::<Vec<_>>(),
        )
        .unwrap()
    };
    let mut table = frame(&[("x", 1, 10), ("x", 2, 20), ("y", 1, 30)]);
    table.with_column(days(EFFECTIVE_FROM, &[day(1); 3])).unwrap();
    let incoming = frame(&[("x", 1, 10), ("y", 2, 40)]);
    let held = frame(&[("y", 1, 0)]).select(["a", "b"]).unwrap();
    let plan = plan(Load::Snapshot, day(2), &["a", "b"], &incoming, &table, &held).unwrap();
    assert_eq!((plan.opened, plan.closed, plan.unchanged, plan.absent), (1, 1, 1, 1));
    assert!(plan.closes.equals(&frame(&[("x", 2, 20)])), "{}", plan.closes);
    assert!(plan.keeps.equals(&frame(&[("y", 1, 30)])), "{}", plan.keeps);
}

/// Versions of one key, each as its value, first day and end; none for an open one.
fn versions(versions: &[(Option<&str>, u32, Option<u32>)]) -> DataFrame {
    let from: Vec<NaiveDate> = versions.iter().map(|v| day(v.1)).collect();
    let to: Vec<NaiveDate> = versions.iter().map(|v| v.2.map_or(open_end(), day)).collect();
    let mut frame = df!(
        "id" => vec![7i64; versions.len()],
        "v" => versions.iter().map(|v| v.0).collect::<Vec<_>>(),
        IS_CURRENT => versions.iter().map(|v| v.2.is_none()).collect::<Vec<_>>(),
        ROW_HASH => vec![0i64; versions.len()],
    )
    .unwrap();
    frame.with_column(days(EFFECTIVE_FROM, &from)).unwrap();
    frame.with_column(days(EXPIRY_DATE, &to)).unwrap();
    frame
}

/// The timeline as `first day[+gap] changes`.
#[track_caller]
fn check_timeline(frame: &DataFrame, expected: &[&str]) {
    let found: Vec<String> = timeline(frame)
        .unwrap()
        .iter()
        .map(|v| {
            let changes = v.changes.iter().map(|c| format!(" {} {:?}->{:?}", c.column, c.old, c.new));
            let gap = if v.came_back { "+gap" } else { "" };
            format!("{}{gap}{}", v.effective_from.format("%d"), changes.collect::<String>()).replace("Some(", "(")
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn timelines() {
    check_timeline(&versions(&[]), &[]);
    check_timeline(&versions(&[(Some("a"), 1, None)]), &["01"]);
    let rows = [(Some("b"), 3, Some(5)), (Some("a"), 1, Some(3)), (None, 7, None)];
    check_timeline(&versions(&rows), &["01", r#"03 v ("a")->("b")"#, r#"07+gap v ("b")->None"#]);
    check_timeline(&versions(&[(Some("a"), 1, Some(2)), (Some("a"), 4, None)]), &["01", "04+gap"]);
    let told = timeline(&versions(&rows)).unwrap();
    let last = told.last().unwrap();
    assert_eq!((last.is_current, last.expiry_date), (true, open_end()));
    assert_eq!(last.values, [("id".to_owned(), Some("7".to_owned())), ("v".to_owned(), None)]);
    assert_eq!((told[1].is_current, told[1].expiry_date), (false, day(5)));
}

/// The versions of a view as `value: first day - end`.
#[track_caller]
fn check_view(view: View, expected: &[&str]) {
    let frame = versions(&[(Some("a"), 1, Some(3)), (Some("b"), 3, Some(5)), (Some("c"), 7, None)]);
    let found: Vec<String> = timeline(&cut(frame.lazy(), view).collect().unwrap())
        .unwrap()
        .iter()
        .map(|v| {
            let end =
                if v.expiry_date == open_end() { "open".to_owned() } else { v.expiry_date.format("%d").to_string() };
            assert_eq!(v.is_current, end == "open");
            format!("{}: {} - {end}", v.values[1].1.as_deref().unwrap(), v.effective_from.format("%d"))
        })
        .collect();
    assert_eq!(found, expected, "{view:?}");
}

#[test]
fn views() {
    check_view(View::All, &["a: 01 - 03", "b: 03 - 05", "c: 07 - open"]);
    check_view(View::Current, &["c: 07 - open"]);
    check_view(View::On(day(2)), &["a: 01 - 03"]);
    check_view(View::On(day(3)), &["b: 03 - 05"]);
    check_view(View::On(day(5)), &[]);
    check_view(View::On(day(9)), &["c: 07 - open"]);
    check_view(View::AsOf(day(2)), &["a: 01 - open"]);
    check_view(View::AsOf(day(3)), &["a: 01 - 03", "b: 03 - open"]);
    check_view(View::AsOf(day(5)), &["a: 01 - 03", "b: 03 - 05"]);
    check_view(View::AsOf(day(9)), &["a: 01 - 03", "b: 03 - 05", "c: 07 - open"]);
}

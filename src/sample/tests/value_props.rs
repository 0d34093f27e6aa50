//! The three files of the value props: the same bytes everywhere, and what their tables are to show.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sha2::{Digest, Sha256};

use crate::sample::{BadRows, VALUE_PROPS_FILES, ValueProps, write_value_props};

fn files(plan: &ValueProps) -> [String; 3] {
    let dir = tempfile::tempdir().unwrap();
    let paths = write_value_props(dir.path(), plan).unwrap();
    assert_eq!(paths, VALUE_PROPS_FILES.map(|name| dir.path().join(name)));
    VALUE_PROPS_FILES.map(|name| fs::read_to_string(dir.path().join(name)).unwrap())
}

#[test]
fn the_same_bytes_everywhere() {
    let hash =
        |text: &String| Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>();
    let hashes = files(&ValueProps::four_weeks(3_000)).map(|text| hash(&text));
    assert_eq!(hashes, ["fec48b2e8e6e9193", "7a5c3739600fa561", "8513b44f3c2d86da"]);
}

#[test]
fn taps_are_prints_and_some_users_pay_several_times() {
    let [prints, taps, pays] = files(&ValueProps::four_weeks(3_000));
    assert_eq!(prints.lines().count(), 3_000);
    let mut left: BTreeMap<&str, i64> = BTreeMap::new();
    prints.lines().for_each(|line| *left.entry(line).or_default() += 1);
    for line in taps.lines() {
        let count = left.get_mut(line).unwrap();
        *count -= 1;
        assert!(*count >= 0, "{line}");
    }
    assert!((200..400).contains(&taps.lines().count()), "{}", taps.lines().count());
    let days: BTreeSet<&str> = prints.lines().map(|line| &line[8..18]).collect();
    assert_eq!((days.len(), *days.first().unwrap(), *days.last().unwrap()), (28, "2020-11-01", "2020-11-28"));
    let mut paid: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in pays.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(days.contains(cells[0]), "{line}");
        *paid.entry((cells[2], cells[3])).or_default() += 1;
    }
    assert!(paid.len() > 200 && paid.values().filter(|times| **times > 1).count() > 50, "{paid:?}");
}

#[test]
fn bad_rows_are_the_last_of_each_file() {
    let plan = ValueProps { bad_rows: BadRows::OnLastDay, ..ValueProps::four_weeks(1_000) };
    let (good, bad) = (files(&ValueProps::four_weeks(1_000)), files(&plan));
    for (good, bad) in good.iter().zip(&bad) {
        let differ: Vec<usize> =
            (0..).zip(good.lines().zip(bad.lines())).filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
        let count = good.lines().count();
        assert_eq!((differ, bad.lines().count()), (vec![count - 2, count - 1], count));
        assert!(bad.lines().next_back().unwrap().contains("2020-11-31"));
    }
    for plan in [0, 1, 2, 27].map(|prints| ValueProps { prints, ..plan.clone() }) {
        assert_eq!(files(&plan)[0].lines().count() as u64, plan.prints);
    }
}

#[test]
fn nothing_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("pays.csv"), "mine").unwrap();
    assert!(write_value_props(dir.path(), &ValueProps::four_weeks(10)).is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    let beyond = ValueProps { start: chrono::NaiveDate::MAX, ..ValueProps::four_weeks(10) };
    assert!(write_value_props(&dir.path().join("new"), &beyond).is_err());
}

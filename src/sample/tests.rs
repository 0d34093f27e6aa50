//! The committed files are what this module writes, and what it writes is a shop's week.

#![allow(clippy::unwrap_used, reason = "a test may fail on the spot")]

mod reading;
mod value_props;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::error::ErrorKind;

use super::random::{Random, scatter};
use super::*;
use reading::{Customers, Sales, bad_lines, prices};

/// The week and the broken day after it.
fn eight_days() -> Plan {
    Plan { days: 8, bad_rows: BadRows::OnLastDay, ..Plan::week() }
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// The files of a plan by name.
fn files(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let paths = write(dir.path(), plan).unwrap();
    let files = read_folder(dir.path());
    let names = paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), files.keys().cloned().collect(), "written and returned differ");
    files
}

fn read_folder(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    entries.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

/// Where a file of the eight days is committed.
fn place(name: &str) -> PathBuf {
    if name.contains("20241016") { Path::new("broken").join(name) } else { name.into() }
}

#[test]
fn the_committed_files_are_what_is_written() {
    let expected = files(&eight_days()).into_iter().map(|(name, bytes)| (place(&name), bytes));
    let expected = expected.collect::<BTreeMap<_, _>>();
    let mut found = BTreeMap::new();
    for folder in ["", "broken"] {
        let files = read_folder(&committed().join(folder)).into_iter();
        found.extend(files.map(|(name, bytes)| (Path::new(folder).join(name), bytes)));
    }
    for ours in ["README.md", ".gitattributes"] {
        assert!(found.remove(Path::new(ours)).is_some(), "sample_data/{ours} is missing");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "extra or missing files");
    for (path, bytes) in expected {
        // Not `assert_eq!`, which would print both files.
        assert!(found.get(&path) == Some(&bytes), "sample_data/{} differs; see `rewrite` below", path.display());
    }
}

/// Writes the committed files anew, after a change that is meant to change them.
#[test]
#[ignore = "it writes into the checkout: cargo test --release sample::tests::rewrite -- --ignored"]
fn rewrite() {
    fs::create_dir_all(committed().join("broken")).unwrap();
    for (name, bytes) in files(&eight_days()) {
        fs::write(committed().join(place(&name)), bytes).unwrap();
    }
}

#[test]
fn the_readme_lists_every_bad_row() {
    let dir = tempfile::tempdir().unwrap();
    let told = write_and_tell(dir.path(), &eight_days()).unwrap().told;
    let row = |bad: &Told| format!("| `{}` | {} | {} |", bad.file.display(), bad.line, bad.what);
    let expected = told.iter().map(row).collect::<Vec<_>>();
    let readme = fs::read_to_string(committed().join("README.md")).unwrap();
    let listed = readme.lines().filter(|line| line.contains("_20241016.")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(listed, expected, "the table must be:\n{}\n", expected.join("\n"));
}

#[test]
fn bad_rows_are_those_told_of_and_no_others() {
    for plan in [eight_days(), Plan { bad_rows: BadRows::OnLastDay, ..Plan::shop(7_000, 9_000, 2) }] {
        let dir = tempfile::tempdir().unwrap();
        let told = write_and_tell(dir.path(), &plan).unwrap().told;
        for (name, bytes) in read_folder(dir.path()) {
            let expected = told.iter().filter(|bad| bad.file == Path::new(&name)).map(|bad| bad.line);
            assert_eq!(bad_lines(&name, &bytes), expected.collect(), "{name}");
        }
    }
}

#[test]
fn every_file_of_the_week_is_good() {
    for (name, bytes) in files(&Plan::week()) {
        assert_eq!(bad_lines(&name, &bytes), BTreeSet::new(), "{name}");
    }
}

#[test]
fn customers_come_change_go_and_return() {
    let files = files(&Plan::week());
    let days = files.iter().filter(|(name, _)| name.starts_with("customer")).map(|(_, bytes)| Customers::read(bytes));
    let days = days.collect::<Vec<_>>();
    let (mut came, mut changed, mut left, mut returned) = (0, 0, 0, 0);
    let mut ever = days[0].ids();
    for pair in days.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        came += after.ids().difference(&ever).count();
        returned += after.ids().difference(&before.ids()).filter(|id| ever.contains(id)).count();
        left += before.ids().difference(&after.ids()).count();
        changed += after.rows.iter().filter(|(id, row)| before.rows.get(id).is_some_and(|old| old != *row)).count();
        ever.extend(after.ids());
    }
    assert_eq!((came, changed, left, returned), (72, 138, 55, 7));
    assert!(ever.iter().any(|&id| id > 9_000_000_000_000_000_000), "no id near the end of 64 bits");
}

#[test]
fn prices_move_every_day_and_a_product_joins() {
    let files = files(&Plan::week());
    let days = files.iter().filter(|(name, _)| name.starts_with("products")).map(|(_, bytes)| prices(bytes));
    let days = days.collect::<Vec<_>>();
    for pair in days.windows(2) {
        assert!(pair[0].iter().all(|(id, price)| pair[1][id] != *price));
    }
    assert_eq!(days.iter().map(BTreeMap::len).collect::<Vec<_>>(), [10, 10, 10, 11, 11, 11, 11]);
}

#[test]
fn sales_cost_what_the_catalogue_says_and_a_few_buyers_are_not_listed() {
    let files = files(&Plan::week());
    let (mut next, mut unlisted) = (1, 0);
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("sales")) {
        let date = name.get(6..14).unwrap();
        let customers = Customers::read(&files[&format!("customer_{date}.csv")]).ids();
        let prices = prices(&files[&format!("products_{date}.json")]);
        for sale in Sales::read(bytes).rows {
            assert_eq!((sale.id, sale.cents), (next, prices[&sale.product]));
            assert_eq!(sale.total, Some(sale.cents * sale.quantity));
            unlisted += u64::from(!customers.contains(&sale.customer));
            next += 1;
        }
    }
    assert_eq!((next, unlisted), (3_501, 119));
}

#[test]
fn the_bench_has_the_shape_of_the_peers() {
    let files = files(&Plan::bench(20_000, 40_000, 2));
    let customers = ["20241009", "20241010"].map(|day| Customers::read(&files[&format!("customer_{day}.csv")]));
    let [first, second] = [customers[0].ids(), customers[1].ids()];
    assert_eq!((first.len(), second.difference(&first).count()), (20_000, 400));
    assert!((60..140).contains(&first.difference(&second).count()), "about 0.5 % leave");
    let toggled = customers[1].rows.iter().filter(|(id, row)| customers[0].rows.get(id).is_some_and(|o| o != *row));
    assert!((140..260).contains(&toggled.count()), "about 1 % change");
    assert!(customers[0].order.windows(2).any(|pair| pair[0] > pair[1]), "ids are not shuffled");
    assert_eq!(prices(&files["products_20241010.json"]).len(), 1_000);
    for (customers, day) in [(first, "20241009"), (second, "20241010")] {
        let sales = Sales::read(&files[&format!("sales_{day}.txt")]).rows;
        assert!(sales.iter().all(|sale| customers.contains(&sale.customer)), "a buyer is not listed");
        assert!((5..45).contains(&sales.iter().filter(|sale| sale.total.is_none()).count()), "about 0.05 % are bad");
    }
}

#[test]
fn a_day_does_not_depend_on_what_comes_after_it() {
    let (short, long) = (files(&Plan { days: 3, ..Plan::week() }), files(&eight_days()));
    assert!(short.iter().all(|(name, bytes)| long.get(name) == Some(bytes)));
    let other = files(&Plan { seed: 1, ..Plan::week() });
    // The catalogue of the first day is the same for every seed.
    let same = other.iter().filter(|(name, bytes)| long.get(*name) == Some(bytes)).map(|(name, _)| name.as_str());
    assert_eq!(same.collect::<Vec<_>>(), ["products_20241009.json"]);
}

#[test]
fn small_plans_of_every_kind_write() {
    for (customers, sales, days) in [(0, 0, 1), (0, 5, 2), (1, 0, 2), (1, 1, 1), (3, 2, 5), (50, 40, 0), (50, 40, 4)] {
        for bad_rows in [BadRows::Nowhere, BadRows::OnLastDay] {
            for plan in [Plan::shop(customers, sales, days), Plan::bench(customers, sales, days)] {
                let files = files(&Plan { bad_rows, ..plan });
                assert_eq!(files.len(), 3 * days as usize);
                assert!(files.keys().all(|name| !name.starts_with('.')), "a hidden file is left");
            }
        }
    }
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let theirs = dir.path().join("sales_20241010.txt");
    fs::write(&theirs, "theirs").unwrap();
    let error = write(dir.path(), &Plan::week()).unwrap_err();
    assert_eq!((error.kind, error.place.file.as_deref()), (ErrorKind::Usage, Some(theirs.as_path())));
    assert_eq!(read_folder(dir.path()).len(), 1);
}

#[test]
fn days_beyond_the_calendar_are_refused() {
    let plan = Plan { start: NaiveDate::MAX, ..Plan::week() };
    assert_eq!(write(Path::new("nowhere"), &plan).unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn chance_is_splitmix64() {
    // The published first words for the seed 1234567.
    let random = &mut Random::from_state(1_234_567);
    let words = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    assert_eq!([random.word(), random.word(), random.word()], words);
}

#[test]
fn scattered_numbers_stay_apart() {
    let scattered = (0..100_000).map(scatter).collect::<HashSet<_>>();
    assert_eq!(scattered.len(), 100_000);
    assert!(scattered.iter().all(|&id| i64::try_from(id).is_ok()));
}

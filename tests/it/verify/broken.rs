//! What was changed behind the back of the engine is found.

use std::fs::{self, File};
use std::path::PathBuf;

use polars::prelude::*;

use super::{differs, holds, three_days, what};
use crate::support::Shop;

fn edit(shop: &Shop, path: &str, from: &str, to: &str) {
    let text = shop.read(path);
    assert!(text.contains(from), "{text}");
    fs::write(shop.at(path), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_changed_byte_in_the_archive() {
    let shop = three_days();
    edit(&shop, "archive/people/people_20241009.csv", "Bo", "Bi");
    let found = differs(&shop, "people  DIFFERS  people_20241009.csv in the archive is not the file that was loaded");
    assert_eq!(what(&found), ["archive", "content"]);
    assert_eq!(found[0]["file"], "people_20241009.csv");
    assert_ne!(found[0]["warehouse"], found[0]["rebuilt"]);
    let content = &found[1];
    assert_eq!((&content["key"][0], &content["day"]), (&"2".into(), &"2024-10-09".into()));
    assert_eq!(
        (&content["column"], &content["warehouse"], &content["rebuilt"]),
        (&"name".into(), &"Bo".into(), &"Bi".into())
    );
    assert_eq!((&content["file"], &content["line"]), (&"people_20241009.csv".into(), &3.into()));
    // With the original back, all is well.
    edit(&shop, "archive/people/people_20241009.csv", "Bi", "Bo");
    holds(&shop);
}

#[test]
fn a_row_that_is_rejected_now() {
    let shop = three_days();
    edit(&shop, "archive/people/people_20241010.csv", "3,Cy,gold", "3,Cy,copper");
    let found = differs(&shop, "people  DIFFERS  people_20241010.csv in the archive");
    assert_eq!(what(&found), ["archive", "content", "figures", "figures"]);
    assert_eq!((&found[1]["key"][0], &found[1]["warehouse"]), (&"3".into(), &"1 version".into()));
    assert!(found[1].get("rebuilt").is_none() && found[1].get("column").is_none());
    assert_eq!(found[2]["message"], "the load of people_20241010.csv says 2 accepted, its file makes 1");
}

#[test]
fn a_missing_file() {
    let shop = three_days();
    fs::remove_file(shop.at("archive/people/people_20241010.csv")).unwrap();
    let found = differs(&shop, "people  DIFFERS  people_20241010.csv is loaded, but no longer in the archive");
    assert_eq!(what(&found), ["archive"]);
    let rebuild = shop.cli(&["verify", "--rebuild"]);
    assert_eq!((rebuild.code, rebuild.out.as_str()), (1, ""));
    assert!(rebuild.err.contains("has no people_20241010.csv"), "{}", rebuild.err);
    assert!(shop.versions("people").contains("Cy"));
}

#[test]
fn an_unreadable_file() {
    let shop = three_days();
    fs::write(shop.at("archive/people/people_20241010.csv"), "id\n1\n").unwrap();
    let found = differs(&shop, "people  DIFFERS  people_20241010.csv in the archive is not the file that was loaded");
    assert_eq!(what(&found), ["archive"]);
}

/// The data files of a table, changed in place.
fn rewrite(shop: &Shop, current: bool, change: impl Fn(LazyFrame) -> LazyFrame) {
    let folder = shop.at(&format!("warehouse/people/is_current={current}"));
    let paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "parquet")) {
        let rows = ParquetReader::new(File::open(path).unwrap()).finish().unwrap();
        let mut rows = change(rows.lazy()).collect().unwrap();
        ParquetWriter::new(File::create(path).unwrap()).finish(&mut rows).unwrap();
    }
}

#[test]
fn another_value_in_a_data_file() {
    let shop = three_days();
    rewrite(&shop, true, |rows| {
        let changed = when(col("id").eq(lit(3i64))).then(lit("Cyd")).otherwise(col("name"));
        rows.with_column(changed.alias("name"))
    });
    let line = "people  DIFFERS  name of 3 from 2024-10-10 is \"Cyd\" in the warehouse, \"Cy\" in its files \
                (people_20241010.csv line 3)";
    let found = differs(&shop, line);
    assert_eq!(what(&found), ["content", "row_hash", "data_files"]);
    assert_eq!(found[1]["key"][0], "3");
    let rebuilt = shop.cli(&["verify", "people", "--rebuild"]);
    assert_eq!(rebuilt.code, 0, "{}", rebuilt.err);
    assert!(rebuilt.out.starts_with("people  rebuilt  5 history rows, 3 files, content "), "{}", rebuilt.out);
    assert!(rebuilt.out.contains(", was 5 history rows, content "), "{}", rebuilt.out);
    holds(&shop);
}

#[test]
fn another_row_hash_in_a_data_file() {
    let shop = three_days();
    rewrite(&shop, true, |rows| rows.with_column(col("row_hash") + lit(1i64)));
    let found = differs(&shop, "people  DIFFERS  3 versions have a row_hash that is not that of the values, first 1");
    assert_eq!(what(&found), ["row_hash", "data_files", "data_files"]);
}

#[test]
fn an_interval_that_ends_before_it_begins() {
    let shop = three_days();
    rewrite(&shop, false, |rows| {
        let before = col("effective_from") - lit(chrono::Duration::days(1));
        rows.with_column(before.cast(DataType::Date).alias("expiry_date"))
    });
    let found = differs(&shop, "people  DIFFERS  expiry_date of 1 from 2024-10-09 is \"2024-10-08\" in the warehouse");
    assert_eq!(what(&found), ["content", "invariant", "data_files"]);
    assert_eq!(found[0]["file"], "people_20241010.csv");
}

/// The journal of the only run of a shop.
fn journal(shop: &Shop) -> String {
    let name = shop.names("warehouse/_runs").into_iter().find(|name| name.ends_with(".jsonl")).unwrap();
    format!("warehouse/_runs/{name}")
}

fn is_load(line: &str) -> bool {
    line.contains("\"step_finished\"") && line.contains("\"load\"") && line.contains("people_20241010.csv")
}

#[test]
fn a_journal_with_a_load_that_no_commit_has() {
    let shop = three_days();
    let text = shop.read(&journal(&shop));
    let load = text.lines().find(|line| is_load(line)).unwrap().replace("20241010", "20241019");
    fs::write(shop.at(&journal(&shop)), text.replacen("\n", &format!("\n{load}\n"), 1)).unwrap();
    let found = differs(&shop, "people  DIFFERS  the journal of run ");
    assert_eq!((what(&found), &found[0]["file"]), (vec!["journal"], &"people_20241019.csv".into()));
}

#[test]
fn a_journal_without_its_load() {
    let shop = three_days();
    let text = shop.read(&journal(&shop));
    let without: String = text.lines().filter(|line| !is_load(line)).map(|line| format!("{line}\n")).collect();
    fs::write(shop.at(&journal(&shop)), &without).unwrap();
    // The commit is the truth: the table is right, the journal is not as it was written.
    let cli = shop.cli(&["verify", "people"]);
    assert_eq!(cli.code, 0, "{}", cli.out);
    assert!(cli.err.contains("does not say that it loaded people_20241010.csv of 2024-10-10"), "{}", cli.err);
    let cli = shop.cli(&["verify"]);
    assert!(cli.code == 1 && cli.out.contains("files   DIFFERS  the journal of run "), "{}", cli.out);
    // A run that was killed could not say everything.
    let killed: String =
        without.lines().filter(|line| !line.contains("run_finished")).map(|line| format!("{line}\n")).collect();
    fs::write(shop.at(&journal(&shop)), killed).unwrap();
    holds(&shop);
    assert!(shop.cli(&["verify"]).err.contains("breaks off, the run was killed"));
    // Cut in the middle of a line.
    let killed = shop.read(&journal(&shop));
    fs::write(shop.at(&journal(&shop)), &killed[..killed.len() / 2]).unwrap();
    holds(&shop);
    fs::remove_file(shop.at(&journal(&shop))).unwrap();
    holds(&shop);
    assert!(shop.cli(&["verify"]).err.contains(" is gone"));
}

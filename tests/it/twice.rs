//! A second run over the same workspace changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use shoptui::run::RunResult;
use shoptui::sample::Plan;

use super::support::Shop;

const TABLES: [&str; 3] = ["customer", "product", "sales"];

#[test]
fn a_second_run_changes_nothing() {
    let shop = Shop::with_plan(&Plan::shop(60, 60, 3));
    assert_eq!(shop.run().result, RunResult::Done);
    let (state, files) = (shop.state(), warehouse(&shop.at("warehouse")));
    let commits = TABLES.map(|table| shop.commits(table));
    assert_eq!(commits, [4, 4, 4]);
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(shop.state(), state);
    assert_eq!(TABLES.map(|table| shop.commits(table)), commits);
    assert_eq!(warehouse(&shop.at("warehouse")), files);
}

#[test]
fn the_same_files_again_change_nothing() {
    let plan = Plan::shop(60, 60, 3);
    let shop = Shop::with_plan(&plan);
    shop.run();
    let (state, files) = (shop.state(), warehouse(&shop.at("warehouse")));
    for path in shoptui::sample::write(&shop.at("landing_zone"), &plan).unwrap() {
        super::support::rest(&path);
    }
    let ran = shop.run();
    assert_eq!(ran.result, RunResult::Done);
    assert_eq!(ran.warnings().len(), 9, "{:?}", ran.warnings());
    assert_eq!(shop.state(), state);
    assert_eq!(warehouse(&shop.at("warehouse")), files);
}

/// A reset workspace loads again to the same tables.
#[test]
fn a_reset_workspace_loads_to_the_same_tables() {
    let shop = Shop::with_plan(&Plan::shop(60, 60, 3));
    let landed = shop.names("landing_zone");
    shop.run();
    let state = shop.state();
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    assert_eq!(shop.names("landing_zone"), landed);
    assert_eq!(TABLES.map(|table| shop.commits(table)), [0, 0, 0]);
    shop.run();
    assert_eq!(shop.state(), state);
}

/// Sizes of the data files and commits; journals are of the run.
fn warehouse(folder: &Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == "_runs" {
            continue;
        }
        if entry.path().is_dir() {
            found.extend(warehouse(&entry.path()).into_iter().map(|(below, size)| (format!("{name}/{below}"), size)));
        } else {
            found.insert(name, entry.metadata().unwrap().len());
        }
    }
    found
}

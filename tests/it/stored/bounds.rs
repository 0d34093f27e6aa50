//! What a commit says of its data files was changed: that is noticed, or not believed.

use super::{edit_adds, edit_stats, fails, land, run, three_days, unseal};
use crate::support::Shop;

/// Commands that need the table.
const READERS: [&[&str]; 6] = [
    &["export", "people"],
    &["query", "SELECT COUNT(*) FROM people"],
    &["history", "people", "1"],
    &["run"],
    &["verify"],
    &["doctor"],
];

#[track_caller]
fn is_noticed(change: impl Fn(&mut serde_json::Value)) {
    let shop = three_days("transaction");
    let versions = shop.versions("people");
    let changed = edit_adds(&shop, |add| {
        if add["path"].as_str().unwrap().starts_with("is_current=true") {
            change(add);
        }
    });
    assert!(!changed.is_empty());
    land(&shop, "20241012", "1,Ann,gold,new");
    for command in READERS {
        let cli = shop.cli(command);
        fails(&cli, "was changed after it was written");
        let all = format!("{}{}", cli.out, cli.err);
        let named = changed.iter().any(|name| all.contains(&format!("_delta_log/{name}")));
        assert!(named || command == ["doctor"], "{command:?} names none of {changed:?}: {all}");
        assert!(all.contains("verify people --rebuild"), "{all}");
    }
    let rebuilt = shop.cli(&["verify", "people", "--rebuild"]);
    assert_eq!(rebuilt.code, 0, "{}", rebuilt.err);
    // The last day was archived by the run that failed, or still waits.
    let without: String = versions.lines().map(|line| format!("{line}\n")).collect();
    assert_eq!(shop.versions("people"), without);
    run(&shop);
    shop.assert_sound();
}

#[test]
fn a_changed_number_is_noticed() {
    is_noticed(|add| edit_stats(add, |stats| stats["minValues"]["id"] = 500.into()));
    is_noticed(|add| edit_stats(add, |stats| stats["maxValues"]["effective_from"] = "2000-01-01".into()));
    is_noticed(|add| edit_stats(add, |stats| stats["numRecords"] = 77.into()));
    is_noticed(|add| drop(add.as_object_mut().unwrap().remove("stats")));
    is_noticed(|add| add["stats"] = "{\"numRecords\":".into());
    is_noticed(|add| add["size"] = 7.into());
    is_noticed(|add| add["tags"]["shoptui.xxh3-128"] = "0".into());
    is_noticed(|add| drop(add["tags"].as_object_mut().unwrap().remove("shoptui.seal")));
}

/// A table of an older version: its files have no hash, and what its commits say has no seal.
fn unsealed(load: &str) -> Shop {
    let shop = three_days(load);
    unseal(&shop);
    shop
}

#[test]
fn a_table_without_seals_holds() {
    for load in ["snapshot", "transaction"] {
        let shop = unsealed(load);
        shop.assert_sound();
        let verified = shop.cli(&["verify"]);
        assert!(verified.err.contains("without a hash: written by"), "{}", verified.err);
        let deep = shop.cli(&["doctor", "--deep"]);
        assert!(deep.code == 0 && deep.out.contains(" of them without a hash"), "{}", deep.out);
        land(&shop, "20241012", "1,Ann,gold,new");
        land(&shop, "20241008", "1,Ann,gold,old");
        run(&shop);
        shop.assert_sound();
    }
}

#[test]
fn bounds_without_a_seal_are_not_believed() {
    let (shop, sound) = (unsealed("transaction"), unsealed("transaction"));
    let changed = edit_adds(&shop, |add| edit_stats(add, |stats| stats["minValues"]["id"] = 500.into()));
    assert!(!changed.is_empty());
    let history = shop.cli(&["history", "people", "1"]);
    assert!(history.code == 0 && history.out.contains("2024-10-10"), "{}{}", history.out, history.err);
    assert_eq!(shop.cli(&["history", "people", "1"]).out, sound.cli(&["history", "people", "1"]).out);
    // Both see it.
    let said = "its commit says from 500 to ";
    fails(&shop.cli(&["verify"]), said);
    fails(&shop.cli(&["doctor", "--deep"]), said);
    // The next load finds the versions that it ends, all the same.
    for shop in [&shop, &sound] {
        land(shop, "20241012", "1,Ann,gold,new; 2,Bo,gold,");
        land(shop, "20241008", "3,Cyd,gold,");
        run(shop);
    }
    assert_eq!(shop.versions("people"), sound.versions("people"));
}

#[test]
fn row_counts_without_a_seal_are_checked() {
    let shop = unsealed("snapshot");
    edit_adds(&shop, |add| edit_stats(add, |stats| stats["numRecords"] = 77.into()));
    fails(&shop.cli(&["doctor"]), "its commit says 77");
    fails(&shop.cli(&["verify"]), "its commit says 77");
    // Counts that are not said are counted.
    let shop = unsealed("snapshot");
    edit_adds(&shop, |add| drop(add.as_object_mut().unwrap().remove("stats")));
    shop.assert_sound();
    land(&shop, "20241008", "3,Cyd,gold,");
    run(&shop);
    shop.assert_sound();
}

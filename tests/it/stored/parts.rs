//! Parts of a day whose names are alike keep all their rows.

use std::fs;

use serde_json::Value;

use super::{HEADER, edit_commits};
use crate::support::{Shop, people_config};

/// A shop with files in two parts of these names: two days, then a day before them, which replays them.
fn two_parts(load: &str, first: &str, second: &str) -> Shop {
    let config = people_config(load, 1.0).replace(r"\d{8})\.csv", r"\d{8})_(?<part>.+)\.csv");
    let shop = Shop::new(&config);
    let land =
        |day: &str, part: &str, rows: &str| shop.land(&format!("people_{day}_{part}.csv"), format!("{HEADER}{rows}"));
    for day in ["20241010", "20241011"] {
        land(day, first, "1,Ann,gold,\n2,Bo,gold,\n");
        land(day, second, &format!("3,Cy,silver,{day}\n1,Anna,silver,\n"));
    }
    super::run(&shop);
    land("20241009", first, "1,An,gold,\n7,Old,gold,\n");
    land("20241009", second, "8,Older,gold,\n");
    super::run(&shop);
    shop
}

#[test]
fn rows_of_parts_with_like_names_stay_apart() {
    for load in ["snapshot", "transaction"] {
        let expected = two_parts(load, "a", "b").versions("people");
        for (first, second) in [("Киев", "Омск"), ("north-1", "north_1"), ("a b", "a_b"), ("é", "ê")] {
            let shop = two_parts(load, first, second);
            assert_eq!(shop.versions("people"), expected, "{load} {first} {second}");
            shop.assert_sound();
        }
    }
}

/// A rebuild that makes the same mistake again gives the same table: the loads still say how many versions they left.
#[test]
fn rows_that_are_gone_are_missed_whatever_a_rebuild_gives() {
    let config = people_config("transaction", 1.0).replace(r"\d{8})\.csv", r"\d{8})_(?<part>.+)\.csv");
    let shop = Shop::new(&config);
    shop.land("people_20241009_a.csv", format!("{HEADER}1,Ann,gold,\n"));
    shop.land("people_20241009_b.csv", format!("{HEADER}2,Bo,gold,\n"));
    super::run(&shop);
    shop.assert_sound();
    // The rows of one part are in no file of the table, and in no file that it could be built from.
    edit_commits(&shop, |action| {
        !action["add"]["stats"].as_str().is_some_and(|stats| stats.contains(r#""minValues":{"id":1"#))
    });
    fs::write(shop.at("archive/people/people_20241009_a.csv"), HEADER).unwrap();
    let verified = shop.cli(&["verify", "--json"]);
    assert_eq!(verified.code, 1);
    let tables: Value = serde_json::from_str(&verified.out).unwrap();
    let found = tables[0]["differences"].as_array().unwrap();
    assert!(found.iter().all(|one| one["what"] != "content"), "the rebuild gives the same table: {found:?}");
    let said: Vec<_> = found.iter().filter(|one| one["what"] == "invariant").map(|one| &one["message"]).collect();
    assert_eq!(said, ["current versions: 1, but its loads opened 2 and closed 0", "versions: 1, but its loads left 2"]);
    let doctor = shop.cli(&["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("but its loads opened 2 and closed 0"), "{}", doctor.out);
}

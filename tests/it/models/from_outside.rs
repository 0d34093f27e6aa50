//! What an owner sees of models.

use std::fs;

use super::{assert_true, shop, states};
use crate::support::Shop;

/// Two days of a small chain.
fn loaded() -> Shop {
    let shop = shop();
    shop.land("shops_20241009.csv", "shop,town\na,Leeds\nb,York\n");
    shop.land(
        "orders_20241009.csv",
        "id,shop,day,amount\n1,a,2024-10-08,1.50\n2,b,2024-10-09,2.00\n3,z,2024-10-09,0.10\n",
    );
    shop.land("orders_20241010.csv", "id,shop,day,amount\n4,a,2024-10-08,8.50\n");
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    shop
}

#[track_caller]
fn commits(shop: &Shop, table: &str) -> usize {
    shop.commits(table)
}

#[test]
fn they_follow_what_they_read() {
    let shop = loaded();
    assert_eq!(shop.read("out/by_town.csv"), "town,orders,amount\nLeeds,2,10.00\nYork,1,2.00\nunknown,1,0.10\n");
    assert!(shop.read("out/by_town.ndjson").starts_with("{\"town\":\"Leeds\",\"orders\":2,\"amount\":10.00}\n"));
    assert_eq!(shop.names("out/days"), ["2024-10-08.csv", "2024-10-09.csv"]);
    assert_true(&shop, "first run");
    let state = |name: &str, rows| (name.to_owned(), "current".to_owned(), Some(rows));
    assert_eq!(states(&shop), [state("by_day", 3), state("by_town", 3)]);
    shop.assert_sound();

    // Nothing is computed that has not changed.
    let before = (commits(&shop, "silver/by_day"), commits(&shop, "gold/by_town"));
    let run = shop.cli(&["run"]);
    assert!(run.code == 0 && !run.err.contains("model"), "{}", run.err);
    assert_eq!((commits(&shop, "silver/by_day"), commits(&shop, "gold/by_town")), before);
    shop.land("shops_20241010.csv", "shop,town\na,Leeds\nz,Hull\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!((commits(&shop, "silver/by_day"), commits(&shop, "gold/by_town")), (before.0, before.1 + 1));
    assert_true(&shop, "another town");

    // A resend of a day whose orders were of another day: the file of that day goes.
    shop.land("orders_20241010.csv", "id,shop,day,amount\n1,a,2024-10-10,1.50\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(shop.names("out/days"), ["2024-10-09.csv", "2024-10-10.csv"]);
    assert_true(&shop, "a resend");
    assert_eq!(shop.cli(&["undo", "orders"]).code, 0);
    assert_true(&shop, "an undo");
    let as_of = shop.cli(&["export", "by_town", "--as-of", "2024-10-09"]).out;
    assert_eq!(as_of, "town,orders,amount\nLeeds,1,1.50\nYork,1,2.00\nunknown,1,0.10\n");
    assert_eq!(shop.cli(&["verify", "--rebuild"]).code, 0);
    assert_true(&shop, "a rebuild");
    shop.assert_sound();
}

#[test]
fn files_that_are_gone_or_were_changed() {
    let shop = loaded();
    fs::remove_file(shop.at("out/by_town.csv")).unwrap();
    let before = commits(&shop, "gold/by_town");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_true(&shop, "exported again");
    assert_eq!(commits(&shop, "gold/by_town"), before, "nothing was computed");
    // What somebody else put in the place of a file is not removed with its partition.
    fs::write(shop.at("out/days/2024-10-08.csv"), "mine").unwrap();
    shop.land("orders_20241011.csv", "id,shop,day,amount\n1,a,2024-10-09,1.50\n4,a,2024-10-09,8.50\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(shop.read("out/days/2024-10-08.csv"), "mine");
}

#[test]
fn values_that_would_leave_the_folder_are_refused() {
    let shop = loaded();
    let config = fs::read_to_string(shop.at("shoptui.toml")).unwrap();
    let by_shop = config.replace("partition_by = \"day\"", "partition_by = \"shop\"").replace("{day}", "{shop}");
    fs::write(shop.at("shoptui.toml"), by_shop).unwrap();
    for (number, bad) in ["../x", ".", "a/b", "A"].iter().enumerate() {
        shop.land(
            &format!("orders_202410{:02}.csv", 12 + number),
            format!("id,shop,day,amount\n9,{bad},2024-10-12,1.00\n"),
        );
        let run = shop.cli(&["run"]);
        assert_eq!(run.code, 1, "{bad}: {}", run.err);
        let line = run.err.lines().find(|line| line.starts_with("✗ model by_day")).unwrap();
        assert!(line.contains(&format!("`shop` is `{bad}`")) && line.contains("day=2024-10-12"), "{line}");
        assert!(run.err.contains("✗ model by_town: it reads the model by_day"), "{}", run.err);
    }
    shop.land("orders_20241020.csv", "id,shop,day,amount\n9,c,2024-10-12,1.00\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(shop.names("out/days"), ["a.csv", "b.csv", "c.csv", "z.csv"]);
}

#[test]
fn sql_that_is_wrong_stops_what_reads_it_and_nothing_else() {
    let shop = loaded();
    fs::write(
        shop.at("models/by_day.sql"),
        "SELECT day, shop, COUNT(*) AS orders,\n  SUM(amont) AS amount\nFROM orders\nGROUP BY day, shop",
    )
    .unwrap();
    let check = shop.cli(&["check"]);
    assert_eq!(check.code, 2, "{}", check.err);
    assert!(check.err.contains("models/by_day.sql:2:7: "), "{}", check.err);
    assert_eq!(check.err.matches("Error: ").count(), 1, "{}", check.err);
    shop.land("orders_20241011.csv", "id,shop,day,amount\n5,a,2024-10-11,1.00\n");
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("✓ load orders orders_20241011.csv"), "{}", run.err);
    assert!(run.err.contains("✗ model by_day: models/by_day.sql:2:7: "), "{}", run.err);
    assert!(run.err.contains("✗ model by_town: it reads the model by_day"), "{}", run.err);
    assert!(states(&shop).iter().all(|(_, state, _)| state == "stale"), "{:?}", states(&shop));
    assert_eq!(shop.cli(&["verify"]).code, 1);
    // One that cannot even be parsed is a config error for `check` alone, too.
    fs::write(shop.at("models/by_day.sql"), "SELECT day\nFROM orders WHERE").unwrap();
    let (check, run) = (shop.cli(&["check"]), shop.cli(&["run"]));
    assert_eq!((check.code, run.code), (2, 1), "{}{}", check.err, run.err);
    assert!(check.err.contains("models/by_day.sql:2:18: "), "{}", check.err);
    fs::write(shop.at("models/by_day.sql"), super::BY_DAY).unwrap();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_true(&shop, "mended");
    shop.assert_sound();
}

#[test]
fn parts_of_a_run_wait_for_what_lies_below() {
    let shop = shop();
    shop.land("shops_20241009.csv", "shop,town\na,Leeds\n");
    shop.land("orders_20241009.csv", "id,shop,day,amount\n1,a,2024-10-08,1.50\n");
    let refused = |args: &[&str], words: &str| {
        let run = shop.cli(args);
        assert!(run.code == 1 && run.err.contains(words), "{args:?}: {} {}", run.code, run.err);
    };
    refused(&["run", "--layer", "silver"], "bronze: orders has a file that is not loaded yet");
    refused(&["run", "--model", "by_town"], "silver: by_day is missing");
    refused(&["run", "--step", "model"], "bronze: shops has a file that is not loaded yet");
    let layer = |layer: &str| {
        let run = shop.cli(&["run", "--layer", layer]);
        assert_eq!(run.code, 0, "{layer}: {}", run.err);
        run.err
    };
    let bronze = layer("bronze");
    assert!(bronze.contains("✓ load orders") && !bronze.contains("model"), "{bronze}");
    refused(&["run", "--layer", "gold"], "silver: by_day is missing");
    assert!(layer("silver").contains("✓ model by_day"));
    assert!(layer("gold").contains("✓ model by_town"));
    assert_true(&shop, "layer by layer");
    shop.land("orders_20241010.csv", "id,shop,day,amount\n2,a,2024-10-09,1.50\n");
    refused(&["run", "--layer", "gold"], "bronze: orders has a file that is not loaded yet");
    assert_eq!(shop.cli(&["run", "--layer", "bronze"]).code, 0);
    refused(&["run", "--layer", "gold"], "silver: by_day is stale");
    assert_eq!(shop.cli(&["run", "--step", "model"]).code, 0);
    assert_true(&shop, "the step");
    for (args, hint) in
        [(["--layer", "golden"], "Did you mean `gold`?"), (["--model", "by_twn"], "Did you mean `by_town`?")]
    {
        let run = shop.cli(&[&["run"], &args[..]].concat());
        assert!(run.code == 2 && run.err.contains(hint), "{}", run.err);
    }
}

#[test]
fn what_is_made_from_what() {
    let shop = loaded();
    let all = shop.cli(&["lineage"]).out;
    let tree = "\
orders_(?<date>\\d{8})\\.csv (files)
└─ orders (table, bronze)
   └─ by_day (model, silver)
      ├─ by_town (model, gold)
      │  ├─ out/by_town.csv (export)
      │  └─ out/by_town.ndjson (export)
      └─ out/days/{day}.csv (export)
";
    assert!(all.starts_with(tree), "{all}");
    let one = shop.cli(&["lineage", "by_town"]).out;
    assert!(
        one.starts_with("by_town (model, gold) is made from:\n") && one.contains("└─ by_day (model, silver)\n"),
        "{one}"
    );
    let json: serde_json::Value = serde_json::from_str(&shop.cli(&["lineage", "shops", "--json"]).out).unwrap();
    assert_eq!(json["feeds"][0]["next"][0]["name"], "by_town");
    assert_eq!(json["made_from"][0]["next"][0]["kind"], "files");
    assert_eq!(shop.cli(&["lineage", "by_twn"]).code, 2);
}

/// A model gets other columns with its SQL, times among them; a table that cannot be read is made anew.
#[test]
fn other_columns_and_a_broken_table() {
    let shop = loaded();
    for columns in ["day, shop, orders", "day, shop, orders, CAST(day AS DATETIME) AS at", "shop"] {
        let sql = format!("SELECT {columns}, COALESCE(amount, 0) AS amount FROM ({}) AS d", super::BY_DAY.trim());
        fs::write(shop.at("models/by_town.sql"), sql).unwrap();
        let run = shop.cli(&["run"]);
        assert!(run.code == 0 && !run.err.contains('▲'), "{columns}: {}", run.err);
        assert!(shop.read("out/by_town.csv").lines().count() == 4, "{columns}");
        shop.assert_sound();
    }
    let log = shop.at("warehouse/gold/by_town/_delta_log");
    fs::write(log.join(format!("{:020}.json", commits(&shop, "gold/by_town"))), "not a commit").unwrap();
    let verified = shop.cli(&["verify", "by_town"]);
    assert!(verified.code == 1 && verified.out.contains("verify by_town --rebuild"), "{}", verified.out);
    assert_eq!(shop.cli(&["run"]).code, 1);
    let rebuilt = shop.cli(&["verify", "by_town", "--rebuild"]);
    assert_eq!(rebuilt.code, 0, "{}", rebuilt.err);
    shop.assert_sound();
}

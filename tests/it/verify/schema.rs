//! Schemas that change: what a table takes as it is, what is refused, and what building it anew makes of that.

use std::fs;

use serde_json::Value;

use super::{holds, land, run, three_days};
use crate::support::{Cli, Shop};

/// Changes the config file.
fn change(shop: &Shop, from: &str, to: &str) {
    let text = shop.read("shoptui.toml");
    assert!(text.contains(from), "{text}");
    fs::write(shop.at("shoptui.toml"), text.replace(from, to)).unwrap();
}

/// A shop whose table cannot hold the schema any more: its notes are numbers now.
fn refused() -> Shop {
    let shop = three_days();
    change(&shop, r#"{ name = "note", type = "string" }"#, r#"{ name = "note", type = "int" }"#);
    shop
}

#[track_caller]
fn assert_hinted(cli: &Cli) {
    let said = "the table people cannot hold this schema: its column `note` is string, not int";
    assert!(cli.err.contains(said) && cli.err.contains("`shoptui verify people --rebuild`"), "{}", cli.err);
}

#[test]
fn a_new_column_goes_into_the_same_table() {
    let shop = three_days();
    let before = shop.versions("people");
    change(&shop, "key = [", "missing_columns = \"null\"\nkey = [");
    change(
        &shop,
        r#"{ name = "note", type = "string" },"#,
        "{ name = \"note\", type = \"string\" }, { name = \"city\", type = \"string\" },",
    );
    holds(&shop);
    shop.land("people_20241012.csv", "id,name,tier,note,city\n1,Ann,silver,,\n2,Bo,silver,y,Rome\n3,Cy,gold,,\n");
    run(&shop, 0);
    holds(&shop);
    let after = shop.versions("people");
    // Only the row with a city has a new version; those before have none.
    let with_city = before.replace("note,", "note,city,").lines().count() + 1;
    assert_eq!(after.lines().count(), with_city, "{after}");
    assert!(after.contains("2,Bo,silver,y,Rome,2024-10-12,2099-12-31,true"), "{after}");
    assert!(after.contains("1,Ann,silver,,,2024-10-10,2099-12-31,true"), "{after}");
    assert!(after.contains("3,Cy,gold,,,2024-10-10,2099-12-31,true"), "{after}");
    assert_eq!(shop.cli(&["verify", "--rebuild"]).code, 0);
    assert_eq!(shop.versions("people"), after);
}

/// Times without a zone are a feature of their own in Delta, which the table did not ask for so far.
#[test]
fn a_new_column_of_times_goes_into_the_same_table() {
    let shop = three_days();
    change(&shop, "key = [", "missing_columns = \"null\"\nkey = [");
    let with =
        "{ name = \"note\", type = \"string\" }, { name = \"at\", type = \"datetime\", format = \"%H:%M %Y-%m-%d\" }";
    change(&shop, r#"{ name = "note", type = "string" }"#, with);
    holds(&shop);
    shop.land("people_20241012.csv", "id,name,tier,note,at\n1,Ann,silver,,\n2,Bo,silver,y,12:30 2024-10-12\n");
    run(&shop, 0);
    holds(&shop);
    assert!(shop.versions("people").contains("2,Bo,silver,y,2024-10-12T12:30:00"), "{}", shop.versions("people"));
    assert_eq!(shop.cli(&["verify", "--rebuild"]).code, 0);
    land(&shop, "2024-10-08", "1,Ann,silver,");
    run(&shop, 0);
    holds(&shop);
}

#[test]
fn a_type_change_is_refused_before_anything_is_touched() {
    let shop = three_days();
    let before = shop.state();
    change(&shop, r#"{ name = "note", type = "string" }"#, r#"{ name = "note", type = "int" }"#);
    land(&shop, "2024-10-12", "1,Ann,gold,7");
    let (landed, commits) = (shop.names("landing_zone"), shop.commits("people"));
    for command in [["run"].as_slice(), &["run", "--step", "take"], &["run", "--date", "2024-10-10"]] {
        let run = shop.cli(command);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert_hinted(&run);
    }
    assert_eq!((shop.names("landing_zone"), shop.commits("people")), (landed, commits));
    change(&shop, r#"{ name = "note", type = "int" }"#, r#"{ name = "note", type = "string" }"#);
    fs::remove_file(shop.at("landing_zone/people_20241012.csv")).unwrap();
    assert_eq!(shop.state(), before);
}

#[test]
fn building_anew_takes_the_schema_as_it_is_now() {
    let shop = refused();
    let verified = shop.cli(&["verify"]);
    assert_eq!(verified.code, 1);
    assert!(
        verified.out.starts_with("people  DIFFERS  ") && verified.out.contains("people --rebuild"),
        "{}",
        verified.out
    );
    let commits = shop.commits("people");
    let rebuilt = shop.cli(&["verify", "people", "--rebuild", "--json"]);
    assert_eq!(rebuilt.code, 3, "{}", rebuilt.err);
    let tables: Value = serde_json::from_str(&rebuilt.out).unwrap();
    assert_eq!(
        (&tables[0]["table"], &tables[0]["before"], &tables[0]["files"]),
        (&"people".into(), &Value::Null, &3.into())
    );
    // Bo's notes are no numbers: those rows are rejected now.
    assert_eq!(tables[0]["changed"][0]["file"], "people_20241009.csv");
    assert!(rebuilt.err.contains("1 of 2 rows rejected"), "{}", rebuilt.err);
    assert_eq!(shop.commits("people"), commits + 1);
    assert!(!shop.versions("people").contains("Bo"));
    holds(&shop);
    land(&shop, "2024-10-12", "1,Ann,silver,7; 3,Cy,gold,");
    run(&shop, 0);
    assert!(shop.versions("people").contains("1,Ann,silver,7,2024-10-12,2099-12-31,true"));
    holds(&shop);
    let runs: Value = serde_json::from_str(&shop.cli(&["runs", "--json"]).out).unwrap();
    assert_eq!((&runs[1]["files"], &runs[1]["rejected"]), (&3.into(), &2.into()));
}

#[test]
fn a_dropped_column_and_another_key_are_refused_and_built_anew() {
    for (from, to) in [(r#"{ name = "note", type = "string" },"#, ""), (r#"key = ["id"]"#, r#"key = ["id", "name"]"#)] {
        let shop = three_days();
        change(&shop, from, to);
        change(&shop, "key = [", "extra_columns = \"ignore\"\nkey = [");
        assert_eq!(shop.cli(&["run"]).code, 2);
        assert_eq!(shop.cli(&["verify", "--rebuild"]).code, 0);
        holds(&shop);
        run(&shop, 0);
    }
}

/// A file that cannot be read with the new schema leaves the table as it was.
#[test]
fn what_cannot_be_read_again_changes_nothing() {
    let shop = refused();
    change(&shop, "name = \"name\",", "name = \"full_name\",");
    let commits = shop.commits("people");
    let rebuilt = shop.cli(&["verify", "--rebuild"]);
    assert_eq!((rebuilt.code, rebuilt.out.as_str()), (1, ""), "{}", rebuilt.err);
    assert!(rebuilt.err.contains("can no longer be read"), "{}", rebuilt.err);
    assert_eq!(shop.commits("people"), commits);
}

#[test]
fn reading_a_refused_table_says_what_to_do() {
    let shop = refused();
    for command in [["export", "people"].as_slice(), &["query", "SELECT * FROM people"], &["history", "people", "1"]] {
        let cli = shop.cli(command);
        assert_eq!((cli.code, cli.out.as_str()), (2, ""), "{command:?}");
        assert_hinted(&cli);
    }
    let doctor = shop.cli(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("BAD   table people:") && doctor.out.contains("--rebuild"), "{}", doctor.out);
    // What needs none of its rows still works.
    assert_eq!(shop.cli(&["query", "SELECT rows FROM loads"]).code, 0);
    assert_eq!(shop.cli(&["log"]).code, 0);
    let status = shop.cli(&["status"]);
    assert!(status.code == 2 && status.out.contains("people"), "{}", status.out);
    assert_hinted(&status);
}

/// Sums go by their column: that one is gone does not make those after it another.
#[test]
fn building_anew_names_the_column_whose_sum_is_another() {
    let money = r#"type = "decimal(10,2)""#;
    let config = format!(
        r#"
[pipelines.sales]
files = 'sales_(?<date>\d{{8}})\.csv'
format = {{ type = "delimited", header = true }}
load = "transaction"
extra_columns = "ignore"
key = ["id"]
columns = [
  {{ name = "id", type = "int", required = true }},
  {{ name = "Gross Sales", {money} }},
  {{ name = "Qty", type = "decimal(10,0)" }},
  {{ name = "Tax", {money} }},
]
"#
    );
    let shop = Shop::new(&config);
    shop.land("sales_20241009.csv", "id,Gross Sales,Qty,Tax\n1,10.00,7,1.90\n2,20.00,5,3.80\n");
    run(&shop, 0);
    change(&shop, &format!("  {{ name = \"Gross Sales\", {money} }},\n"), "");
    let rebuilt = shop.cli(&["verify", "--rebuild"]);
    assert_eq!(rebuilt.code, 0, "{}", rebuilt.err);
    assert!(
        rebuilt.out.contains("Gross Sales of file rows, in units of its last decimal 3000 → none"),
        "{}",
        rebuilt.out
    );
    assert!(!rebuilt.out.contains("Qty") && !rebuilt.out.contains("Tax"), "{}", rebuilt.out);
    let config = shop
        .read("shoptui.toml")
        .replace("\"Qty\", type = \"decimal(10,0)\"", "\"Qty\", type = \"decimal(10,0)\", max = 5");
    fs::write(shop.at("shoptui.toml"), config).unwrap();
    let rebuilt = shop.cli(&["verify", "--rebuild"]);
    assert!(rebuilt.out.contains("Qty of file rows, in units of its last decimal 12 → 5"), "{}", rebuilt.out);
    assert!(rebuilt.out.contains("Tax of rejected rows, in units of its last decimal 0 → 190"), "{}", rebuilt.out);
}

#[test]
fn what_a_run_refuses_check_and_plan_refuse_alike() {
    let shop = refused();
    land(&shop, "2024-10-12", "1,Ann,gold,7");
    for command in [["check"].as_slice(), &["run", "--plan"], &["run", "--plan", "--json"], &["run"]] {
        let refused = shop.cli(command);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{command:?}");
        assert_hinted(&refused);
    }
    // Another pipeline goes on without it.
    let plan = shop.cli(&["check"]);
    assert_eq!(plan.err.matches("cannot hold this schema").count(), 1, "{}", plan.err);
}

/// Nothing is in the table that a new column type or key could not hold.
#[test]
fn a_first_wrong_guess_is_mended_in_the_config_alone() {
    let wrong = r#"{ name = "note", type = "string" }"#;
    let tries = [
        (wrong, r#"{ name = "note", type = "datetime", format = "%Y-%m-%d %H:%M" }"#),
        (r#"{ name = "tier", type = "enum", values = ["gold", "silver"], required = true },"#, ""),
        (r#"key = ["id"]"#, r#"key = ["id", "name"]"#),
        (r#"{ name = "id", type = "int", required = true }"#, r#"{ name = "id", type = "string", required = true }"#),
    ];
    for (from, to) in tries {
        let shop = crate::support::people("snapshot");
        // The first guess: every row is rejected.
        change(&shop, r#"values = ["gold", "silver"]"#, r#"values = ["platinum"]"#);
        land(&shop, "2024-10-09", "1,Ann,gold,; 2,Bo,silver,2024-10-09 12:30");
        run(&shop, 3);
        assert_eq!(shop.versions("people").lines().count(), 1);
        change(&shop, r#"values = ["platinum"]"#, r#"values = ["gold", "silver"]"#);
        change(&shop, "key = [", "extra_columns = \"ignore\"\nkey = [");
        change(&shop, from, to);
        for command in [["check"].as_slice(), &["run", "--plan"], &["export", "people"], &["status"], &["verify"]] {
            let cli = shop.cli(command);
            // The proof goes by the config as it is now.
            let differs = command == ["verify"] && cli.code == 1 && cli.out.contains("if the config has changed");
            assert!(cli.code == 0 || differs, "{to}: {command:?}: {}{}", cli.out, cli.err);
        }
        let again = shop.cli(&["run", "--date", "2024-10-09"]);
        assert_eq!(again.code, 0, "{to}: {}", again.err);
        assert_eq!(shop.versions("people").lines().count(), 3, "{to}");
        holds(&shop);
        land(&shop, "2024-10-10", "1,Ann,gold,; 2,Bo,gold,");
        run(&shop, 0);
        holds(&shop);
    }
}

/// The same for a table that an undo left without versions.
#[test]
fn a_table_that_was_emptied_takes_every_schema() {
    let shop = super::loaded("snapshot", &[("2024-10-09", "1,Ann,gold,; 2,Bo,silver,7")]);
    change(&shop, r#"{ name = "note", type = "string" }"#, r#"{ name = "note", type = "int" }"#);
    assert_eq!(shop.cli(&["check"]).code, 2);
    change(&shop, r#"{ name = "note", type = "int" }"#, r#"{ name = "note", type = "string" }"#);
    assert_eq!(shop.cli(&["undo"]).code, 0);
    change(&shop, r#"{ name = "note", type = "string" }"#, r#"{ name = "note", type = "int" }"#);
    assert_eq!(shop.cli(&["check"]).code, 0);
    run(&shop, 0);
    assert!(shop.versions("people").contains("2,Bo,silver,7,"));
    holds(&shop);
}

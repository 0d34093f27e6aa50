//! Which workspace a command works on, and names in it that nobody knows.

use super::refused;
use crate::support::{Shop, cli, command, week};

#[test]
fn unknown_names_get_a_hint() {
    refused(&["export", "custmer"], 2, "no pipeline named `custmer`", "Did you mean `customer`?");
    refused(&["history", "sale", "1"], 2, "no pipeline named `sale`", "Did you mean `sales`?");
    refused(&["errors", "x"], 2, "no pipeline named `x`", "Known: customer, product, sales.");
    refused(&["report", "reconcilation"], 2, "no report named `reconcilation`", "Did you mean `reconciliation`?");
    refused(&["report", "--format", "csv"], 2, "which report do you mean?", "customer_growth");
    refused(&["log", "x"], 1, "no run named `x`", "`shoptui runs` lists all runs");
    refused(&["log", "../x"], 1, "no run named `../x`", "`shoptui runs` lists all runs");
    refused(&["history", "customer", "1"], 1, "no customer with key 1", "SELECT * FROM customer");
    refused(&["run", "-p", "prodct"], 2, "no pipeline named `prodct`", "Did you mean `product`?");
    refused(&["run", "--accept-shrink", "saless"], 2, "no pipeline named `saless`", "Did you mean `sales`?");
    refused(&["reset"], 2, "reset drops every table", "--yes");
}

#[test]
fn the_workspace_stands_before_or_after_the_command() {
    let week = week();
    let folder = week.path().to_str().unwrap();
    let before = cli(&["-w", folder, "status", "--json"]);
    let after = cli(&["status", "--json", "-w", folder]);
    let between = cli(&["status", "--workspace", folder, "--json"]);
    assert_eq!((before.code, &before.out), (0, &after.out));
    assert_eq!(before.out, between.out);
    let here = command(&["status", "--json"]).current_dir(week.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&here.stdout), before.out);
}

#[test]
fn a_folder_with_a_landing_zone_is_a_shop() {
    let shop = Shop::bare();
    assert_eq!(shop.cli(&["status"]).code, 0);
    let run = shop.cli(&["run", "--sample"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.versions("sales"), week().versions("sales"));
    assert!(run.out.starts_with("Customer growth\n") && run.out.contains("\nReconciliation\n"), "{}", run.out);
    let check = shop.cli(&["check"]);
    assert_eq!(check.code, 0);
    assert!(check.err.contains("built-in shop template"), "{}", check.err);
    // The sample week is landed once.
    let again = shop.cli(&["run", "--sample"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("already there"), "{}", again.err);
}

//! Tables that are what their files make them, however they came about.

use std::fs;

use shoptui::run::{Request, Step};
use shoptui::sample::Plan;

use super::{holds, land, loaded, run, three_days};
use crate::scenes::ORDERS;
use crate::support::{Shop, people};

#[test]
fn the_sample_week_holds() {
    let shop = Shop::with_plan(&Plan::week());
    assert_eq!(shop.cli(&["verify"]).code, 0);
    assert!(holds(&shop).lines().all(|line| line.ends_with("ok  0 history rows, 0 files, content 0000000000000000")));
    run(&shop, 0);
    let lines = holds(&shop);
    assert!(lines.starts_with("customer  ok  ") && lines.contains(" history rows, 7 files, content "), "{lines}");
    let one = shop.cli(&["verify", "product"]);
    assert_eq!((one.code, one.err.as_str(), one.out.lines().count()), (0, "", 1));
    assert!(lines.contains(&one.out.replace("product  ok", "product   ok")), "{lines}{}", one.out);
    let unknown = shop.cli(&["verify", "prodct"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("Did you mean `product`?"), "{}", unknown.err);
}

/// The content does not depend on how a table came about, and tells tables apart that have the same values.
#[test]
fn the_content_is_that_of_the_versions() {
    let content = |shop: &Shop| holds(shop).trim().rsplit(' ').next().unwrap().to_owned();
    let one = loaded("snapshot", &[("2024-10-09", "1,Ann,gold,x; 2,Bo,gold,y"), ("2024-10-10", "1,Ann,gold,x")]);
    let other = loaded("snapshot", &[("2024-10-10", "1,Ann,gold,x")]);
    land(&other, "2024-10-09", "2,Bo,gold,y; 1,Ann,gold,x");
    run(&other, 0);
    assert_eq!(one.versions("people"), other.versions("people"));
    assert_eq!(content(&one), content(&other));
    let swapped = loaded("snapshot", &[("2024-10-09", "1,Ann,gold,y; 2,Bo,gold,x"), ("2024-10-10", "1,Ann,gold,y")]);
    assert_ne!(content(&one), content(&swapped));
}

#[test]
fn late_resent_corrected_and_undone_files_hold() {
    let shop = three_days();
    land(&shop, "2024-10-08", "1,Anna,gold,; 4,Di,gold,");
    run(&shop, 0);
    holds(&shop);
    land(&shop, "2024-10-10", "1,Ann,silver,; 3,Cy,copper,");
    run(&shop, 3);
    assert!(holds(&shop).contains(", 4 files, content"));
    let fix = shop.cli(&["errors", "fix", "people", "2024-10-10", "-o", shop.at("fix.csv").to_str().unwrap()]);
    assert_eq!(fix.code, 0, "{}", fix.err);
    let text = shop.read("fix.csv").replace("copper", "silver");
    fs::write(shop.at("fix.csv"), text).unwrap();
    let applied = shop.cli(&["errors", "apply", shop.at("fix.csv").to_str().unwrap(), "--by", "Eve"]);
    assert_eq!(applied.code, 0, "{}", applied.err);
    assert!(holds(&shop).contains(", 4 files, 1 correction, content"));
    assert_eq!(shop.cli(&["undo"]).code, 0);
    assert!(holds(&shop).contains(", 4 files, content"));
    assert_eq!(shop.cli(&["undo", "--run", &first_run(&shop)]).code, 0);
    holds(&shop);
    run(&shop, 0);
    holds(&shop);
}

fn first_run(shop: &Shop) -> String {
    shop.names("warehouse/_runs").into_iter().find(|name| name.ends_with(".jsonl")).unwrap().replace(".jsonl", "")
}

#[test]
fn several_files_a_day_hold() {
    for load in ["snapshot", "transaction"] {
        let config = crate::support::people_config(load, 1.0).replace(r"\d{8})\.csv", r"\d{8})_(?<part>\w+)\.csv");
        let shop = Shop::new(&config);
        shop.land("people_20241009_b.csv", "id,name,tier,note\n1,Bea,gold,\n");
        shop.land("people_20241009_a.csv", "id,name,tier,note\n1,Ann,gold,\n2,Bo,gold,\n");
        shop.land("people_20241010_a.csv", "id,name,tier,note\n2,Bo,silver,\n");
        run(&shop, 0);
        assert!(holds(&shop).contains(", 3 files, content"));
    }
}

/// What waits in the archive is no difference.
#[test]
fn files_that_are_not_loaded_are_a_note() {
    let shop = three_days();
    land(&shop, "2024-10-12", "1,Ann,silver,");
    land(&shop, "2024-10-10", "1,Ann,silver,; 3,Cyd,gold,");
    shop.run_with(&Request { step: Some(Step::Take), ..Request::default() });
    holds(&shop);
    let verified = shop.cli(&["verify"]);
    assert_eq!(verified.err, "people: the archive has files that the next run loads: 2024-10-10, 2024-10-12\n");
    run(&shop, 0);
    assert_eq!(shop.cli(&["verify"]).err, "");
}

/// What was loaded before a reset is in journals alone.
#[test]
fn a_reset_holds() {
    let shop = three_days();
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    holds(&shop);
    run(&shop, 0);
    holds(&shop);
}

#[test]
fn verify_waits_for_no_run() {
    let shop = people("snapshot");
    run(&shop, 0);
    let lock = fs::File::options().write(true).open(shop.at("warehouse/_runs/.lock")).unwrap();
    lock.lock().unwrap();
    let locked = shop.cli(&["verify", "--wait", "0"]);
    assert_eq!((locked.code, locked.out.as_str()), (1, ""));
    assert!(locked.err.contains("has locked this workspace"), "{}", locked.err);
}

/// Rows that refer to another table are checked against that table as it is built anew.
#[test]
fn tables_that_refer_to_others_hold() {
    let shop = references();
    let lines = holds(&shop);
    assert!(lines.starts_with("orders  ok  2 history rows, 2 files") && lines.contains("people  ok"), "{lines}");
    fs::remove_file(shop.at("archive/people/people_20241009.csv")).unwrap();
    let orders = shop.cli(&["verify", "orders"]);
    assert_eq!(orders.code, 1);
    assert!(
        orders.out.starts_with("orders  DIFFERS  it refers to people, which cannot be built anew"),
        "{}",
        orders.out
    );
}

fn references() -> Shop {
    let shop = Shop::new(&(ORDERS.to_owned() + &crate::support::people_config("snapshot", 1.0)));
    land(&shop, "2024-10-09", "1,Ann,gold,; 2,Bo,silver,");
    land(&shop, "2024-10-10", "1,Ann,gold,");
    shop.land("orders_20241009.csv", "order,by\n1,1\n2,2\n");
    shop.land("orders_20241010.csv", "order,by\n3,2\n");
    run(&shop, 3);
    shop
}

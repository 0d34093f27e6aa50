//! Loads that add rows, replace tables or replace partitions: late, sent again, taken back, corrected, in layers.

use std::fs;

use super::support::Shop;

const CONFIG: &str = r#"
[pipelines.event]
files = 'event_(?<date>\d{8})(?:_(?<part>\w+))?\.csv'
format = { type = "delimited" }
layer = "bronze"
load = "append"
columns = [
  { name = "page", type = "string", required = true },
  { name = "n", type = "int" },
]

[pipelines.price]
files = 'price_(?<date>\d{8})(?:_(?<part>\w+))?\.csv'
format = { type = "delimited" }
load = "replace"
columns = [
  { name = "sku", type = "string", required = true },
  { name = "price", type = "decimal(9,2)" },
]

[pipelines.stock]
files = 'stock_(?<date>\d{8})(?:_(?<part>\w+))?\.csv'
format = { type = "delimited" }
load = "partition"
partition_by = "region"
columns = [
  { name = "region", type = "string" },
  { name = "n", type = "int", required = true },
]
"#;

/// Three days of each table.
fn shop() -> Shop {
    let shop = Shop::new(CONFIG);
    shop.land("event_20241001.csv", "page,n\na,1\na,1\nb,2\n");
    shop.land("event_20241002.csv", "page,n\na,1\n,1\n");
    shop.land("price_20241001.csv", "sku,price\nx,1.00\nx,1.00\n");
    shop.land("price_20241002.csv", "sku,price\ny,2.00\n");
    shop.land("price_20241003.csv", "sku,price\nz,3.00\n");
    shop.land("stock_20241001.csv", "region,n\nnorth,1\nnorth,1\nsouth,2\n,3\n");
    shop.land("stock_20241002.csv", "region,n\nnorth,5\n");
    run(&shop, 3);
    shop
}

#[track_caller]
fn run(shop: &Shop, code: i32) {
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, code, "{}", run.err);
    assert_eq!(shop.names("landing_zone"), [""; 0], "{}", run.err);
    shop.assert_sound();
}

/// The rows of an export after its header, without `is_current`, which the expiry date says too.
#[track_caller]
fn check(shop: &Shop, args: &[&str], expected: &[&str]) {
    let export = shop.cli(&[&["export"], args].concat());
    assert_eq!(export.code, 0, "{}", export.err);
    let rows = export.out.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().0.replace(",2099-12-31", ",open"));
    assert_eq!(rows.collect::<Vec<_>>(), expected, "{args:?}");
}

#[test]
fn each_kind_ends_what_it_says() {
    let shop = shop();
    let events = ["a,1,2024-10-01,open", "a,1,2024-10-01,open", "a,1,2024-10-02,open", "b,2,2024-10-01,open"];
    check(&shop, &["event"], &events);
    check(&shop, &["event", "--as-of", "2024-10-01"], &[events[0], events[1], events[3]]);
    check(&shop, &["price"], &["z,3.00,2024-10-03,open"]);
    check(&shop, &["price", "--as-of", "2024-10-02"], &[]);
    let rest = ["south,2,2024-10-01,open", ",3,2024-10-01,open"];
    let north = ["north,1,2024-10-01,2024-10-02", "north,1,2024-10-01,2024-10-02", "north,5,2024-10-02,open"];
    check(&shop, &["stock"], &[&north[..], &rest].concat());
    check(&shop, &["stock", "--as-of", "2024-10-01"], &[&north[..2], &rest].concat());
    assert!(shop.at("warehouse/bronze/event/_delta_log").is_dir() && !shop.at("warehouse/event").exists());
}

#[test]
fn late_files_and_files_that_are_sent_again_take_their_place() {
    let shop = shop();
    shop.land("event_20240930.csv", "page,n\nlate,0\n");
    shop.land("price_20241002.csv", "sku,price\ny,2.50\ny,9.00\n");
    shop.land("stock_20241001.csv", "region,n\nnorth,1\neast,7\n");
    let plan = shop.cli(&["run", "--plan"]);
    assert!(plan.out.contains("price: 3 days from 2024-10-01 on are replayed"), "{}", plan.out);
    run(&shop, 0);
    check(&shop, &["event", "--as-of", "2024-09-30"], &["late,0,2024-09-30,open"]);
    check(&shop, &["price"], &["z,3.00,2024-10-03,open"]);
    let stock = ["east,7,2024-10-01,open", "north,1,2024-10-01,2024-10-02", "north,5,2024-10-02,open"];
    check(&shop, &["stock"], &stock);
    // The last day once more, and a second file of it.
    shop.land("price_20241003.csv", "sku,price\nw,4.00\n");
    shop.land("price_20241003_b.csv", "sku,price\nw,4.00\nv,\n");
    run(&shop, 0);
    let prices = ["v,,2024-10-03,open", "w,4.00,2024-10-03,open", "w,4.00,2024-10-03,open"];
    check(&shop, &["price"], &prices);
    // A file without rows is a table without rows, and a partition of nothing.
    shop.land("price_20241004.csv", "sku,price\n");
    shop.land("stock_20241004.csv", "region,n\n");
    run(&shop, 0);
    check(&shop, &["price"], &[]);
    check(&shop, &["stock"], &stock);
    let undone = shop.cli(&["undo", "price"]);
    assert_eq!(undone.code, 0, "{}", undone.err);
    shop.assert_sound();
    check(&shop, &["price"], &prices);
}

#[test]
fn what_is_taken_back_never_came_and_what_is_corrected_counts() {
    let shop = shop();
    let before = shop.state().tables;
    shop.land("price_20241004.csv", "sku,price\nq,much\nr,1.00\n");
    shop.land("stock_20241003.csv", "region,n\nsouth,?\n,8\n");
    run(&shop, 3);
    check(&shop, &["price"], &["r,1.00,2024-10-04,open"]);
    let path = shop.at("fix.csv");
    let fix = shop.cli(&["errors", "fix", "price", "2024-10-04", "-o", path.to_str().unwrap()]);
    assert_eq!(fix.code, 0, "{}", fix.err);
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("much", "2.00")).unwrap();
    let applied = shop.cli(&["errors", "apply", path.to_str().unwrap(), "--by", "Eve"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    shop.assert_sound();
    check(&shop, &["price"], &["q,2.00,2024-10-04,open", "r,1.00,2024-10-04,open"]);
    // First the correction, then what the run before it had brought.
    for _ in 0..2 {
        let undone = shop.cli(&["undo"]);
        assert!([0, 3].contains(&undone.code), "{}", undone.err);
        shop.assert_sound();
    }
    assert_eq!(shop.state().tables, before);
    for table in ["price", "event", "stock"] {
        assert_eq!(shop.cli(&["undo", table]).code, 0);
        shop.assert_sound();
    }
    check(&shop, &["price"], &["y,2.00,2024-10-02,open"]);
    check(
        &shop,
        &["stock", "--current"],
        &["north,1,2024-10-01,open", "north,1,2024-10-01,open", "south,2,2024-10-01,open", ",3,2024-10-01,open"],
    );
}

#[test]
fn rows_without_a_key_have_no_history() {
    let shop = shop();
    for args in [&["history", "price", "x"][..], &["history", "event", "a", "1"]] {
        let history = shop.cli(args);
        assert_eq!(history.code, 2, "{}", history.out);
        assert!(history.err.contains("has no key: its rows have no history of their own"), "{}", history.err);
    }
}

#[test]
fn another_kind_of_load_needs_a_table_of_its_own() {
    let shop = shop();
    let other = CONFIG.replace("load = \"replace\"", "load = \"append\"").replace("\"region\"\n", "\"n\"\n");
    fs::write(shop.at("shoptui.toml"), &other).unwrap();
    let check = shop.cli(&["run"]);
    assert_eq!(check.code, 2, "{}", check.err);
    assert!(check.err.contains("it was loaded by replace, not by append"), "{}", check.err);
    let check = shop.cli(&["run", "--pipeline", "stock"]);
    assert!(check.err.contains("it was loaded by partition by region, not by partition by n"), "{}", check.err);
    assert_eq!(shop.cli(&["verify", "--rebuild"]).code, 0);
    shop.assert_sound();
    self::check(
        &shop,
        &["price", "--current"],
        &["x,1.00,2024-10-01,open", "x,1.00,2024-10-01,open", "y,2.00,2024-10-02,open", "z,3.00,2024-10-03,open"],
    );
    // And back.
    fs::write(shop.at("shoptui.toml"), CONFIG).unwrap();
    assert_eq!(shop.cli(&["verify", "--rebuild"]).code, 0);
    shop.assert_sound();
    self::check(&shop, &["price"], &["z,3.00,2024-10-03,open"]);
}

#[test]
fn a_pipeline_that_gets_a_layer_is_loaded_anew() {
    let shop = shop();
    let before = shop.versions("stock");
    let layered = CONFIG.replace("load = \"partition\"", "layer = \"silver\"\nload = \"partition\"");
    fs::write(shop.at("shoptui.toml"), layered).unwrap();
    run(&shop, 0);
    assert_eq!(shop.versions("stock"), before);
    assert!(shop.at("warehouse/silver/stock/_delta_log").is_dir());
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    assert!(!shop.at("warehouse/silver/stock/_delta_log").exists());
}

#[test]
fn references_look_at_the_days_of_partitions_and_events() {
    let referring = format!(
        "{CONFIG}{}",
        r#"
[pipelines.sale]
files = 'sale_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "append"
columns = [
  { name = "region", type = "string", references = "stock.region" },
  { name = "page", type = "string", references = "event.page" },
]
"#
    );
    let shop = shop();
    fs::write(shop.at("shoptui.toml"), referring).unwrap();
    shop.land("sale_20241002.csv", "region,page\nsouth,a\nwest,a\nsouth,c\n");
    run(&shop, 3);
    check(&shop, &["sale"], &["south,a,2024-10-02,open"]);
    shop.land("stock_20241001.csv", "region,n\nwest,1\n");
    run(&shop, 0);
    check(&shop, &["sale"], &["west,a,2024-10-02,open"]);
}

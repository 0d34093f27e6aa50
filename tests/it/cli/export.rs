//! `export --where --sort`: which rows of a table, in which order.

use std::fs;

use crate::support::{Cli, Shop, week};

/// A table with ties, nulls, decimals and a key of two columns, on two days.
fn shop() -> Shop {
    let shop = Shop::new(
        r#"
[pipelines.stock]
files = 'stock_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "snapshot"
key = ["shop", "item"]
columns = [
  { name = "shop", type = "string", required = true },
  { name = "item", type = "int", required = true },
  { name = "price", type = "decimal(9,2)" },
  { name = "note", type = "string" },
]
"#,
    );
    shop.land(
        "stock_20241009.csv",
        "shop,item,price,note\nnorth,2,1.50,a\nnorth,1,1.50,\nsouth,1,,b\nsouth,7,20.00,Ab\n",
    );
    shop.land(
        "stock_20241010.csv",
        "shop,item,price,note\nnorth,2,1.60,a\nnorth,1,1.50,\nsouth,1,,b\nsouth,7,20.00,Ab\n",
    );
    shop.run();
    shop
}

/// Exports with some arguments, and gives shop, item and price of each row.
fn rows(shop: &Shop, args: &[&str]) -> Vec<String> {
    let told = shop.cli(&[&["export", "stock"], args].concat());
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{args:?}");
    let fields = |line: &str| line.splitn(4, ',').take(3).collect::<Vec<_>>().join(" ");
    told.out.lines().skip(1).map(fields).collect()
}

#[test]
fn rows_for_which_a_condition_is_true() {
    let shop = shop();
    let check = |condition: &str, more: &[&str], expected: &[&str]| {
        assert_eq!(rows(&shop, &[&["--where", condition], more].concat()), expected, "{condition}");
    };
    check("price > 1.5", &[], &["north 2 1.60", "south 7 20.00"]);
    check("price > 1.5", &["--as-of", "2024-10-09"], &["south 7 20.00"]);
    check("price <= 1.50", &["--current"], &["north 1 1.50"]);
    check("price = 0.1 * 15 AND shop = 'north'", &[], &["north 1 1.50", "north 2 1.50"]);
    check("price IS NULL OR note LIKE 'A%'", &[], &["south 1 ", "south 7 20.00"]);
    check("note IN ('a', 'b')", &["--current"], &["north 2 1.60", "south 1 "]);
    check("item BETWEEN 2 AND 7 AND NOT is_current", &[], &["north 2 1.50"]);
    check("effective_from > DATE '2024-10-09'", &[], &["north 2 1.60"]);
    check("'2024-10-10' <= effective_from", &[], &["north 2 1.60"]);
    check("expiry_date BETWEEN '2024-10-10' AND '2024-10-11'", &[], &["north 2 1.50"]);
    check("-price < -2", &[], &["south 7 20.00"]);
    check("item > 100", &[], &[]);
}

#[test]
fn rows_in_an_order() {
    let shop = shop();
    let check = |args: &[&str], expected: &[&str]| assert_eq!(rows(&shop, args), expected, "{args:?}");
    let by_key = ["north 1 1.50", "north 2 1.60", "south 1 ", "south 7 20.00"];
    check(&["--current"], &by_key);
    // Ties follow the key, and nulls come last in either order.
    check(
        &["--as-of", "2024-10-09", "--sort", "price"],
        &["north 1 1.50", "north 2 1.50", "south 7 20.00", "south 1 "],
    );
    check(
        &["--as-of", "2024-10-09", "--sort", "-price"],
        &["south 7 20.00", "north 1 1.50", "north 2 1.50", "south 1 "],
    );
    check(&["--current", "--sort", "price desc"], &["south 7 20.00", "north 2 1.60", "north 1 1.50", "south 1 "]);
    let back = ["south 7 20.00", "south 1 ", "north 2 1.60", "north 1 1.50"];
    check(&["--current", "--sort", "-shop,-item"], &back);
    check(&["--current", "--sort", "-shop", "--sort", "item DESC"], &back);
    check(
        &["--where", "shop = 'north'", "--sort", "-effective_from,item", "--sort", "shop"],
        &["north 2 1.60", "north 1 1.50", "north 2 1.50"],
    );
}

#[test]
fn every_format_has_the_same_rows() {
    let shop = shop();
    let asked = ["export", "stock", "--where", "price > 1.5", "--sort", "-price"];
    let json = shop.cli(&[&asked[..], &["--format", "json"]].concat());
    let prices: Vec<serde_json::Value> = serde_json::from_str(&json.out).unwrap();
    assert_eq!(prices.iter().map(|row| row["price"].as_f64().unwrap()).collect::<Vec<_>>(), [20.0, 1.6]);
    let path = shop.at("dear.csv");
    let told = shop.cli(&[&asked[..], &["-o", path.to_str().unwrap()]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), shop.cli(&asked).out);
    assert_eq!(rows(&shop, &["--sort", "shop"]), rows(&shop, &[]));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_to_do() {
    let refused = |args: &[&str], error: &str, hint: &str| {
        let told: Cli = week().cli(&[&["export", "product"], args].concat());
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{args:?}: {}", told.err);
        let expected = format!("Error: {error}");
        assert!(told.err.starts_with(&expected), "{args:?}: {}", told.err);
        assert!(told.err.contains(hint), "{args:?}: {}", told.err);
    };
    refused(
        &["--where", "price > 1 AND pricee < 2"],
        "--where:1:15: no column named `pricee`\n",
        "Did you mean `price`?",
    );
    refused(
        &["--where", "price >"],
        "--where: is not an SQL condition: ",
        "Write a condition over the columns of a row",
    );
    refused(&["--where", "price + 1"], "--where: gives a number, not true or false\n", "Write a condition");
    refused(&["--where", "sum(price) > 1"], "--where: looks at more than one row\n", "A condition sees one row");
    refused(
        &["--where", "price IN (SELECT 1)"],
        "--where:1:1: looks at more than one row\n",
        "A condition sees one row",
    );
    refused(&["--where", "name > 1 AND price = 'x'"], "--where: cannot be computed: ", "Write a condition");
    refused(&["--where", ""], "--where: is not an SQL condition: ", "Write a condition");
    let deep = vec!["price > 1"; 300].join(" OR ");
    refused(&["--where", &deep], "--where:1:1: has more than 200 operations within each other", "Split it into parts");
    refused(&["--sort", "prise"], "--sort: no column named `prise`\n", "Did you mean `price`?");
    refused(&["--sort", "-nme desc"], "--sort: no column named `nme`\n", "Did you mean `name`?");
    assert_eq!(week().cli(&["export", "product", "--sort"]).code, 2);
}

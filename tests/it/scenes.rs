//! Small shops that several topics begin with, and parts of their configs.

use std::fs;

use crate::support::{Shop, people_config};

/// Beside people: sales, which are transactions, and stock, a snapshot in JSON.
const SALE_AND_STOCK: &str = r#"
[pipelines.sale]
files = 'sale_(?<date>\d{8})\.txt'
format = { type = "delimited", delimiter = "~", quote = "", header = false }
load = "transaction"
key = ["id"]
columns = [ { name = "id", type = "int" }, { name = "total", type = "decimal(12,2)", required = true } ]

[pipelines.stock]
files = 'stock_(?<date>\d{8})\.json'
format = { type = "json" }
load = "snapshot"
key = ["id"]
columns = [ { name = "id", type = "string" }, { name = "left", type = "int" } ]
"#;

/// Orders, which refer to people.
pub const ORDERS: &str = r#"
[pipelines.orders]
files = 'orders_(?<date>\d{8})\.csv'
format = { type = "delimited", header = true }
load = "transaction"
key = ["order"]
columns = [
  { name = "order", type = "int", required = true },
  { name = "by", type = "int", required = true, references = "people.id" },
]
"#;

/// A report over sales, whose SQL [`write_totals`] writes.
pub const TOTALS: &str = r#"
[reports.totals]
title = "Totals"
sql = "totals.sql"
"#;

pub fn write_totals(shop: &Shop) {
    fs::write(shop.at("totals.sql"), "SELECT COUNT(*) AS sales, SUM(total) AS total FROM sale").unwrap();
}

/// Files that are loaded, with rejects, quarantined, held and unknown; nothing is done yet. `more` ends the config.
pub fn every_fate(more: &str) -> Shop {
    let shop = Shop::new(&(people_config("snapshot", 0.5) + SALE_AND_STOCK + more));
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n2,Bo,silver,vip\n3,Cy,gold,\n");
    shop.land("people_20241010.csv", "id,name,tier,note\n1,Ann,silver,\n2,Bo,bronze,vip\n4,Di,gold,\"a\nb\"\n");
    shop.land("people_20241011.csv", "id,name,tier,note\n1,Ann,silver,\n2,Bo,\"silver,vip\n");
    shop.land("sale_20241009.txt", "1~10.00\n2~20.00\n3~30.00\n");
    shop.land("stock_20241009.json", r#"[{"id":"a","left":1},{"id":"b","left":2},{"id":"c","left":3}]"#);
    shop.land("stock_20241010.json", r#"[{"id":"a","left":2}]"#);
    shop.land("notes.txt", "milk, bread");
    shop
}

//! Tables made of tables: computed in the order of their SQL, equal to it whatever happened, written to files.

mod from_outside;
mod life;

use std::collections::BTreeMap;

use crate::support::Shop;

const CONFIG: &str = r#"
[pipelines.orders]
files = 'orders_(?<date>\d{8})\.csv'
format = { type = "delimited", header = true }
load = "transaction"
key = ["id"]
layer = "bronze"
columns = [
  { name = "id", type = "int" },
  { name = "shop", type = "string" },
  { name = "day", type = "date" },
  { name = "amount", type = "decimal(10,2)" },
]

[pipelines.shops]
files = 'shops_(?<date>\d{8})\.csv'
format = { type = "delimited", header = true }
load = "snapshot"
max_shrink = 1.0
key = ["shop"]
layer = "bronze"
columns = [{ name = "shop", type = "string" }, { name = "town", type = "string", required = true }]

# Named before what it reads.
[models.by_town]
sql = "models/by_town.sql"
layer = "gold"
export = [{ format = "csv", path = "out/by_town.csv" }, { format = "ndjson", path = "out/by_town.ndjson" }]

[models.by_day]
sql = "models/by_day.sql"
layer = "silver"
load = "partition"
partition_by = "day"
export = [{ format = "csv", path = "out/days/{day}.csv" }]
"#;

const BY_DAY: &str = "
SELECT day, shop, COUNT(*) AS orders, SUM(amount) AS amount
FROM orders
WHERE is_current
GROUP BY day, shop
";

const BY_TOWN: &str = "
WITH current AS (SELECT shop, town FROM shops WHERE is_current)
SELECT COALESCE(c.town, 'unknown') AS town, SUM(d.orders) AS orders, SUM(d.amount) AS amount
FROM by_day AS d
LEFT JOIN current AS c ON c.shop = d.shop
GROUP BY COALESCE(c.town, 'unknown')
";

fn shop() -> Shop {
    let shop = Shop::new(CONFIG);
    std::fs::create_dir(shop.at("models")).unwrap();
    std::fs::write(shop.at("models/by_day.sql"), BY_DAY).unwrap();
    std::fs::write(shop.at("models/by_town.sql"), BY_TOWN).unwrap();
    shop
}

/// An order: its shop, its day of October, its amount in cents.
type Order = (String, u32, i64);

fn orders_file(orders: &BTreeMap<u32, Order>) -> String {
    let line = |(id, (shop, day, cents)): (&u32, &Order)| {
        format!("{id},{shop},2024-10-{day:02},{}.{:02}\n", cents / 100, cents % 100)
    };
    format!("id,shop,day,amount\n{}", orders.iter().map(line).collect::<String>())
}

fn shops_file(shops: &BTreeMap<String, String>) -> String {
    let lines = shops.iter().map(|(shop, town)| format!("{shop},{town}\n"));
    format!("shop,town\n{}", lines.collect::<String>())
}

/// The rows of a CSV file of the engine, as texts.
fn cells(csv: &str) -> Vec<Vec<String>> {
    csv.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// What the models come to, added up row by row from what the tables of the pipelines say.
fn expected(shop: &Shop) -> (BTreeMap<String, String>, String) {
    let current = |table: &str| {
        let rows = cells(&shop.cli(&["export", table, "--current"]).out);
        rows.into_iter().map(|mut row| {
            row.truncate(row.len() - 3);
            row
        })
    };
    let towns: BTreeMap<String, String> = current("shops").map(|row| (row[0].clone(), row[1].clone())).collect();
    let mut days: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
    for row in current("orders") {
        let sums = days.entry((row[2].clone(), row[1].clone())).or_default();
        *sums = (sums.0 + 1, sums.1 + cents(&row[3]));
    }
    let (mut files, mut of_towns): (BTreeMap<String, String>, BTreeMap<String, (i64, i64)>) = Default::default();
    for ((day, shop), (orders, amount)) in &days {
        let file = files.entry(format!("{day}.csv")).or_insert_with(|| "day,shop,orders,amount\n".to_owned());
        file.push_str(&format!("{day},{shop},{orders},{}\n", money(*amount)));
        let town = towns.get(shop).map_or("unknown", String::as_str);
        let sums = of_towns.entry(town.to_owned()).or_default();
        *sums = (sums.0 + orders, sums.1 + amount);
    }
    let lines = of_towns.iter().map(|(town, (orders, amount))| format!("{town},{orders},{}\n", money(*amount)));
    (files, format!("town,orders,amount\n{}", lines.collect::<String>()))
}

/// The models and their files say what the tables come to.
#[track_caller]
fn assert_true(shop: &Shop, told: &str) {
    let (days, towns) = expected(shop);
    let found: BTreeMap<String, String> = match std::fs::read_dir(shop.at("out/days")) {
        Ok(_) => shop
            .names("out/days")
            .into_iter()
            .map(|name| (name.clone(), shop.read(&format!("out/days/{name}"))))
            .collect(),
        Err(_) => BTreeMap::new(),
    };
    assert_eq!(found, days, "{told}");
    assert_eq!(shop.read("out/by_town.csv"), towns, "{told}");
    assert_eq!(shop.cli(&["export", "by_town"]).out, towns, "{told}");
}

/// How each model stands, as `status --json` has it: name, state, rows.
fn states(shop: &Shop) -> Vec<(String, String, Option<u64>)> {
    let status: serde_json::Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let models = status["models"].as_array().unwrap().iter();
    models.map(|model| (text(&model["model"]), text(&model["state"]), model["rows"].as_u64())).collect()
}

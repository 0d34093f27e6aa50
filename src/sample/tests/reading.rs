//! Reads sample files back, and knows which of their rows break the shop's schema.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder};

/// A customer file.
pub(super) struct Customers {
    /// The row of every id.
    pub(super) rows: BTreeMap<u64, Vec<String>>,
    /// The ids as they come.
    pub(super) order: Vec<u64>,
}

/// A sales file.
pub(super) struct Sales {
    /// Its rows as they come.
    pub(super) rows: Vec<Sale>,
}

/// A sale; money in cents.
pub(super) struct Sale {
    pub(super) id: u64,
    pub(super) customer: u64,
    pub(super) product: String,
    pub(super) quantity: u64,
    pub(super) cents: u64,
    pub(super) total: Option<u64>,
}

impl Customers {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (mut rows, mut order) = (BTreeMap::new(), Vec::new());
        for row in ReaderBuilder::new().from_reader(bytes).records() {
            let row = row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>();
            let id = row[0].parse().unwrap();
            order.push(id);
            assert!(rows.insert(id, row).is_none(), "{id} is there twice");
        }
        Self { rows, order }
    }

    pub(super) fn ids(&self) -> BTreeSet<u64> {
        self.rows.keys().copied().collect()
    }
}

impl Sales {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let rows = std::str::from_utf8(bytes).unwrap().lines().map(|line| {
            let [id, customer, product, quantity, cents, total, _] =
                line.split('~').collect::<Vec<_>>().try_into().unwrap();
            let [id, customer, quantity] = [id, customer, quantity].map(|n| n.parse().unwrap());
            let (product, cents, total) = (product.to_owned(), money(cents).unwrap(), money(total));
            Sale { id, customer, product, quantity, cents, total }
        });
        Self { rows: rows.collect() }
    }
}

/// The price of every product in cents.
pub(super) fn prices(bytes: &[u8]) -> BTreeMap<String, u64> {
    let products = serde_json::from_slice::<Vec<serde_json::Value>>(bytes).unwrap();
    let price = |p: &serde_json::Value| (p["price"].as_f64().unwrap() * 100.0).round() as u64;
    products.iter().map(|p| (p["product_id"].as_str().unwrap().to_owned(), price(p))).collect()
}

/// The physical lines on which rows start that break the schema, share their key with a different row, or repeat one.
pub(super) fn bad_lines(name: &str, bytes: &[u8]) -> BTreeSet<u64> {
    match name.split('_').next() {
        Some("customer") => bad_rows(&rows(bytes, b',', true), is_good_customer),
        Some("sales") => bad_rows(&rows(bytes, b'~', false), is_good_sale),
        _ => bad_products(bytes),
    }
}

/// The rows with their lines.
fn rows(bytes: &[u8], delimiter: u8, has_headers: bool) -> Vec<(u64, ByteRecord)> {
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(has_headers).flexible(true).quoting(has_headers);
    let rows = reader.from_reader(bytes).into_byte_records().map(|row| row.unwrap());
    rows.map(|row| (row.position().unwrap().line(), row)).collect()
}

fn bad_rows(rows: &[(u64, ByteRecord)], is_good: fn(&[&str]) -> bool) -> BTreeSet<u64> {
    let mut bad = BTreeSet::new();
    let mut first = HashMap::new();
    for (line, row) in rows {
        let texts = row.iter().map(std::str::from_utf8).collect::<Result<Vec<_>, _>>();
        if !texts.is_ok_and(|texts| is_good(&texts)) {
            bad.insert(*line);
        } else if let Some((earlier, other)) = first.insert(&row[0], (*line, row)) {
            bad.insert(*line);
            if other != row {
                bad.insert(earlier);
            }
        }
    }
    bad
}

fn is_good_customer(row: &[&str]) -> bool {
    let &[id, first, last, gender, email, membership, _, _, born, _, _, _, _, _, language] = row else { return false };
    id.parse::<i64>().is_ok()
        && ![first, last, email].contains(&"")
        && ["M", "F", "U"].contains(&gender)
        && ["active", "inactive"].contains(&membership)
        && is_day(born)
        && ["en-US", "es-ES", "fr-FR"].contains(&language)
}

fn is_good_sale(row: &[&str]) -> bool {
    let &[id, customer, product, quantity, price, total, date] = row else { return false };
    [id, customer].iter().all(|id| id.parse::<i64>().is_ok())
        && !product.is_empty()
        && quantity.parse::<i64>().is_ok_and(|quantity| quantity >= 1)
        && [price, total].iter().all(|text| money(text).is_some())
        && is_day(date)
}

fn bad_products(bytes: &[u8]) -> BTreeSet<u64> {
    let text = std::str::from_utf8(bytes).unwrap();
    serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap();
    let mut bad = BTreeSet::new();
    let (mut start, mut object) = (0, String::new());
    for (number, line) in (1..).zip(text.lines()) {
        match line {
            "    {" => (start, object) = (number, String::new()),
            "    }" | "    }," if !is_good_product(&object) => _ = bad.insert(start),
            _ => object = object + line.trim() + "\n",
        }
    }
    bad
}

fn is_good_product(object: &str) -> bool {
    let member = |name: &str| object.lines().find_map(|line| line.strip_prefix(&format!("\"{name}\": ")));
    let texts =
        ["name", "product_id", "creation_date"].map(|name| member(name).map(|text| text.trim_matches(['"', ','])));
    let [Some(name), Some(id), Some(created)] = texts else { return false };
    let price = member("price").and_then(|price| money(price.trim_end_matches(',')));
    !name.is_empty() && !id.is_empty() && is_day(created) && price.is_some()
}

/// Cents of a text with exactly two decimals.
fn money(text: &str) -> Option<u64> {
    let (whole, cents) = text.split_once('.').filter(|(_, cents)| cents.len() == 2)?;
    Some(whole.parse::<u64>().ok()? * 100 + cents.parse::<u64>().ok()?)
}

fn is_day(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(|day| day.to_string() == text)
}

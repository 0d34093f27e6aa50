//! The catalogue: products whose prices move every day.

use chrono::NaiveDate;

use super::faults::Told;
use super::plan::{Day, Plan, Shape};
use super::random::Random;
use super::rows::RowFile;
use crate::error::Result;

/// The shop's products, the price of the first day in cents, and what the catalogue says of them.
const SHOP: [(&str, u64, Description); 11] = [
    ("Laptop", 114_900, Description::Text("15.6\" screen, 16 GB of memory")),
    ("Smartphone", 79_900, Description::Text("Dual SIM, 128 GB")),
    ("Camera", 129_950, Description::Text("Mirrorless, 24 megapixels")),
    ("Tablet", 42_900, Description::Text("27 cm display, Wi‑Fi")),
    ("Headphones", 18_990, Description::Null),
    ("Smartwatch", 24_900, Description::Text("Heart rate, GPS, water-resistant")),
    ("Monitor", 32_900, Description::Text("27″, 4K")),
    ("Keyboard", 7_995, Description::Missing),
    ("Printer", 15_900, Description::Text("Laser, A4,\ttwo-sided\nToner not included")),
    ("Router", 11_900, Description::Missing),
    ("Speaker", 9_999, Description::Text("Bluetooth; comes in “café crème”")),
];
/// The day, from 0, on which the last of them joins the catalogue.
const LATE: u32 = 3;
/// The size of the bench's catalogue.
const BENCH: u64 = 1_000;
const BENCH_DESCRIPTION: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// Something the shop sells.
pub(super) struct Product {
    name: String,
    /// Its key.
    pub(super) id: String,
    /// The price of the day in cents.
    pub(super) cents: u64,
    description: Description,
    created: NaiveDate,
}

/// What the catalogue says of a product.
#[derive(Clone, Copy)]
enum Description {
    Text(&'static str),
    /// `null`.
    Null,
    /// No such member at all.
    Missing,
}

/// What the shop sells on a day.
pub(super) struct Catalogue(Vec<Product>);

impl Catalogue {
    /// The catalogue of the first day.
    pub(super) fn new(plan: &Plan) -> Self {
        Self(match plan.shape {
            Shape::Shop => (0..).zip(&SHOP).take(SHOP.len() - 1).map(|(n, p)| shop(n, p, plan.start)).collect(),
            Shape::Bench => (0..BENCH).map(|n| bench(n, plan)).collect(),
        })
    }

    /// One day later: every price moves by up to two percent, at least by a cent.
    pub(super) fn advance(&mut self, day: &Day<'_>) {
        let random = &mut Random::of(&[day.plan.seed, b'p'.into(), day.number.into()]);
        for product in &mut self.0 {
            let moved = (product.cents * (9_800 + random.below(401)) + 5_000) / 10_000;
            product.cents = if moved == product.cents { moved + 1 } else { moved };
        }
        if let (Shape::Shop, LATE, Some(last)) = (day.plan.shape, day.number, SHOP.last()) {
            self.0.push(shop(self.0.len() as u64, last, day.date));
        }
    }

    /// One of the products, each as likely as the other; nothing only if there are none.
    pub(super) fn pick(&self, random: &mut Random) -> Option<&Product> {
        self.0.get(random.below(self.0.len() as u64) as usize)
    }

    /// Writes the day's file.
    pub(super) fn write(&self, day: &Day<'_>, file: &mut RowFile, told: &mut Vec<Told>) -> Result<()> {
        for (place, product) in self.0.iter().enumerate() {
            file.raw(if place == 0 { b"[\n" } else { b",\n" })?;
            let mut members = product.members();
            if day.is_broken()
                && let Some(what) = break_members(product, &mut members)
            {
                told.push(Told { file: file.name(), line: file.line(), what });
            }
            let members = members.iter().map(|(name, value)| format!("        \"{name}\": {value}"));
            let object = format!("    {{\n{}\n    }}", members.collect::<Vec<_>>().join(",\n"));
            file.raw(object.as_bytes())?;
        }
        file.raw(b"\n]\n")
    }
}

impl Product {
    /// The names of the members with their JSON.
    fn members(&self) -> Vec<(&'static str, String)> {
        let cents = self.cents;
        let mut members = vec![
            ("name", quoted(&self.name)),
            ("product_id", quoted(&self.id)),
            ("price", format!("{}.{:02}", cents / 100, cents % 100)),
        ];
        match self.description {
            Description::Text(text) => members.push(("description", quoted(text))),
            Description::Null => members.push(("description", "null".into())),
            Description::Missing => {}
        }
        members.push(("creation_date", quoted(&self.created.to_string())));
        members
    }
}

/// What a broken day does to a product, if anything.
fn break_members(product: &Product, members: &mut Vec<(&'static str, String)>) -> Option<&'static str> {
    let price = match product.id.as_str() {
        "P1004" => "\"free\"",
        "P1006" => "329.999",
        "P1008" => {
            members.retain(|(name, _)| *name != "name");
            return Some("name is missing");
        }
        _ => return None,
    };
    members.iter_mut().filter(|(name, _)| *name == "price").for_each(|(_, value)| *value = price.into());
    Some(if price == "329.999" { "price has three decimals: `329.999`" } else { "price is a word: `\"free\"`" })
}

fn shop(number: u64, product: &(&str, u64, Description), created: NaiveDate) -> Product {
    let &(name, cents, description) = product;
    Product { name: name.into(), id: format!("P{}", 1_000 + number), cents, description, created }
}

fn bench(number: u64, plan: &Plan) -> Product {
    let cents = 500 + Random::of(&[plan.seed, b'p'.into(), 0, number]).below(89_501);
    let (name, id) = (format!("Product {number}"), format!("P{}", 1_000 + number));
    Product { name, id, cents, description: Description::Text(BENCH_DESCRIPTION), created: plan.start }
}

/// A JSON string in ASCII, as Python's `json.dump` writes it.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut units = [0; 2];
    let ascii = json.chars().map(|letter| match letter.is_ascii() {
        true => letter.to_string(),
        false => letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    });
    ascii.collect()
}

//! Files in any order: late, resent, taken back, held; the table is always that of in-order arrival.

mod backfill;
mod holds;
#[cfg(unix)]
mod killed;
mod long;
mod many;
pub mod model;
mod permutations;
mod plan;
mod quarantine;
mod random;
mod references;
mod steps;
mod undo;
mod walk;

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use shoptui::report::export::{ExportFormat, write};
use shoptui::warehouse;

pub use self::many::many;
use self::model::{Load, Loaded, Row, Slot, Version};
use super::support::{Shop, people_config, rest, versions};

/// The header of the files of `people`.
pub const HEADER: [&str; 4] = ["id", "name", "tier", "note"];

/// A shop of one pipeline `people`, whose file names have a part.
pub fn people_in_parts(load: Load) -> Shop {
    let config = load.config(&people_config("snapshot", 1.0));
    Shop::new(&config.replace(r"people_(?<date>\d{8})\.csv", r"people_(?<date>\d{8})(?:_(?<part>\w+))?\.csv"))
}

/// A copy of a shop as it stands.
pub fn copy(shop: &Shop) -> Shop {
    let other = Shop::bare();
    copy_folder(shop.path(), other.path());
    other
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
            rest(&to);
        }
    }
}

/// The name of the file of a slot.
pub fn file_name(slot: &Slot) -> String {
    let part = slot.part.as_ref().map(|part| format!("_{part}")).unwrap_or_default();
    format!("people_{}{part}.csv", slot.date.replace('-', ""))
}

/// A file of these rows, and the physical line on which each of them starts.
pub fn file(rows: &[Row]) -> (Vec<u8>, Vec<u64>) {
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    let mut lines = Vec::new();
    for row in rows {
        writer.flush().unwrap();
        lines.push(writer.get_ref().iter().filter(|b| **b == b'\n').count() as u64 + 1);
        writer.write_record(row).unwrap();
    }
    (writer.into_inner().unwrap(), lines)
}

/// Rows written as `1 Ann gold; 2 Bo silver vip`.
pub fn rows(text: &str) -> Vec<Row> {
    let field = |words: &[&str], at: usize| words.get(at).copied().unwrap_or_default().to_owned();
    let row = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        [0, 1, 2, 3].map(|at| field(&words, at))
    };
    text.split(';').map(str::trim).filter(|text| !text.is_empty()).map(row).collect()
}

/// Every version of `people` by key and day; `is_current` says the same as the expiry date.
pub fn table(shop: &Shop) -> Vec<Version> {
    let mut json = Vec::new();
    write(&mut versions(&shop.workspace(), "people"), ExportFormat::Json, &mut json).unwrap();
    let mut rows: Vec<Version> = serde_json::from_slice(&json).unwrap();
    let current: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    assert!(current.iter().all(|row| row["is_current"] == (row["expiry_date"] == "2099-12-31")));
    rows.sort();
    rows
}

/// Every version of a table, as `export` writes it.
#[track_caller]
pub fn export(shop: &Shop, table: &str) -> String {
    let export = shop.cli(&["export", table]);
    assert_eq!(export.code, 0, "{}", export.err);
    export.out
}

/// The names of all runs, the latest first.
pub fn runs(shop: &Shop) -> Vec<String> {
    shoptui::run::run_names(&shop.workspace()).unwrap()
}

/// The SHA-256 of some bytes in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The loads that count, in the order in which the warehouse tells them, with the SHA-256 of their files.
pub fn loads(shop: &Shop) -> Vec<(Loaded, String)> {
    let workspace = shop.workspace();
    let loads = warehouse::open(&workspace).unwrap().loads(workspace.pipeline("people").unwrap()).unwrap();
    let loaded = |load: warehouse::LoadRecord| {
        let slot = Slot { date: load.date.to_string(), part: load.part };
        let warehouse::LoadRecord { rows, accepted, rejected, duplicates, opened, closed, unchanged, .. } = load;
        (Loaded { slot, rows, accepted, rejected, duplicates, opened, closed, unchanged }, load.sha256)
    };
    loads.into_iter().map(loaded).collect()
}

//! Cases of others, from `tests/data/foreign`: what a JSON or CSV reader must take and refuse, and texts that break
//! programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use serde_json::Value;
use shoptui::read::{self, Batch};
use shoptui::run::RunResult;
use shoptui::store::Location;
use shoptui::warehouse;
use shoptui::workspace::Pipeline;

use super::support::Shop;

fn foreign(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/foreign").join(below)
}

/// The files of a folder in the order of their names.
fn files(below: &str) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(foreign(below)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path)).collect();
    files.sort();
    files
}

/// A pipeline of texts with these columns, the first of them its key.
fn pipeline(name: &str, format: &str, columns: &[&str]) -> String {
    let list: Vec<String> = columns.iter().map(|name| format!("{{ name = \"{name}\", type = \"string\" }}")).collect();
    format!(
        "[pipelines.{name}]\nfiles = '{name}_(?<date>\\d{{8}})\\..*'\nformat = {format}\nload = \"transaction\"\n\
         key = [\"{}\"]\nextra_columns = \"ignore\"\ncolumns = [ {} ]\n",
        columns[0],
        list.join(", ")
    )
}

fn read(path: &Path, pipeline: &Pipeline) -> Result<Vec<Batch>, String> {
    read::map(&Location::of_path(path).unwrap(), pipeline, Ok).map_err(|error| error.to_string())
}

/// Every row of some batches: its values, or none for a bad row.
fn rows(batches: &[Batch]) -> Vec<Option<Vec<String>>> {
    let mut rows = Vec::new();
    for batch in batches {
        rows.extend((0..batch.lines.len()).map(|row| {
            Some(batch.columns.iter().map(|column| column.get(row).unwrap_or_default().to_owned()).collect())
        }));
        rows.extend(batch.broken.iter().map(|_| None));
    }
    rows
}

#[test]
fn json_is_taken_and_what_is_none_is_refused() {
    let shop = Shop::new(&pipeline("t", r#"{ type = "json" }"#, &["a", "b"]));
    let pipeline = &shop.workspace().pipelines[0];
    let (mut taken, mut refused) = (0, 0);
    for (name, path) in files("JSONTestSuite/test_parsing") {
        let found = read(&path, pipeline);
        let text = fs::read(&path).unwrap();
        let value: Option<Value> = serde_json::from_slice(&text).ok();
        match (name.split_at(2).0, found) {
            ("y_", Ok(batches)) => {
                let many = value.unwrap().as_array().map_or(1, Vec::len);
                assert_eq!(rows(&batches).len(), many, "{name}");
                taken += 1;
            }
            // It is JSON, but no list of rows: a value by itself, or one object over several lines.
            ("y_", Err(error)) => match value.unwrap() {
                Value::Object(_) => assert!(text.contains(&b'\n') && error.contains("broken JSON"), "{name}: {error}"),
                Value::Array(_) => panic!("{name}: {error}"),
                _ => assert!(error.contains("expected `[` or `{`"), "{name}: {error}"),
            },
            // One object a line: good lines beside bad ones are rows.
            ("n_", Ok(batches)) => assert!(rows(&batches).contains(&None), "{name}: {:?}", rows(&batches)),
            ("n_", Err(_)) => refused += 1,
            ("i_", _) => {}
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(taken > 70 && refused > 170, "{taken} taken, {refused} refused");
}

#[test]
fn csv_means_what_others_say_it_means() {
    let mut tried = 0;
    for (name, path) in files("csv-spectrum/csvs") {
        let meant = fs::read(foreign("csv-spectrum/json").join(name.replace(".csv", ".json"))).unwrap();
        let meant: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(&meant).unwrap();
        let columns: Vec<&str> = meant[0].keys().map(String::as_str).collect();
        let shop = Shop::new(&pipeline("t", r#"{ type = "delimited" }"#, &columns));
        let found = read(&path, &shop.workspace().pipelines[0]).unwrap();
        let texts = |row: &serde_json::Map<String, Value>| -> Vec<String> {
            row.values().map(|value| value.as_str().unwrap().to_owned()).collect()
        };
        let meant: Vec<Option<Vec<String>>> = meant.iter().map(|row| Some(texts(row))).collect();
        assert_eq!(rows(&found), meant, "{name}");
        tried += 1;
    }
    assert_eq!(tried, 11);
}

fn naughty() -> Vec<String> {
    let texts: Vec<String> = serde_json::from_slice(&fs::read(foreign("naughty/blns.json")).unwrap()).unwrap();
    assert!(texts.len() > 500);
    texts
}

/// The texts in a delimited file, with their number before them and after a header.
fn delimited(texts: &[String], header: &str, delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(header.split(',')).unwrap();
    for (number, text) in texts.iter().enumerate() {
        writer.write_record([&number.to_string(), text]).unwrap();
    }
    writer.into_inner().unwrap()
}

fn as_json(texts: &[String]) -> Vec<u8> {
    let rows =
        texts.iter().enumerate().map(|(number, text)| serde_json::json!({ "id": number.to_string(), "text": text }));
    serde_json::to_vec(&rows.collect::<Vec<_>>()).unwrap()
}

/// The texts of an exported file, in the order of their numbers.
fn exported(shop: &Shop, table: &str, format: &str) -> Vec<String> {
    let out = shop.at(&format!("exports/{table}.{format}"));
    let told = shop.cli(&["export", table, "--format", format, "-o", out.to_str().unwrap()]);
    assert_eq!(told.code, 0, "{}", told.err);
    let mut rows: Vec<(usize, String)> = match format {
        "csv" => {
            let mut reader = csv::Reader::from_path(&out).unwrap();
            reader.records().map(|row| row.unwrap()).map(|row| (row[0].parse().unwrap(), row[1].to_owned())).collect()
        }
        "json" => {
            let rows: Vec<Value> = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            rows.iter().map(|row| (text(&row["id"]).parse().unwrap(), text(&row["text"]))).collect()
        }
        _ => {
            let frame = ParquetReader::new(fs::File::open(&out).unwrap()).finish().unwrap();
            let texts = |name: &str| frame.column(name).unwrap().str().unwrap().clone();
            let (ids, texts) = (texts("id"), texts("text"));
            let pair = |(id, text): (Option<&str>, Option<&str>)| {
                (id.unwrap().parse().unwrap(), text.unwrap_or_default().to_owned())
            };
            ids.iter().zip(texts.iter()).map(pair).collect()
        }
    };
    rows.sort_unstable();
    rows.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn naughty_texts_go_in_and_out_as_they_are() {
    let texts = naughty();
    let comma = pipeline("comma", r#"{ type = "delimited" }"#, &["id", "text"]);
    let tilde = pipeline("tilde", r#"{ type = "delimited", delimiter = "~" }"#, &["id", "text"]);
    let shop = Shop::new(&[comma, tilde, pipeline("json", r#"{ type = "json" }"#, &["id", "text"])].concat());
    shop.land("comma_20241009.csv", delimited(&texts, "id,text", b','));
    shop.land("tilde_20241009.txt", delimited(&texts, "id,text", b'~'));
    shop.land("json_20241009.json", as_json(&texts));
    assert_eq!(shop.run().result, RunResult::Done);
    fs::create_dir_all(shop.at("exports")).unwrap();
    for table in ["comma", "tilde", "json"] {
        for format in ["csv", "json", "parquet"] {
            let out = exported(&shop, table, format);
            assert_eq!(out.len(), texts.len(), "{table} as {format}");
            for (out, text) in out.iter().zip(&texts) {
                assert_eq!(out, text, "{table} as {format}");
            }
        }
    }
    shop.assert_sound();
}

#[test]
fn naughty_keys_have_their_history() {
    let keys: BTreeSet<String> = naughty().into_iter().filter(|text| !text.is_empty()).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let shop = Shop::new(&pipeline("t", r#"{ type = "delimited" }"#, &["text", "id"]));
    shop.land("t_20241009.csv", delimited(&keys, "id,text", b','));
    assert_eq!(shop.run().result, RunResult::Done);
    let workspace = shop.workspace();
    let (pipeline, warehouse) = (&workspace.pipelines[0], warehouse::open(&workspace).unwrap());
    for (number, key) in keys.iter().enumerate() {
        let versions = warehouse.history(pipeline, std::slice::from_ref(key)).unwrap();
        assert_eq!(versions.height(), 1, "{key:?}");
        let id = versions.column("id").unwrap().str().unwrap().get(0).unwrap().to_owned();
        assert_eq!(id, number.to_string(), "{key:?}");
    }
    for key in keys.iter().step_by(50) {
        let told = shop.cli(&["history", "t", "--json", "--", key]);
        assert_eq!(told.code, 0, "{key:?}: {}", told.err);
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["versions"].as_array().unwrap().len(), 1, "{key:?}");
    }
}

#[test]
fn naughty_errors_are_shown_without_steering_the_terminal() {
    let config = pipeline("t", r#"{ type = "delimited" }"#, &["id", "text"]).replace(
        "name = \"text\", type = \"string\"",
        "name = \"text\", type = \"enum\", values = [\"polite\"], required = true",
    );
    let shop = Shop::new(&config);
    shop.land("t_20241009.csv", delimited(&naughty(), "id,text", b','));
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    let shown = shop.cli(&["errors"]);
    assert!(shown.out.lines().count() > 500, "{}", shown.out.lines().count());
    let steers = |sign: char| sign != '\n' && (sign.is_control() || "\u{202e}\u{2066}\u{feff}\u{200b}".contains(sign));
    assert!(!shown.out.contains(steers), "{:?}", shown.out.lines().find(|line| line.contains(steers)));
    let told: Value = serde_json::from_str(&shop.cli(&["errors", "--json"]).out).unwrap();
    let rows = told["reports"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), naughty().len());
    for (row, text) in rows.iter().zip(naughty()) {
        assert_eq!(row["values"]["text"].as_str().unwrap_or_default(), text);
    }
}

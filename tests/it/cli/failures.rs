//! What caused a failure is told to whoever asks: with `--verbose`, or with `RUST_LOG` set.

use std::fs;

use super::json;
use crate::support::{Cli, Shop, command, people};

/// A shop with one loaded file.
fn loaded() -> Shop {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    shop
}

#[test]
fn the_causes_of_an_error_are_told_to_who_asks() {
    let shop = loaded();
    let data = shop.names("warehouse").into_iter().find(|name| name.ends_with(".parquet")).unwrap();
    let path = shop.at("warehouse").join(data);
    let half = fs::metadata(&path).unwrap().len() / 2;
    fs::File::options().write(true).open(&path).unwrap().set_len(half).unwrap();

    let plain = shop.cli(&["query", "SELECT * FROM people"]);
    let lines: Vec<&str> = plain.err.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("Error: ") && lines[1].starts_with("Hint: "), "{}", plain.err);
    let checked = |told: &Cli| {
        assert_eq!((told.code, told.out.as_str()), (1, ""), "{}", told.err);
        let causes = format!("{}\nCaused by:\n  1: ", lines[0]);
        assert!(told.err.starts_with(&causes) && told.err.ends_with(&format!("{}\n", lines[1])), "{}", told.err);
    };
    checked(&shop.cli(&["query", "SELECT * FROM people", "--verbose"]));
    checked(&shop.cli(&["-v", "query", "SELECT * FROM people"]));
    let logged = |level: &str| {
        let output = command(&["-w", shop.path().to_str().unwrap(), "query", "SELECT * FROM people"])
            .env("RUST_LOG", level)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Cli { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    };
    checked(&logged("shoptui=debug"));
    assert_eq!(logged("").err, plain.err);
}

#[test]
fn the_causes_of_a_warning_are_in_its_run() {
    let shop = people("snapshot");
    // What follows the head of a gzip file is none of its blocks.
    shop.land("people_20241009.csv.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]);
    let plain = shop.cli(&["run"]);
    assert!(plain.code == 3 && plain.err.contains("moved to quarantine"), "{}", plain.err);
    assert!(!plain.err.contains("Caused by:"), "{}", plain.err);
    let log = shop.cli(&["log", "--json"]);
    let events: Vec<serde_json::Value> = log.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let moved = |event: &&serde_json::Value| event["message"].as_str().is_some_and(|said| said.contains("quarantine"));
    let warning = events.iter().find(moved).unwrap();
    let cause = warning["causes"][0].as_str().unwrap();
    assert!(warning["event"] == "warning" && warning["message"].as_str().unwrap().contains(cause), "{warning}");
    assert!(shop.cli(&["log", "-v"]).out.contains(&format!("Caused by:\n  1: {cause}\n")));
}

#[test]
fn the_causes_of_a_step_that_failed_are_in_its_run() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    fs::write(shop.at("archive"), "a file where a folder must be").unwrap();
    let plain = shop.cli(&["run"]);
    assert!(plain.code == 1 && plain.err.contains("✗ people: "), "{}", plain.err);
    assert!(!plain.err.contains("Caused by:"), "{}", plain.err);
    let told = shop.cli(&["run", "--verbose"]);
    assert!(told.code == 1 && told.err.contains("\nCaused by:\n  1: "), "{}", told.err);

    let log = shop.cli(&["log", "--json"]);
    let events: Vec<serde_json::Value> = log.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let failed = events.iter().find(|event| event["event"] == "step_failed").unwrap();
    let cause = failed["causes"][0].as_str().unwrap();
    assert!(failed["message"].as_str().unwrap().ends_with(cause), "{failed}");
    assert!(!shop.cli(&["log"]).out.contains("Caused by:"));
    assert!(shop.cli(&["log", "-v"]).out.contains(&format!("Caused by:\n  1: {cause}\n")));
    assert_eq!(json(&shop.cli(&["runs", "--json"]))[0]["result"], "failed");
}

//! Files beside the tables that are not as they were written, and files that nothing is known of.

use std::fs;

use serde_json::Value;

use super::{differs, holds, land, run};
use crate::support::{Shop, people_config};

/// A shop with a file of every kind: replaced, corrected, quarantined, with a control file and a marker.
fn everything() -> Shop {
    let config = people_config("snapshot", 1.0).replace(
        "key = [\"id\"]",
        "complete_when = 'done_*'\ncontrol = { files = 'people_(?<date>\\d{8})\\.ctl', rows = 'n=(\\d+)' }\nkey = [\"id\"]",
    );
    let report = "\n[reports.names]\ntitle = \"Names\"\nsql = \"reports/names.sql\"\n";
    let shop = Shop::new(&(config + report));
    fs::create_dir(shop.at("reports")).unwrap();
    fs::write(shop.at("reports/names.sql"), "SELECT name FROM people WHERE is_current ORDER BY name").unwrap();
    for (day, rows) in [("2024-10-09", "1,Ann,gold,; 2,Bo,copper,"), ("2024-10-10", "1,Ann,gold,; 2,Bo,gold,")] {
        complete(&shop, day);
        land(&shop, day, rows);
    }
    run(&shop, 3);
    land(&shop, "2024-10-10", "1,Anna,gold,; 2,Bo,gold,");
    run(&shop, 0);
    complete(&shop, "2024-10-11");
    shop.land("people_20241011.csv", "no header of ours\n");
    run(&shop, 3);
    let fix = shop.at("fix.csv");
    assert_eq!(shop.cli(&["errors", "fix", "people", "2024-10-09", "-o", fix.to_str().unwrap()]).code, 0);
    fs::write(&fix, shop.read("fix.csv").replace("copper", "silver")).unwrap();
    let applied = shop.cli(&["errors", "apply", fix.to_str().unwrap(), "--by", "Eve"]);
    assert_eq!(applied.code, 0, "{}", applied.err);
    shop
}

fn complete(shop: &Shop, day: &str) {
    let day = day.replace('-', "");
    shop.land(&format!("done_{day}"), "done\n");
    shop.land(&format!("people_{day}.ctl"), "n=2\n");
}

fn files_of(shop: &Shop) -> Value {
    let verified = shop.cli(&["verify", "--json"]);
    let all: Value = serde_json::from_str(&verified.out).unwrap();
    let files = all.as_array().unwrap().last().unwrap();
    assert!(files["table"].is_null());
    files.clone()
}

/// Every file that verify knows of, by its kind.
const KINDS: [(&str, &str); 9] = [
    ("archive/people/people_20241010.csv", "archive"),
    ("archive/people/corrections/people_20241009.csv.1.csv", "archive"),
    ("archive/people/control/people_20241010.ctl", "archive"),
    ("archive/_markers/done_20241010", "archive"),
    ("quarantine/people_20241011.csv", "quarantine"),
    ("quarantine/people_20241011.csv.reason.json", "quarantine"),
    ("error_reports/errors_people_20241010.csv", "error_report"),
    ("exports/names.csv", "export"),
    ("warehouse/_runs", "journal"),
];

#[test]
fn every_kind_is_compared_with_its_hash() {
    let shop = everything();
    holds(&shop);
    let files = files_of(&shop);
    assert_eq!(files["without_hash"], serde_json::json!({}), "{files}");
    let kinds = ["archive", "corrections", "sidecars", "quarantine", "error_reports", "exports", "journals"];
    for kind in kinds {
        assert!(files["checked"][kind].as_u64().is_some_and(|count| count > 0), "{kind}: {files}");
    }
    let text = shop.cli(&["verify"]).out;
    let line = "files   ok  as written: 3 archived files, 1 correction, ";
    assert!(text.lines().last().unwrap().starts_with(line), "{text}");
}

#[test]
fn a_flipped_bit_anywhere_is_seen() {
    let shop = everything();
    for (place, what) in KINDS {
        let path = match what {
            "journal" => {
                let journals = shop.names(place);
                format!("{place}/{}", journals.iter().find(|name| name.ends_with(".jsonl")).unwrap())
            }
            _ => place.to_owned(),
        };
        let bytes = fs::read(shop.at(&path)).unwrap();
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut rotten = bytes.clone();
            rotten[at] ^= 1;
            fs::write(shop.at(&path), rotten).unwrap();
            let verified = shop.cli(&["verify", "--json"]);
            // The end of a journal is gone: that is a run that was killed, as far as anyone can tell.
            let cut = what == "journal" && at == bytes.len() - 1;
            assert_eq!(verified.code, i32::from(!cut), "{path} byte {at}: {}", verified.out);
            let all: Value = serde_json::from_str(&verified.out).unwrap();
            let files = all.as_array().unwrap().last().unwrap();
            let differences = files["differences"].as_array().unwrap();
            assert!(cut || differences.iter().any(|one| one["what"] == what), "{path} byte {at}: {files}");
        }
        fs::write(shop.at(&path), &bytes).unwrap();
    }
    holds(&shop);
}

#[test]
fn what_is_gone_is_told() {
    let shop = everything();
    fs::remove_file(shop.at("quarantine/people_20241011.csv")).unwrap();
    differs(&shop, "files   DIFFERS  quarantine/people_20241011.csv is gone, and its reason is there");
    fs::remove_file(shop.at("quarantine/people_20241011.csv.reason.json")).unwrap();
    holds(&shop);
    // Without rejected rows a report says nothing that is not known.
    fs::remove_file(shop.at("error_reports/errors_people_20241010.csv")).unwrap();
    holds(&shop);
    fs::remove_dir_all(shop.at("exports")).unwrap();
    holds(&shop);
    run(&shop, 0);
    assert!(shop.at("exports/names.csv").is_file());
}

#[test]
fn a_missing_error_report_with_rejected_rows() {
    let shop = super::loaded("snapshot", &[("2024-10-09", "1,Ann,gold,")]);
    land(&shop, "2024-10-10", "1,Ann,gold,; 2,Bo,copper,");
    run(&shop, 3);
    fs::remove_file(shop.at("error_reports/errors_people_20241010.csv")).unwrap();
    let found = differs(&shop, "files   DIFFERS  1 rows of people_20241010.csv were rejected, and error_reports/");
    assert_eq!(found[0]["what"], "error_report");
    let again = shop.cli(&["run", "--pipeline", "people", "--date", "2024-10-10"]);
    assert!([0, 3].contains(&again.code), "{}", again.err);
    holds(&shop);
}

/// Workspaces of before have journals without hashes and seals, and reasons without a hash.
#[test]
fn what_has_no_hash_is_counted() {
    let shop = everything();
    for name in shop.names("warehouse/_runs").iter().filter(|name| name.ends_with(".jsonl")) {
        let path = format!("warehouse/_runs/{name}");
        let lines: String = shop.read(&path).lines().filter_map(without_hash).collect();
        fs::write(shop.at(&path), lines).unwrap();
    }
    let reason = "quarantine/people_20241011.csv.reason.json";
    let mut said: Value = serde_json::from_str(&shop.read(reason)).unwrap();
    said.as_object_mut().unwrap().remove("sha256").unwrap();
    fs::write(shop.at(reason), said.to_string()).unwrap();
    holds(&shop);
    let files = files_of(&shop);
    // What a load names has its hash there.
    assert_eq!(files["checked"], serde_json::json!({ "archive": 3 }));
    assert!(
        ["corrections", "quarantine", "error_reports", "exports", "journals"]
            .iter()
            .all(|kind| files["without_hash"][kind].as_u64().is_some_and(|count| count > 0))
    );
    assert!(shop.cli(&["verify"]).out.contains("; without a hash: 1 correction, "));
    assert_eq!(shop.cli(&["errors"]).code, 0);
}

fn without_hash(line: &str) -> Option<String> {
    let mut event: Value = serde_json::from_str(line).unwrap();
    if event["event"] == "wrote" {
        return None;
    }
    if event["event"] == "run_finished" {
        event.as_object_mut().unwrap().remove("seal").unwrap();
    }
    Some(format!("{event}\n"))
}

/// A run that was killed may have written what its journal does not tell.
#[test]
fn what_a_killed_run_may_have_written_is_a_note() {
    let shop = super::three_days();
    land(&shop, "2024-10-12", "1,Ann,silver,");
    run(&shop, 0);
    let journals = shop.names("warehouse/_runs");
    let last = format!("warehouse/_runs/{}", journals.iter().rfind(|name| name.ends_with(".jsonl")).unwrap());
    let text = shop.read(&last);
    fs::write(shop.at(&last), text.lines().next().unwrap().to_owned() + "\n").unwrap();
    fs::write(shop.at("error_reports/errors_people_20241009.csv"), "as the killed run left it").unwrap();
    holds(&shop);
    assert!(shop.cli(&["verify"]).err.contains("errors_people_20241009.csv is not as run "));
}

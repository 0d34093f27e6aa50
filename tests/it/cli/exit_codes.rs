//! Exit codes, and what they are about.

use std::fs;

use super::json;
use crate::support::{cli, people};

#[test]
fn exit_code_0_and_3() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let run = shop.cli(&["run"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("✓ load people people_20241009.csv: 1 row, 1 new or changed, 0 ended"), "{}", run.err);
    shop.land("people_20241010.csv", "id,name,tier,note\n1,Ann,copper,\n");
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("1 of 1 rows rejected; see error_reports/errors_people_20241010.csv"), "{}", run.err);
    assert_eq!(shop.cli(&["run"]).code, 0);
}

#[test]
fn exit_code_1() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    fs::write(shop.at("archive"), "a file where a folder must be").unwrap();
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("✗ people: "), "{}", run.err);
    assert_eq!(shop.names("landing_zone"), ["people_20241009.csv"]);
    // The next run goes on from there.
    fs::remove_file(shop.at("archive")).unwrap();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert!(json(&shop.cli(&["runs", "--json"]))[1]["result"] == "failed");
}

#[test]
fn exit_code_2() {
    let shop = people("snapshot");
    assert_eq!(shop.cli(&["run", "--nonsense"]).code, 2);
    assert_eq!(shop.cli(&["runn"]).code, 2);
    assert_eq!(shop.cli(&["run", "--date", "2024-13-01"]).code, 2);
    assert_eq!(shop.cli(&["run", "--date", "2024-10-09", "--from", "2024-10-09"]).code, 2);
    fs::write(shop.at("shoptui.toml"), "[pipelines.a]\nfile = 1\n[workspce]\n").unwrap();
    for command in ["run", "check", "doctor", "status"] {
        let cli = shop.cli(&[command]);
        assert_eq!((cli.code, cli.out.as_str()), (2, ""), "{command}");
        assert!(cli.err.matches("Error: shoptui.toml:").count() > 3, "{}", cli.err);
        assert!(cli.err.contains("Did you mean `workspace`?"), "{}", cli.err);
    }
    let nowhere = cli(&["-w", "/nonexistent/shop", "status"]);
    assert_eq!((nowhere.code, nowhere.out.as_str()), (2, ""));
    assert!(nowhere.err.starts_with("Error: /nonexistent/shop: no such folder\nHint: "), "{}", nowhere.err);
}

//! Workspaces that earlier releases kept: each opens, holds what it held, and takes another day.
//!
//! A folder of `tests/data/workspaces` has the `workspace` as the release left it, the files of the `next_day`, and what
//! the tables are `expected` to be then.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Shop;

fn kept() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workspaces");
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.is_dir()).collect()
}

#[test]
fn workspaces_of_earlier_releases_open_and_load() {
    let kept = kept();
    assert!(kept.iter().any(|path| path.ends_with("0.1")), "{kept:?}");
    for folder in kept {
        let shop = Shop::copy_of(&folder.join("workspace"));
        shop.assert_sound();
        for entry in fs::read_dir(folder.join("next_day")).unwrap() {
            let path = entry.unwrap().path();
            shop.land(path.file_name().unwrap().to_str().unwrap(), fs::read(&path).unwrap());
        }
        let run = shop.cli(&["run"]);
        assert_eq!(run.code, 0, "{folder:?}: {}{}", run.out, run.err);
        for entry in fs::read_dir(folder.join("expected")).unwrap() {
            let path = entry.unwrap().path();
            let table = path.file_stem().unwrap().to_str().unwrap();
            let given = shop.cli(&["export", table]);
            assert!(given.out == fs::read_to_string(&path).unwrap(), "{path:?} differs:\n{}{}", given.out, given.err);
        }
        shop.assert_sound();
    }
}

/// What the release noted of its runs is read: a replay, rejected rows, a file in quarantine, a correction, an undo.
#[test]
fn journals_of_release_0_1_are_read() {
    let shop = Shop::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workspaces/0.1/workspace"));
    let said = |args: &[&str]| {
        let said = shop.cli(args);
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
        said.out
    };
    let runs: Vec<serde_json::Value> = serde_json::from_str(&said(&["runs", "--json"])).unwrap();
    let events: String = runs.iter().map(|run| said(&["log", run["run"].as_str().unwrap(), "--json"])).collect();
    for event in ["replay", "corrected", "undone", "warning", "run_finished"] {
        assert!(events.contains(&format!("\"event\":\"{event}\"")), "{event}: {events}");
    }
    let errors = said(&["errors", "--json"]);
    assert!(errors.contains("people_20241011.csv") && errors.contains("\"sale\""), "{errors}");
    let history = said(&["history", "people", "9"]);
    assert!(history.contains("2024-10-10"), "{history}");
}

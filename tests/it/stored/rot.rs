//! Bits that flip in data files: seen by what looks for them, and never a panic of what reads them.

use std::fs;

use super::{calm, fails, files, land, three_days};
use crate::any_order::copy;

/// Flips in a file: all along it, and close together in its footer.
fn places(length: usize) -> impl Iterator<Item = usize> {
    let footer = length.saturating_sub(700);
    (0..12).map(move |at| at * footer / 12).chain((footer..length).step_by(35))
}

#[test]
fn a_flipped_bit_is_seen_by_verify_and_panics_nobody() {
    let shop = three_days("snapshot");
    for path in files(&shop, ".parquet") {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let sound = fs::read(&path).unwrap();
        for place in places(sound.len()) {
            let mut rotten = sound.clone();
            rotten[place] ^= 1 << (place % 8);
            fs::write(&path, rotten).unwrap();
            let is_named = format!("{name}: its bytes are not those that were written");
            let doctor = shop.cli(&["doctor", "--deep"]);
            // Of a file that no commit names any more nothing is said.
            if doctor.code == 0 {
                break;
            }
            fails(&doctor, &is_named);
            fails(&shop.cli(&["verify", "--json"]), &is_named);
            for command in [
                ["export", "people"].as_slice(),
                &["query", "SELECT * FROM people"],
                &["history", "people", "1"],
                &["status"],
                &["doctor"],
            ] {
                let cli = shop.cli(command);
                calm(&cli);
                let all = format!("{}{}", cli.out, cli.err);
                assert!(cli.code == 0 || all.contains(&name), "{place}: {command:?}: {all}");
            }
        }
        fs::write(&path, sound).unwrap();
    }
    shop.assert_sound();
}

#[test]
fn a_run_and_a_rebuild_over_a_rotten_file() {
    for load in ["snapshot", "transaction"] {
        let sound = three_days(load);
        let expected = sound.versions("people");
        for back in [5, 60, 300] {
            let shop = copy(&sound);
            for path in files(&shop, ".parquet") {
                let mut bytes = fs::read(&path).unwrap();
                let place = bytes.len() - back;
                bytes[place] ^= 16;
                fs::write(&path, bytes).unwrap();
            }
            land(&shop, "20241008", "1,Ann,gold,");
            let run = shop.cli(&["run"]);
            calm(&run);
            assert!(run.code == 0 || run.err.contains(".parquet: "), "{}", run.err);
            fs::remove_file(shop.at("landing_zone/people_20241008.csv")).ok();
            if run.code == 0 {
                continue;
            }
            let rebuilt = shop.cli(&["verify", "--rebuild"]);
            assert_eq!(rebuilt.code, 0, "{}", rebuilt.err);
            assert_eq!(shop.versions("people"), expected);
        }
    }
}

#[test]
fn a_data_file_that_is_gone_is_named() {
    let shop = three_days("snapshot");
    for path in files(&shop, ".parquet") {
        let (name, bytes) = (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        fs::remove_file(&path).unwrap();
        if shop.cli(&["doctor"]).code != 0 {
            for command in
                [["export", "people"].as_slice(), &["query", "SELECT * FROM people"], &["verify"], &["doctor"]]
            {
                let cli = shop.cli(command);
                fails(&cli, &name);
                assert!(format!("{}{}", cli.out, cli.err).contains("it is gone"), "{}{}", cli.out, cli.err);
            }
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
            fails(&shop.cli(&["export", "people"]), "bytes, its commit says");
        }
        fs::write(&path, bytes).unwrap();
    }
    shop.assert_sound();
}

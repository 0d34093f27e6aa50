//! Looks that fail, names that are taken, and folders that cannot be written: none of them is taken for "nothing there".
//!
//! The tests may run as a user whom no permission stops, so a look fails here since a file, or a link that leads in a
//! circle, has the place of a folder.

use std::fs;
use std::os::unix::fs::symlink;

use shoptui::landing::{self, ArchivedFile};
use shoptui::run::RunResult;

use super::support::{Shop, people};

const NAME: &str = "people_20241009.csv";

fn list(name: &str) -> String {
    format!("id,name,tier,note\n1,{name},gold,\n")
}

fn loaded() -> Shop {
    let shop = people("snapshot");
    shop.land(NAME, list("Ann"));
    assert_eq!(shop.run().result, RunResult::Done);
    shop
}

/// Puts a file in the place of a folder, and one in the place of a link that leads in a circle.
fn without_folder(folder: &str, circle: bool, look: impl Fn(&Shop)) {
    let shop = loaded();
    let path = shop.at(folder);
    if path.symlink_metadata().is_ok() {
        fs::rename(&path, shop.at("aside")).unwrap();
    }
    if circle {
        symlink(&path, &path).unwrap()
    } else {
        fs::write(&path, "").unwrap()
    }
    look(&shop);
}

/// A command that needs a folder that cannot be looked at says so; it has no answer.
#[track_caller]
fn check(folder: &str, command: &[&str]) {
    for circle in [false, true] {
        without_folder(folder, circle, |shop| {
            let said = shop.cli(command);
            assert_ne!(said.code, 0, "{command:?} without {folder}: {}{}", said.out, said.err);
            assert!(said.err.contains("cannot "), "{command:?} without {folder}: {}", said.err);
            assert!(said.err.contains(folder), "{command:?} without {folder}: {}", said.err);
        });
    }
}

#[test]
fn a_folder_that_cannot_be_looked_at_is_not_empty() {
    check("archive/people", &["run"]);
    check("archive/people", &["run", "--plan"]);
    check("archive/people", &["run", "--step", "report"]);
    check("archive/people", &["status"]);
    check("archive/people/corrections", &["run"]);
    check("archive/people/corrections", &["status"]);
    check("quarantine", &["status"]);
    check("quarantine", &["errors"]);
    check("error_reports", &["errors"]);
    check("landing_zone", &["status"]);
    check("landing_zone", &["run"]);
}

#[test]
fn journals_that_cannot_be_looked_at_are_not_none() {
    for circle in [false, true] {
        without_folder("warehouse/_runs", circle, |shop| {
            for command in [["runs"].as_slice(), &["log", "last"], &["run"]] {
                let said = shop.cli(command);
                assert_eq!(said.code, 1, "{command:?}: {}{}", said.out, said.err);
                assert!(said.err.contains("warehouse/_runs"), "{command:?}: {}", said.err);
            }
        });
    }
}

/// The archive's own file of a load is behind a link that leads in a circle: it is there, as far as anyone can tell.
#[test]
fn a_file_that_cannot_be_looked_at_is_not_missing() {
    without_folder("archive/people", true, |shop| {
        let verify = shop.cli(&["verify"]);
        assert!(verify.code != 0 && !verify.out.contains("no longer in the archive"), "{}{}", verify.out, verify.err);
        let doctor = shop.cli(&["doctor"]);
        assert!(doctor.code != 0 && !doctor.out.contains("is missing"), "{}{}", doctor.out, doctor.err);
    });
}

fn the_file(shop: &Shop) -> ArchivedFile {
    let workspace = shop.workspace();
    let archive = landing::archive(&workspace, workspace.pipeline("people").unwrap()).unwrap();
    archive.into_values().next().unwrap().pop().unwrap()
}

/// A proof tells it of the table, and of the files beside the tables; it looks at the rest all the same.
#[test]
fn a_proof_says_which_archive_cannot_be_listed() {
    for circle in [false, true] {
        without_folder("archive/people", circle, |shop| {
            let verify = shop.cli(&["verify", "--json"]);
            assert_ne!(verify.code, 0, "{}{}", verify.out, verify.err);
            let found: serde_json::Value = serde_json::from_str(&verify.out).unwrap();
            let found = found.as_array().unwrap();
            assert_eq!(found.len(), 2, "{}", verify.out);
            for one in found {
                let differences = one["differences"].as_array().unwrap();
                let told = |d: &serde_json::Value| {
                    let message = d["message"].as_str().unwrap();
                    message.contains("archive/people") && message.contains(": cannot ")
                };
                assert!(differences.iter().any(told), "{one}");
            }
        });
    }
}

/// The number of a correction is of what is there when it is written, not of what was there when its file was looked up.
#[test]
fn a_correction_takes_no_name_that_another_has() {
    let shop = loaded();
    let workspace = shop.workspace();
    let (pipeline, file) = (workspace.pipeline("people").unwrap(), the_file(&shop));
    let folder = shop.at("archive/people/corrections");
    fs::create_dir_all(&folder).unwrap();
    for number in 1..4 {
        let path = landing::next_correction(&workspace, pipeline, &file).unwrap();
        assert_eq!(path.local_path(), folder.join(format!("{NAME}.{number}.csv")));
        path.write_text("").unwrap();
    }
    fs::write(folder.join(format!("{NAME}.4294967295.csv")), "").unwrap();
    fs::write(folder.join(format!("{NAME}.999999.csv")), "").unwrap();
    assert!(landing::next_correction(&workspace, pipeline, &file).is_err());
}

/// Something that is no file of ours has the name that a file is to get: it stays, and so does the landed file.
#[test]
fn nothing_in_the_archive_is_replaced() {
    let shop = loaded();
    // The archive does not count what is hidden from its names: here, a name for which it has no number.
    fs::write(shop.at(&format!("archive/people/{NAME}~999999")), "older").unwrap();
    shop.land(NAME, list("Bo"));
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("no number is left"), "{}", run.err);
    assert_eq!(shop.names("landing_zone"), [NAME]);
    assert_eq!(shop.read(&format!("archive/people/{NAME}~999999")), "older");
    assert_eq!(shop.read(&format!("archive/people/{NAME}")), list("Ann"));
}

/// Digits that no number of ours has are part of a name, and none of them overflows.
#[test]
fn long_numbers_are_no_numbers() {
    let shop = loaded();
    let high = format!("{NAME}~4294967295");
    fs::write(shop.at("archive/people").join(&high), "older").unwrap();
    shop.land(&high, list("Cy"));
    shop.land(NAME, list("Bo"));
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains(&format!("{high}: left in the landing zone: matches no pipeline")), "{}", run.err);
    assert_eq!(shop.read(&format!("archive/people/{NAME}~2")), list("Bo"));
    assert_eq!(shop.read(&format!("archive/people/{high}")), "older");
    assert_eq!(shop.names("landing_zone"), [high]);
}

/// A link planted where a hidden file is to be written is removed, and not written through.
#[test]
fn a_planted_link_is_not_written_through() {
    let shop = people("snapshot");
    let victim = shop.at("victim");
    fs::write(&victim, "untouched").unwrap();
    let hidden = [
        format!("archive/people/.{NAME}.part"),
        "error_reports/.errors_people_20241009.csv.part".to_owned(),
        "warehouse/_runs/..undo.json.part".to_owned(),
        format!("landing_zone/.{NAME}.untake"),
        "exports/.people.csv.part".to_owned(),
    ];
    for path in &hidden {
        let path = shop.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(&victim, path).unwrap();
    }
    shop.land(NAME, list("Ann"));
    assert_eq!(shop.run().result, RunResult::Done);
    let undone = shop.cli(&["undo"]);
    assert_eq!(undone.code, 0, "{}", undone.err);
    assert_eq!(shop.read(&format!("landing_zone/{NAME}")), list("Ann"));
    assert_eq!(shop.read("victim"), "untouched");
}

/// The lock is written: a link in its place would empty what it leads to.
#[test]
fn a_link_in_the_place_of_the_lock_is_not_followed() {
    let shop = people("snapshot");
    fs::write(shop.at("victim"), "untouched").unwrap();
    fs::create_dir_all(shop.at("warehouse/_runs")).unwrap();
    symlink(shop.at("victim"), shop.at("warehouse/_runs/.lock")).unwrap();
    let run = shop.cli(&["run"]);
    assert!(run.code == 1 && run.err.contains(".lock"), "{}", run.err);
    assert_eq!(shop.read("victim"), "untouched");
}

/// A file whose name is that of another's reason gets a name of its own in the quarantine.
#[test]
fn no_reason_replaces_a_quarantined_file() {
    let config = super::support::people_config("snapshot", 1.0)
        .replace(r"people_(?<date>\d{8})\.csv", r"people_(?<date>\d{8})\.csv(?<part>\.reason\.json)?");
    let shop = Shop::new(&config);
    for (name, text) in [(format!("{NAME}.reason.json"), "\"never closed"), (NAME.to_owned(), "\"nor this")] {
        shop.land(&name, text);
        assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    }
    let names = ["", ".reason.json", ".reason.json.2", ".reason.json.2.reason.json"].map(|end| format!("{NAME}{end}"));
    assert_eq!(shop.names("quarantine"), names);
    assert_eq!(shop.read(&format!("quarantine/{NAME}.reason.json.2")), "\"never closed");
}

/// Days that versions could not begin on, or end after.
#[test]
fn days_beyond_the_end_of_versions_are_refused() {
    let shop = loaded();
    let end = "days must be before 2099-12-31";
    let late = |day: &str| format!("{day} cannot be the day of a file: {end}");
    for (digits, reason) in [
        ("20991231", late("2099-12-31")),
        ("21000101", late("2100-01-01")),
        ("99991231", late("9999-12-31")),
        ("00001231", "0000-12-31 cannot be the day of a file: days begin with the year 1".to_owned()),
    ] {
        let name = format!("people_{digits}.csv");
        shop.land(&name, list("Bo"));
        let ran = shop.run();
        assert_eq!(ran.warnings(), [format!("{name}: left in the landing zone: {reason}")]);
        assert!(shop.cli(&["status"]).out.contains(&reason));
        assert_eq!(shop.names("landing_zone"), std::slice::from_ref(&name));
        fs::remove_file(shop.at("landing_zone").join(name)).unwrap();
    }
    shop.land("people_20991230.csv", list("Bo"));
    shop.land("people_00010101.csv", list("Cy"));
    assert_eq!(shop.run().result, RunResult::Done);
    let versions = shop.versions("people");
    assert!(versions.contains("1,Bo,gold,,2099-12-30,2099-12-31,true"), "{versions}");
    assert!(versions.contains("1,Cy,gold,,0001-01-01,2024-10-09,false"), "{versions}");
    shop.assert_sound();
    let asked = shop.cli(&["run", "--date", "2099-12-31"]);
    assert_eq!(asked.code, 2);
    assert!(asked.err.contains(&late("2099-12-31")), "{}", asked.err);
    // A stretch without end ends with the last day that a file can have.
    let all = shop.cli(&["run", "--plan", "--from", "2099-12-29", "--to", "9999-12-31"]);
    assert!(all.code == 0 && !all.out.contains("2099-12-31"), "{}{}", all.out, all.err);
}

/// Whether `doctor` says that a folder cannot be written.
#[track_caller]
fn check_doctor(folder: &str, circle: bool) {
    without_folder(folder, circle, |shop| {
        let doctor = shop.cli(&["doctor"]);
        let said = format!("BAD   {folder}: cannot be written: ");
        assert!(doctor.code == 1 && doctor.out.contains(&said), "{folder}: {}{}", doctor.out, doctor.err);
    });
}

#[test]
fn doctor_tries_every_folder_that_is_written() {
    let folders = ["archive", "archive/people", "archive/people/corrections", "archive/_markers", "quarantine"];
    for folder in folders.into_iter().chain(["error_reports", "exports", "fixes", "warehouse/_runs"]) {
        check_doctor(folder, false);
        check_doctor(folder, true);
    }
    let shop = people("snapshot");
    fs::write(shop.at("victim"), "untouched").unwrap();
    symlink(shop.at("victim"), shop.at("landing_zone/.shoptui-doctor")).unwrap();
    let names = |shop: &Shop| {
        fs::read_dir(shop.path()).unwrap().map(|e| e.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = names(&shop);
    let doctor = shop.cli(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.out);
    assert!(doctor.out.contains("ok    quarantine: will be created when needed"), "{}", doctor.out);
    assert_eq!((names(&shop), shop.read("victim")), (before, "untouched".to_owned()));
    assert_eq!(shop.names("landing_zone"), [""; 0], "the link is gone, and so is the probe");
}

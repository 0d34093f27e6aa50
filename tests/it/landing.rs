//! What becomes of the files of the landing zone, with the run that takes them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use shoptui::run::{Request, RunResult, Step};

use super::support::{Ran, Shop, people, people_config};

const HEADER: &str = "id,name,tier,note\n";

fn list(rows: &[&str]) -> String {
    rows.iter().fold(HEADER.to_owned(), |text, row| text + row + "\n")
}

/// Lands a file, runs, and compares how that ended, with every warning.
#[track_caller]
fn check(shop: &Shop, name: &str, bytes: impl AsRef<[u8]>, result: RunResult, warnings: &[&str]) -> Ran {
    shop.land(name, bytes);
    let ran = shop.run();
    assert_eq!((ran.result, ran.warnings()), (result, warnings.iter().map(|w| (*w).to_owned()).collect()));
    ran
}

/// A file of a name that stays in the landing zone, and why.
#[track_caller]
fn check_name(name: &str, reason: &str) {
    let shop = people("snapshot");
    let warning = format!("{name}: left in the landing zone: {reason}");
    check(&shop, name, list(&["1,Ann,gold,"]), RunResult::Done, &[&warning]);
    assert_eq!(shop.names("landing_zone"), [name]);
    assert_eq!(shop.names("archive"), [""; 0]);
    assert!(shop.cli(&["status"]).out.contains(reason));
}

#[test]
fn unknown_names_stay_with_their_reason() {
    check_name("notes.txt", "matches no pipeline");
    check_name("people_20241009.csv.bak", "matches no pipeline");
    check_name("my_people_20241009.csv", "matches no pipeline");
    check_name("people_2024109.csv", "matches no pipeline");
    check_name("PEOPLE_20241009.csv", "matches no pipeline");
    check_name("people_20241009.csv.gz.gz", "matches no pipeline");
    check_name("people_20240230.csv", "`20240230` in its name is not a date (%Y%m%d)");
    check_name("people_00000000.csv", "`00000000` in its name is not a date (%Y%m%d)");
    check_name("people_99999999.csv.gz", "`99999999` in its name is not a date (%Y%m%d)");
}

#[test]
fn a_name_of_two_pipelines_stays() {
    let other = people_config("snapshot", 1.0).replace("pipelines.people", "pipelines.other").replace("people_", ".*_");
    let shop = Shop::new(&(people_config("snapshot", 1.0) + &other));
    let warning = "people_20241009.csv: left in the landing zone: matches more than one pipeline: people, other";
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[warning]);
    assert_eq!(shop.names("landing_zone"), ["people_20241009.csv"]);
}

#[test]
fn hidden_files_folders_and_links_are_left_alone() {
    let shop = people("snapshot");
    shop.land(".people_20241009.csv", list(&["1,Ann,gold,"]));
    fs::create_dir(shop.at("landing_zone/people_20241010.csv")).unwrap();
    fs::write(shop.at("elsewhere.csv"), list(&["2,Bo,gold,"])).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(shop.at("elsewhere.csv"), shop.at("landing_zone/people_20241011.csv")).unwrap();
    let ran = shop.run();
    assert_eq!((ran.result, ran.warnings()), (RunResult::Done, Vec::new()));
    assert_eq!(shop.names("archive"), [""; 0]);
    assert_eq!(shop.versions("people").lines().count(), 1);
    assert!(shop.at("landing_zone/people_20241010.csv").is_dir());
}

#[test]
fn other_date_formats_and_parts() {
    let config = people_config("transaction", 1.0)
        .replace(r"people_(?<date>\d{8})\.csv", r"(?<date>\d\d\.\d\d\.\d{4})-people-(?<part>\d+)\.csv")
        .replace("load = ", "date_format = \"%d.%m.%Y\"\nload = ");
    let shop = Shop::new(&config);
    shop.land("09.10.2024-people-2.csv", list(&["1,Bo,gold,"]));
    shop.land("09.10.2024-people-1.csv", list(&["1,Ann,gold,", "2,Cy,gold,"]));
    assert_eq!(shop.run().result, RunResult::Done);
    let expected = "id,name,tier,note,effective_from,expiry_date,is_current\n\
        1,Bo,gold,,2024-10-09,2099-12-31,true\n2,Cy,gold,,2024-10-09,2099-12-31,true\n";
    assert_eq!(shop.versions("people"), expected);
    assert_eq!(shop.names("error_reports"), ["errors_people_20241009_1.csv", "errors_people_20241009_2.csv"]);
    shop.assert_sound();
}

#[test]
fn a_growing_file_is_left_until_it_is_whole() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", HEADER);
    let path = shop.at("landing_zone/people_20241009.csv");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = OpenOptions::new().append(true).open(&path).unwrap();
            let mut id = 0;
            while !stop.load(Ordering::SeqCst) {
                id += 1;
                writeln!(file, "{id},Ann,gold,").unwrap();
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        std::thread::sleep(Duration::from_millis(60));
        let ran = shop.run();
        stop.store(true, Ordering::SeqCst);
        assert_eq!(ran.result, RunResult::DoneWithRejects);
        assert_eq!(ran.warnings(), ["people_20241009.csv: left in the landing zone: it is still growing"]);
    });
    assert_eq!(shop.names("archive"), [""; 0]);
    let rows = fs::read_to_string(&path).unwrap().lines().count();
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(shop.versions("people").lines().count(), rows);
}

/// A file from a machine whose clock runs ahead is taken too.
#[test]
fn a_file_from_the_future_is_taken() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", list(&["1,Ann,gold,"]));
    let file = OpenOptions::new().append(true).open(shop.at("landing_zone/people_20241009.csv")).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(3600)).unwrap();
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(shop.versions("people").lines().count(), 2);
}

#[test]
fn two_files_for_one_slot_count_in_the_order_of_receipt() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv.gz", gz(&list(&["1,Other,gold,"])));
    let warning = "people_20241009.csv: it replaces the file that came for 2024-10-09 before, \
        which stays in archive/people/people_20241009.csv.gz";
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[warning]);
    assert!(shop.versions("people").contains("1,Ann,gold,,"));
    assert_eq!(shop.names("archive/people"), ["people_20241009.csv.gz", "people_20241009.csv~2"]);
}

#[test]
fn compressed_files_are_read_alike() {
    let shop = people("snapshot");
    check(&shop, "people_20241009.csv.gz", gz(&list(&["1,Ann,gold,"])), RunResult::Done, &[]);
    // Compressed without saying so, and not compressed though the name says so.
    check(&shop, "people_20241010.csv", gz(&list(&["2,Bo,gold,"])), RunResult::Done, &[]);
    check(&shop, "people_20241011.csv.gz", list(&["3,Cy,gold,"]), RunResult::Done, &[]);
    assert_eq!(shop.versions("people").lines().count(), 4);
    assert_eq!(
        shop.names("archive/people"),
        ["people_20241009.csv.gz", "people_20241010.csv", "people_20241011.csv.gz"]
    );
}

#[test]
fn the_same_bytes_again_are_noted_and_change_nothing() {
    let shop = people("snapshot");
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[]);
    check(&shop, "people_20241010.csv", list(&["1,Ann,silver,"]), RunResult::Done, &[]);
    let (before, commits) = (shop.state(), shop.commits("people"));
    let warning = "people_20241009.csv: identical file already loaded; skipped";
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[warning]);
    assert_eq!((shop.state(), shop.commits("people")), (before, commits));
}

#[test]
fn other_bytes_for_a_loaded_day_are_kept_beside_and_count() {
    let shop = people("snapshot");
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[]);
    let warning = "people_20241009.csv: it replaces the file that came for 2024-10-09 before, \
        which stays in archive/people/people_20241009.csv";
    check(&shop, "people_20241009.csv", list(&["1,Ann,silver,"]), RunResult::Done, &[warning]);
    assert!(shop.versions("people").contains("1,Ann,silver,,2024-10-09"));
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    assert_eq!(shop.read("archive/people/people_20241009.csv"), list(&["1,Ann,gold,"]));
    assert_eq!(shop.read("archive/people/people_20241009.csv~2"), list(&["1,Ann,silver,"]));
    shop.assert_sound();
}

#[test]
fn other_bytes_for_a_loaded_day_and_the_next_day_at_once() {
    let shop = people("snapshot");
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[]);
    shop.land("people_20241009.csv", list(&["1,Ann,silver,"]));
    shop.land("people_20241010.csv", list(&["1,Ann,gold,new"]));
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    assert!(shop.versions("people").contains("1,Ann,silver,,2024-10-09,2024-10-10"));
    assert!(shop.versions("people").contains("1,Ann,gold,new,2024-10-10"));
}

#[test]
fn an_older_day_is_put_in_its_place() {
    let shop = people("snapshot");
    check(&shop, "people_20241010.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[]);
    check(&shop, "people_20241009.csv", list(&["1,Ann,silver,"]), RunResult::Done, &[]);
    assert_eq!(shop.commits("people"), 3);
    let versions = shop.versions("people");
    assert!(versions.contains("1,Ann,silver,,2024-10-09,2024-10-10"), "{versions}");
    assert!(versions.contains("1,Ann,gold,,2024-10-10,2099-12-31"), "{versions}");
}

/// Other bytes for a day that was taken, but not loaded before the run died: what came last is loaded.
#[test]
fn other_bytes_for_a_day_that_was_only_taken() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", list(&["1,Ann,gold,"]));
    shop.run_with(&Request { step: Some(Step::Take), ..Request::default() });
    let warning = "people_20241009.csv: it replaces the file that came for 2024-10-09 before, \
        which stays in archive/people/people_20241009.csv";
    check(&shop, "people_20241009.csv", list(&["1,Ann,silver,"]), RunResult::Done, &[warning]);
    assert_eq!(shop.versions("people").lines().count(), 2);
    assert!(shop.versions("people").contains("1,Ann,silver,,2024-10-09"));
}

/// A file that cannot be read as rows goes to the quarantine, with its reason; the next day loads.
#[track_caller]
fn check_quarantine(bytes: &[u8], reason: &str, line: u64, column: u64) {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", bytes);
    shop.land("people_20241010.csv", list(&["1,Ann,gold,"]));
    assert_eq!(shop.run().result, RunResult::DoneWithRejects, "{reason}");
    assert_eq!(fs::read(shop.at("quarantine/people_20241009.csv")).unwrap(), bytes);
    let said: serde_json::Value =
        serde_json::from_str(&shop.read("quarantine/people_20241009.csv.reason.json")).unwrap();
    assert_eq!(said["reason"], reason);
    assert_eq!((said["line"].as_u64(), said["column"].as_u64()), (Some(line), Some(column)), "{reason}");
    assert_eq!((&said["file"], &said["pipeline"]), (&"people_20241009.csv".into(), &"people".into()));
    assert!(said["hint"].as_str().is_some_and(|hint| hint.ends_with('.')), "{said}");
    assert_eq!(shop.names("archive/people"), ["people_20241010.csv"]);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    let report = format!("the whole file is quarantined: {reason}");
    assert_eq!(shop.reasons("errors_people_20241009.csv"), [(line, report)]);
    assert_eq!(shop.versions("people").lines().count(), 2);
    assert!(shop.cli(&["errors"]).out.contains(&format!("quarantined people_20241009.csv:{line}:{column}  {reason}")));
    shop.assert_sound();
}

#[test]
fn what_cannot_be_read_goes_to_the_quarantine() {
    check_quarantine(b"", "the file is empty", 1, 1);
    check_quarantine(b"\r\n\n", "the file is empty", 1, 1);
    check_quarantine(b"id,name,class,note\n1,A,gold,\n", "wrong header: field 3 is `class`, expected `tier`", 1, 9);
    check_quarantine(b"id,name,tier\n1,A,gold\n", "wrong header: column `note` is missing", 1, 14);
    check_quarantine(b"id,name,tier,note\n1,A,gold,\n2,\"B,gold,\n", "a quote opens here and is never closed", 3, 3);
}

#[test]
fn a_compressed_file_that_was_cut_goes_to_the_quarantine() {
    let shop = people("snapshot");
    let whole = gz(&list(&["1,Ann,gold,"]));
    shop.land("people_20241009.csv.gz", &whole[..whole.len() - 9]);
    let mut damaged = whole.clone();
    damaged[12] ^= 0xff;
    shop.land("people_20241010.csv.gz", &damaged);
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    for (day, reason) in [(9, "the compressed file ends in the middle"), (10, "the compressed file is damaged")] {
        let said = shop.read(&format!("quarantine/people_202410{day:02}.csv.gz.reason.json"));
        assert!(said.contains(reason), "{said}");
    }
    assert_eq!(fs::read(shop.at("quarantine/people_20241010.csv.gz")).unwrap(), damaged);
    assert_eq!(shop.commits("people"), 0);
}

#[test]
fn a_second_file_of_that_name_stands_beside_it() {
    let shop = people("snapshot");
    for bytes in ["", "\n", ""] {
        shop.land("people_20241009.csv", bytes);
        shop.run();
    }
    let names = ["", ".2", ".2.reason.json", ".reason.json"].map(|end| format!("people_20241009.csv{end}"));
    assert_eq!(shop.names("quarantine"), names);
    check(&shop, "people_20241009.csv", list(&["1,Ann,gold,"]), RunResult::Done, &[]);
}

#[test]
fn broken_json_goes_to_the_quarantine() {
    let shop = Shop::bare();
    shop.land("products_20241009.json", "[\n  {\"product_id\": \"a\"},\n  {\"product_id\" \"b\"}\n]");
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    let said: serde_json::Value =
        serde_json::from_str(&shop.read("quarantine/products_20241009.json.reason.json")).unwrap();
    assert_eq!((&said["reason"], &said["line"]), (&"broken JSON: expected `:`".into(), &3.into()));
}

fn shrinking(max_shrink: f64) -> Shop {
    let shop = Shop::new(&people_config("snapshot", max_shrink));
    check(&shop, "people_20241009.csv", list(&["1,A,gold,", "2,B,gold,", "3,C,gold,"]), RunResult::Done, &[]);
    shop
}

/// Lands a snapshot that closes too much, and the next day's.
#[track_caller]
fn check_held(rows: &[&str], warning: &str) -> Shop {
    let shop = shrinking(0.5);
    let (before, bytes) = (shop.versions("people"), list(rows));
    shop.land("people_20241010.csv", &bytes);
    shop.land("people_20241011.csv", list(&["1,A,gold,", "2,B,gold,"]));
    for _ in 0..2 {
        let ran = shop.run();
        assert_eq!(ran.result, RunResult::DoneWithRejects);
        assert_eq!(ran.warnings(), [format!("people_20241010.csv: held in the landing zone: {warning}")]);
        assert_eq!(shop.versions("people"), before);
        assert_eq!(shop.names("landing_zone"), ["people_20241010.csv", "people_20241011.csv"]);
        assert_eq!(shop.read("landing_zone/people_20241010.csv"), bytes);
        assert_eq!(shop.names("archive/people"), ["people_20241009.csv"]);
        shop.assert_sound();
    }
    shop
}

#[test]
fn a_snapshot_that_closes_too_much_waits_for_a_yes() {
    let shop = check_held(&["1,A,gold,"], "it would end 2 of 3 current keys");
    let accepted = shop.run_with(&Request { accept_shrink: vec!["people".to_owned()], ..Request::default() });
    assert_eq!(accepted.result, RunResult::Done);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    let expected = "id,name,tier,note,effective_from,expiry_date,is_current\n\
        1,A,gold,,2024-10-09,2099-12-31,true\n\
        2,B,gold,,2024-10-09,2024-10-10,false\n\
        2,B,gold,,2024-10-11,2099-12-31,true\n\
        3,C,gold,,2024-10-09,2024-10-10,false\n";
    assert_eq!(shop.versions("people"), expected);
}

#[test]
fn an_empty_snapshot_waits_for_a_yes() {
    let shop = check_held(&[], "it has no rows and would end all 3 current keys");
    assert_eq!(shop.cli(&["run", "--accept-shrink", "people"]).code, 0);
    assert!(shop.versions("people").contains("3,C,gold,,2024-10-09,2024-10-10,false"));
}

#[test]
fn the_guard_can_be_turned_off_and_lets_half_pass() {
    let shop = shrinking(1.0);
    check(&shop, "people_20241010.csv", HEADER, RunResult::Done, &[]);
    assert_eq!(shop.versions("people").matches(",2024-10-10,false").count(), 3);
    let shop = shrinking(0.67);
    check(&shop, "people_20241010.csv", list(&["1,A,gold,"]), RunResult::Done, &[]);
    let shop = shrinking(0.0);
    let warning = "people_20241010.csv: held in the landing zone: it would end 1 of 3 current keys";
    check(&shop, "people_20241010.csv", list(&["1,A,gold,", "2,B,gold,"]), RunResult::DoneWithRejects, &[warning]);
}

/// Held keys close nothing, so they do not count as shrinking; a transaction file may be empty.
#[test]
fn rejected_rows_and_transactions_are_no_shrinking() {
    let shop = shrinking(0.5);
    shop.land("people_20241010.csv", list(&["1,A,x,", "2,B,x,", "3,C,x,"]));
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    assert_eq!(shop.versions("people").matches("2099-12-31,true").count(), 3);
    let shop = Shop::new(&people_config("transaction", 0.5));
    check(&shop, "people_20241009.csv", list(&["1,A,gold,"]), RunResult::Done, &[]);
    check(&shop, "people_20241010.csv", HEADER, RunResult::Done, &[]);
    assert_eq!(shop.commits("people"), 3);
}

#[test]
fn steps_days_and_pipelines_can_be_chosen() {
    let shop = people("snapshot");
    for day in 9..=12 {
        shop.land(&format!("people_202410{day:02}.csv"), list(&[&format!("1,A,gold,{day}")]));
    }
    let date = |day| chrono::NaiveDate::from_ymd_opt(2024, 10, day);
    let only = |step| Request { step: Some(step), ..Request::default() };
    shop.run_with(&Request { to: date(10), ..only(Step::Take) });
    assert_eq!(shop.names("archive/people"), ["people_20241009.csv", "people_20241010.csv"]);
    assert_eq!((shop.commits("people"), shop.names("error_reports").len()), (0, 0));
    assert_eq!(shop.run_with(&only(Step::Check)).result, RunResult::Failed);
    let reports = || shop.names("error_reports").iter().filter(|name| name.ends_with(".csv")).count();
    assert_eq!((shop.commits("people"), reports()), (0, 2));
    shop.run_with(&Request { dates: date(9).into_iter().collect(), ..Request::default() });
    assert_eq!(shop.versions("people").lines().count(), 2);
    shop.run_with(&only(Step::Load));
    assert_eq!((shop.versions("people").lines().count(), shop.names("landing_zone").len()), (3, 2));
    shop.run();
    assert_eq!((shop.versions("people").lines().count(), shop.names("landing_zone").len()), (5, 0));
    shop.assert_sound();
}

/// What is in the archive and was loaded is missed by `doctor` when it is gone or differs.
#[test]
fn doctor_looks_into_the_archive() {
    let shop = people("snapshot");
    check(&shop, "people_20241009.csv", list(&["1,A,gold,"]), RunResult::Done, &[]);
    fs::write(shop.at("archive/people/people_20241009.csv"), "other").unwrap();
    let doctor = shop.cli(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("BAD   archive of people: people_20241009.csv is not what was loaded"));
    fs::remove_file(shop.at("archive/people/people_20241009.csv")).unwrap();
    assert!(shop.cli(&["doctor"]).out.contains("BAD   archive of people: people_20241009.csv is missing"));
}

fn gz(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

//! Suppliers who never wait for a run: what they land while files are taken, filed or put back is neither lost nor
//! replaced.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use shoptui::landing::{self, LandedFile, Moment, Take};
use shoptui::run::RunResult;

use super::support::{Shop, people, people_config, rest};

const NAME: &str = "people_20241009.csv";
const ROUNDS: usize = 12;

fn list(name: &str) -> String {
    format!("id,name,tier,note\n1,{name},gold,\n")
}

/// Writes a file elsewhere, as if an hour ago, and moves it to its name at once; what is there is replaced.
fn replace(shop: &Shop, name: &str, text: &str) {
    let (from, to) = (shop.at("outside"), shop.at("landing_zone").join(name));
    fs::write(&from, text).unwrap();
    rest(&from);
    fs::rename(from, to).unwrap();
}

/// The same, unless something has the name: then false.
fn land_new(shop: &Shop, name: &str, text: &str) -> bool {
    let from = shop.at("outside");
    fs::write(&from, text).unwrap();
    rest(&from);
    let landed = fs::hard_link(&from, shop.at("landing_zone").join(name)).is_ok();
    fs::remove_file(from).unwrap();
    landed
}

/// Waits for something that a run does, but not for ever.
fn until(happens: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !happens() && Instant::now() < end {
        std::hint::spin_loop();
    }
}

/// Every text below some folders of a workspace, reasons and corrections among them.
fn texts(shop: &Shop, folders: &[&str]) -> BTreeSet<String> {
    let names = folders.iter().flat_map(|folder| {
        let names = shop.names(folder).into_iter();
        names.map(move |name| PathBuf::from(folder).join(name))
    });
    names.map(|path| shop.read(path.to_str().unwrap())).collect()
}

#[track_caller]
fn assert_kept(shop: &Shop, expected: &[String], told: &str) {
    let found = texts(shop, &["landing_zone", "archive"]);
    for text in expected {
        assert!(found.contains(text), "{told}: {text} is lost");
    }
}

/// The supplier waits for the archived file, and lands the next one before the first is removed.
#[test]
fn what_arrives_while_its_predecessor_is_filed_stays() {
    for round in 0..ROUNDS {
        let shop = people("snapshot");
        shop.land(NAME, list("Ann"));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                until(|| shop.at("archive/people").join(NAME).symlink_metadata().is_ok());
                replace(&shop, NAME, &list("Bo"));
            });
            shop.run();
        });
        assert_kept(&shop, &[list("Ann"), list("Bo")], &format!("round {round}"));
        shop.run();
        assert!(shop.versions("people").contains("1,Bo,gold"), "round {round}");
        assert_eq!(shop.names("landing_zone"), [""; 0]);
        shop.assert_sound();
    }
}

/// The supplier waits for the copy that is on its way back, and lands the next file before that has its name.
#[test]
fn what_arrives_while_a_file_is_put_back_stays() {
    for round in 0..ROUNDS {
        let shop = people("snapshot");
        shop.land(NAME, list("Ann"));
        assert_eq!(shop.run().result, RunResult::Done);
        let came = std::thread::scope(|scope| {
            let supplier = scope.spawn(|| {
                until(|| !shop.names("landing_zone").is_empty());
                land_new(&shop, NAME, &list("Bo"))
            });
            let undone = shop.cli(&["undo"]);
            assert_eq!(undone.code, 0, "{}", undone.err);
            supplier.join().unwrap()
        });
        let landed = texts(&shop, &["landing_zone"]);
        assert!(landed.contains(&list("Ann")), "round {round}: {landed:?}");
        assert_eq!(landed.contains(&list("Bo")), came, "round {round}: {landed:?}");
        if came {
            assert_eq!(shop.names("landing_zone"), [NAME.to_owned(), format!("{NAME}~2")]);
            assert_eq!(shop.read(&format!("landing_zone/{NAME}")), list("Ann"), "what came first counts first");
        }
        shop.run();
        shop.assert_sound();
    }
}

/// Markers that come again and again, each with another text, while those before them are filed.
#[test]
fn markers_that_come_again_are_all_kept() {
    let config = people_config("snapshot", 1.0).replace("load = ", "complete_when = \"*.done\"\nload = ");
    for round in 0..ROUNDS {
        let shop = Shop::new(&config);
        shop.land(NAME, list("Ann"));
        shop.land("all_20241009.done", "first");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                until(|| shop.at("archive/_markers/all_20241009.done").symlink_metadata().is_ok());
                replace(&shop, "all_20241009.done", "second");
            });
            shop.run();
        });
        shop.run();
        let markers = texts(&shop, &["archive/_markers"]);
        assert_eq!(markers, ["first", "second"].map(str::to_owned).into(), "round {round}");
    }
}

/// Takes every landed file once, as a run does; some turn out to have changed.
fn take_all(shop: &Shop) {
    let workspace = shop.workspace();
    let pipeline = workspace.pipeline("people").unwrap();
    for file in landing::list(&workspace, Moment::of(&workspace, SystemTime::now())).unwrap() {
        take(&workspace, pipeline, &file);
    }
}

fn take(workspace: &shoptui::workspace::Workspace, pipeline: &shoptui::workspace::Pipeline, file: &LandedFile) {
    let slot = landing::matched(&file.name, std::slice::from_ref(pipeline)).unwrap().slot(None).unwrap();
    let archive = landing::archive(workspace, pipeline).unwrap();
    let last = archive.get(&slot).and_then(|files| files.last());
    if let Take::New(taking) = landing::take(workspace, pipeline, file, &slot, last).unwrap() {
        taking.secure().unwrap();
        taking.finish().unwrap();
    }
}

/// A supplier who never rests: whenever the name is free, the next file lands on it, while files are taken as fast as
/// that goes. Gives what landed; `next` makes the n-th file after the last one.
fn never_resting(shop: &Shop, next: impl Fn(usize, Option<&String>) -> String + Sync) -> Vec<String> {
    let stop = AtomicBool::new(false);
    let landed = std::thread::scope(|scope| {
        let supplier = scope.spawn(|| {
            let mut landed = Vec::new();
            for number in 0.. {
                let text = next(number, landed.last());
                while !land_new(shop, NAME, &text) {
                    if stop.load(Ordering::SeqCst) {
                        return landed;
                    }
                }
                landed.push(text);
            }
            landed
        });
        let end = Instant::now() + Duration::from_secs(2);
        while Instant::now() < end {
            take_all(shop);
        }
        stop.store(true, Ordering::SeqCst);
        supplier.join().unwrap()
    });
    assert!(landed.len() > 20, "only {} files landed", landed.len());
    landed
}

/// Thousands of files of one name land on it whenever it is free, and are taken as fast as that goes.
#[test]
fn a_supplier_who_never_rests_loses_nothing() {
    let shop = people("snapshot");
    let landed = never_resting(&shop, |number, _| list(&format!("Ann {number}")));
    assert_kept(&shop, &landed, &format!("{} files landed", landed.len()));
    take_all(&shop);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
}

/// A supplier who sends identical, already loaded and again, and now and then others: none of the others is lost.
#[test]
fn what_lands_after_the_same_bytes_again_stays() {
    let shop = people("snapshot");
    shop.land(NAME, list("Ann"));
    take_all(&shop);
    let landed = never_resting(&shop, |number, last| match number % 2 {
        0 => last.cloned().unwrap_or_else(|| list("Ann")),
        _ => list(&format!("Bo {number}")),
    });
    assert_kept(&shop, &landed, &format!("{} files landed", landed.len()));
}

/// What a supplier can do to a landed file.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// Another file is moved to its name; what is there is replaced.
    Replace,
    /// Another file is moved to its name if that is free.
    LandNew,
    /// It is opened by its name and written on.
    Append,
    /// Whoever has it open writes on.
    WriteOn,
    /// Whoever has it open empties it.
    Truncate,
    /// It is withdrawn.
    Remove,
}

/// When a supplier does it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    /// After the files were listed.
    Listed,
    /// After the copy was made.
    Copied,
    /// After the copy was put on disk.
    Secured,
}

/// Everything that a supplier can do at every moment of a take that can be told apart from outside.
#[test]
fn no_moment_of_a_take_loses_what_a_supplier_did() {
    use Act::{Append, LandNew, Remove, Replace, Truncate, WriteOn};
    for act in [Replace, LandNew, Append, WriteOn, Truncate, Remove] {
        for when in [When::Listed, When::Copied, When::Secured] {
            for before in [None, Some(list("Ann")), Some(list("Cy"))] {
                check_act(act, when, before);
            }
        }
    }
}

fn check_act(act: Act, when: When, before: Option<String>) {
    let told = format!("{act:?} when {when:?} after {before:?}");
    let shop = people("snapshot");
    if let Some(before) = &before {
        shop.land(NAME, before);
        take_all(&shop);
    }
    shop.land(NAME, list("Ann"));
    let path = shop.at("landing_zone").join(NAME);
    let open = fs::File::options().append(true).open(&path).unwrap();
    let inode = fs::metadata(&path).unwrap().ino();
    let mut kept: Vec<String> = before.iter().cloned().collect();
    let mut do_it = |now: When| {
        if now != when {
            return;
        }
        // A supplier who replaces or removes a file that is still there under its name means to.
        let still = fs::metadata(&path).is_ok_and(|about| about.ino() == inode);
        match act {
            Act::Replace => {
                replace(&shop, NAME, &list("Bo"));
                kept.push(list("Bo"));
            }
            Act::LandNew => kept.extend(land_new(&shop, NAME, &list("Bo")).then(|| list("Bo"))),
            Act::Append if still => append(&path, "2,Di,gold,\n"),
            Act::Append => {}
            Act::WriteOn => std::io::Write::write_all(&mut &open, b"2,Di,gold,\n").unwrap(),
            Act::Truncate => open.set_len(0).unwrap(),
            Act::Remove => drop(fs::remove_file(&path)),
        }
        match act {
            Act::WriteOn => kept.push(list("Ann") + "2,Di,gold,\n"),
            Act::Append if still => kept.push(list("Ann") + "2,Di,gold,\n"),
            Act::Truncate => kept.push(String::new()),
            Act::Replace | Act::Remove if still => {}
            _ => kept.push(list("Ann")),
        }
    };
    let workspace = shop.workspace();
    let pipeline = workspace.pipeline("people").unwrap();
    let listed = landing::list(&workspace, Moment::of(&workspace, SystemTime::now())).unwrap();
    do_it(When::Listed);
    let slot = landing::matched(NAME, &workspace.pipelines).unwrap().slot(None).unwrap();
    let archive = landing::archive(&workspace, pipeline).unwrap();
    let last = archive.get(&slot).and_then(|files| files.last());
    let take = landing::take(&workspace, pipeline, &listed[0], &slot, last).unwrap();
    do_it(When::Copied);
    if let Take::New(taking) = take {
        taking.secure().unwrap();
        do_it(When::Secured);
        taking.finish().unwrap();
    } else {
        do_it(When::Secured);
    }
    // The same bytes as before are gone from the landing zone by now, and whoever has them open writes to nothing.
    let gone = before == Some(list("Ann")) && when != When::Listed;
    if !(gone && matches!(act, Act::WriteOn | Act::Truncate)) {
        assert_kept(&shop, &kept, &told);
    }
    let hidden = shop.names("landing_zone").into_iter().chain(shop.names("archive")).find(|name| name.contains("/."));
    assert_eq!(hidden, None, "{told}");
    assert!(shop.names("landing_zone").iter().all(|name| !name.starts_with('.')), "{told}");
}

fn append(path: &Path, text: &str) {
    let mut file = fs::File::options().append(true).open(path).unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
}

/// A claim that a killed run left is no reason to overlook its file, nor the one that came after it.
#[test]
fn what_a_killed_run_had_claimed_is_seen_and_taken_in_its_order() {
    let shop = people("snapshot");
    shop.land(&format!(".{NAME}.1.take"), list("Ann"));
    for command in [["status"].as_slice(), &["run", "--plan"]] {
        let said = shop.cli(command);
        assert!(
            said.code == 0 && said.out.contains(NAME) | said.out.contains("2024-10-09"),
            "{}{}",
            said.out,
            said.err
        );
    }
    assert_eq!(shop.names("landing_zone"), [format!(".{NAME}.1.take")], "to look moves nothing");
    shop.land(NAME, list("Bo"));
    shop.run();
    assert_eq!(shop.read(&format!("archive/people/{NAME}")), list("Ann"));
    assert_eq!(shop.read(&format!("archive/people/{NAME}~2")), list("Bo"));
    assert!(shop.versions("people").contains("1,Bo,gold"));
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    // Before a reset as well: it puts back what came before.
    shop.land(&format!(".{NAME}.1.take"), list("Cy"));
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    let texts = ["", "~2", "~3"].map(|end| shop.read(&format!("landing_zone/{NAME}{end}")));
    assert_eq!(texts, ["Ann", "Bo", "Cy"].map(list));
    assert_eq!(shop.names("landing_zone").len(), 3);
}

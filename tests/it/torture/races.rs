//! Others at work in the same folders: suppliers in the landing zone, readers beside replays, many runs at once, and
//! runs that are stopped or killed while they hold the lock.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::fault::{Fault, Mode};
use super::scenes;
use super::shim::{shim, start};
use super::{Effort, seed};
use crate::kills::random;
use crate::support::{Shop, people};

/// Of so many tests, two at once.
const SHARE: f64 = 2.0 / 4.0;
/// A supplier that was kept from writing for longer than this is no longer known to be at work.
const PAUSE: Duration = Duration::from_millis(250);

/// What suppliers know to have left in the landing zone: the text of each file.
#[derive(Default)]
struct Owed(BTreeMap<String, String>);

/// A supplier of one file name, whose every text is another.
struct Supplier<'a> {
    folder: &'a Path,
    /// Beside the landing zone, on the same file system.
    outside: PathBuf,
    day: u32,
    texts: usize,
    chance: u64,
    owed: Owed,
    /// What was done, for a finding.
    done: Vec<String>,
}

impl Supplier<'_> {
    fn path(&self) -> PathBuf {
        self.folder.join(format!("people_202410{:02}.csv", self.day))
    }

    /// The next text: a few rows that no other has.
    fn text(&mut self) -> String {
        self.texts += 1;
        let rows = (0..3).map(|row| format!("{row},s{}n{},gold,\n", self.day, self.texts));
        "id,name,tier,note\n".to_owned() + &rows.collect::<String>()
    }

    fn pause(&mut self, most: u64) {
        std::thread::sleep(Duration::from_millis((random(&mut self.chance) * most as f64) as u64));
    }

    /// Puts a whole file in place. What lay there comes out, so that it is known not to have been taken.
    fn rename(&mut self) {
        let (path, text) = (self.path(), self.text());
        fs::write(&self.outside, &text).unwrap();
        crate::support::rest(&self.outside);
        loop {
            match renameat_with(CWD, self.outside.as_path(), CWD, path.as_path(), RenameFlags::EXCHANGE) {
                Ok(()) => {
                    let out = fs::read_to_string(&self.outside).unwrap();
                    self.owed.0.retain(|_, owed| *owed != out);
                    fs::remove_file(&self.outside).unwrap();
                    break;
                }
                Err(rustix::io::Errno::NOENT) => {}
                Err(e) => panic!("{e}"),
            }
            match renameat_with(CWD, self.outside.as_path(), CWD, path.as_path(), RenameFlags::NOREPLACE) {
                Ok(()) => break,
                Err(rustix::io::Errno::EXIST) => {}
                Err(e) => panic!("{e}"),
            }
        }
        self.owe("renamed", text);
    }

    /// Writes a file bit by bit under its own name, over what is there or behind it.
    fn write(&mut self, how: &str) {
        let (path, text) = (self.path(), self.text());
        let before = if how == "appended" { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
        let mut options = OpenOptions::new();
        options.create(true);
        let options = if how == "appended" { options.append(true) } else { options.write(true).truncate(true) };
        // What lies there may be gone by our own doing from here on; if nothing does, it was taken.
        if fs::symlink_metadata(&path).is_ok() {
            self.owed.0.remove(path.to_str().unwrap());
        }
        let mut file = options.open(&path).unwrap();
        let rows = if before.is_empty() { text.as_str() } else { text.split_once('\n').unwrap().1 };
        let mut last = Instant::now();
        let mut late = false;
        for line in rows.split_inclusive('\n') {
            file.write_all(line.as_bytes()).unwrap();
            self.pause(20);
            late |= last.elapsed() > PAUSE;
            last = Instant::now();
        }
        // A supplier who finds his file gone knows that he was interrupted and sends it again.
        let there = fs::symlink_metadata(&path).is_ok_and(|about| about.ino() == file.metadata().unwrap().ino());
        if there && !late {
            let whole = fs::read_to_string(&path);
            if let Some(whole) = whole.ok().filter(|whole| whole.ends_with(rows)) {
                self.owe(how, whole);
            }
        }
    }

    fn delete(&mut self) {
        if fs::remove_file(self.path()).is_ok() {
            self.owed.0.remove(self.path().to_str().unwrap());
            self.done.push("deleted".to_owned());
        }
    }

    fn owe(&mut self, how: &str, text: String) {
        self.done.push(format!("{how} {}", text.lines().last().unwrap_or_default()));
        // By its path as long as it lies there; what was there before has been taken, or came out of the exchange.
        let path = self.path().to_str().unwrap().to_owned();
        if let Some(taken) = self.owed.0.remove(&path) {
            self.owed.0.insert(format!("{path} before {}", self.texts), taken);
        }
        self.owed.0.insert(path, text);
    }

    fn work(&mut self, until: Instant) {
        while Instant::now() < until {
            match (random(&mut self.chance) * 8.0) as u32 {
                0..=4 => self.rename(),
                5 => self.write("appended"),
                6 => self.write("written anew"),
                _ => self.delete(),
            }
            self.pause(700);
        }
    }
}

/// Suppliers rename, append, truncate and delete while runs go on: what they left is somewhere.
#[test]
fn suppliers_lose_nothing() {
    let shop = people("snapshot");
    let (until, folder) = (Effort::of_a_race(SHARE), shop.at("landing_zone"));
    let runs = AtomicUsize::new(0);
    let suppliers: Vec<Supplier<'_>> = std::thread::scope(|scope| {
        let suppliers: Vec<_> = (1..=6u32)
            .map(|day| {
                let outside = shop.at(&format!("supplier{day}"));
                let mut supplier = Supplier {
                    folder: &folder,
                    outside,
                    day,
                    texts: 0,
                    chance: seed() * 100 + u64::from(day),
                    owed: Owed::default(),
                    done: Vec::new(),
                };
                scope.spawn(move || {
                    supplier.work(until);
                    supplier
                })
            })
            .collect();
        while Instant::now() < until {
            orderly(&shop, &["run"], &[0, 1, 3]);
            runs.fetch_add(1, Ordering::SeqCst);
        }
        suppliers.into_iter().map(|supplier| supplier.join().unwrap()).collect()
    });
    std::thread::sleep(shoptui::landing::QUIET + Duration::from_millis(100));
    orderly(&shop, &["run"], &[0, 3]);
    let files = files_by_text(&shop);
    let mut texts = 0;
    for supplier in &suppliers {
        texts += supplier.texts;
        for (path, text) in &supplier.owed.0 {
            assert!(files.contains_key(text), "{path} is lost:\n{text}\nit was {:#?}", supplier.done);
        }
    }
    shop.assert_sound();
    eprintln!("suppliers: {texts} files sent beside {runs:?} runs");
}

/// A run or a look in a race: an exit code that may be, and no panic.
#[track_caller]
fn orderly(shop: &Shop, args: &[&str], codes: &[i32]) -> crate::support::Cli {
    let cli = shop.cli(args);
    assert!(codes.contains(&cli.code) && !cli.err.contains("panicked"), "{args:?}: {}\n{}", cli.code, cli.err);
    assert!(cli.code != 1 || cli.err.contains("Hint: ") || cli.err.contains('✗'), "{args:?}: no words\n{}", cli.err);
    cli
}

fn files_by_text(shop: &Shop) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in ["landing_zone", "archive", "quarantine"] {
        for name in shop.names(folder) {
            let path = shop.at(folder).join(name);
            found.insert(fs::read_to_string(&path).unwrap(), path);
        }
    }
    found
}

/// Readers beside replays see the table before or after, and nothing between.
#[test]
fn readers_see_before_or_after() {
    let texts = ["1,Ann,gold,\n2,Bo,silver,x\n", "1,Ann,silver,\n3,Cy,gold,\n"]
        .map(|rows| format!("id,name,tier,note\n{rows}"));
    let shop = people("snapshot");
    let land = |text: &str| shop.land("people_20241009.csv", text);
    (9..=12).for_each(|day| shop.land(&format!("people_202410{day:02}.csv"), format!("{}{day},New,gold,\n", texts[0])));
    orderly(&shop, &["run"], &[0]);
    const LOOKS: [&[&str]; 4] = [
        &["export", "people"],
        &["query", "SELECT id, name, tier, effective_from, expiry_date FROM people ORDER BY 1, 4", "--format", "csv"],
        &["history", "people", "1"],
        &["export", "people", "--as-of", "2024-10-10"],
    ];
    // The first day as it was sent first is no state of the race.
    let mut legal: BTreeMap<&[&str], Vec<String>> = BTreeMap::new();
    for text in [&texts[1], &texts[0]] {
        land(text);
        orderly(&shop, &["run"], &[0]);
        for look in LOOKS {
            legal.entry(look).or_default().push(orderly(&shop, look, &[0]).out);
        }
    }
    // `history` says which file of the day a version came from, by its number, and its line while it is the last one.
    let number = regex::Regex::new(r"~\d+( line \d+)?").unwrap();
    let plain = |said: &str| number.replace_all(said, "").into_owned();
    let until = Effort::of_a_race(SHARE);
    let (mut replays, looks) = (0, AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for first in [0, 2] {
            let (shop, legal, looks, plain) = (&shop, &legal, &looks, &plain);
            scope.spawn(move || {
                for at in (first..).take_while(|_| Instant::now() < until) {
                    let look = LOOKS[at % LOOKS.len()];
                    let out = orderly(shop, look, &[0]).out;
                    let known = legal[look].iter().any(|legal| plain(legal) == plain(&out));
                    assert!(known, "{look:?} saw what never was:\n{out}\n{:#?}", legal[look]);
                    orderly(shop, &["status", "--json"], &[0]);
                    looks.fetch_add(2, Ordering::SeqCst);
                }
            });
        }
        while Instant::now() < until {
            land(&texts[(replays + 1) % 2]);
            orderly(&shop, &["run"], &[0]);
            replays += 1;
        }
    });
    shop.assert_sound();
    eprintln!("readers: {looks:?} looks beside {replays} replays");
}

/// Twenty runs at once end in order, and everything is loaded once.
#[test]
fn twenty_runs_at_once() {
    let one = scenes::loaded();
    let shop = scenes::landed();
    let folder = shop.path().to_str().unwrap();
    let begin = |_| {
        let mut run = crate::support::command(&["-w", folder, "run", "--wait", "300"]);
        run.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let runs: Vec<_> = (0..20).map(begin).collect();
    let mut codes = Vec::new();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)) && !said.contains("panicked"), "{code:?}: {said}");
        codes.extend(code);
    }
    assert!(codes.contains(&3), "{codes:?}");
    assert_eq!(shop.state(), one.state());
    ["people", "sale", "stock"].iter().for_each(|table| assert_eq!(shop.commits(table), one.commits(table), "{table}"));
    let journals = shop.names("warehouse/_runs").iter().filter(|name| name.ends_with(".jsonl")).count();
    assert_eq!(journals, 20);
    shop.assert_sound();
}

/// A run that is stopped keeps the lock, and says so to who waits; readers go on; it ends well when it goes on.
#[test]
fn a_stopped_run_keeps_the_lock() {
    let Some(shim) = shim() else { return };
    let expected = scenes::loaded().state();
    for at in stops(shim) {
        let shop = scenes::landed();
        let mut first = start(shim, &shop, &["run"], Some(&stop(at)));
        assert!(first.stopped(), "at {at}");
        let held = holds(&shop, first.child.id(), at);
        orderly(&shop, &["status"], &[0]);
        orderly(&shop, &["doctor"], &[0, 1]);
        first.signal("-CONT");
        let ended = first.end();
        assert!(matches!(ended.code, Some(0 | 3)), "at {at}: {}", ended.err);
        assert!(held || at < 10, "nobody held the lock at change {at}");
        assert_eq!(shop.state(), expected, "stopped at change {at}");
        shop.assert_sound();
    }
}

/// The lock of a run that is killed is free at once, also for who waits already.
#[test]
fn the_lock_of_a_killed_run_is_free() {
    let Some(shim) = shim() else { return };
    let expected = scenes::loaded().state();
    for (number, at) in stops(shim).into_iter().enumerate() {
        let shop = scenes::landed();
        let mut first = start(shim, &shop, &["run"], Some(&stop(at)));
        assert!(first.stopped(), "at {at}");
        let second = (number % 2 == 0).then(|| start(shim, &shop, &["run", "--wait", "50"], None));
        std::thread::sleep(Duration::from_millis(150));
        first.signal("-KILL");
        assert_eq!(first.end().signal, Some(crate::kills::SIGKILL));
        let (code, said) = match second {
            Some(second) => {
                let ended = second.end();
                (ended.code, ended.err)
            }
            None => {
                let cli = shop.cli(&["run", "--wait", "0"]);
                (Some(cli.code), cli.err)
            }
        };
        assert!(matches!(code, Some(0 | 3)), "killed at change {at}: {said}");
        assert_eq!(shop.state(), expected, "killed at change {at}");
        shop.assert_sound();
    }
}

fn stop(at: usize) -> Fault {
    Fault { kind: super::fault::CHANGE.to_owned(), at, mode: Mode::Stop, error: "EIO" }
}

/// At which changes a run is stopped.
fn stops(shim: &Path) -> Vec<usize> {
    let shop = scenes::landed();
    let ended = start(shim, &shop, &["run"], None).end();
    let changes = super::fault::changes(&ended.counts());
    // Which changes come last differs from run to run.
    let changes = changes - changes / 10;
    let many = if Effort::asked(SHARE) == Effort::Sample { 5 } else { changes };
    (0..many).map(|part| 1 + part * changes / many).collect()
}

/// Whether a run without patience is told that another holds the workspace, and which as soon as that is written.
fn holds(shop: &Shop, process: u32, at: usize) -> bool {
    let second = shop.cli(&["run", "--wait", "1"]);
    assert!([0, 1, 3].contains(&second.code), "{}", second.err);
    if second.code == 1 {
        assert!(second.err.contains(" has locked this workspace\nHint: "), "{}", second.err);
        assert!(at < 10 || second.err.contains(&format!("(process {process}, ")), "{}", second.err);
    }
    second.code == 1
}

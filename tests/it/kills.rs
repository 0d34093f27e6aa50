//! Killed runs: done again, a run that was killed at any moment equals one that was not.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::Utc;
use shoptui::run::{self, Event, Listener, Lock, Request, RunResult};
use shoptui::sample::{BadRows, Plan};
use shoptui::workspace;

use super::scenes::{TOTALS, every_fate, write_totals};
use super::support::{Shop, State, cli, command};

const KILL_AT: &str = "SHOPTUI_TEST_KILL_AT";
const KILL_IN: &str = "SHOPTUI_TEST_KILL_IN";
const PART_BYTES: &str = "SHOPTUI_TEST_PART_BYTES";
pub const SIGKILL: i32 = 9;

/// Three days of everything that can become of a file: loaded, with rejects, corrected, quarantined, held, unknown.
fn scene() -> Shop {
    let shop = every_fate(TOTALS);
    write_totals(&shop);
    shop.land("people_20241012.csv", "id,name,tier,note\n1,Ann,silver,\n2,Bo,gold,vip\n4,Di,gold,x\n");
    shop.land("sale_20241010.txt", "4~40.00\n2~25.00\n5~ERROR\n");
    shop.land("sale_20241011.txt", "6~60.00\n");
    shop.land("stock_20241011.json", r#"[{"id":"a","left":2},{"id":"b","left":2},{"id":"c","left":1}]"#);
    shop
}

fn undisturbed() -> State {
    let shop = scene();
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    shop.assert_sound();
    let state = shop.state();
    assert_eq!(shop.names("landing_zone"), ["notes.txt", "stock_20241010.json", "stock_20241011.json"]);
    assert_eq!(shop.names("quarantine"), ["people_20241011.csv", "people_20241011.csv.reason.json"]);
    state
}

/// A listener that kills its own process at an event.
struct KillAt {
    at: usize,
    seen: AtomicUsize,
}

impl Listener for KillAt {
    fn event(&self, _: &Event) {
        if self.seen.fetch_add(1, Ordering::SeqCst) == self.at {
            Command::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();
            std::thread::sleep(Duration::from_secs(60));
        }
    }
}

/// Runs in a process of its own, started by [`killed_at_every_event`].
#[test]
#[ignore = "the child of killed_at_every_event"]
fn child() {
    let (Ok(at), Ok(folder)) = (std::env::var(KILL_AT), std::env::var(KILL_IN)) else { return };
    let workspace = workspace::open(folder.as_ref()).unwrap();
    let killer = KillAt { at: at.parse().unwrap(), seen: AtomicUsize::new(0) };
    let part_bytes = std::env::var(PART_BYTES).ok().map(|bytes| bytes.parse().unwrap());
    run::execute(&workspace, &Request { part_bytes, ..Request::default() }, Utc::now, &killer).unwrap();
}

/// Runs a shop in a process of its own that is killed at its n-th event, if there are so many; in parts of so many bytes.
pub fn run_killed_at(shop: &Shop, event: usize, part_bytes: Option<u64>) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .envs(part_bytes.map(|bytes| (PART_BYTES, bytes.to_string())))
        .args(["--exact", "kills::child", "--ignored"])
        .env(KILL_AT, event.to_string())
        .env(KILL_IN, shop.path())
        .stdout(Stdio::null())
        .status()
        .unwrap()
}

/// Starts a command in a shop and kills it after a while, if it has not ended by then.
pub fn kill_after(moment: Duration, shop: &Shop, args: &[&str]) -> ExitStatus {
    let mut command = command(&["-w", shop.path().to_str().unwrap()]);
    let mut child = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap()
}

/// Whether the run of a fresh scene was killed at its n-th event; it is done again and compared. Every other run loads
/// its files in parts, as if they were large.
fn killed_at(event: usize, expected: &State) -> bool {
    let shop = scene();
    let status = run_killed_at(&shop, event, (event % 4 > 1).then_some(20));
    let killed = status.signal() == Some(SIGKILL);
    assert!(killed || status.success(), "at event {event}: {status}");
    shop.run();
    assert_eq!(&shop.state(), expected, "killed at event {event}");
    shop.assert_sound();
    killed
}

#[test]
fn killed_at_every_event() {
    let expected = undisturbed();
    let events: usize = std::thread::scope(|scope| {
        let expected = &expected;
        let halves = [0, 1].map(|first| {
            scope.spawn(move || (first..).step_by(2).take_while(|event| killed_at(*event, expected)).count())
        });
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert!(events > 40, "only {events} events");
}

#[test]
fn killed_at_twenty_random_moments() {
    const SEED: u64 = 20_241_016;
    let fresh = || {
        let plan = Plan { bad_rows: BadRows::OnLastDay, ..Plan::shop(150, 150, 3) };
        let shop = Shop::with_plan(&plan);
        shop.land("customer_20241012.csv", "who,are,you\n");
        shop.land("products_20241012.json", "[]");
        shop
    };
    let shop = fresh();
    let start = Instant::now();
    assert_eq!(shop.cli(&["run"]).code, 3);
    let whole = start.elapsed();
    let expected = shop.state();
    let mut chance = SEED;
    let mut cut = 0;
    for round in 0..20 {
        let moment = whole.mul_f64(random(&mut chance));
        let shop = fresh();
        cut += usize::from(kill_after(moment, &shop, &["run"]).signal() == Some(SIGKILL));
        let again = shop.cli(&["run"]);
        let told = format!("seed {SEED}, round {round}, killed after {moment:?} of {whole:?}\n{}", again.err);
        eprintln!("{told}");
        assert!([0, 3].contains(&again.code), "{told}");
        assert_eq!(shop.state(), expected, "{told}");
        shop.assert_sound();
    }
    assert!(cut >= 10, "only {cut} of 20 runs were cut short");
}

/// A number from 0 to 1 (SplitMix64).
pub fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// What a run that died at a moment too short to hit leaves behind, made by hand.
#[test]
fn half_done_moves_are_done_again() {
    let expected = undisturbed();
    type Harm = fn(&Shop);
    let cases: [(&str, Harm); 15] = [
        ("a copy that is not whole", |shop| write(shop, "archive/people/.people_20241009.csv.part", "id,na")),
        ("archived, but not yet removed from the landing zone", |shop| {
            copy(shop, "landing_zone/people_20241009.csv", "archive/people/people_20241009.csv");
        }),
        ("archived and removed", |shop| {
            copy(shop, "landing_zone/people_20241009.csv", "archive/people/people_20241009.csv");
            fs::remove_file(shop.at("landing_zone/people_20241009.csv")).unwrap();
        }),
        ("an error report that is not whole", |shop| {
            write(shop, "error_reports/.errors_people_20241009.csv.part", "id,name");
        }),
        ("an error report of no file any more that is not whole", |shop| {
            write(shop, "error_reports/.errors_people_20240909.csv.part", "id,name");
        }),
        ("a table of which only the folders are there", |shop| {
            fs::create_dir_all(shop.at("warehouse/people/_delta_log")).unwrap();
            write(shop, "warehouse/people/is_current=true/20241009-x.parquet", "PAR1");
        }),
        ("a commit that was written and never named", |shop| {
            write(shop, "warehouse/people/_delta_log/00000000000000000000.json#77", "{\"protocol");
        }),
        ("in the quarantine, but not yet removed from the archive", |shop| {
            let (landed, name) = ("landing_zone/people_20241011.csv", "people_20241011.csv");
            copy(shop, landed, &format!("archive/people/{name}"));
            copy(shop, landed, &format!("quarantine/{name}"));
            write(shop, &format!("quarantine/{name}.reason.json"), "{}");
            fs::remove_file(shop.at(landed)).unwrap();
        }),
        ("held and put back, but not yet removed from the archive", |shop| {
            copy(shop, "landing_zone/stock_20241010.json", "archive/stock/stock_20241010.json");
        }),
        ("claimed", |shop| claim(shop, "people_20241009.csv", 1)),
        ("claimed, with a copy that is not whole", |shop| {
            claim(shop, "people_20241010.csv", 1);
            write(shop, "archive/people/.people_20241010.csv.part", "id,na");
        }),
        ("claimed and archived", |shop| {
            copy(shop, "landing_zone/people_20241009.csv", "archive/people/people_20241009.csv");
            claim(shop, "people_20241009.csv", 3);
        }),
        ("claimed under two names, as by a move of links", |shop| {
            let [from, to] = ["people_20241009.csv", ".people_20241009.csv.1.take"];
            fs::hard_link(shop.at("landing_zone").join(from), shop.at("landing_zone").join(to)).unwrap();
        }),
        ("a copy on its way back that is not whole", |shop| {
            write(shop, "landing_zone/.stock_20241010.json.untake", "[{");
        }),
        ("a file of no pipeline, claimed", |shop| claim(shop, "notes.txt", 1)),
    ];
    for (what, half_done) in cases {
        let shop = scene();
        half_done(&shop);
        shop.run();
        assert_eq!(shop.state(), expected, "{what}");
        shop.assert_sound();
    }
}

/// A killed run leaves a landed file under the hidden name of a claim.
fn claim(shop: &Shop, name: &str, number: u32) {
    let zone = shop.at("landing_zone");
    fs::rename(zone.join(name), zone.join(format!(".{name}.{number}.take"))).unwrap();
}

fn write(shop: &Shop, path: &str, text: &str) {
    let path = shop.at(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy(shop: &Shop, from: &str, to: &str) {
    let to = shop.at(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(shop.at(from), to).unwrap();
}

#[test]
fn a_second_run_says_who_holds_the_workspace() {
    let shop = scene();
    let lock = take(&shop, "the-first");
    let second = shop.cli(&["run", "--wait", "0"]);
    assert_eq!((second.code, second.out.as_str()), (1, ""));
    assert!(second.err.contains("run the-first (process "), "{}", second.err);
    assert!(second.err.contains("Hint: "), "{}", second.err);
    assert_eq!(shop.names("archive"), [""; 0]);
    assert!(shop.cli(&["doctor"]).out.contains("the-first"));
    drop(lock);
    assert_eq!(shop.cli(&["run", "--wait", "0"]).code, 3);
}

#[test]
fn a_second_run_waits() {
    let shop = scene();
    let lock = take(&shop, "the-first");
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(|| shop.cli(&["run", "--wait", "60"]));
        std::thread::sleep(Duration::from_millis(400));
        drop(lock);
        second.join().unwrap()
    });
    assert_eq!(second.code, 3, "{}", second.err);
    assert!(second.err.starts_with("waiting: run the-first"), "{}", second.err);
}

#[test]
fn the_lock_of_a_dead_process_is_taken_over() {
    let shop = scene();
    write(&shop, "warehouse/_runs/.lock", r#"{"pid":4000000,"run":"dead","since":"2024-10-09T00:00:00Z"}"#);
    assert_eq!(shop.cli(&["run", "--wait", "0"]).code, 3);
    write(&shop, "warehouse/_runs/.lock", "no JSON at all");
    assert_eq!(shop.cli(&["run", "--wait", "0"]).code, 3);
    assert_eq!(cli(&["--version"]).code, 0);
}

fn take(shop: &Shop, name: &str) -> Lock {
    struct Deaf;
    impl Listener for Deaf {
        fn event(&self, _: &Event) {}
    }
    Lock::take(&shop.workspace(), name, Duration::ZERO, &Deaf, Utc::now).unwrap()
}

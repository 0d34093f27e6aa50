//! Nobody waits for who reads what a run says: a pipe that nobody empties, and what else may stand still.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use portable_pty::{Child as PtyChild, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::support::{Shop, command, people_config};

/// More than a pipe takes while nobody reads it (bytes).
const PIPE: usize = 64 << 10;

/// A shop whose next run has more to say than a pipe takes: long names, and a bad row in each file.
fn talkative() -> Shop {
    let config = people_config("transaction", 1.0);
    let shop = Shop::new(&config.replacen(r"(?<date>\d{8})\.csv", r"(?<date>\d{8})_x*\.csv", 1));
    for day in 0..90 {
        let name = format!("people_2024{:02}{:02}_{}.csv", day / 28 + 1, day % 28 + 1, "x".repeat(200));
        shop.land(&name, format!("id,name,tier,note\n{day},Ann,gold,\n9{day},Bob,copper,\n"));
    }
    shop
}

/// How it ended by itself; a process that did not is killed.
#[track_caller]
fn ended(child: &mut Child, within: Duration) -> ExitStatus {
    let until = Instant::now() + within;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("it waits for ever");
}

fn start(shop: &Shop, args: &[&str], out: Stdio, err: Stdio) -> Child {
    command(&[&["-w", shop.path().to_str().unwrap()], args].concat()).stdout(out).stderr(err).spawn().unwrap()
}

#[test]
fn a_run_ends_though_nobody_reads_its_words() {
    let shop = talkative();
    let mut child = start(&shop, &["run"], Stdio::null(), Stdio::piped());
    let status = ended(&mut child, Duration::from_secs(120));
    assert_eq!(status.code(), Some(3));
    // The pipe was full, so this is what the test is about; the journal has all of it.
    let mut taken = Vec::new();
    child.stderr.take().unwrap().read_to_end(&mut taken).unwrap();
    assert!(taken.len() >= PIPE - 4096, "{}", taken.len());
    let log = shop.cli(&["log", "last"]);
    assert!(log.out.len() > taken.len(), "{}", log.out);
    assert_eq!(log.out.matches("1 of 2 rows rejected").count(), 90);
    assert_eq!(shop.versions("people").lines().count(), 91);
    shop.assert_sound();
}

#[test]
fn a_run_lets_go_of_its_lock_though_nobody_reads_its_events() {
    let shop = talkative();
    let mut child = start(&shop, &["run", "--json"], Stdio::piped(), Stdio::null());
    let until = Instant::now() + Duration::from_secs(120);
    while !shop.cli(&["runs", "--json"]).out.contains("\"done_with_rejects\"") {
        assert!(Instant::now() < until, "the run does not end");
        std::thread::sleep(Duration::from_millis(100));
    }
    let next = shop.cli(&["run", "--wait", "1"]);
    assert_eq!(next.code, 0, "{}", next.err);
    assert_eq!(ended(&mut child, Duration::from_secs(60)).code(), Some(3));
}

#[test]
fn a_slow_reader_loses_nothing() {
    let shop = talkative();
    let mut child = start(&shop, &["run", "--json"], Stdio::piped(), Stdio::null());
    let mut out = child.stdout.take().unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let (mut all, mut some) = (Vec::new(), vec![0; 16 << 10]);
    loop {
        let read = out.read(&mut some).unwrap();
        if read == 0 {
            break;
        }
        all.extend_from_slice(&some[..read]);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(ended(&mut child, Duration::from_secs(60)).code(), Some(3));
    let said = String::from_utf8(all).unwrap();
    let run = shop.names("warehouse/_runs").into_iter().find(|name| name.ends_with(".jsonl")).unwrap();
    let journal = shop.read(&format!("warehouse/_runs/{run}"));
    // What only `verify` asks for: hashes of files, and of the journal itself.
    let events = journal.lines().filter(|line| !line.contains("\"event\":\"wrote\""));
    let events: Vec<&str> = events.map(|line| line.split_once(",\"seal\":").map_or(line, |(event, _)| event)).collect();
    let said: Vec<&str> = said.lines().collect();
    let ((ends, said), (end, events)) = (said.split_last().unwrap(), events.split_last().unwrap());
    assert_eq!((ends.strip_suffix('}'), said), (Some(*end), events));
}

/// A terminal that takes nothing, as one that is stopped with Ctrl-S.
fn in_stopped_terminal(shop: &Shop, args: &[&str]) -> (Box<dyn MasterPty + Send>, Box<dyn PtyChild + Send + Sync>) {
    let size = PtySize { rows: 60, cols: 200, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_shoptui"));
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", shop.path());
    command.args(["-w".as_ref(), shop.path().as_os_str()]);
    command.args(args);
    let child = pair.slave.spawn_command(command).unwrap();
    (pair.master, child)
}

#[track_caller]
fn left(child: &mut Box<dyn PtyChild + Send + Sync>, within: Duration) {
    let until = Instant::now() + within;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
            panic!("it waits for ever");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_run_ends_in_a_terminal_that_is_stopped() {
    let shop = talkative();
    let (_master, mut child) = in_stopped_terminal(&shop, &["run"]);
    left(&mut child, Duration::from_secs(120));
    assert_eq!(shop.versions("people").lines().count(), 91);
}

#[test]
fn the_app_leaves_at_a_signal_though_its_terminal_is_stopped() {
    let shop = talkative();
    let (master, mut child) = in_stopped_terminal(&shop, &[]);
    let mut keys = master.take_writer().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    // Every page is drawn anew, until the terminal takes no more.
    for _ in 0..400 {
        keys.write_all(b"\t").unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = child.process_id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    left(&mut child, Duration::from_secs(40));
}

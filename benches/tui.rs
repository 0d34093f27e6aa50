//! How fast the terminal app is: its first frame, every key on every screen, a key's history, a scroll through a
//! large table, and what it costs when it is left alone.
//!
//! `cargo bench --bench tui -- [VERSIONS]` makes up so many customers (1,000,000 unless told), loads them, and presses
//! keys at 200x60, first at rest and then while a second day is being loaded.

#![expect(clippy::print_stdout, reason = "printing figures is what a benchmark is for")]

use std::error::Error;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::Utc;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use shoptui::sample::{self, Plan};
use shoptui::tui::{Harness, Shown};

// The binary's own, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const SIZE: (u16, u16) = (200, 60);
const LONGEST: Duration = Duration::from_secs(120);
/// Starts whose median counts.
const STARTS: usize = 15;
/// Sales a day: enough that the reports have something to do.
const SALES: u64 = 100_000;

/// A screen: its key, a text that it shows once it is there, and the keys that lead to its busiest page.
const SCREENS: [(&str, &str, &str); 6] = [
    ("Today", "1", ""),
    ("Runs", "2", ""),
    ("Errors", "3", ""),
    ("History", "4", ""),
    ("Reports", "5", ""),
    ("Tables", "6", ""),
];
/// What is pressed on every screen, again and again.
const KEYS: [&str; 14] =
    ["down", "down", "pgdn", "down", "up", "right", "right", "left", "G", "g", "pgdn", "pgup", "?", "esc"];

fn main() -> Result<(), Box<dyn Error>> {
    let versions = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let dir = folder.path();
    println!("{versions} customers, {SALES} sales a day, {}x{}", SIZE.0, SIZE.1);
    let plan = Plan::shop(versions, SALES, 2);
    let whole = dir.join("all");
    sample::write(&whole, &plan)?;
    land(&whole, dir, "20241009")?;
    shoptui(dir, &["run"])?;

    starts(dir)?;
    at_rest(dir)?;
    history(dir, versions)?;
    scroll(dir)?;
    idle(dir)?;
    land(&whole, dir, "20241010")?;
    while_loading(dir)
}

fn shoptui(dir: &Path, args: &[&str]) -> Result<(), Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_shoptui")).arg("-w").arg(dir).args(args).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

/// Moves the files of a day into the landing zone.
fn land(from: &Path, dir: &Path, day: &str) -> std::io::Result<()> {
    let to = dir.join("landing_zone");
    std::fs::create_dir_all(&to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().contains(day) {
            std::fs::rename(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// From the start of the process to the first frame on the terminal, and to the first figures of the warehouse.
fn starts(dir: &Path) -> Result<(), Box<dyn Error>> {
    let (mut frames, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let mut app = Child::start(dir)?;
        frames.push(app.until("Today")?);
        figures.push(app.until("2024-10-09")?);
    }
    println!("\nstart (real binary in a pseudo-terminal, {STARTS} times)        median        max");
    show("first frame", &mut frames);
    show("first figures of the warehouse", &mut figures);
    Ok(())
}

/// The real binary in a terminal.
struct Child {
    began: Instant,
    reader: Box<dyn Read + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    seen: Vec<u8>,
    // Held so that the terminal stays.
    _master: Box<dyn portable_pty::MasterPty + Send>,
    _home: tempfile::TempDir,
}

impl Child {
    fn start(dir: &Path) -> Result<Self, Box<dyn Error>> {
        let pair =
            native_pty_system().openpty(PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 })?;
        let home = tempfile::tempdir()?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_shoptui"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        command.args(["-w".as_ref(), dir.as_os_str()]);
        let reader = pair.master.try_clone_reader()?;
        let began = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        Ok(Self { began, reader, child, seen: Vec::new(), _master: pair.master, _home: home })
    }

    /// How long it took to write a text.
    fn until(&mut self, text: &str) -> Result<Duration, Box<dyn Error>> {
        let mut buffer = [0; 1 << 16];
        while !self.seen.windows(text.len()).any(|w| w == text.as_bytes()) {
            let read = self.reader.read(&mut buffer)?;
            if read == 0 {
                return Err(format!("it ended before it wrote {text:?}").into());
            }
            self.seen.extend(buffer.get(..read).unwrap_or_default());
        }
        Ok(self.began.elapsed())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Update and draw of every key on every screen.
fn at_rest(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut harness = Harness::start(dir, Utc::now, SIZE);
    harness.wait("customer", LONGEST).ok_or("the workspace does not open")?;
    println!("\nupdate and draw of a key or answer, at rest     count     median        p99        max");
    for (name, key, into) in SCREENS {
        let mut shown = vec![harness.key(key)];
        shown.extend(harness.settle(Duration::from_millis(1500)));
        harness.keys(into);
        for _ in 0..40 {
            for key in KEYS {
                shown.push(harness.key(key));
            }
            shown.extend(harness.settle(Duration::from_millis(5)));
        }
        shown.extend(harness.settle(Duration::from_millis(500)));
        both(name, shown);
    }
    Ok(())
}

/// The same while a load runs.
fn while_loading(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut harness = Harness::start(dir, Utc::now, SIZE);
    harness.wait("customer_20241010.csv", LONGEST).ok_or("the files are not listed")?;
    println!("\nthe same while a load runs                      count     median        p99        max");
    harness.key("r");
    let mut all: Vec<Vec<Shown>> = SCREENS.map(|_| Vec::new()).to_vec();
    let start = Instant::now();
    let mut loading = true;
    while loading && start.elapsed() < LONGEST {
        for ((name, key, _), shown) in SCREENS.iter().zip(&mut all) {
            shown.push(harness.key(key));
            for key in KEYS {
                shown.push(harness.key(key));
            }
            shown.extend(harness.settle(Duration::from_millis(2)));
            if *name == "Reports" {
                // Its title says whether the load goes on.
                loading = harness.text().contains("loading");
            }
        }
    }
    for ((name, ..), shown) in SCREENS.into_iter().zip(all) {
        both(name, shown);
    }
    println!("the load took {:.1} s meanwhile", start.elapsed().as_secs_f64());
    Ok(())
}

/// From the search of a key to its timeline on the screen.
fn history(dir: &Path, versions: u64) -> Result<(), Box<dyn Error>> {
    let mut harness = Harness::start(dir, Utc::now, SIZE);
    harness.wait("customer", LONGEST).ok_or("the workspace does not open")?;
    harness.key("4");
    harness.settle(Duration::from_millis(2000));
    let (mut found, mut told) = (Vec::new(), Vec::new());
    for id in ids(dir, versions)? {
        // What was searched for last goes first.
        harness.key("/");
        harness.key("esc");
        harness.key("/");
        harness.keys(&id);
        let start = Instant::now();
        harness.key("enter");
        harness.settle(Duration::from_millis(300));
        found.push(start.elapsed().saturating_sub(Duration::from_millis(300)));
        let start = Instant::now();
        harness.key("enter");
        harness
            .wait("customer_20241009.csv", LONGEST)
            .ok_or_else(|| format!("no timeline of {id}:\n{}", harness.text()))?;
        told.push(start.elapsed());
        harness.settle(Duration::from_millis(300));
        harness.key("esc");
    }
    println!("\nhistory of a key among {versions} versions              median        max");
    show("search by key, shown", &mut found);
    show("timeline, shown", &mut told);
    Ok(())
}

/// Customers from all over the file.
fn ids(dir: &Path, versions: u64) -> Result<Vec<String>, Box<dyn Error>> {
    let step = usize::try_from(versions)? / STARTS;
    let mut reader = csv::Reader::from_path(dir.join("archive/customer/customer_20241009.csv"))?;
    let chosen = reader.records().step_by(step.max(1)).take(STARTS);
    chosen.map(|record| Ok(record?.get(0).unwrap_or_default().to_owned())).collect()
}

/// Pages of a large table.
fn scroll(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut harness = Harness::start(dir, Utc::now, SIZE);
    harness.wait("customer", LONGEST).ok_or("the workspace does not open")?;
    harness.key("6");
    harness.settle(Duration::from_millis(2000));
    let mut pages = Vec::new();
    for key in ["pgdn"; 200].into_iter().chain(["G", "g", "G"]) {
        let start = Instant::now();
        harness.key(key);
        harness.settle(Duration::from_millis(40));
        pages.push(start.elapsed().saturating_sub(Duration::from_millis(40)));
    }
    println!("\nscroll through all customers                            median        max");
    show("a page, shown", &mut pages);
    Ok(())
}

/// What the app writes and computes while nothing happens.
fn idle(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut app = Child::start(dir)?;
    app.until("customer")?;
    std::thread::sleep(Duration::from_secs(3));
    let Some(pid) = app.child.process_id() else { return Ok(()) };
    let before = ticks(pid);
    std::thread::sleep(Duration::from_secs(5));
    if let (Some(before), Some(after)) = (before, ticks(pid)) {
        println!("\nprocessor time of five seconds left alone: {} ms", (after - before) * 10);
    }
    Ok(())
}

/// Processor time of a process in hundredths of a second, where the system tells.
fn ticks(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

fn show(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let most = times.last().copied().unwrap_or_default();
    println!("{name:<50} {:>8.1} ms {:>8.1} ms", median.as_secs_f64() * 1e3, most.as_secs_f64() * 1e3);
}

fn both(name: &str, shown: Vec<Shown>) {
    let mut times: Vec<Duration> = shown.into_iter().map(|s| s.update + s.draw).collect();
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    let ms = |time: Option<&Duration>| time.copied().unwrap_or_default().as_secs_f64() * 1e3;
    println!(
        "{name:<44} {:>8} {:>7.2} ms {:>7.2} ms {:>7.2} ms",
        times.len(),
        ms(at(50)),
        ms(at(99)),
        ms(times.last())
    );
}

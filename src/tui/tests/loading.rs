//! What the worker finds in a real small workspace for the screens Today and Runs.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};

use chrono::Utc;

use super::*;
use crate::run::{Event, Listener, RunResult};
use crate::sample::{self, Plan};
use crate::tui::screens::runs::request as runs;
use crate::tui::screens::today::request as today;
use crate::tui::screens::today::request::{Mark, More, Peek, Place, Standing, State};
use crate::tui::worker::Worker;
use crate::{run, workspace};

struct Deaf;

impl Listener for Deaf {
    fn event(&self, _: &Event) {}
}

/// A shop of two days, loaded, with some files landed since.
struct Shop {
    dir: tempfile::TempDir,
    worker: Worker,
    inbox: Receiver<Message>,
    tickets: u64,
}

impl Shop {
    fn new(dir: tempfile::TempDir) -> Self {
        let (sender, inbox) = channel();
        let worker = Worker::start(dir.path().to_owned(), Utc::now, sender);
        let mut shop = Self { dir, worker, inbox, tickets: 0 };
        assert!(matches!(shop.ask(Job::Shop(shop::Job::Open)), Found::Shop(shop::Found::Opened(_))));
        shop
    }

    fn ask(&mut self, job: Job) -> Found {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.worker.ask(Ask { ticket, job });
        loop {
            match self.inbox.recv_timeout(Duration::from_secs(60)).unwrap() {
                Message::Answer(answer) if answer.ticket == ticket => match answer.outcome {
                    Outcome::Finished(found) => return found,
                    other => panic!("{other:?}"),
                },
                _ => {}
            }
        }
    }

    fn look(&mut self) -> Standing {
        match self.ask(Job::Today(today::Job::Look)) {
            Found::Today(today::Found::Standing(standing)) => *standing,
            other => panic!("{other:?}"),
        }
    }

    fn land(&self, name: &str, bytes: &[u8]) {
        let path = self.dir.path().join("landing_zone").join(name);
        std::fs::write(&path, bytes).unwrap();
        rest(&path);
    }
}

fn rest(path: &Path) {
    let before = SystemTime::now() - Duration::from_secs(3600);
    std::fs::File::options().append(true).open(path).unwrap().set_modified(before).unwrap();
}

fn loaded() -> Shop {
    let dir = tempfile::tempdir().unwrap();
    sample::write(&dir.path().join("landing_zone"), &Plan::shop(20, 30, 3)).unwrap();
    let workspace = workspace::open(dir.path()).unwrap();
    let missing = dir.path().join("landing_zone/products_20241010.json");
    std::fs::remove_file(missing).unwrap();
    let outcome = run::execute(&workspace, &run::Request::default(), Utc::now, &Deaf).unwrap();
    assert_eq!(outcome.result, RunResult::Done);
    Shop::new(dir)
}

fn state(standing: &Standing, name: &str) -> State {
    standing.files.iter().find(|file| file.name == name).unwrap().state
}

#[test]
fn today_is_told_as_it_is() {
    let mut shop = loaded();
    let archive = shop.dir.path().join("archive");
    let sales = std::fs::read(archive.join("sales/sales_20241011.txt")).unwrap();
    shop.land("sales_20241011.txt", &sales);
    shop.land("sales_20241010.txt", b"other bytes");
    shop.land("customer_20241001.csv", b"x");
    shop.land("notes.docx", b"x");
    shop.land("sales_20241012.txt", &sales);
    std::fs::write(shop.dir.path().join("landing_zone/products_20241012.json"), b"[").unwrap();
    let standing = shop.look();
    assert_eq!(state(&standing, "sales_20241011.txt"), State::Loaded);
    assert_eq!(state(&standing, "sales_20241010.txt"), State::Resent);
    assert_eq!(state(&standing, "customer_20241001.csv"), State::Late);
    assert_eq!(state(&standing, "notes.docx"), State::Unknown);
    assert_eq!(state(&standing, "sales_20241012.txt"), State::Ready);
    assert_eq!(state(&standing, "products_20241012.json"), State::Growing);
    assert_eq!(standing.as_of.unwrap().to_string(), "2024-10-11");
    let product = &standing.calendar[1];
    let marks: Vec<_> = product.marks.iter().map(|(day, mark)| (day.to_string(), *mark)).collect();
    assert_eq!(marks, [("2024-10-09".to_owned(), Mark::Loaded), ("2024-10-11".to_owned(), Mark::Loaded)]);
    assert!(standing.calendar[2].marks.last().is_some_and(|(_, mark)| *mark == Mark::Waiting));
    let last = standing.last.unwrap();
    assert_eq!((last.result, last.figures.len(), last.elsewhere), (Some(RunResult::Done), 3, false));
    assert_eq!((last.figures[0].pipeline.as_str(), last.figures[0].files), ("customer", 3));
    let checks = standing.checks[0].lines.as_ref().unwrap();
    assert!(checks.len() == 4 && checks.iter().all(|line| line.ok && !line.text.is_empty()), "{checks:?}");
}

#[test]
fn a_look_into_a_file_is_bounded() {
    let mut shop = loaded();
    let mut peek = |name: &str, bytes: &[u8], pipeline: &str| {
        shop.land(name, bytes);
        let peek = Peek { file: name.into(), pipeline: pipeline.into(), place: Place::Landed };
        match shop.ask(Job::Today(today::Job::Peek(peek))) {
            Found::Today(today::Found::Head(lines, more)) => (lines, more),
            other => panic!("{other:?}"),
        }
    };
    let (lines, more) = peek("customer_20241012.csv", b"\xef\xbb\xbfa,b\r\n1,\xff\n", "customer");
    assert_eq!((lines, more), (vec!["a,b".to_owned(), "1,\u{fffd}".to_owned()], More::No));
    let (lines, more) = peek("sales_20241012.txt", "1~2\n".repeat(500).as_bytes(), "sales");
    assert_eq!((lines.len(), more), (200, More::Yes));
    let (lines, more) = peek("products_20241012.json", &vec![b'x'; 50 << 20], "product");
    assert_eq!((lines.len(), lines[0].chars().count(), more), (1, 2_001, More::Yes));
}

#[test]
fn runs_are_listed_and_their_logs_read_on() {
    let mut shop = loaded();
    let Found::Runs(runs::Found::List(all)) = shop.ask(Job::Runs(runs::Job::List)) else { panic!() };
    assert_eq!((all.runs.len(), all.live, all.runs[0].files), (1, None, 8));
    let run = all.runs[0].run.clone();
    let mut log = |from| match shop.ask(Job::Runs(runs::Job::Log { run: run.clone(), from })) {
        Found::Runs(runs::Found::Log(tail)) => tail,
        other => panic!("{other:?}"),
    };
    let whole = log(0);
    assert!(whole.lines.len() > 30 && !whole.live);
    assert!(whole.lines.last().is_some_and(|line| run::ends(&line.event)));
    assert_eq!(log(whole.next).lines, []);
}

/// Not part of every run: `cargo test --release --lib two_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stderr, reason = "its figures are for who asked for it")]
fn two_thousand_runs() {
    let mut shop = loaded();
    let folder = shop.dir.path().join("warehouse/_runs");
    let journal = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path());
    let journal = journal.into_iter().find(|p| p.extension().is_some_and(|e| e == "jsonl")).unwrap();
    let text = std::fs::read_to_string(journal).unwrap();
    let (body, last) = text.trim_end().rsplit_once('\n').unwrap();
    for number in 0..2_000 {
        std::fs::write(folder.join(format!("2023{number:06}.jsonl")), format!("{body}\n{last}\n")).unwrap();
    }
    for _ in 0..3 {
        let begin = Instant::now();
        let Found::Runs(runs::Found::List(all)) = shop.ask(Job::Runs(runs::Job::List)) else { panic!() };
        eprintln!("{} runs in {:?}", all.runs.len(), begin.elapsed());
    }
    let totals = |line: &str| {
        let mut event: serde_json::Value = serde_json::from_str(line).unwrap();
        event.as_object_mut().unwrap().remove("totals");
        event.to_string()
    };
    for number in 0..2_000 {
        std::fs::write(folder.join(format!("2023{number:06}.jsonl")), format!("{body}\n{}\n", totals(last))).unwrap();
    }
    let begin = Instant::now();
    shop.ask(Job::Runs(runs::Job::List));
    eprintln!("2000 runs without totals, each read whole: {:?}", begin.elapsed());
    let begin = Instant::now();
    shop.look();
    eprintln!("today: {:?}", begin.elapsed());
    // A log of a hundred thousand lines.
    let line = body.lines().nth(5).unwrap();
    std::fs::write(folder.join("20990101.jsonl"), format!("{}\n", line).repeat(100_000)).unwrap();
    let begin = Instant::now();
    let Found::Runs(runs::Found::Log(tail)) = shop.ask(Job::Runs(runs::Job::Log { run: "20990101".into(), from: 0 }))
    else {
        panic!()
    };
    eprintln!("a log of {} lines: {:?}", tail.lines.len(), begin.elapsed());
}

#[test]
fn what_is_replayed_is_known_before_and_can_be_taken_back() {
    let mut shop = loaded();
    let sales = std::fs::read_to_string(shop.dir.path().join("archive/sales/sales_20241010.txt")).unwrap();
    let (rest, _) = sales.trim_end().rsplit_once('\n').unwrap();
    shop.land("sales_20241010.txt", format!("{rest}\n").as_bytes());
    let replays = shop.look().replays();
    assert_eq!(replays.len(), 1, "{replays:?}");
    assert!(replays[0].starts_with("sales: 2 days from 2024-10-10 on are replayed, "), "{replays:?}");
    let result = |shop: &mut Shop, job| match shop.ask(Job::Shop(job)) {
        Found::Shop(shop::Found::Loaded(result)) => result,
        other => panic!("{other:?}"),
    };
    assert_ne!(result(&mut shop, shop::Job::Load { accept_shrink: Vec::new() }), RunResult::Failed);
    assert!(shop.look().replays().is_empty());
    let Found::Shop(shop::Found::Undoing(undo)) = shop.ask(Job::Shop(shop::Job::Undoing { run: None })) else {
        panic!()
    };
    let (part, file) = (&undo.pipelines[0], &undo.pipelines[0].files[0]);
    assert_eq!((part.pipeline.as_str(), part.days, file.file.as_str()), ("sales", 2, "sales_20241010.txt"));
    assert_ne!(result(&mut shop, shop::Job::Undo { run: part.run.clone() }), RunResult::Failed);
    let standing = shop.look();
    assert_eq!(state(&standing, "sales_20241010.txt"), State::Resent);
    assert_eq!(standing.last.unwrap().undone, 1);
}

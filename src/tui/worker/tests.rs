use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, channel};

use chrono::Utc;

use super::*;
use crate::run::{self, Request, RunResult};
use crate::sample::{self, Plan};
use crate::tui::core::shop;
use crate::tui::screens::runs::request as runs;

struct Quiet;

impl run::Listener for Quiet {
    fn event(&self, _: &run::Event) {}
}

fn worker(dir: &std::path::Path) -> (Worker, Receiver<Message>) {
    let (messages, inbox) = channel();
    (Worker::start(dir.to_owned(), Utc::now, messages), inbox)
}

fn answers(inbox: &Receiver<Message>, count: usize) -> Vec<Answer> {
    let mut answers = Vec::new();
    while answers.len() < count {
        if let Message::Answer(answer) = inbox.recv_timeout(Duration::from_secs(60)).unwrap() {
            answers.push(answer);
        }
    }
    answers
}

fn ask(ticket: u64, job: Job) -> Ask {
    Ask { ticket: Ticket(ticket), job }
}

#[test]
fn every_ask_is_answered_once_whatever_overtakes_it() {
    let folder = tempfile::tempdir().unwrap();
    sample::write(&folder.path().join("landing_zone"), &Plan::shop(20, 20, 1)).unwrap();
    let (worker, inbox) = worker(folder.path());
    worker.ask(ask(1, Job::Shop(shop::Job::Open)));
    assert!(matches!(answers(&inbox, 1)[0].outcome, Outcome::Finished(Found::Shop(shop::Found::Opened(_)))));
    ask_many(&worker);
    let answers = answers(&inbox, 199);
    let tickets: BTreeSet<Ticket> = answers.iter().map(|a| a.ticket).collect();
    assert_eq!(tickets.len(), 199);
    assert!(answers.iter().all(|a| !matches!(a.outcome, Outcome::Finished(_))));
}

/// What is overtaken or cancelled before a thread takes it is not begun.
#[test]
fn what_is_overtaken_or_cancelled_while_it_waits_is_answered_so() {
    let folder = tempfile::tempdir().unwrap();
    sample::write(&folder.path().join("landing_zone"), &Plan::shop(20, 20, 1)).unwrap();
    let (messages, inbox) = channel();
    let worker = Worker::idle(folder.path().to_owned(), Utc::now, messages);
    worker.shared.answer(ask(1, Job::Shop(shop::Job::Open)));
    answers(&inbox, 1);
    ask_many(&worker);
    worker.ask(ask(201, Job::Shop(shop::Job::Open)));
    worker.ask(ask(202, Job::Shop(shop::Job::Open)));
    worker.cancel(Ticket(201));
    worker.work();
    let answers = answers(&inbox, 201);
    let begun = answers.iter().filter(|a| !matches!(a.outcome, Outcome::Cancelled));
    assert_eq!(begun.map(|a| a.ticket).collect::<BTreeSet<_>>(), BTreeSet::from([Ticket(200), Ticket(202)]));
}

/// The tickets from 2 to 200, of which every third is cancelled at once.
fn ask_many(worker: &Worker) {
    for ticket in 2..=200 {
        worker.ask(ask(ticket, Job::Runs(runs::Job::Log { run: "none".into(), from: 0 })));
        if ticket % 3 == 0 {
            worker.cancel(Ticket(ticket));
        }
    }
}

#[test]
fn an_ask_before_the_workspace_is_open_fails() {
    let folder = tempfile::tempdir().unwrap();
    let (worker, inbox) = worker(folder.path());
    worker.ask(ask(1, Job::Shop(shop::Job::Load { accept_shrink: Vec::new() })));
    assert!(matches!(answers(&inbox, 1)[0].outcome, Outcome::Failed(_)));
    worker.ask(ask(2, Job::Shop(shop::Job::Open)));
    assert!(matches!(answers(&inbox, 1)[0].outcome, Outcome::Finished(Found::Shop(shop::Found::Nothing))));
}

#[test]
fn a_panic_is_a_failure() {
    let task = Task { ticket: Ticket(1), cancelled: Arc::default(), messages: channel().0 };
    let Outcome::Failed(failure) = safely(&task, || panic!("by design")) else { panic!("it must fail") };
    assert_eq!(failure.message, "this went wrong in a way it should not: by design");
}

/// A load that was stopped, done again, gives the tables of one that was not.
#[test]
fn a_stopped_load_can_be_done_again() {
    let export = |dir: &std::path::Path| {
        let workspace = crate::workspace::open(dir).unwrap();
        let warehouse = crate::warehouse::open(&workspace).unwrap();
        let sql = "SELECT * FROM customer ORDER BY customer_id, effective_from";
        format!("{:?}", warehouse.query(sql, crate::history::View::All).unwrap())
    };
    let (stopped, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&stopped, &whole] {
        sample::write(&folder.path().join("landing_zone"), &Plan::shop(200, 100, 5)).unwrap();
    }
    let workspace = crate::workspace::open(whole.path()).unwrap();
    run::execute(&workspace, &Request::default(), Utc::now, &Quiet).unwrap();

    let (worker, inbox) = worker(stopped.path());
    worker.ask(ask(1, Job::Shop(shop::Job::Open)));
    answers(&inbox, 1);
    worker.ask(ask(2, Job::Shop(shop::Job::Load { accept_shrink: Vec::new() })));
    // Somewhere in the middle of it.
    while !matches!(inbox.recv_timeout(Duration::from_secs(60)).unwrap(), Message::Progress(Ticket(2), event)
        if matches!(event.happening, run::EventKind::StepFinished { .. }))
    {}
    worker.cancel(Ticket(2));
    let Outcome::Finished(Found::Shop(shop::Found::Loaded(result))) = answers(&inbox, 1).remove(0).outcome else {
        panic!("a load that is stopped has a result")
    };
    assert_eq!(result, RunResult::Cancelled);
    worker.ask(ask(3, Job::Shop(shop::Job::Load { accept_shrink: Vec::new() })));
    answers(&inbox, 1);
    assert_eq!(export(stopped.path()), export(whole.path()));
}

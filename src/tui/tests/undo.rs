//! Undo: previewed, asked for, taken back; on the screens Today and Runs.

use chrono::NaiveDate;

use super::*;
use crate::landing::Slot;
use crate::run::{At, Event, EventKind, ReplayReason, RunResult, RunSummary, Step, Undo, UndoneFile, UndonePipeline};
use crate::tui::screens::runs::request::{Found as OfRuns, RunList};

const RUN: &str = "20241016T070200000Z-88";

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, number).unwrap()
}

fn undo() -> Undo {
    let file = |name: &str, number, then: Option<&str>| UndoneFile {
        slot: Slot { date: day(number), part: None },
        file: name.into(),
        then: then.map(str::to_owned),
        corrections: false,
    };
    let part = |pipeline: &str, days, versions, files| UndonePipeline {
        pipeline: pipeline.into(),
        run: RUN.into(),
        files,
        days,
        versions,
    };
    Undo {
        pipelines: vec![
            part("customer", 4, 266, vec![file("customer_20241012.csv", 12, Some("customer_20241012.csv"))]),
            part("sales", 0, 40, vec![file("sales_\u{1b}[2J20241016.txt", 16, None)]),
        ],
    }
}

fn looked(model: &mut Model, keys: &str) -> Ticket {
    let asked = asks(press(model, keys));
    assert!(matches!(asked[0].job, Job::Shop(shop::Job::Undoing { .. })), "{asked:?}");
    asked[0].ticket
}

fn say(model: &mut Model, happening: EventKind) {
    let ticket = model.shared.running.as_ref().unwrap().ticket;
    let event = Event { time: now(), run: "20241016T080000000Z-9".into(), happening };
    step(model, Message::Progress(ticket, event), now());
}

#[test]
fn what_would_be_taken_back_is_shown_with_a_question() {
    for size in [(100, 30), (40, 10)] {
        let (mut model, _) = opened(Screen::Today, size);
        let look = looked(&mut model, "u");
        answer(&mut model, look, Found::Shop(shop::Found::Undoing(undo())));
        let screen = text(&model);
        assert!(screen.chars().all(|c| c == '\n' || !c.is_control()));
        insta::assert_snapshot!(format!("undo_question_{}", size.0), screen);
        assert!(asks(press(&mut model, "u")).is_empty(), "the key that asked is no yes");
        let look = looked(&mut model, "u");
        answer(&mut model, look, Found::Shop(shop::Found::Undoing(undo())));
        let asked = asks(press(&mut model, "y"));
        assert!(matches!(&asked[0].job, Job::Shop(shop::Job::Undo { run }) if run == RUN));
        assert_eq!(asked[0].job.supersede_group(), None, "what writes is not overtaken");
        let at = |step, file: &str| At {
            step,
            pipeline: Some("customer".into()),
            file: Some(file.into()),
            date: Some(day(12)),
        };
        say(&mut model, EventKind::RunStarted);
        let because = vec![ReplayReason::Asked];
        say(&mut model, EventKind::Replay { at: at(Some(Step::Load), ""), days: 4, files: 4, versions: 266, because });
        say(&mut model, EventKind::StepStarted { at: at(Some(Step::Check), "customer_20241012.csv"), bytes: 900 });
        let place = "landing_zone/customer_20241012.csv".to_owned();
        let back = EventKind::Undone { at: at(None, "customer_20241012.csv"), place, undone: RUN.into() };
        say(&mut model, back);
        insta::assert_snapshot!(format!("undo_goes_on_{}", size.0), text(&model));
        assert!(asks(press(&mut model, "ur")).is_empty(), "one writer at a time");
        let ticket = model.shared.running.as_ref().unwrap().ticket;
        let refreshed = asks(answer(&mut model, ticket, Found::Shop(shop::Found::Loaded(RunResult::Done))));
        assert!(has_job(&refreshed, |job| matches!(job, Job::Today(_))));
        let toasts: Vec<&str> = model.shared.toasts.iter().map(|toast| toast.text.as_str()).collect();
        assert_eq!(toasts.last(), Some(&"undone: 1 file returned to the landing zone"));
    }
}

#[test]
fn nothing_to_take_back_is_said() {
    let (mut model, _) = opened(Screen::Today, (80, 24));
    let look = looked(&mut model, "u");
    fail(&mut model, look);
    assert!(model.shared.overlay.is_none() && text(&model).contains("it is broken"));
    // Who went to another screen does not want it any more.
    let look = looked(&mut model, "u");
    press(&mut model, "4");
    answer(&mut model, look, Found::Shop(shop::Found::Undoing(undo())));
    assert!(model.shared.overlay.is_none());
}

#[test]
fn an_undo_that_cannot_begin_says_why() {
    let (mut model, _) = opened(Screen::Today, (100, 30));
    let look = looked(&mut model, "u");
    answer(&mut model, look, Found::Shop(shop::Found::Undoing(undo())));
    let asked = asks(press(&mut model, "y"));
    fail(&mut model, asked[0].ticket);
    assert!(
        !model.shared.is_running() && text(&model).contains("it is broken") && !text(&model).contains("see its log")
    );
}

#[test]
fn on_runs_it_is_about_the_selected_run() {
    let run = |name: &str| RunSummary {
        run: name.into(),
        started: Some(now()),
        result: Some(RunResult::Done),
        seconds: Some(1.0),
        files: 1,
        rows: 1,
        rejected: 0,
        opened: 1,
        closed: 0,
        warnings: 0,
        lost: 0,
    };
    let (mut model, first) = opened(Screen::Runs, (100, 30));
    let list = RunList { runs: vec![run("20241017T070200000Z-90"), run(RUN)], live: None };
    answer(&mut model, first[0].ticket, Found::Runs(OfRuns::List(list)));
    let asked = asks(press(&mut model, "ju"));
    assert!(matches!(&asked[0].job, Job::Shop(shop::Job::Undoing { run: Some(run) }) if run == RUN));
    answer(&mut model, asked[0].ticket, Found::Shop(shop::Found::Undoing(undo())));
    insta::assert_snapshot!("undo_question_runs", text(&model));
    let asked = asks(press(&mut model, "y"));
    assert!(matches!(&asked[0].job, Job::Shop(shop::Job::Undo { run }) if run == RUN));
}

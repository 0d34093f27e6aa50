//! The screen Runs: every run, and the log of one.

use chrono::Duration;

use super::*;
use crate::run::{At, Done, Event, EventKind, RunResult, RunSummary, Step};
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::runs::request::{Found as Answered, Job as Asked, Line, RunList, Tail};

const LIVE: &str = "20241016T070200000Z-88";

fn run(day: u32, result: Option<RunResult>, rejected: u64) -> RunSummary {
    let started: DateTime<Utc> = format!("2024-10-{day:02}T07:02:00Z").parse().unwrap();
    RunSummary {
        run: format!("202410{day:02}T070200000Z-88"),
        started: Some(started),
        result,
        seconds: result.map(|_| f64::from(day) * 7.3),
        files: 3,
        rows: 3_525 * u64::from(day),
        rejected,
        opened: 2_738,
        closed: 71,
        warnings: rejected / 3,
        lost: 0,
    }
}

fn list() -> RunList {
    let mut runs = vec![
        run(16, None, 0),
        run(15, Some(RunResult::DoneWithRejects), 12),
        run(14, Some(RunResult::Failed), 0),
        run(13, None, 0),
        run(12, Some(RunResult::Cancelled), 0),
    ];
    runs.extend((1..12).rev().map(|day| run(day, Some(RunResult::Done), 0)));
    RunList { runs, live: Some(LIVE.into()) }
}

fn event(number: i64, happening: EventKind) -> Event {
    Event { time: now() + Duration::milliseconds(number * 137), run: LIVE.into(), happening }
}

fn at(step: Step, pipeline: &str, file: &str) -> At {
    At { step: Some(step), pipeline: Some(pipeline.into()), file: Some(file.into()), date: None }
}

/// The log of a load of three files.
fn lines() -> Vec<Line> {
    let mut happened =
        vec![EventKind::RunStarted, EventKind::Planned { files: 3, bytes: 2_187_740, pipelines: vec![] }];
    for (pipeline, file) in
        [("customer", "customer_20241016.csv"), ("product", "products_20241016.json"), ("sales", "sales_20241016.txt")]
    {
        for step in [Step::Take, Step::Check, Step::Load] {
            happened.push(EventKind::StepStarted { at: at(step, pipeline, file), bytes: 1_400_000 });
            let opened = (step == Step::Load).then_some(429);
            let done = Done { rows: Some(1_204), opened, closed: opened.map(|_| 61), ..Done::default() };
            happened.push(EventKind::StepFinished { at: at(step, pipeline, file), done, seconds: 0.12 });
        }
    }
    let message = "12 of 4200 rows rejected; see error_reports/errors_sales_20241016.csv".to_owned();
    happened.push(EventKind::warning(at(Step::Check, "sales", "sales_20241016.txt"), message, None));
    happened.push(EventKind::StepFailed {
        at: At { step: Some(Step::Report), pipeline: Some("reconciliation".into()), ..At::default() },
        message: "Reconciliation: 1 of its lines do not hold".into(),
        hint: Some("`shoptui report reconciliation` shows them.".into()),
        causes: Vec::new(),
    });
    happened.into_iter().enumerate().map(|(number, h)| Line::new(event(number as i64, h))).collect()
}

fn listed(size: (u16, u16)) -> Model {
    let (mut model, first) = opened(Screen::Runs, size);
    answer(&mut model, first[0].ticket, Found::Runs(Answered::List(list())));
    model
}

/// The log of the run in front, which goes on.
fn logged(size: (u16, u16)) -> Model {
    let mut model = listed(size);
    let asked = asks(press(&mut model, "<enter>"));
    assert!(matches!(&asked[0].job, Job::Runs(Asked::Log { run, from: 0 }) if run == LIVE));
    let tail = Tail { lines: lines(), next: 4_000, live: true };
    answer(&mut model, asked[0].ticket, Found::Runs(Answered::Log(tail)));
    model
}

#[test]
fn the_list_in_every_state() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        let (mut model, first) = opened(Screen::Runs, size);
        insta::assert_snapshot!(format!("loading_{}", size.0), text(&model));
        answer(&mut model, first[0].ticket, Found::Runs(Answered::List(RunList::default())));
        insta::assert_snapshot!(format!("empty_{}", size.0), text(&model));
        insta::assert_snapshot!(format!("list_{}", size.0), text(&listed(size)));
        let (mut model, first) = opened(Screen::Runs, size);
        fail(&mut model, first[0].ticket);
        insta::assert_snapshot!(format!("failed_{}", size.0), text(&model));
    }
}

#[test]
fn a_log_at_its_sizes() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        insta::assert_snapshot!(format!("log_{}", size.0), text(&logged(size)));
    }
}

#[test]
fn a_log_is_filtered_by_level_pipeline_and_text() {
    let mut model = logged((80, 24));
    let count = |model: &Model| model.runs.log.as_ref().unwrap().shown.len();
    assert_eq!(count(&model), 22);
    press(&mut model, "v");
    assert_eq!(count(&model), 2);
    press(&mut model, "v");
    assert_eq!(count(&model), 1);
    press(&mut model, "v<right>");
    assert_eq!((count(&model), model.runs.log.as_ref().unwrap().pipeline.as_deref()), (6, Some("customer")));
    press(&mut model, "<left>/SALES_");
    assert_eq!(count(&model), 7);
    press(&mut model, "2");
    assert_eq!(count(&model), 7);
    press(&mut model, "<backspace><backspace><backspace>");
    assert_eq!(count(&model), 7);
    press(&mut model, "<enter>v");
    insta::assert_snapshot!("log_filtered", text(&model));
    press(&mut model, "<esc>");
    assert!(model.runs.log.as_ref().unwrap().filter.is_empty());
    press(&mut model, "<esc>");
    assert!(model.runs.log.is_none());
}

#[test]
fn a_log_is_followed_until_one_looks_back() {
    let mut model = logged((80, 24));
    let log = |model: &Model| {
        let log = model.runs.log.as_ref().unwrap();
        (log.follow, log.list.selected)
    };
    assert_eq!(log(&model), (true, 21));
    press(&mut model, "k");
    assert_eq!(log(&model), (false, 20));
    // Nobody tells of the run of another process: it is read on by and by, from where it was.
    let due = asks(step(&mut model, Message::Tick, now() + Duration::milliseconds(701)));
    let asked = due.iter().find(|ask| matches!(ask.job, Job::Runs(Asked::Log { from: 4_000, .. }))).unwrap();
    let end = EventKind::RunFinished { result: RunResult::Failed, seconds: 3.2, totals: None, lost: None };
    let tail = Tail { lines: vec![Line::new(event(30, end))], next: 4_100, live: false };
    let ticket = asked.ticket;
    let effects = answer(&mut model, ticket, Found::Runs(Answered::Log(tail.clone())));
    let asked = asks(effects);
    assert!(asked.iter().all(|ask| !matches!(ask.job, Job::Runs(Asked::Log { .. }))), "what has ended is not read on");
    assert!(has_job(&asked, |job| matches!(job, Job::Runs(Asked::List))), "but all else is: {asked:?}");
    assert_eq!(log(&model), (false, 20));
    press(&mut model, "f");
    assert_eq!(log(&model), (true, 22));
    // The same answer again is for nobody.
    answer(&mut model, ticket, Found::Runs(Answered::Log(tail)));
    assert_eq!(model.runs.log.as_ref().unwrap().lines.len(), 23);
}

#[test]
fn the_log_of_the_run_of_this_session_is_read_on_as_it_speaks() {
    let mut model = logged((80, 24));
    model.shared.running =
        Some(crate::tui::core::running::Running::new(Ticket(77), crate::tui::core::work::Work::Load, now()));
    let speak =
        |model: &mut Model| asks(step(model, Message::Progress(Ticket(77), event(40, EventKind::RunStarted)), now()));
    let asked = speak(&mut model);
    assert_eq!(asked.len(), 1);
    assert!(speak(&mut model).is_empty(), "one ask at a time");
    let tail = Tail { lines: Vec::new(), next: 4_000, live: true };
    let again = asks(answer(&mut model, asked[0].ticket, Found::Runs(Answered::Log(tail))));
    assert_eq!(again.len(), 1, "it spoke meanwhile");
}

#[test]
fn a_line_is_looked_into_and_copied() {
    let mut model = logged((80, 24));
    press(&mut model, "<enter>");
    assert!(matches!(model.shared.overlay, Some(Overlay::Detail(_))));
    insta::assert_snapshot!("log_line", text(&model));
    press(&mut model, "<esc>");
    let effects = press(&mut model, "y");
    let copied = effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text.as_str()) } else { None });
    assert!(copied.unwrap().contains("✗ report reconciliation: Reconciliation: 1 of its lines do not hold"));
    press(&mut model, "gn");
    assert_eq!(model.runs.log.as_ref().unwrap().list.selected, 20, "the next warning");
}

#[test]
fn runs_are_filtered() {
    let mut model = listed((80, 24));
    press(&mut model, "/failed");
    assert_eq!(model.runs.shown, [2]);
    press(&mut model, "<esc>/2024-10-03<enter>");
    assert_eq!(model.runs.shown.len(), 1);
    press(&mut model, "<esc>");
    assert_eq!(model.runs.shown.len(), 16);
}

#[test]
fn a_hostile_log_stays_in_its_place() {
    let mut model = listed((80, 24));
    let asked = asks(press(&mut model, "<enter>"));
    let message = format!("\u{1b}]0;x\u{7}\u{202e}e\u{301}日本{}", "z".repeat(10 << 20));
    let hostile = EventKind::warning(at(Step::Take, "日本語\u{1b}[2J", "\u{9b}31m"), message, None);
    let tail = Tail { lines: vec![Line::new(event(0, hostile))], next: 1, live: false };
    answer(&mut model, asked[0].ticket, Found::Runs(Answered::Log(tail)));
    insta::assert_snapshot!("log_hostile", text(&model));
}

#[test]
fn a_hundred_thousand_lines_are_filtered_and_drawn_in_time() {
    let mut model = listed((200, 60));
    let asked = asks(press(&mut model, "<enter>"));
    let all: Vec<Line> = lines().into_iter().cycle().take(100_000).collect();
    let tail = Tail { lines: all, next: 1, live: false };
    answer(&mut model, asked[0].ticket, Found::Runs(Answered::Log(tail)));
    let begin = std::time::Instant::now();
    for key in ["/", "s", "a", "l", "e", "s", "<enter>", "v", "G", "g"] {
        press(&mut model, key);
        text(&model);
    }
    let each = begin.elapsed() / 10;
    assert!(each < std::time::Duration::from_millis(250), "{each:?} a key");
}

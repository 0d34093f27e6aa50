//! The screen Today: what came in, the loaded days, the last run and the one that goes on.

use chrono::{Duration, NaiveDate};

use super::*;
use crate::run::{About, At, Done, Event, EventKind, Level, RunResult, Share, Step};
use crate::tui::core::last_run::{Figures, LastRun, Note};
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::today::request::{
    CheckLine, Checks, Days, File, Found as Answered, Job as Asked, Mark, More, Place, Standing, State,
};
use crate::warehouse::Hold;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, number).unwrap()
}

fn file(name: &str, pipeline: Option<&str>, number: u32, bytes: u64) -> File {
    File {
        name: name.into(),
        pipeline: pipeline.map(str::to_owned),
        date: pipeline.map(|_| day(number)),
        bytes: Some(bytes),
        place: Place::Landed,
        state: if pipeline.is_some() { State::Ready } else { State::Unknown },
        reason: if pipeline.is_some() { String::new() } else { "matches no pipeline".into() },
        hint: None,
    }
}

fn days(pipeline: &str, special: &[(u32, Option<Mark>)]) -> Days {
    let mark = |number: u32| {
        let special = special.iter().find(|(n, _)| *n == number);
        special.map_or(Some(Mark::Loaded), |(_, mark)| *mark).map(|mark| (day(number), mark))
    };
    Days { pipeline: pipeline.into(), marks: (9..=16).filter_map(mark).collect() }
}

fn figures(pipeline: &str, [rows, opened, closed, unchanged, rejected]: [u64; 5]) -> Figures {
    Figures { pipeline: pipeline.into(), files: 1, rows, opened, closed, unchanged, rejected }
}

fn last() -> LastRun {
    LastRun {
        run: "20241015T070200000Z-77".into(),
        started: "2024-10-15T07:02:00Z".parse().ok(),
        result: Some(RunResult::DoneWithRejects),
        seconds: Some(0.42),
        reported: true,
        elsewhere: false,
        undone: 0,
        corrected: 0,
        figures: vec![
            figures("customer", [1_204, 429, 61, 775, 0]),
            figures("product", [11, 11, 10, 0, 0]),
            figures("sales", [2_310, 2_298, 0, 0, 12]),
        ],
        notes: vec![Note {
            level: Level::Warning,
            pipeline: Some("sales".into()),
            file: Some("sales_20241015.txt".into()),
            message: "12 of 2310 rows rejected; see error_reports/errors_sales_20241015.csv".into(),
            hint: None,
            held_back: false,
            hold: None,
        }],
        said: 1,
    }
}

fn standing() -> Standing {
    let check = |text: &str, ok| CheckLine { text: text.into(), ok, values: Vec::new() };
    Standing {
        next: Vec::new(),
        files: vec![
            file("customer_20241016.csv", Some("customer"), 16, 1_400_000),
            file("notes.docx", None, 16, 18_000),
            file("products_20241016.json", Some("product"), 16, 2_740),
            file("sales_20241016.txt", Some("sales"), 16, 785_000),
        ],
        calendar: vec![
            days("customer", &[(16, Some(Mark::Waiting))]),
            days("product", &[(12, None), (16, Some(Mark::Waiting))]),
            days("sales", &[(11, Some(Mark::Rejects)), (13, Some(Mark::Quarantined)), (16, Some(Mark::Waiting))]),
        ],
        last: Some(last()),
        checks: vec![Checks {
            title: "Reconciliation".into(),
            lines: Some(vec![
                check("rows in files = loaded + unchanged + duplicates + rejected", true),
                check("money by membership + not listed that day = money of all sales", true),
                check("product sale breakdown = sales by membership", false),
            ]),
        }],
        quarantined: 1,
        as_of: Some(day(15)),
    }
}

fn shown(size: (u16, u16), standing: Standing) -> Model {
    let (mut model, first) = opened(Screen::Today, size);
    answer(&mut model, first[0].ticket, Found::Today(Answered::Standing(Box::new(standing))));
    model
}

fn at(step: Step, pipeline: &str, file: &str) -> At {
    At { step: Some(step), pipeline: Some(pipeline.into()), file: Some(file.into()), date: Some(day(16)) }
}

fn say(model: &mut Model, after: i64, happening: EventKind) {
    let time = now() + Duration::milliseconds(after);
    let ticket = model.shared.running.as_ref().unwrap().ticket;
    let event = Event { time, run: "20241016T070200000Z-88".into(), happening };
    step(model, Message::Progress(ticket, event), time);
}

fn start(model: &mut Model, step: Step, pipeline: &str, file: &str, bytes: u64) {
    say(model, 300, EventKind::StepStarted { at: at(step, pipeline, file), bytes });
}

fn finish(model: &mut Model, step: Step, pipeline: &str, file: &str) {
    let loaded = step == Step::Load;
    let done =
        Done { rows: Some(1_204), opened: loaded.then_some(429), closed: loaded.then_some(61), ..Done::default() };
    say(model, 1_000, EventKind::StepFinished { at: at(step, pipeline, file), done, seconds: 0.7 });
}

/// A load in the middle: the customers are loaded, the products are being checked, the sales are being taken.
fn half_way(model: &mut Model) {
    press(model, "r");
    say(model, 0, EventKind::RunStarted);
    let share = |pipeline: &str, bytes| Share { pipeline: pipeline.into(), files: 1, bytes };
    let pipelines = vec![share("customer", 1_400_000), share("product", 2_740), share("sales", 785_000)];
    say(model, 200, EventKind::Planned { files: 3, bytes: 2_187_740, pipelines });
    for step in [Step::Take, Step::Check, Step::Load] {
        start(model, step, "customer", "customer_20241016.csv", if step == Step::Load { 0 } else { 1_400_000 });
        finish(model, step, "customer", "customer_20241016.csv");
    }
    start(model, Step::Take, "product", "products_20241016.json", 2_740);
    start(model, Step::Check, "product", "products_20241016.json", 2_740);
    finish(model, Step::Take, "product", "products_20241016.json");
    start(model, Step::Take, "sales", "sales_20241016.txt", 785_000);
}

#[test]
fn loading_empty_and_failed() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        let (mut model, first) = opened(Screen::Today, size);
        insta::assert_snapshot!(format!("loading_{}", size.0), text(&model));
        let empty = Standing::default();
        answer(&mut model, first[0].ticket, Found::Today(Answered::Standing(Box::new(empty))));
        insta::assert_snapshot!(format!("empty_{}", size.0), text(&model));
        let (mut model, first) = opened(Screen::Today, size);
        fail(&mut model, first[0].ticket);
        insta::assert_snapshot!(format!("failed_{}", size.0), text(&model));
    }
}

#[test]
fn everything_at_its_sizes() {
    for size in [(80, 24), (120, 40), (40, 10), (64, 20), (200, 60)] {
        let model = shown(size, standing());
        insta::assert_snapshot!(format!("standing_{}", size.0), text(&model));
    }
}

#[test]
fn a_load_that_goes_on() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        let mut model = shown(size, standing());
        half_way(&mut model);
        insta::assert_snapshot!(format!("running_{}", size.0), text(&model));
    }
}

#[test]
fn an_old_value_with_a_newer_failure_shows_both() {
    let mut model = shown((80, 24), standing());
    let asked = asks(press(&mut model, "<f5>"));
    let look = asked.iter().find(|ask| matches!(ask.job, Job::Today(Asked::Look))).unwrap();
    fail(&mut model, look.ticket);
    let shown = text(&model);
    assert!(shown.contains("customer_20241016.csv") && shown.contains("could not refresh"), "{shown}");
}

#[test]
fn stale_answers_are_dropped_and_the_selection_stays_on_its_file() {
    let mut model = shown((80, 24), standing());
    press(&mut model, "jj");
    assert_eq!(model.today.selected().unwrap().name, "products_20241016.json");
    let look = |model: &mut Model| {
        let asked = asks(step(model, Message::Landed, now()));
        asked.first().map(|ask| ask.ticket)
    };
    let first = look(&mut model).unwrap();
    // A change while it looks waits until it has looked.
    assert_eq!(look(&mut model), None);
    let mut more = standing();
    more.files.insert(0, file("aaa.csv", None, 16, 1));
    let again = asks(answer(&mut model, first, Found::Today(Answered::Standing(Box::new(more)))));
    assert_eq!(again.len(), 1);
    assert_eq!(model.today.selected().unwrap().name, "products_20241016.json");
    let stale = Standing { files: Vec::new(), ..standing() };
    answer(&mut model, first, Found::Today(Answered::Standing(Box::new(stale))));
    assert_eq!(model.today.shown.len(), 5);
}

#[test]
fn files_are_filtered_as_one_types() {
    let mut model = shown((80, 24), standing());
    press(&mut model, "/sales");
    assert_eq!(model.today.shown, [3]);
    press(&mut model, "<enter>n");
    insta::assert_snapshot!(text(&model));
    press(&mut model, "<esc>");
    assert_eq!(model.today.shown.len(), 4);
}

#[test]
fn a_file_is_looked_into() {
    let mut model = shown((80, 24), standing());
    let asked = asks(press(&mut model, "<enter>"));
    assert!(matches!(&asked[0].job, Job::Today(Asked::Peek(peek)) if peek.file == "customer_20241016.csv"));
    let lines = vec!["customer_id,first_name".into(), "1042,Ana\u{1b}[31m".into(), "日本,\u{202e}x".into()];
    answer(&mut model, asked[0].ticket, Found::Today(Answered::Head(lines, More::Yes)));
    insta::assert_snapshot!(text(&model));
    // Where nobody waits for it any more, it goes nowhere.
    press(&mut model, "<esc>");
    let asked = asks(press(&mut model, "<enter>"));
    press(&mut model, "<esc>");
    answer(&mut model, asked[0].ticket, Found::Today(Answered::Head(vec!["x".into()], More::No)));
    assert!(model.shared.overlay.is_none());
}

#[test]
fn a_growing_file_is_looked_at_again() {
    let mut growing = standing();
    growing.files[0].state = State::Growing;
    let (mut model, first) = opened(Screen::Today, (80, 24));
    let effects = answer(&mut model, first[0].ticket, Found::Today(Answered::Standing(Box::new(growing.clone()))));
    assert!(effects.iter().any(|e| matches!(e, Effect::Wake(700))));
    let early = step(&mut model, Message::Tick, now() + Duration::milliseconds(100));
    assert!(asks(early).is_empty());
    let due = asks(step(&mut model, Message::Tick, now() + Duration::milliseconds(800)));
    assert!(has_job(&due, |job| matches!(job, Job::Today(Asked::Look))));
    // It did not change meanwhile, so it is whole, whatever its time says.
    let effects = answer(&mut model, due[0].ticket, Found::Today(Answered::Standing(Box::new(growing))));
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(model.today.file(0).map(|file| file.state), Some(State::Ready));
}

#[test]
fn a_load_is_stopped_after_a_question() {
    let mut model = shown((80, 24), standing());
    half_way(&mut model);
    assert!(press(&mut model, "cq").is_empty(), "any other key is a no");
    assert!(!model.shared.running.as_ref().unwrap().stopping);
    press(&mut model, "c");
    insta::assert_snapshot!("stop_question", text(&model));
    let effects = press(&mut model, "y");
    assert!(effects.iter().any(|e| matches!(e, Effect::Cancel(_))));
    assert!(text(&model).contains("stopping after the current file"));
    let ticket = model.shared.running.as_ref().unwrap().ticket;
    answer(&mut model, ticket, Found::Shop(shop::Found::Loaded(RunResult::Cancelled)));
    assert!(!model.shared.is_running() && model.today.standing.is_loading());
}

#[test]
fn what_is_left_is_smooth_and_never_below_zero() {
    let mut model = shown((80, 24), standing());
    half_way(&mut model);
    let running = model.shared.running.as_ref().unwrap();
    let after = |ms| running.remaining(now() + Duration::milliseconds(ms)).unwrap();
    assert!(after(1_000) > after(1_100) && after(1_100) > 0.0);
    assert_eq!(after(1_000_000), 0.0);
    assert!(running.share().unwrap() > 0.6 && running.share().unwrap() < 1.0);
    assert_eq!(running.rows_per_second(now() + Duration::milliseconds(1_404)).unwrap().round(), 1_000.0);
}

#[test]
fn a_log_of_a_hundred_thousand_events_keeps_its_end() {
    let mut model = shown((80, 24), standing());
    press(&mut model, "r");
    let ticket = model.shared.running.as_ref().unwrap().ticket;
    for number in 0..100_000 {
        let at = at(Step::Take, "sales", &format!("sales_{number}.txt"));
        let happening = EventKind::StepStarted { at, bytes: 10 };
        let event = Event { time: now(), run: "r".into(), happening };
        model.shared.running.as_mut().unwrap().hear(event);
    }
    let running = model.shared.running.as_ref().unwrap();
    assert_eq!((running.ticket, running.said, running.log.len()), (ticket, 100_000, 5_000));
    assert!(text(&model).contains("sales_99999.txt"));
}

#[test]
fn a_held_snapshot_waits_for_a_yes() {
    let mut held = standing();
    let message = "held in the landing zone: it would end 300 of 400 current keys";
    held.files[0].state = State::Held;
    held.files[0].reason = "it would end 300 of 400 current keys".into();
    held.last.as_mut().unwrap().notes.insert(
        0,
        Note {
            level: Level::Warning,
            pipeline: Some("customer".into()),
            file: Some("customer_20241016.csv".into()),
            message: message.into(),
            hint: Some("If that is right, run again.".into()),
            held_back: true,
            hold: Some(Hold { rows: 100, closing: 300, current: 400 }),
        },
    );
    held.last.as_mut().unwrap().said = 2;
    let mut model = shown((100, 30), held);
    insta::assert_snapshot!("held", text(&model));
    press(&mut model, "A");
    insta::assert_snapshot!("held_question", text(&model));
    assert!(asks(press(&mut model, "A")).is_empty(), "the key that asked is no yes");
    let asked = asks(press(&mut model, "Ay"));
    let Job::Shop(shop::Job::Load { accept_shrink }) = &asked[0].job else { panic!("{asked:?}") };
    assert_eq!(accept_shrink, &["customer"]);
}

#[test]
fn the_calendar_moves_by_days() {
    let mut long = standing();
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    long.calendar[0].marks = first.iter_days().take(290).map(|day| (day, Mark::Loaded)).collect();
    let mut model = shown((80, 24), long);
    let before = text(&model);
    for _ in 0..20 {
        press(&mut model, "<left>");
    }
    insta::assert_snapshot!("calendar_moved", text(&model));
    for _ in 0..1_000 {
        press(&mut model, "h");
    }
    assert!(text(&model).contains("Jan"), "{}", text(&model));
    for _ in 0..1_000 {
        press(&mut model, "l");
    }
    assert_eq!(text(&model), before);
}

#[test]
fn the_events_of_a_run_add_up() {
    let mut run = LastRun::default();
    let event = |happening| Event { time: now(), run: "r".into(), happening };
    let held = EventKind::Warning {
        at: at(Step::Load, "customer", "c.csv"),
        message: "held".into(),
        hint: None,
        about: Some(About::HeldSnapshot),
        hold: None,
        causes: Vec::new(),
    };
    let failed = EventKind::StepFailed {
        at: at(Step::Load, "sales", "s.txt"),
        message: "broken".into(),
        hint: None,
        causes: Vec::new(),
    };
    let done = Done { rows: Some(5), opened: Some(3), closed: Some(1), ..Done::default() };
    let loaded = EventKind::StepFinished { at: at(Step::Load, "sales", "s.txt"), done, seconds: 0.1 };
    [held, loaded.clone(), loaded, failed].into_iter().for_each(|happening| run.add(&event(happening)));
    assert_eq!((run.figures[0].files, run.figures[0].rows, run.figures[0].opened), (2, 10, 6));
    assert_eq!((run.notes[0].level, run.said, run.notes[1].held_back), (Level::Error, 2, true));
}

#[test]
fn hostile_names_stay_in_their_place() {
    let mut hostile = standing();
    hostile.files = ["\u{1b}[2J\u{7}.csv", "e\u{301}\u{301}\u{301}x.csv", "\u{202e}cba.csv", "日本語日本語.csv"]
        .iter()
        .map(|name| file(name, Some("customer"), 16, u64::MAX))
        .collect();
    hostile.files.push(File { reason: "x".repeat(10 << 20), ..file(&"y".repeat(10 << 20), None, 16, 0) });
    let mut model = shown((80, 24), hostile);
    press(&mut model, "G");
    insta::assert_snapshot!(text(&model));
}

#[test]
fn the_mouse_selects_and_opens() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut model = shown((80, 24), standing());
    let click = |model: &mut Model, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        let event = MouseEvent { kind, column: 5, row, modifiers: KeyModifiers::NONE };
        step(model, Message::Mouse(event), now());
    };
    click(&mut model, 6);
    assert_eq!(model.today.list.selected, 2);
    assert!(model.shared.overlay.is_none());
    click(&mut model, 6);
    assert!(matches!(model.shared.overlay, Some(Overlay::Detail(_))));
}

/// Days that the next run replays: a resend of the customers, late sales.
fn replays() -> Standing {
    use crate::run::{Preview, ReplayReason, Replays};
    let replay = |pipeline: &str, number, days, versions, because| Preview {
        pipeline: pipeline.into(),
        replay: Some(Replays { from: day(number), days, files: days, versions, because: vec![because] }),
        ..Preview::default()
    };
    let next =
        vec![replay("customer", 12, 3, 214, ReplayReason::Resent), replay("sales", 15, 1, 1, ReplayReason::Late)];
    let mut standing = Standing { next, ..standing() };
    standing.files[0].state = State::Resent;
    standing.files[3].state = State::Late;
    standing
}

#[test]
fn days_that_are_replayed_are_told_and_asked_for() {
    for size in [(100, 30), (40, 10), (64, 20)] {
        let mut model = shown(size, replays());
        insta::assert_snapshot!(format!("replays_{}", size.0), text(&model));
        assert!(asks(press(&mut model, "r")).is_empty());
        insta::assert_snapshot!(format!("replays_question_{}", size.0), text(&model));
        assert!(asks(press(&mut model, "r")).is_empty(), "the key that asked is no yes");
        assert!(!model.shared.is_running());
        let asked = asks(press(&mut model, "ry"));
        assert!(matches!(asked[0].job, Job::Shop(shop::Job::Load { .. })));
        assert!(model.shared.is_running() && !text(&model).contains("are replayed"));
    }
    assert!(has_job(&asks(press(&mut shown((80, 24), standing()), "r")), |job| matches!(job, Job::Shop(_))));
}

#[test]
fn a_load_waits_for_a_look_that_is_on_its_way() {
    let mut model = shown((80, 24), standing());
    let look = asks(step(&mut model, Message::Landed, now()));
    assert!(asks(press(&mut model, "r")).is_empty());
    answer(&mut model, look[0].ticket, Found::Today(Answered::Standing(Box::new(replays()))));
    assert!(text(&model).contains("Load what is ready and replay these days?") && !model.shared.is_running());
    press(&mut model, "n");
    let look = asks(step(&mut model, Message::Landed, now()));
    press(&mut model, "r");
    let begun = asks(answer(&mut model, look[0].ticket, Found::Today(Answered::Standing(Box::new(standing())))));
    assert!(matches!(begun[0].job, Job::Shop(shop::Job::Load { .. })));
}

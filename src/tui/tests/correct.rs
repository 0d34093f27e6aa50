//! A rejected row corrected in place.

use super::*;
use crate::check::Reason;
use crate::run::{At, Event, EventKind, ReplayReason, RunResult, Step};
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::errors::request::{Corrected, Editable, Edited, Found as Of, Job as Wants, Whole};
use crate::tui::tests::errors::{inside, whole};

fn editable(row: Whole) -> Editable {
    Editable { pipeline: "sales".into(), report: "errors_sales_20241016.csv".into(), at: 7, row }
}

/// The form of a row, opened from the list of rows.
fn form(size: (u16, u16), row: Whole) -> Model {
    let mut model = inside(size);
    let asked = asks(press(&mut model, "je"));
    assert!(matches!(&asked[0].job, Job::Errors(Wants::Edit(mark)) if mark.at == 100));
    answer(&mut model, asked[0].ticket, Found::Errors(Of::Edit(editable(row))));
    model
}

fn saved(effects: Vec<Effect>) -> (Ticket, Edited) {
    match asks(effects).remove(0) {
        Ask { ticket, job: Job::Errors(Wants::Correct(row)) } => (ticket, row),
        other => panic!("{other:?}"),
    }
}

fn corrected(model: &mut Model, ticket: Ticket, wrong: Vec<Reason>, result: Option<RunResult>) -> Vec<Ask> {
    asks(answer(model, ticket, Found::Errors(Of::Corrected(Corrected { wrong, result }))))
}

fn say(model: &mut Model, happening: EventKind) {
    let ticket = model.shared.running.as_ref().unwrap().ticket;
    let event = Event { time: now(), run: "20241016T080000000Z-9".into(), happening };
    step(model, Message::Progress(ticket, event), now());
}

#[test]
fn a_row_is_edited_in_place() {
    for size in [(100, 30), (40, 10)] {
        let mut model = form(size, whole());
        insta::assert_snapshot!(format!("form_{}", size.0), text(&model));
        // The first field with a fault is selected; what is typed goes into it, whatever letter it is.
        press(&mut model, "qP10");
        insta::assert_snapshot!(format!("form_typed_{}", size.0), text(&model));
        let (ticket, row) = saved(press(&mut model, "<ctrl-u>P1007<tab><ctrl-u>5<down><ctrl-u>9.5<ctrl-s>"));
        assert_eq!((row.pipeline.as_str(), row.at), ("sales", 7));
        assert_eq!(row.values, ["70000", "P1007", "5", "9.5"]);
        insta::assert_snapshot!(format!("form_saving_{}", size.0), text(&model));
        assert!(asks(press(&mut model, "x<ctrl-s>")).is_empty(), "it is being saved");
        let wrong = Reason { column: Some("quantity".into()), rule: "above 3".into(), value: Some("5".into()) };
        corrected(&mut model, ticket, vec![wrong], None);
        insta::assert_snapshot!(format!("form_still_wrong_{}", size.0), text(&model));
        let (ticket, row) = saved(press(&mut model, "<backspace>3<ctrl-s>"));
        assert_eq!(row.values, ["70000", "P1007", "3", "9.5"], "nothing was lost");
        let at = At { step: Some(Step::Load), date: "2024-10-16".parse().ok(), ..At::default() };
        say(&mut model, EventKind::RunStarted);
        let because = vec![ReplayReason::Corrected];
        say(&mut model, EventKind::Replay { at, days: 1, files: 1, versions: 12, because });
        insta::assert_snapshot!(format!("form_replays_{}", size.0), text(&model));
        let again = corrected(&mut model, ticket, Vec::new(), Some(RunResult::DoneWithRejects));
        assert!(model.shared.overlay.is_none());
        assert!(has_job(&again, |job| matches!(job, Job::Errors(Wants::Rows(_)))), "{again:?}");
        assert_eq!(model.shared.toasts.last().unwrap().text, "1 row corrected; 2024-10-16 replayed");
    }
}

#[test]
fn from_the_row_that_is_looked_at() {
    let mut model = inside((80, 24));
    let asked = asks(press(&mut model, "j<enter>"));
    answer(&mut model, asked[0].ticket, Found::Errors(Of::Row(whole())));
    let asked = asks(press(&mut model, "e"));
    assert!(matches!(&asked[0].job, Job::Errors(Wants::Edit(mark)) if mark.at == 100));
    answer(&mut model, asked[0].ticket, Found::Errors(Of::Edit(editable(whole()))));
    assert!(matches!(model.shared.overlay, Some(Overlay::Form(_))));
    press(&mut model, "<esc>");
    assert!(model.shared.overlay.is_none(), "nothing was typed");
    // Groups are no rows, and a quarantined file has none.
    assert!(asks(press(&mut model, "<esc>e")).is_empty());
    press(&mut model, "G<enter>");
    assert!(asks(press(&mut model, "e")).is_empty());
}

#[test]
fn what_was_typed_is_lost_after_a_question_only() {
    let mut model = form((100, 30), whole());
    press(&mut model, "x<esc>");
    insta::assert_snapshot!("form_leaving", text(&model));
    press(&mut model, "<esc>");
    assert!(matches!(&model.shared.overlay, Some(Overlay::Form(form)) if form.is_edited() && !form.leaving));
    press(&mut model, "<ctrl-r>");
    assert!(asks(press(&mut model, "<ctrl-s>")).is_empty(), "as it came");
    assert!(text(&model).contains("no changes to save"));
    press(&mut model, "x<ctrl-c>y");
    assert!(model.shared.overlay.is_none() && !model.shared.is_running());
}

#[test]
fn a_failure_keeps_what_was_typed() {
    let mut model = form((100, 30), whole());
    let (ticket, _) = saved(press(&mut model, "P1<ctrl-s>"));
    fail(&mut model, ticket);
    assert!(!model.shared.is_running() && text(&model).contains("it is broken"));
    let (_, row) = saved(press(&mut model, "<ctrl-s>"));
    assert_eq!(row.values[1], "P1");
    // Who leaves meanwhile does not stop it.
    assert!(press(&mut model, "<esc>").is_empty() && model.shared.overlay.is_none() && model.shared.is_running());
}

#[test]
fn hostile_values_are_drawn_harmlessly_and_survive() {
    let hostile = ["\u{1b}[2J\u{1b}]0;x\u{7}", "a\r\nb\tc\u{202e}d\u{200b}", "e\u{301}日本", &"𝕏".repeat(1 << 20)];
    let values: Vec<(String, String)> =
        hostile.iter().enumerate().map(|(at, text)| (format!("c{at}\u{1b}"), (*text).to_owned())).collect();
    let mut model = form((40, 10), Whole { values, ..whole() });
    for _ in 0..6 {
        assert!(text(&model).chars().all(|c| c == '\n' || !c.is_control()));
        press(&mut model, "<down>");
    }
    press(&mut model, "x");
    insta::assert_snapshot!("form_hostile", text(&model));
    press(&mut model, "<up><up><left>");
    step(&mut model, Message::Paste("p\nq\u{7}".into()), now());
    let (_, row) = saved(press(&mut model, "<ctrl-s>"));
    assert_eq!(row.values[0], hostile[0]);
    assert_eq!(row.values[1], "a\r\nb\tc\u{202e}dp q \u{200b}");
    assert_eq!(row.values[2..], hostile[2..]);
}

#[test]
fn a_long_row_scrolls() {
    let values = (0..60).map(|at| (format!("column_{at}"), at.to_string())).collect();
    let reason = Reason { column: Some("column_40".into()), rule: "below 50".into(), value: Some("40".into()) };
    let mut model = form((40, 10), Whole { values, reasons: vec![reason], ..whole() });
    insta::assert_snapshot!("form_long", text(&model));
    press(&mut model, &"<down>".repeat(100));
    assert!(text(&model).contains("column_59"));
    press(&mut model, &"<pgdn>".repeat(3));
    press(&mut model, &"<up>".repeat(100));
    assert!(text(&model).contains("column_0"));
}

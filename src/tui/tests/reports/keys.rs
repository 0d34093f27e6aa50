//! Keys, the mouse, answers that come late.

use super::*;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

fn click(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    let kind = MouseEventKind::Down(MouseButton::Left);
    let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    step(model, Message::Mouse(event), now())
}

fn copied(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text.as_str()) } else { None })
}

fn asked_for(effects: Vec<Effect>) -> Vec<(String, Option<NaiveDate>)> {
    asks(effects).iter().map(shows).collect()
}

#[test]
fn the_first_report_is_asked_for_and_others_follow() {
    let (mut model, first) = opened(Screen::Reports, (80, 24));
    assert_eq!(shows(&first[0]), ("customer_growth".into(), None));
    assert_eq!(first[0].job.supersede_group(), Some("reports.show"));
    assert_eq!(asked_for(press(&mut model, "]")), [("sales_by_membership".into(), None)]);
    assert_eq!(asked_for(press(&mut model, "[[")), [("customer_growth".into(), None), ("reconciliation".into(), None)]);
    assert_eq!(asked_for(press(&mut model, "]")), [("customer_growth".into(), None)]);
}

#[test]
fn answers_for_a_report_that_was_left_are_dropped() {
    let (mut model, first) = opened(Screen::Reports, (80, 24));
    let second = asks(press(&mut model, "]"));
    fill(&mut model, first[0].ticket, sample("customer_growth", None));
    assert!(model.reports.front.value().is_none());
    fail(&mut model, first[0].ticket);
    assert!(model.reports.front.failure().is_none());
    fill(&mut model, second[0].ticket, sample("sales_by_membership", None));
    assert_eq!(model.reports.front.value().unwrap().report, "sales_by_membership");
}

#[test]
fn what_was_computed_is_kept_until_something_is_loaded() {
    let mut model = at(0, (80, 24));
    let next = asks(press(&mut model, "]"));
    fill(&mut model, next[0].ticket, sample("sales_by_membership", None));
    assert_eq!(asked_for(press(&mut model, "[][")), []);
    assert_eq!(model.reports.front.value().unwrap().report, "customer_growth");
    let again = press(&mut model, "<f5>");
    assert_eq!(asked_for(again), [("customer_growth".into(), None)]);
    assert!(model.reports.front.value().is_some() && model.reports.front.is_loading());
    assert_eq!(asked_for(press(&mut model, "]")), [("sales_by_membership".into(), None)]);
}

#[test]
fn a_refresh_from_another_screen_waits_until_this_one_is_in_front() {
    let (mut model, first) = opened(Screen::Reports, (80, 24));
    press(&mut model, "1");
    assert_eq!(asks(press(&mut model, "<f5>")).len(), 0);
    fill(&mut model, first[0].ticket, sample("customer_growth", None));
    assert!(model.reports.front.value().is_none(), "it was computed before the refresh");
    assert_eq!(asked_for(press(&mut model, "5")), [("customer_growth".into(), None)]);
}

#[test]
fn days_are_typed_and_moved() {
    let mut model = at(0, (80, 24));
    assert_eq!(asked_for(press(&mut model, "a2024-10-12<enter>")), [("customer_growth".into(), Some(day(12)))]);
    assert_eq!(asked_for(press(&mut model, "<left>")), [("customer_growth".into(), Some(day(11)))]);
    assert_eq!(asked_for(press(&mut model, "<right><right>")).last(), Some(&("customer_growth".into(), Some(day(13)))));
    press(&mut model, "a<ctrl-u><enter>");
    assert_eq!((model.reports.day, model.reports.front.is_loading()), (None, false), "the latest is still here");
    assert_eq!(asked_for(press(&mut model, "h")), [("customer_growth".into(), Some(day(14)))]);
    assert_eq!(asked_for(press(&mut model, "l")), [("customer_growth".into(), Some(day(15)))]);
    assert_eq!((asked_for(press(&mut model, "l")), model.reports.day), (vec![], None));
    assert_eq!(asked_for(press(&mut model, "l")), []);
    assert_eq!(model.shared.toasts.last().unwrap().text, "these are the latest figures");
}

#[test]
fn a_wrong_day_is_said_and_can_be_corrected() {
    let mut model = at(0, (80, 24));
    assert_eq!(asked_for(press(&mut model, "a2024-13-01<enter>")), []);
    assert_eq!(model.shared.toasts.last().unwrap().text, "not a date: 2024-13-01; write it as YYYY-MM-DD");
    assert!(matches!(&model.shared.overlay, Some(Overlay::Prompt(p)) if p.input.value() == "2024-13-01"));
    press(&mut model, "<esc>");
    assert_eq!((model.shared.overlay.is_none(), model.reports.day), (true, None));
}

#[test]
fn arrows_move_in_the_list_and_enter_goes_into_the_report() {
    let mut model = at(0, (120, 40));
    assert_eq!(model.reports.focus, Focus::List);
    let second = asks(press(&mut model, "j"));
    assert_eq!(shows(&second[0]).0, "sales_by_membership");
    fill(&mut model, second[0].ticket, sample("sales_by_membership", None));
    press(&mut model, "<enter>jj");
    assert_eq!((model.reports.list.selected, model.reports.look.labels.selected), (1, 2));
    press(&mut model, "<enter>");
    let Some(Overlay::Detail(detail)) = &model.shared.overlay else { panic!("{:?}", model.shared.overlay) };
    assert_eq!(detail.title, "2024-10-11");
    assert_eq!(detail.lines[0], ("active".into(), "466,526.78    60.9 %".into()));
    assert_eq!(detail.lines[2], ("all".into(), "765,789.74   100.0 %".into()));
    press(&mut model, "<esc><esc>");
    assert_eq!(model.reports.focus, Focus::List);
    press(&mut model, "G");
    assert_eq!(model.reports.list.selected, 3);
}

#[test]
fn each_report_is_looked_at_in_its_own_way() {
    let mut model = at(0, (80, 24));
    press(&mut model, "v");
    assert_eq!(model.reports.look.form, Some(Form::Line));
    let next = asks(press(&mut model, "]"));
    fill(&mut model, next[0].ticket, sample("sales_by_membership", None));
    assert_eq!(model.reports.look.form, None);
    press(&mut model, "[");
    assert_eq!(model.reports.look.form, Some(Form::Line));
    press(&mut model, "t");
    assert!(model.reports.look.table);
    press(&mut model, "v");
    assert!(!model.reports.look.table);
    press(&mut model, "vv");
    assert_eq!(model.reports.look.form, Some(Form::Columns));
}

#[test]
fn values_are_copied() {
    let mut model = at(2, (80, 24));
    let effects = press(&mut model, "jy");
    assert_eq!(
        copied(&effects),
        Some("Headphones\tactive\t98012.24\nHeadphones\tinactive\t74657.02\nHeadphones\tall\t172669.26")
    );
    let effects = press(&mut model, "ty");
    assert!(copied(&effects).unwrap().starts_with("2024-10-09\tactive\t106264.15\t"));
    let mut model = at(0, (80, 24));
    let effects = press(&mut model, "Gy");
    assert_eq!(copied(&effects), Some("2024-10-15\t424"));
}

#[test]
fn exports_name_their_file() {
    let mut model = at(0, (80, 24));
    let open = asks(press(&mut model, "e"));
    let csv = ReportFormat::Data(ExportFormat::Csv);
    let is = |ask: &Ask, wanted: ReportFormat| matches!(&ask.job, Job::Reports(asked::Job::Export { report, day: None, format }) if report == "customer_growth" && *format == wanted);
    assert!(is(&open[0], csv) && open[0].job.supersede_group().is_none());
    let written = Written { path: "exports/customer_growth.csv".into(), rows: 7 };
    answer(&mut model, open[0].ticket, Found::Reports(asked::Found::Written { written, hint: None }));
    assert_eq!(model.shared.toasts.last().unwrap().text, "wrote exports/customer_growth.csv · 7 rows");
    let open = asks(press(&mut model, "EG<enter>"));
    assert!(is(&open[0], PictureFormat::Png.into()));
    fail(&mut model, open[0].ticket);
    assert!(model.shared.toasts.last().unwrap().text.starts_with("nothing was written: warehouse/customer"));
    assert!(model.reports.exports.is_empty() && model.reports.front.failure().is_none());
}

#[test]
fn a_report_without_a_chart_has_no_picture() {
    let mut model = at(3, (80, 24));
    press(&mut model, "E");
    assert!(matches!(&model.shared.overlay, Some(Overlay::Choice(choice)) if choice.items.len() == 3));
}

#[test]
fn a_filter_shows_only_what_has_the_text() {
    let mut model = at(2, (80, 24));
    press(&mut model, "/SMART");
    assert_eq!(model.reports.look.picked.len(), 2);
    insta::assert_snapshot!(text(&model));
    press(&mut model, "<enter>n");
    assert_eq!(model.reports.look.labels.selected, 1);
    press(&mut model, "t");
    assert_eq!(model.reports.look.picked.len(), 0, "no row has it");
    press(&mut model, "<esc>");
    assert_eq!((model.reports.look.filter.as_str(), model.reports.look.picked.len()), ("", 14));
    press(&mut model, "/inactive<enter>jj");
    assert_eq!((model.reports.look.picked.at(2), model.reports.look.rows.selected), (Some(5), 2));
}

#[test]
fn the_mouse_selects_and_opens() {
    let mut model = at(2, (120, 40));
    let rows: Vec<String> = text(&model).lines().map(str::to_owned).collect();
    let row = |what: &str| u16::try_from(rows.iter().position(|line| line.contains(what)).unwrap()).unwrap();
    click(&mut model, 60, row("Keyboard"));
    assert_eq!((model.reports.focus, model.reports.look.labels.selected), (Focus::Report, 2));
    assert!(model.shared.overlay.is_none());
    click(&mut model, 60, row("Keyboard"));
    assert!(matches!(&model.shared.overlay, Some(Overlay::Detail(detail)) if detail.title == "Keyboard"));
    press(&mut model, "<esc>");
    let effects = click(&mut model, 5, row("Sales by membership"));
    assert_eq!(asked_for(effects), [("sales_by_membership".into(), None)]);
}

#[test]
fn a_table_moves_by_columns_until_the_last_is_seen() {
    let mut model = at(2, (80, 24));
    press(&mut model, "t<right><right>");
    assert_eq!(model.reports.look.column_offset, 2);
    press(&mut model, "llllllllllllllll");
    let last = model.reports.look.column_offset;
    assert!(text(&model).contains("Tablet") && last < 12);
    press(&mut model, "h");
    assert_eq!(model.reports.look.column_offset, last - 1);
}

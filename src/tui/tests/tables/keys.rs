//! Key by key.

use super::*;
use crate::report::export::ExportFormat;
use crate::tui::core::outcome::Written;
use crate::tui::core::part::ScreenUpdate;
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::tables::model::Focus;
use crate::tui::screens::tables::request::{Order, Sort};

fn by(column: &str, order: Order) -> Option<Sort> {
    Some(Sort { column: column.into(), order })
}

#[test]
fn going_to_the_end_asks_for_the_last_page_alone() {
    let mut model = customers((80, 24));
    let asked = asks(press(&mut model, "G"));
    let pages: Vec<_> = asked.iter().filter(|ask| matches!(ask.job, Job::Tables(tables::Job::Page { .. }))).collect();
    assert_eq!(pages.len(), 1);
    let (ticket, number, rows) = paging(&asked).unwrap();
    assert_eq!(rows, 12_544..12_617);
    let effects = answer(&mut model, ticket, Found::Tables(tables::Found::Page(page(number, 12_544, 73))));
    assert_eq!(paging(&asks(effects)).map(|(_, _, rows)| rows), Some(12_288..12_544), "the page before, ahead of time");
    assert!(text(&model).contains("13616"), "{}", text(&model));
}

#[test]
fn scrolling_never_holds_more_than_a_few_pages() {
    let mut model = customers((80, 24));
    for _ in 0..300 {
        let effects = press(&mut model, "<pgdn>");
        feed(&mut model, effects);
        assert!(model.tables.table.pages.len() <= 6);
        assert!(!text(&model).contains("\n …"));
    }
}

#[test]
fn a_page_of_rows_that_are_no_longer_shown_is_dropped() {
    let mut model = customers((80, 24));
    let asked = asks(press(&mut model, "G"));
    let (old, number, _) = paging(&asked).unwrap();
    let (ticket, ..) = opening(&asks(press(&mut model, "s")));
    answer(&mut model, ticket, grid(ticket.0, 12_617, 0));
    let before = model.tables.table.pages.len();
    answer(&mut model, old, Found::Tables(tables::Found::Page(page(number, 12_544, 73))));
    assert_eq!(model.tables.table.pages.len(), before);
    assert!(model.tables.table.pages.iter().all(|page| page.grid == ticket.0));
}

#[test]
fn rows_that_are_gone_are_opened_anew() {
    let mut model = customers((80, 24));
    let (ticket, ..) = paging(&asks(press(&mut model, "G"))).unwrap();
    let (_, _, around) = opening(&asks(answer(&mut model, ticket, Found::Tables(tables::Found::Gone))));
    assert_eq!(around, 12_616);
}

#[test]
fn a_finished_load_opens_the_rows_anew_and_keeps_the_place() {
    let mut model = customers((80, 24));
    press(&mut model, "<pgdn><right>");
    let selected = model.tables.table.list.selected;
    let asked = asks(press(&mut model, "<f5>"));
    let (ticket, spec, around) = opening(&asked);
    assert_eq!((spec.epoch, around), (1, selected));
    assert!(text(&model).contains("Ana"), "the old rows stay meanwhile");
    answer(&mut model, ticket, grid(ticket.0, 12_700, around));
    assert_eq!((model.tables.table.list.selected, model.tables.table.column), (selected, 1));
}

#[test]
fn a_column_is_sorted_up_down_and_not_at_all() {
    let mut model = customers((80, 24));
    for order in [by("customer_id", Order::Ascending), by("customer_id", Order::Descending), None] {
        let (ticket, spec, around) = opening(&asks(press(&mut model, "s")));
        assert_eq!((spec.sort, around), (order, 0));
        answer(&mut model, ticket, grid(ticket.0, 12_617, 0));
    }
}

#[test]
fn a_filter_counts_with_every_key_and_esc_ends_it() {
    let mut model = customers((80, 24));
    let asked = asks(press(&mut model, "/an"));
    let filters = asked.iter().filter_map(|ask| match &ask.job {
        Job::Tables(tables::Job::Open { spec, .. }) => Some(spec.filter.clone()),
        _ => None,
    });
    assert_eq!(filters.collect::<Vec<_>>(), ["a", "an"]);
    let (ticket, ..) = opening(&asked);
    answer(&mut model, ticket, grid(ticket.0, 3, 0));
    press(&mut model, "<enter>");
    assert!(text(&model).contains("3 of 12,617 history rows"), "{}", text(&model));
    let (_, spec, _) = opening(&asks(press(&mut model, "<esc>")));
    assert_eq!(spec.filter, "");
}

#[test]
fn hiding_and_freezing() {
    let mut model = customers((80, 24));
    press(&mut model, "-");
    assert!(!text(&model).contains("customer_id") && text(&model).contains("1 column hidden"));
    press(&mut model, "f<right><right><right><right><right>");
    assert!(text(&model).contains("first_name") && text(&model).contains("is_current"), "{}", text(&model));
    assert!(!text(&model).contains("last_name"));
    press(&mut model, "+");
    assert!(model.tables.table.hidden.is_empty());
    for _ in 0..20 {
        press(&mut model, "-");
    }
    assert_eq!(model.tables.table.shown().len(), 1, "the last column stays");
}

#[test]
fn tables_are_chosen_from_the_list_or_from_a_choice() {
    let mut narrow = customers((80, 24));
    press(&mut narrow, "t");
    assert!(matches!(narrow.shared.overlay, Some(Overlay::Choice(_))));
    let (_, spec, _) = opening(&asks(press(&mut narrow, "<down><enter>")));
    assert_eq!(spec.subject, Subject::Table("product".into()));
    assert_eq!(narrow.shared.user.table.as_deref(), Some("product"));

    let mut wide = customers((120, 40));
    press(&mut wide, "<right>s");
    press(&mut wide, "t");
    assert_eq!(wide.tables.focus, Focus::Tables);
    opening(&asks(press(&mut wide, "<down>")));
    press(&mut wide, "<up><enter>");
    assert_eq!((wide.tables.focus, wide.tables.table.column), (Focus::Rows, 1), "as it was left");
    assert!(wide.tables.table.sort.is_some());
    press(&mut wide, "<left><left>");
    assert_eq!(wide.tables.focus, Focus::Tables);
}

#[test]
fn the_table_of_another_screen_is_shown_here_too() {
    let mut model = customers((80, 24));
    model.shared.user.table = Some("sales".into());
    press(&mut model, "1");
    let (_, spec, _) = opening(&asks(press(&mut model, "6")));
    assert_eq!(spec.subject, Subject::Table("sales".into()));
}

#[test]
fn a_query_is_remembered_edited_and_left() {
    let mut model = customers((80, 24));
    let sql = "SELECT city FROM customer";
    let ticket = run_query(&mut model, sql);
    assert_eq!(model.shared.user.sql, [sql]);
    fail(&mut model, ticket);
    press(&mut model, "i");
    let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
    assert_eq!(prompt.input.value(), sql);
    press(&mut model, "<esc><esc>");
    assert!(model.tables.query.is_none());
    press(&mut model, "i<up>");
    let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
    assert_eq!(prompt.input.value(), sql);
}

#[test]
fn a_pasted_query_keeps_its_lines() {
    let sql = "-- customers of a city\nSELECT COUNT(*) AS n -- all of them\nFROM customer\nWHERE city = 'York'";
    for end in ["\n", "\r", "\r\n"] {
        let mut model = customers((80, 24));
        press(&mut model, "i");
        let pasted = format!("{}{end}", sql.replace('\n', end));
        step(&mut model, Message::Paste(pasted), now());
        let last = text(&model).lines().next_back().unwrap().to_owned();
        assert!(last.contains("all of them↵FROM customer↵WHERE city = 'York'"), "{last}");
        let (_, spec, _) = opening(&asks(press(&mut model, "<enter>")));
        assert_eq!(spec.subject, Subject::Query(sql.into()), "{end:?}");
        let drawn = text(&model);
        assert!(drawn.lines().any(|line| line.ends_with("SELECT COUNT(*) AS n -- all of them")), "{drawn}");
        press(&mut model, "i");
        let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
        assert_eq!(prompt.input.value(), sql);
    }
}

#[test]
fn pasted_text_is_taken_whole_or_not_at_all() {
    let mut model = customers((80, 24));
    press(&mut model, "i");
    let long = format!("SELECT 1 WHERE 1 IN ({}1)", "1, ".repeat(2000));
    step(&mut model, Message::Paste(long), now());
    let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
    assert_eq!(prompt.input.value(), "");
    let toast = model.shared.toasts.last().map(|toast| toast.text.clone());
    assert_eq!(toast.as_deref(), Some("not pasted: a line has room for 4096 bytes"));
    press(&mut model, "<esc>/");
    step(&mut model, Message::Paste("an\nna".into()), now());
    let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
    assert_eq!(prompt.input.value(), "an na", "a filter is one line");
}

#[test]
fn esc_stops_waiting_for_a_query() {
    let mut model = customers((80, 24));
    let ticket = run_query(&mut model, "SELECT 1");
    let effects = press(&mut model, "<esc>");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Cancel(t) if *t == ticket)));
    answer(&mut model, ticket, cities(ticket.0));
    assert!(text(&model).contains("stopped"), "what comes too late is dropped");
    press(&mut model, "<esc>");
    assert!(text(&model).contains("12,617 history rows"));
}

#[test]
fn a_newer_query_overtakes() {
    let mut model = customers((80, 24));
    let old = run_query(&mut model, "SELECT 1");
    let new = run_query_over(&mut model);
    answer(&mut model, old, cities(old.0));
    assert!(model.tables.view().grid.value().is_none());
    answer(&mut model, new, cities(new.0));
    assert!(text(&model).contains("Leeds"));
}

/// Changes the query in front and runs it.
fn run_query_over(model: &mut Model) -> Ticket {
    let asked = asks(press(model, "i + 1<enter>"));
    opening(&asked).0
}

#[test]
fn words_are_completed() {
    let mut model = customers((80, 24));
    let check = |model: &mut Model, typed: &str, expected: &str| {
        press(model, "i<ctrl-u>");
        press(model, typed);
        press(model, "<tab>");
        let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
        assert_eq!(prompt.input.value(), expected, "{typed}");
        press(model, "<esc>");
    };
    check(&mut model, "sel", "SELECT");
    check(&mut model, "SELECT * FROM cu", "SELECT * FROM customer");
    check(&mut model, "SELECT * FROM load_", "SELECT * FROM load_totals");
    check(&mut model, "SELECT * FROM product WHERE pr", "SELECT * FROM product WHERE product_id");
    check(&mut model, "SELECT * FROM sales s WHERE s.tot", "SELECT * FROM sales s WHERE s.total_price");
    check(&mut model, "SELECT sha", "SELECT sha256");
    check(&mut model, "SELECT * FROM customer WHERE eff", "SELECT * FROM customer WHERE effective_from");
    check(&mut model, "SELECT * FROM customer ord", "SELECT * FROM customer ORDER BY");
    check(&mut model, "SELECT é.xyz", "SELECT é.xyz");
    press(&mut model, "iSELECT  FROM product<ctrl-a>");
    for _ in 0..7 {
        press(&mut model, "<right>");
    }
    press(&mut model, "pri<tab>");
    let Some(Overlay::Prompt(prompt)) = &model.shared.overlay else { panic!() };
    assert_eq!(prompt.input.value(), "SELECT price FROM product", "before the cursor, not at the end");
}

#[test]
fn what_is_shown_is_exported() {
    let mut model = customers((80, 24));
    press(&mut model, "-");
    let asked = asks(press(&mut model, "e"));
    let Job::Tables(tables::Job::Export { spec, columns, format }) = &asked[0].job else { panic!("{asked:?}") };
    assert_eq!((spec.subject.clone(), *format), (Subject::Table("customer".into()), ExportFormat::Csv));
    assert_eq!((columns.len(), columns[0].as_str()), (7, "first_name"));
    let written = Written { path: "exports/customer.csv".into(), rows: 12_617 };
    answer(&mut model, asked[0].ticket, Found::Tables(tables::Found::Exported(written)));
    assert!(text(&model).contains("wrote exports/customer.csv · 12,617 rows"));
    let asked = asks(press(&mut model, "E<down><down><enter>"));
    assert!(matches!(asked[0].job, Job::Tables(tables::Job::Export { format: ExportFormat::Parquet, .. })));
    fail(&mut model, asked[0].ticket);
    assert!(model.shared.toasts.last().is_some_and(|toast| toast.text.contains("it is broken")));
}

#[test]
fn values_and_rows_are_copied() {
    let copied =
        |effects: Vec<Effect>| effects.into_iter().find_map(|e| if let Effect::Copy(t) = e { Some(t) } else { None });
    let mut model = customers((80, 24));
    assert_eq!(copied(press(&mut model, "<right>y")).as_deref(), Some("Ana"));
    let row = copied(press(&mut model, "Y")).unwrap();
    assert_eq!(row.split('\t').count(), 8, "{row}");
    press(&mut model, "<right><right>");
    assert_eq!(copied(press(&mut model, "<down><down><down><down><down>y")), None, "there is nothing in it");
}

#[test]
fn a_row_that_comes_too_late_does_not_open() {
    let mut model = customers((80, 24));
    let asked = asks(press(&mut model, "<enter>"));
    press(&mut model, "1");
    answer(&mut model, asked[0].ticket, Found::Tables(tables::Found::Row(Vec::new())));
    assert!(model.shared.overlay.is_none());
}

#[test]
fn the_mouse_selects_sorts_and_opens() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut model = customers((120, 40));
    let click = |model: &mut Model, text: &str| {
        let frame = super::text(model);
        let (row, line) = frame.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        let column = line.split(text).next().unwrap().chars().count() as u16;
        let kind = MouseEventKind::Down(MouseButton::Left);
        let event = MouseEvent { kind, column, row: row as u16, modifiers: KeyModifiers::NONE };
        asks(step(model, Message::Mouse(event), now()))
    };
    click(&mut model, "1003");
    assert_eq!(model.tables.table.list.selected, 3);
    let asked = click(&mut model, "1003");
    assert!(matches!(asked[0].job, Job::Tables(tables::Job::Row { row: 3, .. })));
    click(&mut model, "last_name");
    assert_eq!(model.tables.table.column, 2);
    let (_, spec, _) = opening(&click(&mut model, "last_name"));
    assert_eq!(spec.sort, by("last_name", Order::Ascending));
    let (_, spec, _) = opening(&click(&mut model, "product"));
    assert_eq!(spec.subject, Subject::Table("product".into()));
}

#[test]
fn a_wrong_day_is_said() {
    let mut model = customers((80, 24));
    assert!(asks(press(&mut model, "ayesterday<enter>")).is_empty());
    assert!(text(&model).contains("not a date: yesterday"));
    let (_, spec, _) = opening(&asks(press(&mut model, "a2024-10-12<enter>")));
    assert_eq!(spec.day, "2024-10-12".parse().ok());
}

#[test]
fn esc_goes_one_step_at_a_time() {
    let mut model = customers((120, 40));
    press(&mut model, "a2024-10-12<enter>/x<enter>td");
    for _ in 0..4 {
        assert!(model.tables.back(&mut model.shared));
    }
    assert!(!model.tables.back(&mut model.shared));
}

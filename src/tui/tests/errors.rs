//! The screen Errors: groups, rows one by one, whole rows, resend requests.

use chrono::NaiveDate;

use super::*;
use crate::check::{Reason, Value};
use crate::tui::core::outcome::Written;
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::errors::model::PAGE;
use crate::tui::screens::errors::request::{
    By, File, Found as Of, Group, Job as Wants, Line, Mark, Quarantined, Rows, What, Whole,
};

fn file(pipeline: &str, name: &str, rows: u64, of: Option<u64>) -> Group {
    let date = NaiveDate::from_ymd_opt(2024, 10, 16).unwrap();
    let report = format!("errors_{pipeline}_20241016.csv");
    let file = of.map(|_| name.to_owned());
    Group { what: What::File(File { report, file, pipeline: pipeline.to_owned(), date, of }), rows }
}

fn files() -> Vec<Group> {
    let quarantined = Quarantined {
        file: "customer_20241017.csv".into(),
        pipeline: "customer".into(),
        date: NaiveDate::from_ymd_opt(2024, 10, 17),
        reason: "a quote opens here and is never closed".into(),
        place: (Some(2), Some(1)),
        hint: Some("Ask for the file again.".into()),
        run: "20241017T070200123Z-42".into(),
    };
    vec![
        file("sales", "sales_20241016.txt", 1_200_045, Some(4_200_000)),
        file("customer", "customer_20241016.csv", 12, Some(430)),
        file("product", "", 3, None),
        Group { what: What::Quarantined(quarantined), rows: 0 },
    ]
}

fn line(number: u64) -> Line {
    let faults = [
        (Some("total_price"), Some("ERROR"), "not a decimal(12,2)", 0),
        (Some("quantity"), Some("-99"), "below 1", 1),
        (Some("product_id"), Some(""), "required", 0),
        (None, None, "3 fields, expected 7", 0),
    ];
    let (column, value, rule, more) = faults[usize::try_from(number).unwrap() % faults.len()];
    Line {
        mark: Mark { report: "errors_sales_20241016.csv".into(), at: number * 100 },
        line: 2_711 + number,
        column: column.map(str::to_owned),
        value: value.map(str::to_owned),
        rule: rule.to_owned(),
        more,
        row: format!("{} · 1042 · P1007 · 5 · 181.82 · ERROR · 2024-10-16", 70_000 + number),
    }
}

fn rows(total: usize) -> Rows {
    let mark = |page: usize| Mark { report: "errors_sales_20241016.csv".into(), at: (page * PAGE * 100) as u64 };
    Rows {
        total,
        marks: (0..total.div_ceil(PAGE)).map(mark).collect(),
        first: (0..total.min(PAGE) as u64).map(line).collect(),
    }
}

fn give(model: &mut Model, ticket: Ticket, found: Of) -> Vec<Ask> {
    asks(answer(model, ticket, Found::Errors(found)))
}

/// What the screen itself asks for, among some effects.
fn own(effects: Vec<Effect>) -> Vec<Ask> {
    asks(effects).into_iter().filter(|ask| matches!(ask.job, Job::Errors(_))).collect()
}

fn job(ask: &Ask) -> &Wants {
    match &ask.job {
        Job::Errors(job) => job,
        other => panic!("{other:?}"),
    }
}

/// The files; with the rows of the first one where there is room.
fn listed(size: (u16, u16)) -> Model {
    let (mut model, first) = opened(Screen::Errors, size);
    let beside = give(&mut model, first[0].ticket, Of::Groups(files()));
    assert_eq!(beside.len(), usize::from(size.0 >= 100));
    if let Some(ask) = beside.first() {
        give(&mut model, ask.ticket, Of::Rows(rows(1_200_045)));
    }
    model
}

/// The rows of the first file.
pub fn inside(size: (u16, u16)) -> Model {
    let mut model = listed(size);
    if let Some(ask) = asks(press(&mut model, "<enter>")).first() {
        give(&mut model, ask.ticket, Of::Rows(rows(1_200_045)));
    }
    model
}

#[test]
fn files_are_listed() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        insta::assert_snapshot!(format!("files_{}x{}", size.0, size.1), text(&listed(size)));
    }
    let mut model = listed((120, 40));
    press(&mut model, "G");
    insta::assert_snapshot!("files_quarantined", text(&model));
}

#[test]
fn loading_empty_failed() {
    let (mut model, first) = opened(Screen::Errors, (80, 24));
    assert!(matches!(job(&first[0]), Wants::Groups(_, By::File)));
    insta::assert_snapshot!("files_loading", text(&model));
    fail(&mut model, first[0].ticket);
    insta::assert_snapshot!("files_failed", text(&model));
    let again = own(press(&mut model, "<f5>"));
    give(&mut model, again[0].ticket, Of::Groups(Vec::new()));
    insta::assert_snapshot!("files_none", text(&model));
    assert!(asks(press(&mut model, "<enter>xy")).is_empty());
    let mut model = listed((80, 24));
    let again = own(press(&mut model, "<f5>"));
    fail(&mut model, again[0].ticket);
    assert!(text(&model).contains("customer_20241016.csv") && text(&model).contains("it is broken"));
}

#[test]
fn rows_are_listed() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        insta::assert_snapshot!(format!("rows_{}x{}", size.0, size.1), text(&inside(size)));
    }
    let mut model = listed((80, 24));
    let asked = asks(press(&mut model, "<enter>"));
    assert!(matches!(job(&asked[0]), Wants::Rows(s) if s.report.as_deref() == Some("errors_sales_20241016.csv")));
    insta::assert_snapshot!("rows_loading", text(&model));
    fail(&mut model, asked[0].ticket);
    insta::assert_snapshot!("rows_failed", text(&model));
    press(&mut model, "<esc>");
    assert!(text(&model).contains("customer_20241016.csv"));
}

#[test]
fn rows_seen_beside_the_groups_are_there_at_once() {
    let mut model = listed((120, 40));
    assert!(asks(press(&mut model, "<enter>")).is_empty());
    assert!(text(&model).contains("1,200,045 rejected rows of 4,200,000"));
    // Moving on asks for the rows of the other file; those of the first that come late are dropped.
    let mut model = listed((120, 40));
    let other = asks(press(&mut model, "j"));
    assert!(matches!(job(&other[0]), Wants::Rows(s) if s.report.as_deref() == Some("errors_customer_20241016.csv")));
    assert_eq!(other[0].job.supersede_group(), Some("errors.rows"));
    let third = asks(press(&mut model, "j"));
    give(&mut model, other[0].ticket, Of::Rows(rows(12)));
    assert_eq!(model.errors.level().unwrap().table.len(), 0);
    give(&mut model, third[0].ticket, Of::Rows(rows(3)));
    assert_eq!(model.errors.level().unwrap().table.len(), 3);
}

#[test]
fn only_the_pages_that_are_seen_are_asked_for() {
    let mut model = inside((80, 24));
    assert!(asks(press(&mut model, "<pgdn>")).is_empty(), "the first page is here");
    let last = asks(press(&mut model, "G"));
    let Wants::Page { mark, .. } = job(&last[0]) else { panic!("{last:?}") };
    assert_eq!(mark.at, (1_200_045 / PAGE * PAGE * 100) as u64);
    insta::assert_snapshot!("rows_of_a_page_on_its_way", text(&model));
    let page = (1_200_000..1_200_045).map(line).collect();
    give(&mut model, last[0].ticket, Of::Page(page));
    insta::assert_snapshot!("rows_at_the_end", text(&model));
    assert_eq!(model.errors.level().unwrap().table.pages.len(), 1, "far pages are let go");
    let first = asks(press(&mut model, "g"));
    assert!(matches!(job(&first[0]), Wants::Page { mark, .. } if mark.at == 0));
    fail(&mut model, first[0].ticket);
    assert!(text(&model).contains("it is broken"));
    assert!(asks(press(&mut model, "j")).is_empty(), "a page that fails is not asked for again and again");
}

#[test]
fn groups_by_rule_and_column() {
    let mut model = listed((80, 24));
    let by = asks(press(&mut model, "b"));
    assert!(matches!(job(&by[0]), Wants::Groups(_, By::Rule)));
    let group = |what, rows| Group { what, rows };
    let rules = vec![
        group(What::Rule("total_price: not a decimal(12,2)".into()), 1_200_000),
        group(What::Rule("quantity: below 1".into()), 40),
        group(What::Rule("3 fields, expected 7".into()), 1),
    ];
    give(&mut model, by[0].ticket, Of::Groups(rules.clone()));
    insta::assert_snapshot!("by_rule_80x24", text(&model));
    let asked = asks(press(&mut model, "<enter>"));
    let Wants::Rows(scope) = job(&asked[0]) else { panic!("{asked:?}") };
    assert_eq!((scope.report.as_deref(), scope.rule.as_deref()), (None, Some("total_price: not a decimal(12,2)")));
    give(&mut model, asked[0].ticket, Of::Rows(rows(2)));
    insta::assert_snapshot!("rows_of_a_rule", text(&model));
    // Of these rows only the file is not chosen yet.
    assert!(matches!(job(&asks(press(&mut model, "b"))[0]), Wants::Groups(s, By::File) if s.rule.is_some()));
    press(&mut model, "<esc>");
    let by = asks(press(&mut model, "b"));
    assert!(matches!(job(&by[0]), Wants::Groups(_, By::Column)));
    let columns = vec![group(What::Column("total_price".into()), 1_200_000), group(What::Column(String::new()), 1)];
    give(&mut model, by[0].ticket, Of::Groups(columns));
    insta::assert_snapshot!("by_column", text(&model));
    assert!(matches!(job(&asks(press(&mut model, "b"))[0]), Wants::Rows(s) if s.report.is_none()));
    assert!(matches!(job(&asks(press(&mut model, "b"))[0]), Wants::Groups(_, By::File)));
    let mut model = listed((120, 40));
    let by = asks(press(&mut model, "b"));
    let beside = give(&mut model, by[0].ticket, Of::Groups(rules));
    give(&mut model, beside[0].ticket, Of::Rows(rows(40)));
    insta::assert_snapshot!("by_rule_120x40", text(&model));
}

#[test]
fn a_filter_counts_with_every_letter() {
    let mut model = inside((80, 24));
    let typed = asks(press(&mut model, "/er"));
    assert!(matches!(job(&typed[1]), Wants::Rows(s) if s.text == "er" && s.report.is_some()));
    give(&mut model, typed[0].ticket, Of::Rows(rows(7)));
    assert_eq!(model.errors.level().unwrap().table.len(), 1_200_045, "overtaken");
    give(&mut model, typed[1].ticket, Of::Rows(rows(3)));
    press(&mut model, "<enter>");
    insta::assert_snapshot!("rows_filtered", text(&model));
    let typed = asks(press(&mut model, "/zz"));
    give(&mut model, typed[1].ticket, Of::Rows(Rows::default()));
    assert!(text(&model).contains("no match for “erzz”"));
    press(&mut model, "<enter><esc>");
    assert_eq!(model.errors.level().unwrap().scope.text, "", "the filter belongs to its level");
    let typed = asks(press(&mut model, "/x"));
    assert!(matches!(job(&typed[0]), Wants::Groups(s, By::File) if s.text == "x"));
}

pub fn whole() -> Whole {
    let reason = |column: Option<&str>, rule: &str, value: Option<&str>| Reason {
        column: column.map(str::to_owned),
        rule: rule.into(),
        value: value.map(Value::from),
    };
    let values = [("sale_id", "70000"), ("product_id", ""), ("quantity", "-99"), ("total_price", "ERROR")];
    Whole {
        file: "sales_20241016.txt".into(),
        line: 2_711,
        values: values.map(|(c, v)| (c.to_owned(), v.to_owned())).to_vec(),
        reasons: vec![
            reason(Some("total_price"), "not a decimal(12,2)", Some("ERROR")),
            reason(Some("product_id"), "required", Some("")),
            reason(None, "3 fields, expected 7", None),
        ],
    }
}

#[test]
fn the_whole_row_is_shown() {
    let mut model = inside((80, 24));
    let asked = asks(press(&mut model, "j<enter>"));
    assert!(matches!(job(&asked[0]), Wants::Row(mark) if mark.at == 100));
    give(&mut model, asked[0].ticket, Of::Row(whole()));
    insta::assert_snapshot!("whole_row", text(&model));
    press(&mut model, "<esc>");
    // Who went back meanwhile does not want it any more.
    let asked = asks(press(&mut model, "<enter><esc>"));
    give(&mut model, asked[0].ticket, Of::Row(whole()));
    assert!(model.shared.overlay.is_none());
    press(&mut model, "G<enter>");
    assert!(matches!(&model.shared.overlay, Some(Overlay::Detail(d)) if d.lines[0].1.contains("never closed")));
    insta::assert_snapshot!("quarantined_file", text(&model));
}

#[test]
fn a_resend_request_is_about_one_file() {
    let mut model = inside((80, 24));
    let asked = asks(press(&mut model, "x"));
    assert!(matches!(job(&asked[0]), Wants::Resend { report } if report == "errors_sales_20241016.csv"));
    assert_eq!(asked[0].job.supersede_group(), None, "what writes is not overtaken");
    let path = "exports/resend_request_sales_20241016.csv".into();
    give(&mut model, asked[0].ticket, Of::Written(Written { path, rows: 12 }));
    assert!(text(&model).contains("wrote exports/resend_request_sales_20241016.csv · 12 rows"));
    press(&mut model, "<esc>");
    assert!(
        matches!(job(&asks(press(&mut model, "jx"))[0]), Wants::Resend { report } if report == "errors_customer_20241016.csv")
    );
    let asked = asks(press(&mut model, "Gx"));
    assert!(matches!(job(&asked[0]), Wants::ResendFile { file } if file == "customer_20241017.csv"));
    fail(&mut model, asked[0].ticket);
    assert!(text(&model).contains("it is broken"));
    let by = asks(press(&mut model, "b"));
    give(&mut model, by[0].ticket, Of::Groups(vec![Group { what: What::Rule("r".into()), rows: 2 }]));
    assert!(asks(press(&mut model, "x")).is_empty(), "rows of a rule may be of several files");
}

#[test]
fn what_is_selected_is_copied() {
    let mut model = inside((80, 24));
    let copied =
        |effects: Vec<Effect>| effects.into_iter().find_map(|e| if let Effect::Copy(t) = e { Some(t) } else { None });
    assert_eq!(copied(press(&mut model, "jy")).as_deref(), Some("line 2712: quantity «-99» below 1"));
    assert_eq!(copied(press(&mut model, "jjy")).as_deref(), Some("line 2714: the row 3 fields, expected 7"));
    assert_eq!(copied(press(&mut model, "<esc>y")).as_deref(), Some("sales_20241016.txt"));
}

#[test]
fn hostile_text_stays_in_its_place() {
    let hostile = ["\u{1b}[2J\u{1b}]0;x\u{7}", "a\u{202e}cba\u{200b}\u{301}\u{301}", &"𝕏日本".repeat(1 << 20)];
    let (mut model, first) = opened(Screen::Errors, (120, 40));
    let mut groups = files();
    groups[0] = file(hostile[0], hostile[2], 3, Some(4));
    let beside = give(&mut model, first[0].ticket, Of::Groups(groups));
    let mut bad = rows(3);
    for (line, text) in bad.first.iter_mut().zip(hostile) {
        (line.column, line.value) = (Some(text.to_owned()), Some(text.to_owned()));
        (line.rule, line.row) = (text.to_owned(), text.to_owned());
    }
    give(&mut model, beside[0].ticket, Of::Rows(bad));
    let groups = text(&model);
    insta::assert_snapshot!("hostile_groups", groups);
    press(&mut model, "<enter>");
    let rows = text(&model);
    insta::assert_snapshot!("hostile_rows", rows);
    let asked = asks(press(&mut model, "<enter>"));
    let values = hostile.iter().map(|text| ((*text).to_owned(), (*text).to_owned())).collect();
    give(&mut model, asked[0].ticket, Of::Row(Whole { values, ..whole() }));
    for screen in [groups, rows, text(&model)] {
        assert!(screen.chars().all(|c| c == '\n' || !c.is_control()));
    }
}

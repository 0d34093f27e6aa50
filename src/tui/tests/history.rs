//! The screen History: keys, the life of one, the file behind a version.

use chrono::NaiveDate;

use super::*;
use crate::history::{Change, Version, open_end};
use crate::read::Excerpt;
use crate::run::Places;
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::history::request::{Found as Of, Job as Wants, Versions};
use crate::warehouse::{FoundKey, Keys};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, day).unwrap()
}

fn found(id: u64, name: [&str; 3], versions: usize, until: Option<u32>) -> FoundKey {
    FoundKey {
        key: vec![id.to_string()],
        values: name.iter().map(|v| Some((*v).to_owned()).filter(|v| !v.is_empty())).collect(),
        versions,
        current: until.is_none(),
        since: day(9),
        until: until.map_or(open_end(), day),
        because: None,
    }
}

fn keys() -> Keys {
    let mut keys = vec![
        found(1042, ["Ana", "Moreau", "moreau@example.org"], 3, None),
        found(1043, ["Bo", "Lund", ""], 1, None),
        found(
            1107,
            ["Zoë", "Oyelaran-Fitzgerald", "zoe.oyelaran-fitzgerald@a-rather-long-domain.example"],
            1_204,
            Some(14),
        ),
    ];
    keys.extend((1108..1140).map(|id| found(id, ["Cy", "Roe", "cy@example.org"], 1, None)));
    Keys { columns: ["first_name", "last_name", "email"].map(str::to_owned).to_vec(), keys, rest: None, cut: false }
}

fn version(from: NaiveDate, to: Option<NaiveDate>, changes: &[(&str, Option<&str>, Option<&str>)]) -> Version {
    let value = |column: &str, value: &str| {
        let changed = changes.iter().find(|(c, ..)| *c == column).map(|(.., new)| new.map(str::to_owned));
        (column.to_owned(), changed.unwrap_or_else(|| Some(value.to_owned())))
    };
    let text = |v: &Option<&str>| v.map(str::to_owned);
    let change = |(column, old, new): &(&str, Option<&str>, Option<&str>)| Change {
        column: (*column).to_owned(),
        old: text(old),
        new: text(new),
    };
    Version {
        effective_from: from,
        expiry_date: to.unwrap_or(open_end()),
        is_current: to.is_none(),
        values: vec![
            value("customer_id", "1042"),
            value("first_name", "Ana"),
            value("last_name", "Moreau"),
            value("email", "ana@example.org"),
            value("membership_status", "inactive"),
            value("city", "Lisboa"),
        ],
        row_hash: i64::from(from.to_epoch_days()),
        changes: changes.iter().map(change).collect(),
        came_back: false,
    }
}

/// Inactive, then active, then away, then back with another address.
fn ana() -> Versions {
    let mut back = version(day(15), None, &[("email", Some("ana@example.org"), Some("moreau@example.org"))]);
    back.came_back = true;
    let versions = vec![
        version(day(9), Some(day(11)), &[]),
        version(day(11), Some(day(14)), &[("membership_status", Some("inactive"), Some("active"))]),
        back,
    ];
    with_places(versions)
}

fn with_places(versions: Vec<Version>) -> Versions {
    let file = |d: NaiveDate| format!("customer_{}.csv", d.format("%Y%m%d"));
    let place = |v: &Version| Places {
        files: vec![(file(v.effective_from), "20241016T070200123Z-42".to_owned())],
        ended_by: (!v.is_current).then(|| file(v.expiry_date)),
    };
    let places = versions.iter().map(place).collect();
    Versions { versions, places, until: Some(day(16)) }
}

fn give(model: &mut Model, ticket: Ticket, found: Of) -> Vec<Effect> {
    answer(model, ticket, Found::History(found))
}

/// What the screen itself asks for, among some effects.
fn own(effects: Vec<Effect>) -> Vec<Ask> {
    asks(effects).into_iter().filter(|ask| matches!(ask.job, Job::History(_))).collect()
}

fn job(ask: &Ask) -> &Wants {
    match &ask.job {
        Job::History(job) => job,
        other => panic!("{other:?}"),
    }
}

/// The list of keys.
fn listed(size: (u16, u16)) -> Model {
    let (mut model, first) = opened(Screen::History, size);
    give(&mut model, first[0].ticket, Of::Keys(keys()));
    model
}

/// The life of the first key, with the ask for its first line.
fn timeline(size: (u16, u16), versions: Versions) -> (Model, Vec<Ask>) {
    let mut model = listed(size);
    let opened = asks(press(&mut model, "<enter>")).remove(0);
    let reading = asks(give(&mut model, opened.ticket, Of::Versions(versions)));
    (model, reading)
}

/// All files behind the versions in view are read.
fn read(model: &mut Model, mut reading: Vec<Ask>) {
    for line in 0.. {
        let Some(ask) = reading.pop() else { return };
        let Wants::Lines { file, .. } = job(&ask) else { return };
        let date = NaiveDate::parse_from_str(file, "customer_%Y%m%d.csv").unwrap();
        let lines = vec![(4_112 + line, i64::from(date.to_epoch_days()))];
        reading = asks(give(model, ask.ticket, Of::Lines(lines)));
    }
}

#[test]
fn keys_are_listed() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        insta::assert_snapshot!(format!("keys_{}x{}", size.0, size.1), text(&listed(size)));
    }
}

#[test]
fn loading_empty_failed() {
    let (mut model, first) = opened(Screen::History, (80, 24));
    assert!(
        matches!(job(&first[0]), Wants::Keys { table, text, from: 0, .. } if table == "customer" && text.is_empty())
    );
    insta::assert_snapshot!("keys_loading", text(&model));
    fail(&mut model, first[0].ticket);
    insta::assert_snapshot!("keys_failed", text(&model));
    let again = own(press(&mut model, "<f5>"));
    give(&mut model, again[0].ticket, Of::Keys(Keys::default()));
    insta::assert_snapshot!("keys_none", text(&model));
    // An old list with a newer failure is still there.
    let mut model = listed((80, 24));
    let again = own(press(&mut model, "<f5>"));
    assert!(text(&model).contains("Moreau") && text(&model).contains("looking"));
    fail(&mut model, again[0].ticket);
    assert!(text(&model).contains("Moreau") && text(&model).contains("it is broken"));
}

#[test]
fn every_letter_searches_and_only_the_last_answer_counts() {
    let mut model = listed((80, 24));
    let typed = asks(press(&mut model, "/an"));
    let texts: Vec<&Wants> = typed.iter().map(job).collect();
    assert!(
        matches!(texts[..], [Wants::Keys { text: a, .. }, Wants::Keys { text: b, from: 0, .. }] if a == "a" && b == "an")
    );
    assert_eq!(typed[0].job.supersede_group(), Some("history.keys"));
    let mut stale = keys();
    stale.keys.truncate(1);
    give(&mut model, typed[0].ticket, Of::Keys(stale));
    assert!(text(&model).contains("Lund"), "an answer that was overtaken changes nothing");
    let mut first = keys();
    first.keys.truncate(1);
    first.rest = Some(8);
    let more = asks(give(&mut model, typed[1].ticket, Of::Keys(first)));
    assert!(matches!(job(&more[0]), Wants::Keys { from: 8, known: 1, .. }), "it goes on where it stopped");
    assert!(text(&model).contains("still looking"));
    let mut second = keys();
    second.keys.truncate(2);
    second.keys[1].because = Some(("city".to_owned(), "Villa Ana".to_owned()));
    give(&mut model, more[0].ticket, Of::Keys(second));
    insta::assert_snapshot!("search", text(&model));
    let found = model.history.keys.value().unwrap();
    assert_eq!(found.keys.len(), 2, "a key that is known already is not listed twice");
    // Nothing is found; the text is forgotten by the first Esc, the search by the second.
    let nothing = asks(press(&mut model, "x"));
    give(&mut model, nothing[0].ticket, Of::Keys(Keys::default()));
    insta::assert_snapshot!("search_nothing", text(&model));
    let all = asks(press(&mut model, "<esc>"));
    assert!(matches!(job(&all[0]), Wants::Keys { text, .. } if text.is_empty()));
    assert!(model.shared.overlay.is_none());
}

#[test]
fn too_many_keys_say_so() {
    let (mut model, first) = opened(Screen::History, (80, 24));
    give(&mut model, first[0].ticket, Of::Keys(Keys { cut: true, ..keys() }));
    assert!(text(&model).contains("the first 500 records"));
    let typed = asks(press(&mut model, "/c"));
    give(&mut model, typed[0].ticket, Of::Keys(Keys { cut: true, rest: Some(3), ..keys() }));
    assert!(text(&model).contains("the first 500; type more"));
}

#[test]
fn another_table_is_chosen_and_remembered() {
    let mut model = listed((80, 24));
    press(&mut model, "t");
    assert!(matches!(&model.shared.overlay, Some(Overlay::Choice(c)) if c.items == ["customer", "product", "sales"]));
    let chosen = asks(press(&mut model, "<down><enter>"));
    assert!(matches!(job(&chosen[0]), Wants::Keys { table, .. } if table == "product"));
    assert_eq!((model.history.table.as_str(), model.shared.user.table.as_deref()), ("product", Some("product")));
    assert!(text(&model).contains("searching"), "keys of the other table are gone at once");
}

#[test]
fn a_table_without_a_key_says_so_and_is_not_searched() {
    let (mut model, _) = opened(Screen::History, (80, 24));
    model.shared.shop.tables[0].key.clear();
    model.history.keys.clear();
    let asked = own(press(&mut model, "<f5>/ann<enter>"));
    assert!(asked.is_empty(), "{asked:?}");
    assert!(text(&model).contains("customer has no key: its rows have no history of their own"), "{}", text(&model));
}

#[test]
fn a_life_is_drawn() {
    for size in [(80, 24), (120, 40), (40, 10)] {
        let (mut model, reading) = timeline(size, ana());
        read(&mut model, reading);
        insta::assert_snapshot!(format!("life_{}x{}", size.0, size.1), text(&model));
    }
    let (mut model, reading) = timeline((80, 24), ana());
    insta::assert_snapshot!("life_before_the_line_is_found", text(&model));
    read(&mut model, reading);
    press(&mut model, "<left><left>");
    insta::assert_snapshot!("life_in_a_gap", text(&model));
}

#[test]
fn a_life_loads_and_fails() {
    let mut model = listed((80, 24));
    let opened = asks(press(&mut model, "<enter>")).remove(0);
    assert!(matches!(job(&opened), Wants::Versions { key, .. } if *key == ["1042"]));
    insta::assert_snapshot!("life_loading", text(&model));
    fail(&mut model, opened.ticket);
    insta::assert_snapshot!("life_failed", text(&model));
    let again = own(press(&mut model, "<f5>"));
    let versions = again.iter().find(|a| matches!(job(a), Wants::Versions { .. })).unwrap();
    give(&mut model, versions.ticket, Of::Versions(Versions::default()));
    insta::assert_snapshot!("life_gone", text(&model));
    press(&mut model, "<left><down>+<enter>oay");
}

/// The day, and the version or gap that holds on it.
fn at(model: &Model) -> (u32, usize) {
    use chrono::Datelike;
    let timeline = model.history.timeline.as_ref().unwrap();
    (timeline.day.day(), timeline.list.selected)
}

#[test]
fn days_and_versions_go_together() {
    let (mut model, _) = timeline((80, 24), ana());
    let steps = [
        ("", (16, 3)),
        ("<left>", (15, 3)),
        ("<left>", (14, 2)),
        ("h", (13, 1)),
        ("<up>", (9, 0)),
        ("<up><left>", (9, 0)),
        ("<down>", (11, 1)),
        ("j", (14, 2)),
        ("<pgdn>", (16, 3)),
        ("<right>", (16, 3)),
        ("g", (9, 0)),
        ("G", (15, 3)),
        ("n", (15, 3)),
        ("N", (14, 2)),
    ];
    for (keys, expected) in steps {
        press(&mut model, keys);
        assert_eq!(at(&model), expected, "{keys}");
    }
    press(&mut model, "a<ctrl-u>2024-10-12<enter>");
    assert_eq!(at(&model), (12, 1));
    press(&mut model, "a<ctrl-u>2030-01-01<enter>");
    assert_eq!((at(&model), model.shared.toasts.len()), ((16, 3), 1));
    press(&mut model, "a<ctrl-u>soon<enter>");
    assert_eq!(model.shared.toasts.len(), 2);
    press(&mut model, "ga<ctrl-u><enter>");
    assert_eq!(at(&model), (16, 3), "no day is the last one");
    press(&mut model, "<esc>");
    assert!(model.history.timeline.is_none());
}

#[test]
fn the_lines_of_versions_in_view_are_read_one_file_at_a_time() {
    let (mut model, reading) = timeline((80, 24), ana());
    assert!(
        matches!(job(&reading[0]), Wants::Lines { file, .. } if file == "customer_20241015.csv"),
        "the selected first"
    );
    assert_eq!((reading.len(), reading[0].job.supersede_group()), (1, Some("history.lines")));
    assert!(asks(press(&mut model, "<up><up>")).is_empty(), "one at a time");
    let next = asks(fail(&mut model, reading[0].ticket));
    assert!(matches!(job(&next[0]), Wants::Lines { file, .. } if file == "customer_20241011.csv"), "the nearest next");
    let left = press(&mut model, "<esc>");
    assert!(left.iter().any(|e| matches!(e, Effect::Cancel(t) if *t == next[0].ticket)));
    assert!(give(&mut model, next[0].ticket, Of::Lines(vec![(7, 7)])).is_empty(), "nobody waits for it any more");
}

#[test]
fn the_whole_row_is_shown_and_copied() {
    let (mut model, reading) = timeline((80, 24), ana());
    read(&mut model, reading);
    press(&mut model, "<enter>");
    insta::assert_snapshot!("life_row", text(&model));
    let effects = press(&mut model, "<down><down><down>y<esc>");
    assert!(effects.iter().any(|e| matches!(e, Effect::Copy(text) if text == "moreau@example.org")));
    let effects = press(&mut model, "y");
    assert!(effects.iter().any(|e| matches!(e, Effect::Copy(text) if text == "1042")));
    press(&mut model, "<left><left><enter>");
    assert!(model.shared.overlay.is_none(), "nothing held on that day");
}

fn excerpt() -> Excerpt {
    let line =
        |n: u64| format!("\"{n}\",\"Ana\",\"Moreau\",\"moreau@example.org\",\"inactive\",\"{}\"", "Lisboa ".repeat(9));
    Excerpt { first: 4_012, lines: (4_012..4_213).map(line).collect(), more: true }
}

#[test]
fn the_file_behind_a_version() {
    let (mut model, reading) = timeline((80, 24), ana());
    read(&mut model, reading);
    let source = asks(press(&mut model, "o")).remove(0);
    assert!(matches!(job(&source), Wants::Source(s) if s.file == "customer_20241015.csv" && s.line == Some(4_112)));
    insta::assert_snapshot!("page_loading", text(&model));
    give(&mut model, source.ticket, Of::Source(Some(4_112), excerpt()));
    insta::assert_snapshot!("page", text(&model));
    let effects = press(&mut model, "<right><right>y");
    assert!(effects.iter().any(|e| matches!(e, Effect::Copy(text) if text.starts_with("\"4112\""))));
    press(&mut model, "G<left>");
    let page = model.history.timeline.as_ref().unwrap().page.as_ref().unwrap();
    assert_eq!((page.list.selected, page.left), (200, 10));
    press(&mut model, "<esc>");
    assert!(model.history.timeline.as_ref().unwrap().page.is_none(), "back to the life");
    let source = asks(press(&mut model, "o")).remove(0);
    fail(&mut model, source.ticket);
    insta::assert_snapshot!("page_failed", text(&model));
}

#[test]
fn a_thousand_versions_stay_in_their_window() {
    let first = day(9);
    let on = |n: u64| first + chrono::Days::new(n * 2);
    let many = (0..1_000).map(|n| {
        let to = (n < 999).then(|| on(n + 1));
        version(on(n), to, &[("city", Some("Lisboa"), Some(if n % 2 == 0 { "Porto" } else { "Évora" }))])
    });
    let (mut model, _) = timeline((80, 24), with_places(many.collect()));
    insta::assert_snapshot!("many_versions", text(&model));
    press(&mut model, "g+++");
    insta::assert_snapshot!("many_versions_closer", text(&model));
    press(&mut model, "<ctrl-d><ctrl-d><right><pgdn>++++++");
    insta::assert_snapshot!("many_versions_closest", text(&model));
    press(&mut model, "----------------");
    assert_eq!(model.history.timeline.as_ref().unwrap().zoom, 0);
}

#[test]
fn the_mouse_chooses_versions_and_days() {
    use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
    let (mut model, _) = timeline((80, 24), ana());
    let click = |model: &mut Model, column: u16, row: u16| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        step(model, Message::Mouse(event), now());
    };
    click(&mut model, 4, 7);
    assert_eq!(at(&model), (11, 1));
    click(&mut model, 4, 7);
    assert!(matches!(model.shared.overlay, Some(Overlay::Detail(_))), "a second click looks inside");
    press(&mut model, "<esc>");
    let column = text(&model).lines().nth(5).unwrap().chars().collect::<String>().find("13").unwrap();
    click(&mut model, u16::try_from(column).unwrap(), 5);
    assert_eq!(at(&model), (13, 1), "a click on the axis moves the day");
    press(&mut model, "<esc>");
    click(&mut model, 4, 6);
    assert_eq!(model.history.list.selected, 1);
    click(&mut model, 4, 6);
    assert!(model.history.timeline.is_some());
}

#[test]
fn hostile_text_stays_in_its_place() {
    let hostile = ["\u{1b}[2J\u{1b}]0;x\u{7}", "a\u{202e}cba\u{200b}\u{301}\u{301}", &"𝕏日本".repeat(1 << 20)];
    let (mut model, first) = opened(Screen::History, (80, 24));
    let mut keys = keys();
    keys.keys[0] = found(1042, hostile, 2, None);
    keys.keys[0].because = Some((hostile[1].to_owned(), hostile[2].to_owned()));
    keys.keys[1].key = vec![hostile[0].to_owned()];
    give(&mut model, first[0].ticket, Of::Keys(keys));
    let drawn = text(&model);
    insta::assert_snapshot!("hostile_keys", drawn);
    let opened = asks(press(&mut model, "<enter>")).remove(0);
    let mut versions = ana();
    versions.versions[2] = version(
        day(15),
        None,
        &[("email", Some(hostile[2]), Some(hostile[0])), ("city", Some(hostile[1]), Some(hostile[2]))],
    );
    versions.places[2].files[0].0 = format!("{}.csv", hostile[0]);
    let reading = asks(give(&mut model, opened.ticket, Of::Versions(versions)));
    insta::assert_snapshot!("hostile_life", text(&model));
    drop(reading);
    let source = asks(press(&mut model, "o")).remove(0);
    let lines = hostile.iter().map(|text| (*text).to_owned()).collect();
    give(&mut model, source.ticket, Of::Source(Some(2), Excerpt { first: 1, lines, more: false }));
    insta::assert_snapshot!("hostile_page", text(&model));
    press(&mut model, "<esc><enter>");
    for (screen, what) in [(text(&model), "row"), (drawn, "keys")] {
        assert!(screen.chars().all(|c| c == '\n' || !c.is_control()), "{what}");
    }
}

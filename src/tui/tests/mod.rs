//! Screens drawn from a model on a buffer, and keys pressed one by one: no threads, no sleeps, no clock, no files.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::core::drawn::Drawn;
use crate::tui::core::message::{Answer, Ask, Effect, Found, Job, Message, Outcome};
use crate::tui::core::model::Model;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::shop;
use crate::tui::core::shop::{Column, Report, Shop, Table};
use crate::tui::core::{update, view};
use crate::tui::screen::Screen;
use crate::tui::settings::Settings;

mod chaos;
mod correct;
mod errors;
mod errors_work;
mod frame;
mod history;
mod history_work;
mod loading;
mod reports;
mod runs;
mod tables;
mod today;
mod undo;

/// A moment of the sample week.
pub fn now() -> DateTime<Utc> {
    "2024-10-16T07:02:00Z".parse().unwrap()
}

/// A model of the sample shop, opened, with a screen in front; what that screen asked for first comes too.
pub fn opened(screen: Screen, size: (u16, u16)) -> (Model, Vec<Ask>) {
    let mut model = Model::new("shop".into(), size, now(), Settings::default());
    model.shared.screen = screen;
    let effects = update::start(&mut model);
    let open = asks(effects).remove(0);
    let effects = answer(&mut model, open.ticket, Found::Shop(shop::Found::Opened(sample_shop())));
    (model, asks(effects))
}

/// What a message does, and what the frame after it asks for.
pub fn step(model: &mut Model, message: Message, time: DateTime<Utc>) -> Vec<Effect> {
    model.shared.drawn = drawn(model).1;
    let mut effects = update::update(model, message, time);
    let after = drawn(model).1;
    effects.extend(update::drawn(model, after));
    effects
}

/// Answers an ask.
pub fn answer(model: &mut Model, ticket: Ticket, found: Found) -> Vec<Effect> {
    let answer = Answer { ticket, outcome: Outcome::Finished(found) };
    step(model, Message::Answer(answer), now())
}

/// Fails an ask.
pub fn fail(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let failure =
        Failure { message: "warehouse/customer: cannot read: it is broken".into(), hint: Some("Try `doctor`.".into()) };
    step(model, Message::Answer(Answer { ticket, outcome: Outcome::Failed(failure) }), now())
}

/// Presses keys one after the other: characters, or names in angle brackets as in `ab<enter><ctrl-d>`.
pub fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let (key, after) = match rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
            Some((name, after)) => (named(name), after),
            None => (KeyEvent::from(KeyCode::Char(first)), &rest[first.len_utf8()..]),
        };
        effects.extend(step(model, Message::Key(key), now()));
        rest = after;
    }
    effects
}

fn named(name: &str) -> KeyEvent {
    let code = match name.trim_start_matches("ctrl-") {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "backspace" => KeyCode::Backspace,
        "pgdn" => KeyCode::PageDown,
        "f1" => KeyCode::F(1),
        "f2" => KeyCode::F(2),
        "f5" => KeyCode::F(5),
        one => KeyCode::Char(one.chars().next().unwrap()),
    };
    KeyEvent::new(code, if name.starts_with("ctrl-") { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
}

/// The asks among some effects.
pub fn asks(effects: Vec<Effect>) -> Vec<Ask> {
    effects.into_iter().filter_map(|e| if let Effect::Ask(ask) = e { Some(ask) } else { None }).collect()
}

/// The frame as text, without blanks at the ends of lines.
pub fn text(model: &Model) -> String {
    let buffer = frame_of(model);
    let line = |y| (0..buffer.area.width).map(|x| symbol(&buffer, x, y)).collect::<String>().trim_end().to_owned();
    (0..buffer.area.height).map(line).collect::<Vec<_>>().join("\n")
}

/// The frame.
pub fn frame_of(model: &Model) -> Buffer {
    drawn(model).0
}

fn drawn(model: &Model) -> (Buffer, Drawn) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.shared.size.0, model.shared.size.1));
    let drawn = view::draw(model, &mut buffer);
    (buffer, drawn)
}

/// What a cell shows; nothing for the second half of a wide character.
fn symbol(buffer: &Buffer, x: u16, y: u16) -> String {
    let wide = |x: u16| crate::report::text::width(buffer[(x, y)].symbol()) > 1;
    if x > 0 && wide(x - 1) { String::new() } else { buffer[(x, y)].symbol().to_owned() }
}

/// What the sample shop holds.
pub fn sample_shop() -> Shop {
    let column = |(name, kind): (&str, &str)| Column {
        name: name.into(),
        kind: kind.into(),
        required: name != "email",
        number: kind == "int" || kind.starts_with("decimal"),
    };
    let table = |name: &str, key: &str, snapshot: bool, columns: &[(&str, &str)]| Table {
        name: name.into(),
        columns: columns.iter().copied().map(column).collect(),
        key: vec![key.into()],
        snapshot,
    };
    let report = |name: &str, title: &str, chart: bool| Report {
        name: name.into(),
        title: title.into(),
        chart,
        check: name == "reconciliation",
    };
    Shop {
        name: "Corner Tech Shop".into(),
        root: "shop".into(),
        tables: vec![
            table(
                "customer",
                "customer_id",
                true,
                &[
                    ("customer_id", "int"),
                    ("first_name", "string"),
                    ("last_name", "string"),
                    ("email", "string"),
                    ("membership_status", "enum"),
                ],
            ),
            table(
                "product",
                "product_id",
                true,
                &[("product_id", "string"), ("product_name", "string"), ("price", "decimal(12,2)")],
            ),
            table(
                "sales",
                "transaction_id",
                false,
                &[
                    ("transaction_id", "int"),
                    ("customer_id", "int"),
                    ("product_id", "string"),
                    ("quantity", "int"),
                    ("total_price", "decimal(14,2)"),
                ],
            ),
        ],
        reports: vec![
            report("customer_growth", "Customer growth", true),
            report("sales_by_membership", "Sales by membership", true),
            report("product_sale_breakdown", "Product sale breakdown", true),
            report("reconciliation", "Reconciliation", false),
        ],
    }
}

/// Whether a job is there among asks.
pub fn has_job(asks: &[Ask], is: fn(&Job) -> bool) -> bool {
    asks.iter().any(|ask| is(&ask.job))
}

//! Random keys, sizes and answers: nothing panics, and there is always a way back.

use std::sync::LazyLock;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::run::{self, Listener, Request};
use crate::sample::{self, BadRows, Plan};
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::errors::request as errors;
use crate::tui::worker;
use crate::tui::worker::engine::Engine;

/// Something that happens.
#[derive(Debug, Clone)]
enum Op {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    Resize(u16, u16),
    Answer(usize),
    Fail(usize),
    Cancel(usize),
    Stale(u64),
    Tick,
    Landed,
}

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &run::Event) {}
}

/// A small shop with a bad day, loaded once for all cases.
static SHOP: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let landing = folder.path().join("landing_zone");
    sample::write(&landing, &Plan { bad_rows: BadRows::OnLastDay, ..Plan::shop(60, 40, 3) }).unwrap();
    std::fs::write(landing.join("customer_20241020.csv"), "customer_id\n\"never closed").unwrap();
    let workspace = crate::workspace::open(folder.path()).unwrap();
    run::execute(&workspace, &Request::default(), Utc::now, &Quiet).unwrap();
    std::fs::write(landing.join("notes \u{1b}[2J.docx"), "x").unwrap();
    folder
});

fn key() -> impl Strategy<Value = KeyEvent> {
    let plain = prop_oneof![
        8 => proptest::char::range(' ', '~').prop_map(KeyCode::Char),
        // What the screens listen to comes more often than chance would have it.
        12 => proptest::sample::select("123456rcuvfbxtoaeeEs-+idgGnNyhjklq?:/[]AdY".chars().collect::<Vec<_>>())
            .prop_map(KeyCode::Char),
        12 => proptest::sample::select(vec![
            KeyCode::Enter, KeyCode::Enter, KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::BackTab, KeyCode::Up,
            KeyCode::Down, KeyCode::Down, KeyCode::Left, KeyCode::Right, KeyCode::PageUp, KeyCode::PageDown,
            KeyCode::Home, KeyCode::End, KeyCode::Backspace, KeyCode::Delete, KeyCode::F(1), KeyCode::F(2), KeyCode::F(5),
        ]),
        1 => any::<char>().prop_map(KeyCode::Char),
        // Saves a row that is corrected.
        1 => Just(KeyCode::F(10)),
    ];
    let held =
        prop_oneof![9 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::CONTROL), 1 => Just(KeyModifiers::SHIFT)];
    (plain, held).prop_map(|(code, held)| KeyEvent::new(code, held))
}

fn mouse() -> impl Strategy<Value = MouseEvent> {
    let kind = prop_oneof![
        Just(MouseEventKind::Down(MouseButton::Left)),
        Just(MouseEventKind::ScrollUp),
        Just(MouseEventKind::ScrollDown)
    ];
    (kind, 0u16..210, 0u16..70).prop_map(|(kind, column, row)| MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    })
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        30 => key().prop_map(Op::Key),
        3 => mouse().prop_map(Op::Mouse),
        1 => ".{0,40}".prop_map(Op::Paste),
        2 => (1u16..210, 1u16..70).prop_map(|(w, h)| Op::Resize(w, h)),
        16 => (0usize..8).prop_map(Op::Answer),
        2 => (0usize..8).prop_map(Op::Fail),
        2 => (0usize..8).prop_map(Op::Cancel),
        1 => (0u64..50).prop_map(Op::Stale),
        1 => Just(Op::Tick),
        1 => Just(Op::Landed),
    ]
}

/// The model, what it asked for, and the engine that answers.
struct Stand {
    model: Model,
    asks: Vec<Ask>,
    engine: Engine,
}

impl Stand {
    fn new() -> Self {
        let mut model = Model::new("shop".into(), (80, 24), now(), Settings::default());
        let asks = asks(update::start(&mut model));
        let engine = Engine::new(SHOP.path().to_owned(), Utc::now);
        let mut stand = Self { model, asks, engine };
        stand.answer(0);
        stand
    }

    fn happen(&mut self, op: Op) -> Vec<Effect> {
        let message = match op {
            Op::Key(key) => Message::Key(key),
            Op::Mouse(event) => Message::Mouse(event),
            Op::Paste(text) => Message::Paste(text),
            Op::Resize(columns, rows) => Message::Resize(columns, rows),
            Op::Answer(which) => return self.answer(which),
            Op::Fail(which) => return self.end(which, Outcome::Failed(Failure { message: "no".into(), hint: None })),
            Op::Cancel(which) => return self.end(which, Outcome::Cancelled),
            Op::Stale(ticket) => {
                let outcome = Outcome::Failed(Failure { message: "too late".into(), hint: None });
                Message::Answer(Answer { ticket: Ticket(1_000_000 + ticket), outcome })
            }
            Op::Tick => Message::Tick,
            Op::Landed => Message::Landed,
        };
        self.take(message)
    }

    /// Answers one of the open asks as the worker would; what changes tables is only said to be done.
    fn answer(&mut self, which: usize) -> Vec<Effect> {
        let Some(ask) = self.pick(which) else { return Vec::new() };
        let answer = match ask.job {
            Job::Shop(shop::Job::Load { .. } | shop::Job::Undo { .. }) => {
                let found = Found::Shop(shop::Found::Loaded(run::RunResult::DoneWithRejects));
                Answer { ticket: ask.ticket, outcome: Outcome::Finished(found) }
            }
            Job::Errors(errors::Job::Correct(row)) => {
                let column = row.values.first().cloned();
                let wrong = vec![crate::check::Reason { column, rule: "no".into(), value: None }];
                let found = match which % 2 {
                    0 => errors::Corrected { wrong: Vec::new(), result: Some(run::RunResult::Done) },
                    _ => errors::Corrected { wrong, result: None },
                };
                let found = Found::Errors(errors::Found::Corrected(found));
                Answer { ticket: ask.ticket, outcome: Outcome::Finished(found) }
            }
            _ => worker::answered(&self.engine, ask),
        };
        self.take(Message::Answer(answer))
    }

    fn end(&mut self, which: usize, outcome: Outcome) -> Vec<Effect> {
        let Some(ask) = self.pick(which) else { return Vec::new() };
        self.take(Message::Answer(Answer { ticket: ask.ticket, outcome }))
    }

    fn pick(&mut self, which: usize) -> Option<Ask> {
        let count = self.asks.len();
        (count > 0).then(|| self.asks.remove(which % count))
    }

    fn take(&mut self, message: Message) -> Vec<Effect> {
        let effects = step(&mut self.model, message, now());
        let mut others = Vec::new();
        for effect in effects {
            match effect {
                Effect::Ask(ask) => self.asks.push(ask),
                other => others.push(other),
            }
        }
        frame_of(&self.model);
        others
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_is_always_a_way_back(ops in vec(op(), 1..120)) {
        let mut stand = Stand::new();
        for op in ops {
            stand.happen(op);
        }
        while !stand.asks.is_empty() {
            stand.answer(0);
        }
        for _ in 0..12 {
            stand.happen(Op::Key(KeyEvent::from(KeyCode::Esc)));
            if matches!(&stand.model.shared.overlay, Some(Overlay::Form(form)) if form.leaving) {
                stand.happen(Op::Key(KeyEvent::from(KeyCode::Char('y'))));
            }
        }
        prop_assert!(stand.model.shared.overlay.is_none(), "{:?}", stand.model.shared.overlay);
        if stand.model.shared.is_open() {
            stand.happen(Op::Key(KeyEvent::from(KeyCode::Char('1'))));
            prop_assert_eq!(stand.model.shared.screen, Screen::Today);
        }
        let mut effects = stand.happen(Op::Key(KeyEvent::from(KeyCode::Char('q'))));
        if matches!(stand.model.shared.overlay, Some(Overlay::Confirm(_))) {
            effects = stand.happen(Op::Key(KeyEvent::from(KeyCode::Char('y'))));
        }
        prop_assert!(effects.iter().any(|e| matches!(e, Effect::Quit)));
    }
}

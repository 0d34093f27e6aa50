//! What lies over the screen: help, the palette, questions, choices, details, lines to type on.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use crate::tui::core::drawn::{Hit, Seen};
use crate::tui::core::message::Effect;
use crate::tui::core::model::Model;
use crate::tui::core::run;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::form::update as form;
use crate::tui::overlay::line::{LONGEST, edit};
use crate::tui::overlay::model::{Choice, Confirm, Detail, Overlay, Prompt, Purpose};
use crate::tui::overlay::palette::commands;
use crate::tui::widgets::list::List;

/// A key while something lies over the screen; gives what is to be done on the screen under it.
pub fn key(model: &mut Model, key: &KeyEvent) -> Option<Action> {
    let shared = &mut model.shared;
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    if ctrl && key.code == KeyCode::Char('c') {
        if let Some(Overlay::Form(form)) = shared.overlay.take_if(|overlay| matches!(overlay, Overlay::Form(_))) {
            form::leave(shared, form);
            return None;
        }
        let asked = matches!(shared.overlay, Some(Overlay::Confirm(_)));
        shared.overlay = None;
        return (!asked).then_some(Action::Quit);
    }
    match shared.overlay.take()? {
        Overlay::Confirm(confirm) => answer(model, confirm, key),
        Overlay::Prompt(prompt) => return type_on(model, prompt, key),
        Overlay::Palette { input, list } => return search(shared, input, list, key),
        Overlay::Form(form) => return form::key(shared, form, key),
        other => {
            shared.overlay = Some(other);
            by_action(model, key);
        }
    }
    None
}

/// A key over help, a choice, or everything about one thing.
fn by_action(model: &mut Model, key: &KeyEvent) {
    let (front, shared) = model.front_mut();
    let own = shared.keys.own(shared.scope(), key);
    if matches!(shared.overlay, Some(Overlay::Detail(_))) && own.is_some_and(|own| front.act_on_detail(shared, own)) {
        return;
    }
    match shared.keys.action(Scope::Everywhere, key) {
        Some(Action::Back | Action::Quit) => shared.overlay = None,
        Some(Action::Help) if matches!(shared.overlay, Some(Overlay::Help(_))) => shared.overlay = None,
        Some(action) => act(model, action),
        None => {}
    }
}

/// Only a plain yes is a yes; every other key is a no.
fn answer(model: &mut Model, confirm: Confirm, key: &KeyEvent) {
    if key.code != KeyCode::Char('y') {
        return;
    }
    match confirm.action {
        Action::Quit => {
            run::stop(&mut model.shared);
            model.shared.effect(Effect::Quit);
        }
        Action::Cancel => run::stop(&mut model.shared),
        action => {
            chosen(model, action, 0);
        }
    }
}

/// Does an action in what lies over the screen.
pub fn act(model: &mut Model, action: Action) {
    let shared = &mut model.shared;
    let seen = shared.drawn.overlay.unwrap_or(Seen { height: 1, len: 0 });
    let page = seen.height;
    match shared.overlay.as_mut() {
        Some(Overlay::Help(list)) => list.step(action, page, seen.len),
        Some(Overlay::Palette { list, .. }) => list.step(action, page, seen.len),
        Some(Overlay::Choice(choice)) if action == Action::Open => {
            let (action, item) = (choice.action, choice.list.selected);
            shared.overlay = None;
            chosen(model, action, item);
        }
        Some(Overlay::Choice(choice)) => choice.list.step(action, page, choice.items.len()),
        Some(Overlay::Detail(detail)) if action == Action::Copy => {
            let value = detail.lines.get(detail.list.selected).map(|(_, value)| value.clone());
            shared.copy(value);
        }
        Some(Overlay::Detail(detail)) => detail.list.step(action, page, detail.lines.len()),
        Some(Overlay::Form(form)) => form.list.step(action, page, form.fields.len()),
        _ => {}
    }
}

fn chosen(model: &mut Model, action: Action, item: usize) {
    let (front, shared) = model.front_mut();
    front.chosen(shared, action, item);
}

/// A click into it.
pub fn click(model: &mut Model, hit: Hit) {
    let Hit::Row(row) = hit else { return };
    match model.shared.overlay.as_mut() {
        Some(Overlay::Choice(Choice { list, items, .. })) if row < items.len() => {
            list.selected = row;
            act(model, Action::Open);
        }
        Some(Overlay::Detail(Detail { list, lines, .. })) => list.to(row, lines.len()),
        Some(Overlay::Form(form)) => form.list.to(row, form.fields.len()),
        _ => {}
    }
}

fn search(shared: &mut Shared, mut input: Input, mut list: List, key: &KeyEvent) -> Option<Action> {
    let found = commands(shared.scope(), input.value());
    match key.code {
        KeyCode::Esc => return None,
        KeyCode::Enter => return found.get(list.selected).map(|binding| binding.action),
        KeyCode::Up => list.by(-1, found.len()),
        KeyCode::Down | KeyCode::Tab => list.by(1, found.len()),
        _ => {
            if edit(&mut input, key) {
                list = List::default();
            }
        }
    }
    shared.overlay = Some(Overlay::Palette { input, list });
    None
}

fn type_on(model: &mut Model, mut prompt: Prompt, key: &KeyEvent) -> Option<Action> {
    let mut action = None;
    match key.code {
        KeyCode::Esc => {
            if matches!(prompt.purpose, Purpose::Filter | Purpose::Search) && !prompt.input.value().is_empty() {
                prompt.input.reset();
                typed(model, &prompt, true);
            }
            return None;
        }
        KeyCode::Enter => {
            typed(model, &prompt, true);
            return None;
        }
        KeyCode::Up | KeyCode::Down if prompt.purpose == Purpose::Sql => {
            remembered(&model.shared, &mut prompt, key.code);
        }
        KeyCode::Up => action = Some(Action::Up),
        KeyCode::Down => action = Some(Action::Down),
        KeyCode::Tab | KeyCode::BackTab => complete(model, &mut prompt, key.code == KeyCode::Tab),
        _ => {
            if edit(&mut prompt.input, key) {
                prompt.completing = None;
                prompt.completions.clear();
                typed(model, &prompt, false);
            }
        }
    }
    model.shared.overlay = Some(Overlay::Prompt(prompt));
    action
}

/// Puts an older or newer query into the line.
fn remembered(shared: &Shared, prompt: &mut Prompt, code: KeyCode) {
    let known = &shared.user.sql;
    prompt.back = match code {
        KeyCode::Up => (prompt.back + 1).min(known.len()),
        _ => prompt.back.saturating_sub(1),
    };
    let text = prompt.back.checked_sub(1).and_then(|back| known.iter().rev().nth(back)).cloned();
    prompt.input = Input::new(text.unwrap_or_default());
}

/// Puts the next completion of the last word into the line.
fn complete(model: &mut Model, prompt: &mut Prompt, forward: bool) {
    if prompt.completing.is_none() {
        let (front, shared) = model.front_mut();
        prompt.completions = front.complete(shared, prompt);
    }
    let count = prompt.completions.len();
    if count == 0 {
        return;
    }
    let next = match prompt.completing {
        None => 0,
        Some(at) if forward => (at + 1) % count,
        Some(at) => (at + count - 1) % count,
    };
    prompt.completing = Some(next);
    if let Some(text) = prompt.completions.get(next) {
        prompt.input = Input::new(text.clone());
    }
}

fn typed(model: &mut Model, prompt: &Prompt, done: bool) {
    let (front, shared) = model.front_mut();
    front.typed(shared, prompt, done);
}

/// Pasted text goes into a line that is being typed. A query keeps its lines, since a comment ends with its line;
/// anything else becomes one line. What does not fit is refused: half of a text means something else.
pub fn paste(model: &mut Model, text: &str) {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let query = matches!(&model.shared.overlay, Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Sql);
    let stays = |c: char| !c.is_control() || (query && c == '\n');
    let clean: String = lines.chars().map(|c| if stays(c) { c } else { ' ' }).collect();
    let clean = if query { clean.trim_end() } else { clean.as_str() };
    let insert = |input: &mut Input| {
        let fits = input.value().len() + clean.len() <= LONGEST;
        let chars = if fits { clean } else { "" };
        for c in chars.chars() {
            input.handle(InputRequest::InsertChar(c));
        }
        fits
    };
    let mut inserted = true;
    match model.shared.overlay.take() {
        Some(Overlay::Prompt(mut prompt)) => {
            inserted = insert(&mut prompt.input);
            typed(model, &prompt, false);
            model.shared.overlay = Some(Overlay::Prompt(prompt));
        }
        Some(Overlay::Palette { mut input, .. }) => {
            inserted = insert(&mut input);
            model.shared.overlay = Some(Overlay::Palette { input, list: List::default() });
        }
        Some(Overlay::Form(mut form)) => {
            if let Some(input) = form::input(&mut form) {
                inserted = insert(input);
            }
            model.shared.overlay = Some(Overlay::Form(form));
        }
        other => model.shared.overlay = other,
    }
    if !inserted {
        model.shared.toast(Tone::Attention, format!("not pasted: a line has room for {LONGEST} bytes"));
    }
}

/// A frame was drawn: the window of its list is that one.
pub fn drawn(shared: &mut Shared) {
    if let (Some(seen), Some(list)) = (shared.drawn.overlay, shared.overlay.as_mut().and_then(Overlay::list_mut)) {
        list.follow(seen.height, seen.len);
    }
}

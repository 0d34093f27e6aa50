//! What lies over the screen: help, the palette, questions, choices, details, lines to type on.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use tui_input::{Input, InputRequest};

use crate::tui::core::drawn::{Hit, Seen};
use crate::tui::core::message::Effect;
use crate::tui::core::model::{Model, Tone};
use crate::tui::core::{press, run};
use crate::tui::keys::{Action, BINDINGS, Binding, Scope};
use crate::tui::overlay::form::model::LONGEST;
use crate::tui::overlay::form::update as form;
use crate::tui::overlay::model::{Choice, Confirm, Detail, Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::errors::update as errors;
use crate::tui::screens::history::update as history;
use crate::tui::screens::reports::update as reports;
use crate::tui::screens::runs::update as runs;
use crate::tui::screens::tables::update as tables;
use crate::tui::screens::today::update as today;
use crate::tui::widgets::list::List;

/// The palette, with every command.
pub fn palette() -> Overlay {
    Overlay::Palette { input: Input::default(), list: List::default() }
}

/// The commands of a scope that fit what was typed, the best first.
pub fn commands(scope: Scope, typed: &str) -> Vec<&'static Binding> {
    let offered = |b: &&Binding| b.scope == scope || (b.scope == Scope::Everywhere && b.action != Action::Palette);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let score = |b: &'static Binding, matcher: &mut Matcher| {
        let words = format!("{} {}", b.name.replace('_', " "), b.help);
        let mut buffer = Vec::new();
        pattern.score(nucleo_matcher::Utf32Str::new(&words, &mut buffer), matcher).map(|score| (score, b))
    };
    let mut found: Vec<_> = BINDINGS.iter().filter(offered).filter_map(|b| score(b, &mut matcher)).collect();
    // The sort is stable: what fits equally well stays in the order of the table.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, b)| b).collect()
}

/// A key while something lies over the screen.
pub fn key(model: &mut Model, key: &KeyEvent) {
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    if ctrl && key.code == KeyCode::Char('c') {
        if let Some(Overlay::Form(form)) = model.overlay.take_if(|overlay| matches!(overlay, Overlay::Form(_))) {
            return form::leave(model, form);
        }
        let asked = matches!(model.overlay, Some(Overlay::Confirm(_)));
        model.overlay = None;
        if !asked {
            run::quit(model);
        }
        return;
    }
    match model.overlay.take() {
        Some(Overlay::Confirm(confirm)) => answer(model, confirm, key),
        Some(Overlay::Prompt(prompt)) => type_on(model, prompt, key),
        Some(Overlay::Palette { input, list }) => search(model, input, list, key),
        Some(Overlay::Form(form)) => form::key(model, form, key),
        Some(other) => {
            let row =
                matches!(other, Overlay::Detail(_)) && model.screen == Screen::Errors && model.errors.row.is_some();
            model.overlay = Some(other);
            let action = model.keys.action(Scope::Everywhere, key);
            let own = model.keys.own(press::scope(model), key);
            match action {
                _ if row && own == Some(Action::Edit) => errors::edit::start(model),
                Some(Action::Back | Action::Quit) => model.overlay = None,
                Some(Action::Help) if matches!(model.overlay, Some(Overlay::Help(_))) => model.overlay = None,
                Some(action) => act(model, action),
                None => {}
            }
        }
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
            run::stop(model);
            model.effect(Effect::Quit);
        }
        Action::Cancel => run::stop(model),
        action => {
            chosen(model, action, 0);
        }
    }
}

/// Does an action in what lies over the screen.
pub fn act(model: &mut Model, action: Action) {
    let seen = model.drawn.overlay.unwrap_or(Seen { height: 1, len: 0 });
    let page = seen.height;
    match model.overlay.as_mut() {
        Some(Overlay::Help(list)) => list.step(action, page, seen.len),
        Some(Overlay::Palette { list, .. }) => list.step(action, page, BINDINGS.len()),
        Some(Overlay::Choice(choice)) if action == Action::Open => {
            let (action, item) = (choice.action, choice.list.selected);
            model.overlay = None;
            chosen(model, action, item);
        }
        Some(Overlay::Choice(choice)) => choice.list.step(action, page, choice.items.len()),
        Some(Overlay::Detail(detail)) if action == Action::Copy => {
            let value = detail.lines.get(detail.list.selected).map(|(_, value)| value.clone());
            model.copy(value);
        }
        Some(Overlay::Detail(detail)) => detail.list.step(action, page, detail.lines.len()),
        Some(Overlay::Form(form)) => form.list.step(action, page, form.fields.len()),
        _ => {}
    }
}

fn chosen(model: &mut Model, action: Action, item: usize) {
    match model.screen {
        Screen::Today => today::chosen(model, action, item),
        Screen::Runs => runs::chosen(model, action, item),
        Screen::Errors => errors::chosen(model, action, item),
        Screen::History => history::chosen(model, action, item),
        Screen::Reports => reports::chosen(model, action, item),
        Screen::Tables => tables::chosen(model, action, item),
    }
}

/// A click into it.
pub fn click(model: &mut Model, hit: Hit) {
    let Hit::Row(row) = hit else { return };
    match model.overlay.as_mut() {
        Some(Overlay::Choice(Choice { list, items, .. })) if row < items.len() => {
            list.selected = row;
            act(model, Action::Open);
        }
        Some(Overlay::Detail(Detail { list, lines, .. })) => list.to(row, lines.len()),
        Some(Overlay::Form(form)) => form.list.to(row, form.fields.len()),
        _ => {}
    }
}

fn search(model: &mut Model, mut input: Input, mut list: List, key: &KeyEvent) {
    let scope = press::scope(model);
    let found = commands(scope, input.value());
    match key.code {
        KeyCode::Esc => return,
        KeyCode::Enter => {
            if let Some(binding) = found.get(list.selected) {
                press::act(model, binding.action);
            }
            return;
        }
        KeyCode::Up => list.by(-1, found.len()),
        KeyCode::Down | KeyCode::Tab => list.by(1, found.len()),
        _ => {
            if edit(&mut input, key) {
                list = List::default();
            }
        }
    }
    model.overlay = Some(Overlay::Palette { input, list });
}

fn type_on(model: &mut Model, mut prompt: Prompt, key: &KeyEvent) {
    match key.code {
        KeyCode::Esc => {
            if matches!(prompt.purpose, Purpose::Filter | Purpose::Search) && !prompt.input.value().is_empty() {
                prompt.input.reset();
                typed(model, &prompt, true);
            }
            return;
        }
        KeyCode::Enter => return typed(model, &prompt, true),
        KeyCode::Up | KeyCode::Down if prompt.purpose == Purpose::Sql => remembered(model, &mut prompt, key.code),
        KeyCode::Up | KeyCode::Down => {
            let action = if key.code == KeyCode::Up { Action::Up } else { Action::Down };
            press::act(model, action);
        }
        KeyCode::Tab | KeyCode::BackTab => complete(model, &mut prompt, key.code == KeyCode::Tab),
        _ => {
            if edit(&mut prompt.input, key) {
                prompt.completing = None;
                prompt.completions.clear();
                typed(model, &prompt, false);
            }
        }
    }
    model.overlay = Some(Overlay::Prompt(prompt));
}

/// Puts an older or newer query into the line.
fn remembered(model: &Model, prompt: &mut Prompt, code: KeyCode) {
    let known = &model.user.sql;
    prompt.back = match code {
        KeyCode::Up => (prompt.back + 1).min(known.len()),
        _ => prompt.back.saturating_sub(1),
    };
    let text = prompt.back.checked_sub(1).and_then(|back| known.iter().rev().nth(back)).cloned();
    prompt.input = Input::new(text.unwrap_or_default());
}

/// Puts the next completion of the last word into the line.
fn complete(model: &Model, prompt: &mut Prompt, forward: bool) {
    if prompt.completing.is_none() {
        prompt.completions = tables::complete(model, prompt);
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
    match model.screen {
        Screen::Today => today::typed(model, prompt, done),
        Screen::Runs => runs::typed(model, prompt, done),
        Screen::Errors => errors::typed(model, prompt, done),
        Screen::History => history::typed(model, prompt, done),
        Screen::Reports => reports::typed(model, prompt, done),
        Screen::Tables => tables::typed(model, prompt, done),
    }
}

/// Pasted text goes into a line that is being typed. A query keeps its lines, since a comment ends with its line;
/// anything else becomes one line. What does not fit is refused: half of a text means something else.
pub fn paste(model: &mut Model, text: &str) {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let query = matches!(&model.overlay, Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Sql);
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
    match model.overlay.take() {
        Some(Overlay::Prompt(mut prompt)) => {
            inserted = insert(&mut prompt.input);
            typed(model, &prompt, false);
            model.overlay = Some(Overlay::Prompt(prompt));
        }
        Some(Overlay::Palette { mut input, .. }) => {
            inserted = insert(&mut input);
            model.overlay = Some(Overlay::Palette { input, list: List::default() });
        }
        Some(Overlay::Form(mut form)) => {
            if let Some(input) = form::input(&mut form) {
                inserted = insert(input);
            }
            model.overlay = Some(Overlay::Form(form));
        }
        other => model.overlay = other,
    }
    if !inserted {
        model.toast(Tone::Attention, format!("not pasted: a line has room for {LONGEST} bytes"));
    }
}

/// Edits a line as shells do; whether its text changed.
pub fn edit(input: &mut Input, key: &KeyEvent) -> bool {
    let held = |modifier| key.modifiers.contains(modifier);
    let (ctrl, alt) = (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT));
    let request = match key.code {
        KeyCode::Char('a') if ctrl => InputRequest::GoToStart,
        KeyCode::Char('e') if ctrl => InputRequest::GoToEnd,
        KeyCode::Char('u') if ctrl => InputRequest::DeleteFromStart,
        KeyCode::Char('k') if ctrl => InputRequest::DeleteTillEnd,
        KeyCode::Char('w') if ctrl => InputRequest::DeletePrevWord,
        KeyCode::Char('b') if alt => InputRequest::GoToPrevWord,
        KeyCode::Char('f') if alt => InputRequest::GoToNextWord,
        KeyCode::Char(c) if !ctrl && !alt && input.value().len() < LONGEST => InputRequest::InsertChar(c),
        KeyCode::Backspace if ctrl || alt => InputRequest::DeletePrevWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left if ctrl => InputRequest::GoToPrevWord,
        KeyCode::Right if ctrl => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return false,
    };
    input.handle(request).is_some_and(|changed| changed.value)
}

/// A frame was drawn: the window of its list is that one.
pub fn drawn(model: &mut Model) {
    if let (Some(seen), Some(list)) = (model.drawn.overlay, model.overlay.as_mut().and_then(Overlay::list_mut)) {
        list.follow(seen.height, seen.len);
    }
}

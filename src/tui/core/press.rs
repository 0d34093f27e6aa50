//! Keys and the mouse: what they mean where.

use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::{Effect, Job};
use crate::tui::core::model::Model;
use crate::tui::core::run;
use crate::tui::core::shared::{Shared, Tone, WorkspaceState};
use crate::tui::core::shop;
use crate::tui::keys::Action;
use crate::tui::overlay::model::Overlay;
use crate::tui::overlay::update as overlay;
use crate::tui::screen::Screen;
use crate::tui::widgets::list::List;

/// How many lines a turn of the wheel moves.
const WHEEL: usize = 3;

pub fn key(model: &mut Model, key: &KeyEvent) {
    if key.kind == KeyEventKind::Release {
        return;
    }
    let action = match model.shared.overlay {
        Some(_) => overlay::key(model, key),
        None => model.shared.keys.action(model.shared.scope(), key),
    };
    if let Some(action) = action {
        act(model, action);
    }
}

/// Does an action.
fn act(model: &mut Model, action: Action) {
    let shared = &mut model.shared;
    match action {
        Action::Quit => run::quit(shared),
        Action::Help => shared.overlay = Some(Overlay::Help(List::default())),
        Action::Palette => shared.overlay = Some(Overlay::palette()),
        Action::Redraw => shared.effect(Effect::Redraw),
        Action::Suspend => shared.effect(Effect::Suspend),
        Action::Theme => theme(shared),
        Action::Create | Action::CreateSample => create(shared, action == Action::CreateSample),
        Action::Refresh if matches!(shared.state, WorkspaceState::Failed(_)) => {
            shared.state = WorkspaceState::Opening;
            shared.ask(Job::Shop(shop::Job::Open));
        }
        _ if !shared.is_open() => {}
        Action::Go(screen) => go(model, screen),
        Action::NextScreen => go(model, model.shared.screen.further(1)),
        Action::PreviousScreen => go(model, model.shared.screen.further(Screen::ALL.len() - 1)),
        Action::Refresh => shared.outdated = true,
        Action::Back => {
            let (front, shared) = model.front_mut();
            if !front.back(shared) {
                shared.toasts.clear();
            }
        }
        action => {
            let (front, shared) = model.front_mut();
            front.act(shared, action);
        }
    }
}

/// Shows a screen.
fn go(model: &mut Model, screen: Screen) {
    model.shared.screen = screen;
    model.shared.user.screen = Some(screen.name().to_lowercase());
    if model.shared.is_open() {
        let (front, shared) = model.front_mut();
        front.enter(shared);
    }
}

fn theme(shared: &mut Shared) {
    shared.styles.theme = (shared.styles.theme + 1) % shared.styles.themes.len().max(1);
    let name = shared.styles.theme().name.clone();
    shared.toast(Tone::Good, format!("theme: {name}"));
    shared.user.theme = Some(name);
}

fn create(shared: &mut Shared, sample: bool) {
    if matches!(shared.state, WorkspaceState::Nothing) {
        shared.state = WorkspaceState::Creating;
        shared.ask(Job::Shop(shop::Job::Create { sample }));
    }
}

pub fn mouse(model: &mut Model, event: MouseEvent) {
    let wheel = match event.kind {
        MouseEventKind::ScrollUp => Some(Action::Up),
        MouseEventKind::ScrollDown => Some(Action::Down),
        _ => None,
    };
    if let Some(action) = wheel {
        for _ in 0..WHEEL {
            if model.shared.overlay.is_some() { overlay::act(model, action) } else { act(model, action) }
        }
    } else if event.kind == MouseEventKind::Down(MouseButton::Left) {
        match model.shared.drawn.under(event.column, event.row) {
            Some(Hit::Tab(screen)) => act(model, Action::Go(screen)),
            Some(hit) if model.shared.overlay.is_some() => overlay::click(model, hit),
            Some(hit) => {
                let (front, shared) = model.front_mut();
                front.click(shared, hit);
            }
            None => {}
        }
    }
}

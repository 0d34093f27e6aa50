//! Keys and the mouse: what they mean where.

use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::{Effect, Job};
use crate::tui::core::model::{Model, WorkspaceState};
use crate::tui::core::run;
use crate::tui::core::shop;
use crate::tui::core::update::go;
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::model::Overlay;
use crate::tui::overlay::update as overlay;
use crate::tui::screen::Screen;
use crate::tui::screens::errors::update as errors;
use crate::tui::screens::history::update as history;
use crate::tui::screens::reports::update as reports;
use crate::tui::screens::runs::update as runs;
use crate::tui::screens::tables::update as tables;
use crate::tui::screens::today::update as today;
use crate::tui::widgets::list::List;

/// How many lines a turn of the wheel moves.
const WHEEL: usize = 3;

/// A key.
pub fn key(model: &mut Model, key: &KeyEvent) {
    if key.kind == KeyEventKind::Release {
        return;
    }
    if model.overlay.is_some() {
        overlay::key(model, key);
    } else if let Some(action) = model.keys.action(scope(model), key) {
        act(model, action);
    }
}

/// Where keys count now, under the overlay.
pub fn scope(model: &Model) -> Scope {
    match model.door {
        WorkspaceState::Nothing => Scope::FirstRun,
        WorkspaceState::Open | WorkspaceState::Opening | WorkspaceState::Creating | WorkspaceState::Failed(_) => {
            Scope::On(model.screen)
        }
    }
}

/// Does an action.
pub fn act(model: &mut Model, action: Action) {
    match action {
        Action::Quit => run::quit(model),
        Action::Help => model.overlay = Some(Overlay::Help(List::default())),
        Action::Palette => model.overlay = Some(overlay::palette()),
        Action::Redraw => model.effect(Effect::Redraw),
        Action::Suspend => model.effect(Effect::Suspend),
        Action::Theme => theme(model),
        Action::Create | Action::CreateSample => create(model, action == Action::CreateSample),
        Action::Refresh if matches!(model.door, WorkspaceState::Failed(_)) => {
            model.door = WorkspaceState::Opening;
            model.ask(Job::Shop(shop::Job::Open));
        }
        _ if !model.is_open() => {}
        Action::Go(screen) => go(model, screen),
        Action::NextScreen => go(model, model.screen.further(1)),
        Action::PreviousScreen => go(model, model.screen.further(Screen::ALL.len() - 1)),
        Action::Refresh => crate::tui::core::update::refresh_all(model),
        Action::Back => {
            if !back(model) {
                model.toasts.clear();
            }
        }
        action => {
            on_screen(model, action);
        }
    }
}

fn on_screen(model: &mut Model, action: Action) -> bool {
    match model.screen {
        Screen::Today => today::act(model, action),
        Screen::Runs => runs::act(model, action),
        Screen::Errors => errors::act(model, action),
        Screen::History => history::act(model, action),
        Screen::Reports => reports::act(model, action),
        Screen::Tables => tables::act(model, action),
    }
}

fn back(model: &mut Model) -> bool {
    match model.screen {
        Screen::Today => today::back(model),
        Screen::Runs => runs::back(model),
        Screen::Errors => errors::back(model),
        Screen::History => history::back(model),
        Screen::Reports => reports::back(model),
        Screen::Tables => tables::back(model),
    }
}

fn theme(model: &mut Model) {
    model.look.theme = (model.look.theme + 1) % model.look.themes.len().max(1);
    model.user.theme = Some(model.look.theme().name.clone());
}

fn create(model: &mut Model, sample: bool) {
    if matches!(model.door, WorkspaceState::Nothing) {
        model.door = WorkspaceState::Creating;
        model.ask(Job::Shop(shop::Job::Create { sample }));
    }
}

/// The mouse.
pub fn mouse(model: &mut Model, event: MouseEvent) {
    let wheel = match event.kind {
        MouseEventKind::ScrollUp => Some(Action::Up),
        MouseEventKind::ScrollDown => Some(Action::Down),
        _ => None,
    };
    if let Some(action) = wheel {
        for _ in 0..WHEEL {
            if model.overlay.is_some() { overlay::act(model, action) } else { act(model, action) }
        }
    } else if event.kind == MouseEventKind::Down(MouseButton::Left) {
        match model.drawn.under(event.column, event.row) {
            Some(Hit::Tab(screen)) => act(model, Action::Go(screen)),
            Some(hit) if model.overlay.is_some() => overlay::click(model, hit),
            Some(hit) => click(model, hit),
            None => {}
        }
    }
}

fn click(model: &mut Model, hit: Hit) {
    match model.screen {
        Screen::Today => today::click(model, hit),
        Screen::Runs => runs::click(model, hit),
        Screen::Errors => errors::click(model, hit),
        Screen::History => history::click(model, hit),
        Screen::Reports => reports::click(model, hit),
        Screen::Tables => tables::click(model, hit),
    }
}

//! The frame around every screen: tabs, help, palette, questions, toasts.

use super::*;
use crate::tui::core::shared::WorkspaceState;
use crate::tui::overlay::model::Overlay;

#[test]
fn help_opens_and_closes_by_the_same_key() {
    let (mut model, _) = opened(Screen::Today, (80, 24));
    press(&mut model, "?");
    insta::assert_snapshot!(text(&model));
    press(&mut model, "G");
    assert!(text(&model).contains("quit") || text(&model).contains("Quit") || !text(&model).is_empty());
    press(&mut model, "?");
    assert!(model.shared.overlay.is_none());
}

#[test]
fn the_palette_finds_and_does() {
    let (mut model, _) = opened(Screen::Today, (80, 24));
    press(&mut model, ":charts");
    insta::assert_snapshot!(text(&model));
    press(&mut model, "<enter>");
    assert_eq!((model.shared.screen, model.shared.overlay.is_none()), (Screen::Reports, true));
}

#[test]
fn quitting_asks_while_a_load_runs() {
    let (mut model, _) = opened(Screen::Today, (80, 24));
    model.shared.running =
        Some(crate::tui::core::running::Running::new(Ticket(99), crate::tui::core::work::Work::Load, now()));
    assert!(press(&mut model, "q").is_empty());
    insta::assert_snapshot!(text(&model));
    assert!(press(&mut model, "<enter>").is_empty(), "only a plain yes is a yes");
    assert!(model.shared.overlay.is_none());
    let effects = press(&mut model, "qy");
    assert!(effects.iter().any(|e| matches!(e, Effect::Cancel(Ticket(99)))));
    assert!(effects.iter().any(|e| matches!(e, Effect::Quit)));
}

#[test]
fn a_folder_without_a_workspace_offers_one() {
    let mut model = Model::new("empty".into(), (80, 24), now(), Settings::default());
    let open = asks(update::start(&mut model)).remove(0);
    answer(&mut model, open.ticket, Found::Shop(shop::Found::Nothing));
    insta::assert_snapshot!(text(&model));
    let made = asks(press(&mut model, "s"));
    assert!(matches!(made[0].job, Job::Shop(shop::Job::Create { sample: true })));
    assert!(matches!(model.shared.state, WorkspaceState::Creating));
    fail(&mut model, made[0].ticket);
    insta::assert_snapshot!(text(&model));
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    let (model, _) = opened(Screen::Today, (39, 9));
    insta::assert_snapshot!(text(&model));
}

#[test]
fn screens_go_round() {
    let (mut model, _) = opened(Screen::Today, (80, 24));
    for screen in Screen::ALL.into_iter().skip(1).chain([Screen::Today]) {
        press(&mut model, "<tab>");
        assert_eq!(model.shared.screen, screen);
    }
    press(&mut model, "4");
    assert_eq!((model.shared.screen, model.shared.user.screen.as_deref()), (Screen::History, Some("history")));
    press(&mut model, "?");
    assert!(matches!(model.shared.overlay, Some(Overlay::Help(_))));
}

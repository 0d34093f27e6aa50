//! Questions of the screen Today: before a load that replays days, before a held snapshot, before a stop.

use crate::tui::core::model::{Model, Tone};
use crate::tui::core::work::Work;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Confirm, Overlay};
use crate::tui::screen::Screen;
use crate::tui::screens::today::request::State;
use crate::tui::screens::today::update::run;

/// Loads everything that is ready; if days are replayed by that, after a question.
pub fn load(model: &mut Model) {
    if !model.is_running() && model.today.standing.is_loading() {
        // What came in just now may have to be replayed: it is known in a moment.
        model.today.wanted = true;
        return;
    }
    let consequences = replays(model);
    if consequences.is_empty() || model.is_running() {
        return run::start(model, Vec::new());
    }
    if model.overlay.is_some() || model.screen != Screen::Today {
        return model.toast(Tone::Attention, "the load would replay days: it is not begun without a yes");
    }
    let question = "Load what is ready and replay these days?".to_owned();
    model.overlay = Some(Overlay::Confirm(Confirm { question, consequences, action: Action::Load }));
}

/// The days that the next run replays, in words.
fn replays(model: &Model) -> Vec<String> {
    model.today.standing.value().map(crate::tui::screens::today::request::Standing::replays).unwrap_or_default()
}

/// Asks whether to stop the run that goes on.
pub fn stop(model: &mut Model) {
    let Some(running) = model.running.as_ref().filter(|r| r.result.is_none()) else {
        return model.toast(Tone::Attention, "no load goes on");
    };
    if running.stopping {
        return model.toast(Tone::Attention, "it is stopping after the file it is at");
    }
    let (question, consequences) = match running.work {
        Work::Load => (
            "Stop the load?",
            vec![
                "It stops after the file it is at, or after a part of it if the file is large.".to_owned(),
                "What is loaded stays loaded; the next load does the rest. Nothing is lost.".to_owned(),
            ],
        ),
        Work::Undo => ("Stop the undo?", vec!["The next run finishes it.".to_owned()]),
        Work::Correct => {
            ("Stop the correction?", vec!["The row stays corrected; the next run replays its day.".to_owned()])
        }
    };
    let question = question.to_owned();
    model.overlay = Some(Overlay::Confirm(Confirm { question, consequences, action: Action::Cancel }));
}

/// Asks whether to load what is held back.
pub fn accept(model: &mut Model) {
    let held = held(model);
    if model.is_running() || held.is_empty() {
        let text = if held.is_empty() { "no snapshot is held back" } else { "a load goes on" };
        return model.toast(Tone::Attention, text);
    }
    let files = model.today.standing.value().map_or(&[][..], |s| &s.files);
    let said = files.iter().filter(|f| f.state == State::Held).map(|f| format!("{}: {}", f.name, f.reason));
    let mut consequences: Vec<String> = said.take(4).collect();
    consequences.push("The keys that the file lacks are closed as of its day.".to_owned());
    consequences.extend(replays(model));
    let question = format!("Load the held snapshot of {} in spite of max_shrink?", held.join(" and "));
    model.overlay = Some(Overlay::Confirm(Confirm { question, consequences, action: Action::AcceptShrink }));
}

/// The pipelines whose snapshots wait for a yes.
pub fn held(model: &Model) -> Vec<String> {
    let files = model.today.standing.value().map_or(&[][..], |s| &s.files);
    let held = files.iter().filter(|file| file.state == State::Held);
    let mut names: Vec<String> = held.filter_map(|file| file.pipeline.clone()).collect();
    names.sort();
    names.dedup();
    names
}

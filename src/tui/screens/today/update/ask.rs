//! Questions of the screen Today: before a load that replays days, before a held snapshot, before a stop.

use crate::tui::core::shared::{Shared, Tone};
use crate::tui::core::work::Work;
use crate::tui::keys::Action;
use crate::tui::screen::Screen;
use crate::tui::screens::today::model::Today;
use crate::tui::screens::today::request::State;
use crate::tui::screens::today::update::run;

/// Loads everything that is ready; if days are replayed by that, after a question.
pub fn load(today: &mut Today, shared: &mut Shared) {
    if !shared.is_running() && today.standing.is_loading() {
        // What came in just now may have to be replayed: it is known in a moment.
        today.wanted = true;
        return;
    }
    let consequences = replays(today);
    if consequences.is_empty() || shared.is_running() {
        return run::start(shared, Vec::new());
    }
    if shared.overlay.is_some() || shared.screen != Screen::Today {
        return shared
            .toast(Tone::Attention, "not started: the load would replay days; start it on Today, which asks first");
    }
    let question = "Load what is ready and replay these days?".to_owned();
    shared.confirm(question, consequences, Action::Load);
}

/// The days that the next run replays, in words.
fn replays(today: &Today) -> Vec<String> {
    today.standing.value().map(crate::tui::screens::today::request::Standing::replays).unwrap_or_default()
}

/// Asks whether to stop the run that goes on.
pub fn stop(shared: &mut Shared) {
    let Some(running) = shared.running.as_ref().filter(|r| r.result.is_none()) else {
        return shared.toast(Tone::Attention, "no load is running");
    };
    if running.stopping {
        return shared.toast(Tone::Attention, "already stopping after the current file");
    }
    let (question, consequences) = match running.work {
        Work::Load => (
            "Stop the load?",
            vec![
                "It stops after the current file, or after a part of it if the file is large.".to_owned(),
                "What is loaded stays loaded; the next load does the rest. Nothing is lost.".to_owned(),
            ],
        ),
        Work::Undo => ("Stop the undo?", vec!["The next run finishes it.".to_owned()]),
        Work::Correct => {
            ("Stop the correction?", vec!["The row stays corrected; the next run replays its day.".to_owned()])
        }
    };
    let question = question.to_owned();
    shared.confirm(question, consequences, Action::Cancel);
}

/// Asks whether to load what is held back.
pub fn accept(today: &mut Today, shared: &mut Shared) {
    let held_back = held_back(today);
    if shared.is_running() || held_back.is_empty() {
        let text = if held_back.is_empty() { "no snapshot is held back" } else { "a load is running" };
        return shared.toast(Tone::Attention, text);
    }
    let files = today.standing.value().map_or(&[][..], |s| &s.files);
    let said = files.iter().filter(|f| f.state == State::Held).map(|f| format!("{}: {}", f.name, f.reason));
    let mut consequences: Vec<String> = said.take(4).collect();
    consequences.push("Keys that are not in the file end on its day.".to_owned());
    consequences.extend(replays(today));
    let question = format!("Load the held snapshot of {} despite max_shrink?", held_back.join(" and "));
    shared.confirm(question, consequences, Action::AcceptShrink);
}

/// The pipelines whose snapshots wait for a yes.
pub fn held_back(today: &Today) -> Vec<String> {
    let files = today.standing.value().map_or(&[][..], |s| &s.files);
    let held_back = files.iter().filter(|file| file.state == State::Held);
    let mut names: Vec<String> = held_back.filter_map(|file| file.pipeline.clone()).collect();
    names.sort();
    names.dedup();
    names
}

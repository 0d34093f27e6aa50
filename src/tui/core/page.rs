//! Pages of words: the keys, and what stands where there is no workspace yet.

use ratatui::layout::Rect;

use crate::tui::core::shared::Shared;
use crate::tui::keys::{Action, Binding, Press, Scope};
use crate::tui::widgets::canvas::Canvas;

/// A line of the help page.
pub enum HelpLine {
    /// Over the keys of a scope.
    Heading(String),
    /// A key and what it does.
    Key(String, &'static str),
    /// Between two scopes.
    Blank,
}

/// The help page: the keys of the screen in front, those that count everywhere, those of the other screens.
pub fn help(shared: &Shared) -> Vec<HelpLine> {
    let front = Scope::On(shared.screen);
    let mut scopes = vec![front, Scope::Everywhere];
    for (binding, _) in shared.keys.bindings() {
        if !scopes.contains(&binding.scope) && binding.scope != Scope::FirstRun {
            scopes.push(binding.scope);
        }
    }
    let mut lines = Vec::new();
    for scope in scopes {
        let own: Vec<_> = shared.keys.bindings().filter(|(b, _)| b.scope == scope).collect();
        if own.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(heading(scope)));
        lines.extend(own.into_iter().map(|(b, presses)| HelpLine::Key(keys(presses), sentence(b))));
    }
    lines
}

fn heading(scope: Scope) -> String {
    match scope {
        Scope::Everywhere => "Everywhere".to_owned(),
        Scope::On(screen) => screen.name().to_owned(),
        Scope::Form => "While a rejected row is corrected".to_owned(),
        Scope::FirstRun => "Without a workspace".to_owned(),
    }
}

fn sentence(binding: &'static Binding) -> &'static str {
    binding.help
}

fn keys(presses: &[Press]) -> String {
    presses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// What stands where there is no workspace yet.
pub fn first_run(shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let key = |action| shared.keys.key_of(Scope::FirstRun, action);
    let lines = [
        ("This folder is not a workspace yet.".to_owned(), styles.strong()),
        (String::new(), styles.plain()),
        (
            format!("{}  create a workspace with a sample week, to try it out", key(Action::CreateSample)),
            styles.plain(),
        ),
        (format!("{}  create an empty workspace, for your own files", key(Action::Create)), styles.plain()),
        (String::new(), styles.plain()),
        ("Files that are here stay as they are.".to_owned(), styles.dim()),
    ];
    let widest = lines.iter().map(|(text, _)| text.chars().count()).max().unwrap_or(0);
    let lines: Vec<_> = lines.iter().map(|(text, style)| (format!("{text:<widest$}"), *style)).collect();
    let lines: Vec<_> = lines.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    canvas.centred(area, &lines);
}

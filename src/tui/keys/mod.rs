//! The one table of keys: what they do, what the help page and the footer say, what the user may change.

mod press;
mod table;

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;

use crate::tui::screen::Screen;

pub use press::Press;
pub use table::BINDINGS;

/// What a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Quit,
    Back,
    Help,
    Palette,
    Filter,
    NextMatch,
    PreviousMatch,
    Copy,
    NextScreen,
    PreviousScreen,
    Go(Screen),
    Refresh,
    Redraw,
    Suspend,
    Theme,
    Up,
    Down,
    Left,
    Right,
    Top,
    Bottom,
    HalfUp,
    HalfDown,
    PageUp,
    PageDown,
    Open,
    /// Load all files that are ready.
    Load,
    /// Stop the run.
    Cancel,
    /// Load a snapshot that is held back.
    AcceptShrink,
    /// Take back what a run brought.
    Undo,
    /// The least level of the log.
    Level,
    /// Whether the log stays at its end.
    Follow,
    /// How rejected rows are grouped.
    Group,
    /// Write a resend request.
    Resend,
    /// Edit a rejected row.
    Edit,
    /// Keep the edited row and replay its day.
    Save,
    /// The value as it came.
    Restore,
    /// Another table.
    Table,
    /// The file there.
    Source,
    /// The state on a day.
    AsOf,
    /// The days drawn wider apart.
    Closer,
    /// More days at once.
    Wider,
    /// The chart or the table of a report.
    Shape,
    /// The kind of chart.
    Chart,
    NextReport,
    PreviousReport,
    /// As CSV.
    Export,
    /// In another format.
    ExportAs,
    /// By the column.
    Sort,
    Hide,
    Unhide,
    Freeze,
    /// The columns of a table.
    Describe,
    /// The whole row.
    CopyRow,
    /// Type a query.
    Sql,
    /// Create a workspace here.
    Create,
    /// Create one with the sample week.
    CreateSample,
}

/// Where a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Everywhere,
    On(Screen),
    /// While a rejected row is edited: nothing else counts then.
    Form,
    /// Where there is no workspace yet.
    FirstRun,
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub scope: Scope,
    /// Its name in the user's file of keys.
    pub name: &'static str,
    /// The keys unless the user says otherwise.
    pub keys: &'static [&'static str],
    pub action: Action,
    /// What the help page says.
    pub help: &'static str,
    /// What the footer says; empty where it says nothing.
    pub footer: &'static str,
}

/// The keys in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    presses: Vec<Vec<Press>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let parse = |b: &Binding| b.keys.iter().filter_map(|k| Press::parse(k)).collect();
        Self { presses: BINDINGS.iter().map(parse).collect() }
    }
}

impl Scope {
    /// Its section in the user's file of keys.
    pub fn name(self) -> String {
        match self {
            Self::Everywhere => "everywhere".to_owned(),
            Self::On(screen) => screen.name().to_lowercase(),
            Self::Form => "edit".to_owned(),
            Self::FirstRun => "first_run".to_owned(),
        }
    }
}

impl Keymap {
    /// The bindings in effect with their keys, in the order of the table.
    pub fn bindings(&self) -> impl Iterator<Item = (&'static Binding, &[Press])> {
        BINDINGS.iter().zip(&self.presses).map(|(b, p)| (b, p.as_slice()))
    }

    /// Gives a binding other keys: by the section and name of the user's file. False if there is no such binding.
    pub fn rebind(&mut self, section: &str, name: &str, presses: &[Press]) -> bool {
        let at = BINDINGS.iter().position(|b| b.name == name && b.scope.name() == section);
        match at.and_then(|at| self.presses.get_mut(at)) {
            Some(place) => {
                *place = presses.to_vec();
                true
            }
            None => false,
        }
    }

    /// What a key does in a scope; what is said for that scope goes before what is said for everywhere.
    pub fn action(&self, scope: Scope, key: &KeyEvent) -> Option<Action> {
        self.own(scope, key).or_else(|| self.own(Scope::Everywhere, key))
    }

    /// What a key does by what is said for a scope alone: where all other keys are typed.
    pub fn own(&self, scope: Scope, key: &KeyEvent) -> Option<Action> {
        let press = Press::of(key)?;
        self.bindings().find(|(b, presses)| b.scope == scope && presses.contains(&press)).map(|(b, _)| b.action)
    }

    /// The first key of an action, as the footer and questions name it; what the scope says goes first.
    pub fn key_of(&self, scope: Scope, action: Action) -> String {
        let find = |scope: Scope| {
            self.bindings().find(|(b, _)| b.scope == scope && b.action == action).and_then(|(_, p)| p.first())
        };
        find(scope).or_else(|| find(Scope::Everywhere)).map(Press::to_string).unwrap_or_default()
    }

    /// Keys that mean two things in one scope: the section, the key, the names.
    pub fn clashes(&self) -> Vec<(String, String, Vec<&'static str>)> {
        let mut seen: BTreeMap<(String, String), Vec<&'static str>> = BTreeMap::new();
        for (binding, presses) in self.bindings() {
            for press in presses {
                seen.entry((binding.scope.name(), press.to_string())).or_default().push(binding.name);
            }
        }
        seen.into_iter().filter(|(_, names)| names.len() > 1).map(|((s, k), n)| (s, k, n)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_can_be_read_and_means_one_thing() {
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(Press::parse(key).is_some_and(|p| p.to_string() == *key), "{key}");
            }
            assert!(!binding.help.is_empty() && !binding.keys.is_empty(), "{}", binding.name);
        }
        assert_eq!(Keymap::default().clashes(), []);
    }

    #[test]
    fn a_screen_goes_before_everywhere() {
        let mut keys = Keymap::default();
        let r = KeyEvent::from(crossterm::event::KeyCode::Char('r'));
        assert_eq!(keys.action(Scope::On(Screen::Today), &r), Some(Action::Load));
        assert_eq!(keys.action(Scope::On(Screen::Runs), &r), None);
        assert!(keys.rebind("runs", "follow", &[Press::of(&r).unwrap_or_default()]));
        assert_eq!(keys.action(Scope::On(Screen::Runs), &r), Some(Action::Follow));
        assert!(!keys.rebind("runs", "fly", &[]));
    }
}

//! The commands by name, as they are typed.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use crate::tui::keys::{Action, BINDINGS, Binding, Scope};

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

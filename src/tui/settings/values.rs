//! What a start needs of what the user set up.

use crate::tui::keys::Keymap;
use crate::tui::settings::state::UserState;
use crate::tui::theme::Styles;

/// Everything of the user's that a start needs.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The keys in effect.
    pub keys: Keymap,
    /// Colours and signs.
    pub styles: Styles,
    /// What was kept from the last time.
    pub state: UserState,
}

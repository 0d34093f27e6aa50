//! What the user set up: keys and themes; and what the app remembers from one start to the next.

mod state;

use super::keymap::Keymap;
use super::theme::Look;

pub use state::UserState;

/// Everything of the user's that a start needs.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The keys in effect.
    pub keys: Keymap,
    /// Colours and signs.
    pub look: Look,
    /// What was kept from the last time.
    pub state: UserState,
}

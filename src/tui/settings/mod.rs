//! What the user set up: keys and themes; and what the app remembers from one start to the next.

mod file;
mod places;
mod state;
mod values;

use std::ffi::OsString;
use std::path::Path;

use crate::error::Error;
use crate::tui::keys::Keymap;
use crate::tui::theme::Glyphs;

pub use places::Places;
pub use state::UserState;
pub use values::Settings;

use places::CONFIG;

/// What the environment says of the terminal.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    no_color: Option<OsString>,
    term: Option<OsString>,
    locale: Option<OsString>,
    background: Option<OsString>,
}

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR"),
            term: set("TERM"),
            locale: set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")),
            background: set("COLORFGBG"),
        }
    }

    /// Whether the terminal shows only ASCII. Where nothing is said, it shows more: all of today's do.
    fn glyphs(&self) -> Glyphs {
        let text = |value: &Option<OsString>| value.as_ref().map(|v| v.to_string_lossy().to_lowercase());
        let plain_locale = text(&self.locale).is_some_and(|l| !l.contains("utf"));
        let plain_terminal = text(&self.term).is_some_and(|t| t == "dumb" || t.starts_with("vt1"));
        if plain_locale || plain_terminal { Glyphs::Ascii } else { Glyphs::Unicode }
    }

    /// Whether the terminal says that its background is light.
    fn is_light(&self) -> bool {
        let text = self.background.as_ref().map(|v| v.to_string_lossy().into_owned()).unwrap_or_default();
        text.rsplit(';')
            .next()
            .and_then(|last| last.parse::<u8>().ok())
            .is_some_and(|c| c == 7 || (9..=15).contains(&c))
    }
}

/// Whether nothing has this name; what cannot be looked at is told when it is read.
fn is_absent(path: &Path) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    path.metadata().is_err_and(|e| matches!(e.kind(), NotFound | NotADirectory))
}

/// Reads the user's files; fails with everything that is wrong with the one of keys and themes.
pub fn load(places: &Places, environment: &Environment) -> Result<Settings, Vec<Error>> {
    let mut settings = Settings { state: state::load(places), ..Settings::default() };
    settings.styles.glyphs = environment.glyphs();
    if environment.is_light() {
        settings.styles.choose("light");
    }
    if let Some(path) = places.config_file().filter(|path| !is_absent(path)) {
        file::read(&path, &mut settings)?;
    }
    if let Some(theme) = settings.state.theme.clone() {
        settings.styles.choose(&theme);
    }
    if environment.no_color.is_some() {
        settings.styles.choose("none");
    }
    Ok(settings)
}

/// Keeps the state for the next start.
pub fn save(places: &Places, state: &UserState) -> Result<(), Error> {
    state::save(places, state)
}

/// The keys in effect as a file of keys, which can be put into the user's own.
pub fn keys_text(keys: &Keymap, places: &Places) -> String {
    let path = places.config_file().map(|p| p.display().to_string()).unwrap_or_else(|| CONFIG.to_owned());
    let mut text = format!("# The keys in effect. To change some, put their lines into {path}\n");
    let mut section = None;
    for (binding, presses) in keys.bindings() {
        if section != Some(binding.scope) {
            text.push_str(&format!("\n[keys.{}]\n", binding.scope.name()));
            section = Some(binding.scope);
        }
        let list: Vec<String> = presses.iter().map(|p| format!("{:?}", p.to_string())).collect();
        let line = format!("{} = [{}]", binding.name, list.join(", "));
        text.push_str(&format!("{line:<40} # {}\n", binding.help));
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests;

//! What the user set up: keys and themes; and what the app remembers from one start to the next.

mod file;
mod state;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::error::Error;
use crate::tui::keys::Keymap;
use crate::tui::theme::{Glyphs, Styles};

pub use state::UserState;

/// The user's file in the user's config folder.
const CONFIG: &str = "config.toml";

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

/// Where the user's files are; none where the system has no such place.
#[derive(Debug, Clone, Default)]
pub struct Places {
    config: Option<PathBuf>,
    state: Option<PathBuf>,
}

/// What the environment says of the terminal.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    no_color: Option<OsString>,
    term: Option<OsString>,
    locale: Option<OsString>,
    background: Option<OsString>,
}

impl Places {
    /// The folders of the system: on Linux `~/.config/shoptui` and `~/.local/state/shoptui`.
    pub fn of_user() -> Self {
        let Some(dirs) = ProjectDirs::from("", "", "shoptui") else { return Self::default() };
        let state = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir());
        Self { config: Some(dirs.config_dir().to_owned()), state: Some(state.to_owned()) }
    }

    /// The user's file of keys and themes.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.config.as_ref().map(|folder| folder.join(CONFIG))
    }

    /// The folder of what is kept.
    pub fn state_folder(&self) -> Option<&Path> {
        self.state.as_deref()
    }
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

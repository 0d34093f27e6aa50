//! Where the user's files are.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The user's file in the user's config folder.
pub(super) const CONFIG: &str = "config.toml";

/// Where the user's files are; none where the system has no such place.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pub(super) config: Option<PathBuf>,
    pub(super) state: Option<PathBuf>,
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

//! What the app remembers from one start to the next.

use std::io::Write;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::tui::settings::places::Places;

/// How many queries are remembered.
const QUERIES: usize = 200;
const FILE: &str = "state.json";

/// What is kept for the next start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserState {
    /// The last screen.
    pub screen: Option<String>,
    /// The last table on the screens History and Tables.
    pub table: Option<String>,
    /// The theme, if another than that of the config was chosen.
    pub theme: Option<String>,
    /// The queries, the latest last.
    pub sql: Vec<String>,
}

impl UserState {
    /// Remembers a query as the latest.
    pub fn remember(&mut self, sql: &str) {
        self.sql.retain(|known| known != sql);
        self.sql.push(sql.to_owned());
        let surplus = self.sql.len().saturating_sub(QUERIES);
        self.sql.drain(..surplus);
    }
}

/// What was kept; nothing if it cannot be read, since nothing depends on it.
pub(super) fn load(places: &Places) -> UserState {
    let text = places.state_folder().and_then(|folder| std::fs::read_to_string(folder.join(FILE)).ok());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps it; two apps that end at once leave the state of one, whole.
pub(super) fn save(places: &Places, state: &UserState) -> Result<(), Error> {
    let Some(folder) = places.state_folder() else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, e))?;
    let (path, part) = (folder.join(FILE), folder.join(format!(".{FILE}.{}", std::process::id())));
    let text = serde_json::to_vec_pretty(state).unwrap_or_default();
    std::fs::File::create(&part)
        .and_then(|mut file| file.write_all(&text))
        .and_then(|()| std::fs::rename(&part, &path))
        .map_err(|e| Error::io("write", &path, e))
}

//! What the app remembers from one start to the next.

use serde::{Deserialize, Serialize};

/// How many queries are remembered.
const QUERIES: usize = 200;

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

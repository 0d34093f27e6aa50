//! The log for those who look for a bug: to a file, as `RUST_LOG` says, never to the screen.

use std::fs::OpenOptions;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::tui::settings::Places;

const FILE: &str = "shoptui.log";

/// Starts the log if `RUST_LOG` is set. Without a place for it there is none: the app works all the same.
pub fn start(places: &Places) {
    let wanted = std::env::var_os(EnvFilter::DEFAULT_ENV).is_some_and(|value| !value.is_empty());
    let Some(folder) = places.state_folder().filter(|_| wanted) else { return };
    let file = std::fs::create_dir_all(folder)
        .and_then(|()| OpenOptions::new().create(true).append(true).open(folder.join(FILE)));
    if let Ok(file) = file {
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(Mutex::new(file));
        // There is one already only where the app runs twice in a process.
        let _ = log.with_env_filter(EnvFilter::from_default_env()).try_init();
    }
}

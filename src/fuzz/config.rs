//! Config files: any text opens or says what is wrong and where; what opens is written out and opens again, the same.

use super::input::Folder;
use crate::error::ErrorKind;
use crate::workspace::{CONFIG_FILE, effective, open};

/// The bytes are a `shoptui.toml` beside one SQL file.
pub(super) fn config(data: &[u8]) {
    let (folder, path) = Folder::with(CONFIG_FILE, data);
    folder.write("reports/r.sql", b"SELECT 1");
    let workspace = match open(folder.path()) {
        Ok(workspace) => workspace,
        Err(errors) => {
            assert!(!errors.is_empty());
            let lines = 1 + data.iter().filter(|byte| **byte == b'\n').count() as u64;
            for error in &errors {
                let place = &error.place;
                assert_eq!(
                    (error.kind, place.file.as_deref()),
                    (ErrorKind::Config, Some(CONFIG_FILE.as_ref())),
                    "{error}"
                );
                assert!(!error.hints.is_empty(), "no hint: {error}");
                assert!(!error.to_string().chars().any(char::is_control), "{:?}", error.to_string());
                let known = place.line.is_some_and(|line| (1..=lines).contains(&line)) && place.column > Some(0);
                assert!(known || error.message.ends_with("more errors are not shown"), "no place: {error}");
            }
            return;
        }
    };
    let text = effective(&workspace);
    std::fs::write(&path, &text).unwrap();
    let again = open(folder.path()).unwrap_or_else(|errors| panic!("{errors:?} in\n{text}"));
    assert_eq!(workspace, again, "from\n{text}");
    assert_eq!(text, effective(&again));
}

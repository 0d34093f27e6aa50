//! Finds and reads the config file, and puts the checked parts together.

use std::path::Path;

use crate::config::{self, Node};
use crate::error::{Error, ErrorKind};

use super::format_version::check_format;
use super::layer::check_layers;
use super::model::{CONFIG_FILE, Workspace};
use super::pipeline::pipelines;
use super::settings::settings;
use super::sql_file::SqlFiles;
use super::sql_model::models;
use super::sql_report::reports;
use super::template;

const KEYS: &[&str] = &["workspace", "pipelines", "models", "reports"];

/// Opens the workspace in a folder and checks all of it.
///
/// A folder without `shoptui.toml` that has a `landing_zone/` is a shop workspace, read from the embedded template.
/// Fails with every error of the config file, in the order of its lines; and where a newer program keeps the workspace.
pub fn open(dir: &Path) -> Result<Workspace, Vec<Error>> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let root = std::path::absolute(dir).map_err(|e| vec![Error::io("find", dir, e)])?;
    let file = root.join(CONFIG_FILE);
    let workspace = match file.symlink_metadata() {
        Ok(_) => {
            let text = config::read(&file, CONFIG_FILE.as_ref()).map_err(|e| vec![e])?;
            parse(&text, &root, SqlFiles::Folder(&root))?
        }
        Err(e) if is_absent(&e) => match root.join("landing_zone").metadata() {
            Ok(about) if about.is_dir() => parse(template::SHOP.config, &root, SqlFiles::Template(&template::SHOP))?,
            Err(e) if !is_absent(&e) => return Err(vec![Error::io("look at", &root.join("landing_zone"), e)]),
            _ => return Err(vec![no_workspace(dir)]),
        },
        Err(e) => return Err(vec![Error::io("read", &file, e)]),
    };
    check_format(&workspace).map_err(|e| vec![e])?;
    Ok(workspace)
}

/// Whether nothing has the name that was looked for, or what should be its folder is a file.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

/// Checks the text of a config file for the workspace in `root`.
pub(super) fn parse(text: &str, root: &Path, files: SqlFiles<'_>) -> Result<Workspace, Vec<Error>> {
    config::check(text, CONFIG_FILE.as_ref(), |document| workspace(document, root, files))
}

fn workspace(document: Node<'_>, root: &Path, files: SqlFiles<'_>) -> Option<Workspace> {
    let document = document.section(KEYS, "")?;
    let settings = settings(&document, root);
    let (pipelines, reports) = (pipelines(&document), reports(&document, files));
    let mut workspace = Workspace { pipelines, reports, ..settings? };
    workspace.models = models(&document, files, &workspace);
    check_layers(&document, &workspace);
    Some(workspace)
}

fn no_workspace(dir: &Path) -> Error {
    let message = if dir.is_dir() {
        format!("no {CONFIG_FILE} and no landing_zone/ in this folder")
    } else {
        "no such folder".to_owned()
    };
    let hint = format!("Make a workspace with `shoptui init {0}`, or name one with `-w DIR`.", dir.display());
    Error::new(ErrorKind::Config, message).at_file(dir).hint(hint)
}

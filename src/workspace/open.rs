//! Finds and reads the config file, and puts the checked parts together.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind};

use super::CONFIG_FILE;
use super::folders::folders;
use super::model::Workspace;
use super::node::document;
use super::pipeline::pipelines;
use super::problems::{Problems, position};
use super::report::{SqlFiles, reports};
use super::template;

const KEYS: &[&str] = &["workspace", "pipelines", "reports"];
/// No workspace needs a config file this large (bytes).
const LARGEST: u64 = 1 << 20;

/// Opens the workspace in a folder and checks all of it.
///
/// A folder without `shoptui.toml` that has a `landing_zone/` is a shop workspace, read from the embedded template.
/// Fails with every error of the config file, in the order of its lines.
pub fn open(dir: &Path) -> Result<Workspace, Vec<Error>> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let root = std::path::absolute(dir).map_err(|e| vec![Error::io("find", dir, &e)])?;
    let file = root.join(CONFIG_FILE);
    match file.symlink_metadata() {
        Ok(_) => parse(&read(&file).map_err(|e| vec![e])?, &root, SqlFiles::Folder(&root)),
        Err(e) if e.kind() != std::io::ErrorKind::NotFound && root.is_dir() => Err(vec![Error::io("read", &file, &e)]),
        Err(_) if root.join("landing_zone").is_dir() => {
            parse(template::SHOP.config, &root, SqlFiles::Template(&template::SHOP))
        }
        Err(_) => Err(vec![no_workspace(dir)]),
    }
}

/// Checks the text of a config file for the workspace in `root`.
pub(super) fn parse(text: &str, root: &Path, files: SqlFiles<'_>) -> Result<Workspace, Vec<Error>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (tree, syntax) = DeTable::parse_recoverable(text);
    let tree = DeValue::Table(tree.into_inner());
    let problems = Problems::new(text, &syntax);
    let workspace = workspace(&tree, &problems, root, files);
    let errors = problems.into_errors();
    match workspace {
        Some(workspace) if errors.is_empty() => Ok(workspace),
        _ => Err(errors),
    }
}

fn workspace<'a>(
    tree: &'a DeValue<'a>,
    problems: &'a Problems<'a>,
    root: &Path,
    files: SqlFiles<'_>,
) -> Option<Workspace> {
    let document = document(tree, problems).section(KEYS, "")?;
    let folders = folders(&document, root);
    let pipelines = pipelines(&document);
    let reports = reports(&document, files);
    let folders = folders?;
    Some(Workspace {
        root: root.to_owned(),
        name: folders.name,
        landing_zone: folders.landing_zone,
        warehouse: folders.warehouse,
        pipelines,
        reports,
    })
}

fn read(file: &Path) -> Result<String, Error> {
    let meta = file.metadata().map_err(|e| Error::io("read", file, &e))?;
    let wrong = |message: &str, hint: &str| {
        Error::new(ErrorKind::Config, message.to_owned()).at_file(CONFIG_FILE).hint(hint.to_owned())
    };
    if !meta.is_file() {
        return Err(wrong("is not a file", "Move it away; `shoptui init DIR` makes a new one."));
    }
    if meta.len() > LARGEST {
        return Err(wrong("is larger than a megabyte", "Check that it is a config file."));
    }
    let bytes = std::fs::read(file).map_err(|e| Error::io("read", file, &e))?;
    String::from_utf8(bytes).map_err(|e| {
        let good = String::from_utf8_lossy(e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default());
        let (line, column) = position(&good, good.len());
        wrong("is not UTF-8 text", "Save it again with the encoding UTF-8.").at_line(line).at_column(column)
    })
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

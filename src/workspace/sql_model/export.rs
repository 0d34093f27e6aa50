//! `export`: the files that the rows of a model are written to.

use std::path::{Component, Path};

use super::super::model::{ExportPath, ModelExport, ModelFormat, Workspace};
use super::super::toml_text::{quoted, table};
use crate::config::{Node, shown};

const EXPORT: &str = "Write export = [{ format = \"csv\", path = \"out/gold.csv\" }].";
const PLACE: &str = "Name a file of the workspace, such as path = \"out/gold.csv\".";

/// The files; the same path is not named twice.
pub(super) fn exports(node: &Node<'_>) -> Option<Vec<ModelExport>> {
    let each: Vec<_> = node.list()?.into_iter().map(export).collect();
    each.into_iter().collect()
}

fn export(node: Node<'_>) -> Option<ModelExport> {
    let section = node.section(&["format", "path"], EXPORT)?;
    let format = section.need("format", EXPORT).and_then(|node| node.variant::<ModelFormat>("format"));
    let path = section.need("path", EXPORT).and_then(|node| path(&node));
    Some(ModelExport { format: format?, path: path? })
}

/// What is written of it.
pub(super) fn export_text(export: &ModelExport) -> String {
    table(&[format!("format = {}", quoted(export.format.into())), format!("path = {}", quoted(&export.path.text))])
}

/// A path in the workspace; what stands in braces is looked at once the column of the partitions is known.
fn path(node: &Node<'_>) -> Option<ExportPath> {
    let text = node.plain_text()?;
    let inside = Path::new(text).components().all(|c| matches!(c, Component::Normal(_)));
    if !inside || text.contains('\\') || text.ends_with('/') {
        node.wrong(format!("`{}` is no file inside the workspace", shown(text)), PLACE);
        return None;
    }
    Some(ExportPath { text: text.to_owned(), parts: vec![text.to_owned()] })
}

/// Splits the paths at the places of a partition's value, and refuses paths of places that are the engine's own.
pub(super) fn placed(
    node: Option<&Node<'_>>,
    exports: Vec<ModelExport>,
    partition_by: Option<&str>,
    workspace: &Workspace,
) -> Option<Vec<ModelExport>> {
    let mut good = true;
    let mut placed = Vec::with_capacity(exports.len());
    for export in exports {
        let text = &export.path.text;
        let mut wrong = |message: String, hint: String| {
            good = false;
            node.iter().for_each(|node| node.wrong(&message, &hint));
        };
        let parts: Vec<String> = match partition_by {
            Some(column) => text.split(&format!("{{{column}}}")).map(str::to_owned).collect(),
            None => vec![text.clone()],
        };
        if let Some(part) = parts.iter().find(|part| part.contains(['{', '}'])) {
            let hint = match partition_by {
                Some(column) => format!("Only `{{{column}}}`, the column of the partitions, has a meaning in it."),
                None => "A value stands in the path of a model with load = \"partition\" and partition_by.".to_owned(),
            };
            wrong(format!("`{}` has braces in it", shown(part)), hint);
        }
        if let Some(own) = engines_own(text, workspace) {
            let hint = "Export to a folder of its own, such as path = \"out/gold.csv\".".to_owned();
            wrong(format!("`{}` lies in {own}", shown(text)), hint);
        }
        if placed.iter().any(|other: &ModelExport| other.path.text.to_lowercase() == text.to_lowercase()) {
            wrong(format!("`{}` is written twice", shown(text)), "Give each export a file of its own.".to_owned());
        }
        let path = ExportPath { text: text.clone(), parts };
        placed.push(ModelExport { path, ..export });
    }
    good.then_some(placed)
}

/// The words of the place that a path lies in, where the engine keeps its own files.
fn engines_own(text: &str, workspace: &Workspace) -> Option<&'static str> {
    let path = workspace.root.join(text);
    let own = [
        (workspace.warehouse.local_path().to_owned(), "the warehouse"),
        (workspace.all_archives().local_path().to_owned(), "the archive"),
        (workspace.landing_zone.local_path().to_owned(), "the landing zone"),
        (workspace.quarantine().local_path().to_owned(), "the quarantine"),
        (workspace.error_reports().local_path().to_owned(), "the error reports"),
    ];
    own.into_iter().find(|(folder, _)| path.starts_with(folder)).map(|(_, words)| words)
}

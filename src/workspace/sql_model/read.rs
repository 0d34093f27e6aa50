//! Reads the sections of models, and checks them against one another and against the pipelines.

use super::super::model::{ModelLoad, ModelSpec, SqlFault, TableName, Workspace};
use super::super::names::{RESERVED, check_name};
use super::super::sql_file::SqlFiles;
use super::circle::circle;
use super::export::placed;
use super::keys::{Draft, Kind, keys};
use crate::config::{Node, Section, names, suggest};
use crate::sql;

const EXAMPLE: &str = "Begin a model with [models.gold].";
const BY: &str = "Write partition_by = \"day\": the column whose values tell the partitions apart.";

/// The models in the order of the file; `workspace` has the pipelines already.
pub(in super::super) fn models(root: &Section<'_>, files: SqlFiles<'_>, workspace: &Workspace) -> Vec<ModelSpec> {
    let entries = root.get("models").and_then(|node| node.entries(EXAMPLE)).unwrap_or_default();
    let mut models = Vec::with_capacity(entries.len());
    for (name, node) in &entries {
        let named = check_name("model", name, node).and_then(|()| check_taken(name, node, workspace));
        models.extend(named.and(model(name, node.clone(), files, workspace)));
    }
    check_paths(&entries, &models);
    let known = known(&models, workspace);
    for model in &mut models {
        check_tables(model, &known);
    }
    check_circles(&entries, &models);
    models
}

fn check_taken(name: &str, node: &Node<'_>, workspace: &Workspace) -> Option<()> {
    if workspace.pipelines.iter().all(|pipeline| pipeline.name != name) {
        return Some(());
    }
    node.wrong_key(format!("the pipeline `{name}` has a table of this name"), "Give the model another name.");
    None
}

fn model(name: &str, node: Node<'_>, files: SqlFiles<'_>, workspace: &Workspace) -> Option<ModelSpec> {
    let keys = keys();
    let section = node.section(&names(&keys), EXAMPLE)?;
    let mut draft = Draft::new(files);
    let read = section.read(&keys, &mut draft);
    let load = load(&section, &draft);
    let by = load.as_ref().and_then(|load| match load {
        ModelLoad::Replace => None,
        ModelLoad::Partition(column) => Some(column.as_str()),
    });
    let exports = placed(section.get("export").as_ref(), draft.exports, by, workspace);
    let ((sql_file, sql), load, exports, ()) = (draft.sql?, load?, exports?, read?);
    let reads = sql::tables_of(&sql).map(|tables| {
        let table = |sql::TableName { name, line, column }| TableName { name, line, column };
        tables.into_iter().map(table).collect()
    });
    let reads = reads.map_err(|sql::Refused { message, hint, line, column }| SqlFault { message, hint, line, column });
    Some(ModelSpec { name: name.to_owned(), sql, sql_file, layer: draft.layer, load, exports, reads })
}

fn load(section: &Section<'_>, draft: &Draft<'_>) -> Option<ModelLoad> {
    match (draft.load, &draft.partition_by) {
        (Kind::Replace, None) => Some(ModelLoad::Replace),
        (Kind::Partition, Some(column)) => Some(ModelLoad::Partition(column.clone())),
        (Kind::Partition, None) => {
            // One that is wrong has been reported.
            section.need("partition_by", BY)?;
            None
        }
        (Kind::Replace, Some(_)) => {
            let node = section.get("partition_by")?;
            node.wrong("belongs to load = \"partition\"", "Write load = \"partition\", or take partition_by out.");
            None
        }
    }
}

/// Two models must not export to the same file.
fn check_paths(entries: &[(&str, Node<'_>)], models: &[ModelSpec]) {
    let mut taken: Vec<(String, &str)> = Vec::new();
    for model in models {
        for export in &model.exports {
            let path = export.path.text.to_lowercase();
            if let Some((_, other)) = taken.iter().find(|(known, name)| *known == path && *name != model.name)
                && let Some((_, node)) = entries.iter().find(|(name, _)| *name == model.name)
            {
                let message = format!("the model `{other}` exports to `{}` already", export.path.text);
                node.wrong(message, "Give each export a file of its own.");
            }
            taken.push((path, &model.name));
        }
    }
}

/// All tables that a model may read.
fn known(models: &[ModelSpec], workspace: &Workspace) -> Vec<String> {
    let pipelines = workspace.pipelines.iter().map(|pipeline| pipeline.name.clone());
    let models = models.iter().map(|model| model.name.clone());
    pipelines.chain(models).chain(RESERVED.map(str::to_owned)).collect()
}

/// A table that is not there is a fault of the SQL: told when the model is computed, and by `check`.
fn check_tables(model: &mut ModelSpec, known: &[String]) {
    let strange = model.reads.iter().flatten().find(|table| !known.contains(&table.name));
    let Some(TableName { name, line, column }) = strange.cloned() else { return };
    let message = format!("no table named `{name}`");
    let hint = suggest(&name, known.iter().map(String::as_str));
    model.reads = Err(SqlFault { message, hint, line, column });
}

fn check_circles(entries: &[(&str, Node<'_>)], models: &[ModelSpec]) {
    let mut told: Vec<&str> = Vec::new();
    for model in models {
        let Some(circle) = circle(models, model) else { continue };
        // A circle is told once, by the first model of the file that is on it.
        if circle.iter().any(|name| told.contains(name)) {
            continue;
        }
        let names: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
        if let Some((_, node)) = entries.iter().find(|(name, _)| *name == model.name) {
            let message = format!("models read one another in a circle: {}", names.join(" -> "));
            node.wrong_key(message, "Take one of these reads out: a model is computed after all that it reads.");
        }
        told.extend(circle);
    }
}

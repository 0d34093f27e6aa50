//! `layer`: the word that groups tables, and is the folder of the warehouse in which they lie.

use super::model::Workspace;
use super::names::check_layer;
use crate::config::{Node, Section, shown};

/// A word that works as a folder, on the command line and in SQL.
pub(super) fn layer(node: &Node<'_>) -> Option<String> {
    let word = node.plain_text()?;
    check_layer(word, node)?;
    Some(word.to_owned())
}

/// Refuses layers that are called like a table that lies in the folder of that name.
pub(super) fn check_layers(root: &Section<'_>, workspace: &Workspace) {
    let pipelines = workspace.pipelines.iter().map(|p| ("pipelines", p.name.as_str(), p.layer.as_deref()));
    let models = workspace.models.iter().map(|m| ("models", m.name.as_str(), m.layer.as_deref()));
    let tables: Vec<_> = pipelines.chain(models).collect();
    for (section, name, layer) in &tables {
        let Some(layer) = layer else { continue };
        if !tables.iter().any(|(_, other, own)| own.is_none() && other == layer) {
            continue;
        }
        let entries = root.get(section).and_then(|node| node.entries("")).unwrap_or_default();
        if let Some((_, node)) = entries.iter().find(|(known, _)| known == name) {
            let message = format!("the layer `{}` is called like a table without a layer", shown(layer));
            let hint =
                "Both would lie in one folder of the warehouse; give that table a layer too, or choose another word.";
            node.wrong(message, hint);
        }
    }
}

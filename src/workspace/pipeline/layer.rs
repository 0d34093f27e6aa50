//! `layer`: the word that groups tables, and is the folder in which they lie.

use super::super::model::Pipeline;
use super::super::names::check_layer;
use crate::config::{Node, shown};

/// A word that works as a folder, on the command line and in SQL.
pub(super) fn layer(node: &Node<'_>) -> Option<String> {
    let word = node.plain_text()?;
    check_layer(word, node)?;
    Some(word.to_owned())
}

/// Refuses layers that are called like a table that lies in the folder of that name.
pub(super) fn check_layers(entries: &[(&str, Node<'_>)], pipelines: &[Pipeline]) {
    for pipeline in pipelines {
        let Some(layer) = &pipeline.layer else { continue };
        let taken = pipelines.iter().any(|other| other.layer.is_none() && other.name == *layer);
        let node = entries.iter().find(|(name, _)| *name == pipeline.name).map(|(_, node)| node);
        if let Some(node) = node.filter(|_| taken) {
            let message =
                format!("the layer `{}` is called like the table of a pipeline without a layer", shown(layer));
            let hint = "Both would lie in one folder of the warehouse; give that pipeline a layer too, or choose another word.";
            node.wrong(message, hint);
        }
    }
}

//! Layers: words by which tables are grouped, and the folders that these lie in.

use super::names::check_layer;
use crate::config::Node;

/// The name of a layer.
pub(super) fn layer(node: &Node<'_>) -> Option<String> {
    let name = node.plain_text()?;
    check_layer(name, node)?;
    Some(name.to_owned())
}

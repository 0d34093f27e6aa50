//! `references`: a pipeline and its column, as written.

use super::super::model::Reference;
use crate::config::{Node, shown};

const EXAMPLE: &str = "Write references = \"customer.customer_id\": a pipeline and its column.";

/// A pipeline and a column, as written.
pub(super) fn reference(node: &Node<'_>) -> Option<Reference> {
    let text = node.plain_text()?;
    match text.split_once('.') {
        Some((pipeline, column)) if !pipeline.is_empty() && !column.is_empty() => {
            Some(Reference { pipeline: pipeline.to_owned(), column: column.to_owned() })
        }
        _ => {
            node.wrong(format!("`{}` names no column of a pipeline", shown(text)), EXAMPLE);
            None
        }
    }
}

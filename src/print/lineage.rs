//! What is made from what, drawn as a tree.

use super::Page;
use crate::error::Result;
use crate::model::{Lineage, LineageNode};
use crate::report::text::escape_control;

/// Prints the tree; of one name, first what it is made from.
pub fn lineage(lineage: &Lineage) -> Result<()> {
    let mut page = Page::default();
    for node in &lineage.made_from {
        page.line(format_args!("{} is made from:", label(node)));
        branches(&mut page, &node.next, "");
        page.line(format_args!(""));
        page.line(format_args!("It feeds:"));
    }
    for node in &lineage.feeds {
        if lineage.made_from.is_empty() {
            page.line(format_args!("{}", label(node)));
        }
        branches(&mut page, &node.next, "");
    }
    page.print()
}

fn branches(page: &mut Page, nodes: &[LineageNode], indent: &str) {
    if nodes.is_empty() && indent.is_empty() {
        page.line(format_args!("└─ nothing"));
    }
    for (at, node) in nodes.iter().enumerate() {
        let last = at + 1 == nodes.len();
        page.line(format_args!("{indent}{} {}", if last { "└─" } else { "├─" }, label(node)));
        if !node.next.is_empty() {
            branches(page, &node.next, &format!("{indent}{}", if last { "   " } else { "│  " }));
        }
    }
}

fn label(node: &LineageNode) -> String {
    let kind: &str = node.kind.into();
    let layer = node.layer.as_ref().map(|layer| format!(", {layer}")).unwrap_or_default();
    format!("{} ({kind}{layer})", escape_control(&node.name))
}

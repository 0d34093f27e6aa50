//! `chart` and `pivot`: how the rows of a report are shown.

use super::super::model::{ChartKind, ChartSpec, PivotSpec};
use super::super::toml_text::{quoted, table};
use crate::config::Node;

const CHART: &str = "Write chart = { type = \"bar\", x = \"date\", y = \"total\", by = \"product\" }.";
const PIVOT: &str = "Write pivot = { on = \"name\", values = \"total\" }.";

/// A chart; that of a pivoted report needs no values of its own.
pub(super) fn chart(node: &Node<'_>, pivoted: bool) -> Option<ChartSpec> {
    let section = node.clone().section(&["type", "x", "y", "by"], CHART)?;
    let kind = section.need("type", CHART);
    let kind: Option<ChartKind> = kind.and_then(|node| node.variant("chart"));
    let x = section.need("x", CHART).and_then(|node| node.plain_text());
    // The columns of a pivoted report are its values.
    let y = if pivoted { section.get("y") } else { Some(section.need("y", CHART)?) };
    let y = y.map_or(Some(None), |node| node.plain_text().map(Some));
    let by = section.maybe("by", Node::plain_text);
    let (kind, by) = (kind?, by?);
    if kind.is_stacked() && by.is_none() && !pivoted {
        section.node.absent("a stacked chart needs `by`", CHART);
        return None;
    }
    Some(ChartSpec { kind, x: x?.to_owned(), y: y?.map(str::to_owned), by: by.map(str::to_owned) })
}

/// What is written of a chart.
pub(super) fn chart_text(chart: &ChartSpec) -> String {
    let mut parts = vec![format!("type = {}", quoted(chart.kind.into())), format!("x = {}", quoted(&chart.x))];
    parts.extend(chart.y.as_ref().map(|y| format!("y = {}", quoted(y))));
    parts.extend(chart.by.as_ref().map(|by| format!("by = {}", quoted(by))));
    table(&parts)
}

/// What becomes columns, and what is summed in them.
pub(super) fn pivot(node: &Node<'_>) -> Option<PivotSpec> {
    let section = node.clone().section(&["on", "values"], PIVOT)?;
    let on = section.need("on", PIVOT).and_then(|node| node.plain_text());
    let values = section.need("values", PIVOT).and_then(|node| node.plain_text());
    let (on, values) = (on?, values?);
    if on == values {
        node.wrong("`on` and `values` are the same column", PIVOT);
        return None;
    }
    Some(PivotSpec { on: on.to_owned(), values: values.to_owned() })
}

/// What is written of a pivot.
pub(super) fn pivot_text(pivot: &PivotSpec) -> String {
    format!("{{ on = {}, values = {} }}", quoted(&pivot.on), quoted(&pivot.values))
}

//! What is made from what: files, tables, models, reports and exports, as a tree.

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result, did_you_mean};
use crate::sql;
use crate::workspace::Workspace;

/// Something that is made, or made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineageNode {
    /// What it is called: a pattern of file names, a table, a model, a report, or the path of an export.
    pub name: String,
    /// What it is.
    pub kind: LineageKind,
    /// The word by which it is grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// What is made from it; or, of something that was asked for, what it is made from.
    pub next: Vec<LineageNode>,
}

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum LineageKind {
    /// Files that land.
    Files,
    /// The table of a pipeline.
    Table,
    /// A table made of tables.
    Model,
    /// Rows and a chart.
    Report,
    /// A file that a model is written to.
    Export,
}

/// What something is made from, and what is made from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lineage {
    /// What was asked about, with what is made from it; without a name, all files with what is made from them, and what is
    /// made from no file.
    pub feeds: Vec<LineageNode>,
    /// What was asked about, with what it is made from; none without a name.
    pub made_from: Vec<LineageNode>,
}

/// An edge: from what, to what.
type Edge = (usize, usize);

/// Everything there is, and what is made from what.
struct Graph {
    nodes: Vec<LineageNode>,
    edges: Vec<Edge>,
}

/// What is made from what in a workspace; of one table, model or report, if it is named.
pub fn lineage(workspace: &Workspace, name: Option<&str>) -> Result<Lineage> {
    let graph = Graph::of(workspace);
    let Some(name) = name else {
        let roots = (0..graph.nodes.len()).filter(|at| graph.edges.iter().all(|(_, to)| to != at));
        return Ok(Lineage {
            feeds: roots.map(|at| graph.tree(at, &|(from, to)| (from, to))).collect(),
            made_from: Vec::new(),
        });
    };
    let named: Vec<usize> =
        (0..graph.nodes.len()).filter(|at| graph.nodes.get(*at).is_some_and(|node| node.name == name)).collect();
    if named.is_empty() {
        let error = Error::new(ErrorKind::Usage, format!("nothing named `{name}`"));
        let known = graph.nodes.iter().map(|node| node.name.as_str());
        return Err(match did_you_mean(name, known) {
            Some(close) => error.hint(format!("Did you mean `{close}`?")),
            None => error.hint("`shoptui lineage` shows everything."),
        });
    }
    Ok(Lineage {
        feeds: named.iter().map(|at| graph.tree(*at, &|(from, to)| (from, to))).collect(),
        made_from: named.iter().map(|at| graph.tree(*at, &|(from, to)| (to, from))).collect(),
    })
}

impl Graph {
    fn of(workspace: &Workspace) -> Self {
        let mut graph = Self { nodes: Vec::new(), edges: Vec::new() };
        for pipeline in &workspace.pipelines {
            let files = graph.add(&pipeline.files.text, LineageKind::Files, None);
            let table = graph.add(&pipeline.name, LineageKind::Table, pipeline.layer.as_deref());
            graph.edges.push((files, table));
        }
        for model in &workspace.models {
            graph.add(&model.name, LineageKind::Model, model.layer.as_deref());
        }
        for model in &workspace.models {
            let Some(at) = graph.table(&model.name) else { continue };
            graph.read(model.tables(), at, workspace);
            for export in &model.exports {
                let file = graph.add(&export.path.text, LineageKind::Export, None);
                graph.edges.push((at, file));
            }
        }
        for report in &workspace.reports {
            let at = graph.add(&report.name, LineageKind::Report, None);
            let tables = sql::reads(&report.sql).unwrap_or_default();
            graph.read(tables.iter().map(String::as_str), at, workspace);
        }
        graph
    }

    fn add(&mut self, name: &str, kind: LineageKind, layer: Option<&str>) -> usize {
        self.nodes.push(LineageNode { name: name.to_owned(), kind, layer: layer.map(str::to_owned), next: Vec::new() });
        self.nodes.len() - 1
    }

    fn table(&self, name: &str) -> Option<usize> {
        let is_table = |node: &LineageNode| matches!(node.kind, LineageKind::Table | LineageKind::Model);
        self.nodes.iter().position(|node| is_table(node) && node.name == name)
    }

    /// Notes which tables something reads; those of the loads stand for the tables of all pipelines.
    fn read<'a>(&mut self, tables: impl Iterator<Item = &'a str>, to: usize, workspace: &Workspace) {
        for name in tables {
            match self.table(name) {
                Some(from) => self.edges.push((from, to)),
                None => {
                    for pipeline in &workspace.pipelines {
                        let from = self.table(&pipeline.name);
                        self.edges
                            .extend(from.filter(|from| !self.edges.contains(&(*from, to))).map(|from| (from, to)));
                    }
                }
            }
        }
    }

    /// Something with what follows it; models are in no circle.
    fn tree(&self, at: usize, way: &dyn Fn(Edge) -> Edge) -> LineageNode {
        let next = self.edges.iter().map(|edge| way(*edge)).filter(|(from, _)| *from == at);
        let next = next.map(|(_, to)| self.tree(to, way)).collect();
        match self.nodes.get(at) {
            Some(node) => LineageNode { next, ..node.clone() },
            None => LineageNode { name: String::new(), kind: LineageKind::Files, layer: None, next },
        }
    }
}

//! Which tables are proved or built anew, and which of them first.

use std::collections::BTreeSet;

use super::verdict::VerifyRequest;
use crate::error::Result;
use crate::run::request::{self, Request};
use crate::workspace::{self, ModelSpec, Pipeline, Workspace};

/// The tables that are asked for: those of pipelines, and models, each after those that it reads.
pub(super) fn chosen<'a>(
    workspace: &'a Workspace,
    request: &VerifyRequest,
) -> Result<(Vec<&'a Pipeline>, Vec<&'a ModelSpec>)> {
    let is_model = |name: &String| workspace.models.iter().any(|model| model.name == *name);
    let (models, pipelines): (Vec<String>, Vec<String>) = request.tables.iter().cloned().partition(is_model);
    let all = models.is_empty() && pipelines.is_empty();
    let chosen = if all || !pipelines.is_empty() {
        request::chosen(workspace, &Request { pipelines, ..Request::default() })?
    } else {
        Vec::new()
    };
    let mut of_models = workspace::in_order(&workspace.models);
    of_models.retain(|model| all || models.contains(&model.name));
    Ok((chosen, of_models))
}

/// Some pipelines in rounds: those that refer to others of them come in a later round than these.
pub(super) fn in_order(mut waiting: Vec<&Pipeline>) -> Vec<Vec<&Pipeline>> {
    let mut rounds = Vec::new();
    while !waiting.is_empty() {
        let names: BTreeSet<&str> = waiting.iter().map(|pipeline| pipeline.name.as_str()).collect();
        let waits = |pipeline: &&Pipeline| pipeline.refers_to().any(|to| to != pipeline.name && names.contains(to));
        let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(waits);
        // No pipeline refers to itself through others; if one did, it would still have its turn.
        let (ready, later) = if ready.is_empty() { (later, ready) } else { (ready, later) };
        rounds.push(ready);
        waiting = later;
    }
    rounds
}

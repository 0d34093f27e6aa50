//! How each model stands: what its table was made from, against what it would be made from now.

use serde::Serialize;

use crate::error::Result;
use crate::warehouse::Warehouse;
use crate::workspace::{ModelSpec, Workspace, in_order};

/// How a model stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelStatus {
    /// The model.
    pub model: String,
    /// The word by which it is grouped.
    pub layer: Option<String>,
    /// Whether its table is what its SQL gives.
    pub state: ModelState,
    /// The tables that have changed since its table was made, or that are out of date themselves.
    pub changed: Vec<String>,
    /// The rows of its table; none if there is no table.
    pub rows: Option<u64>,
    /// The run that made its table.
    pub run: Option<String>,
}

/// Whether the table of a model is what its SQL gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ModelState {
    /// It is.
    Current,
    /// Something below it, or its SQL, has changed.
    Stale,
    /// There is no table yet.
    Missing,
    /// Its SQL is wrong: it cannot be computed.
    Broken,
}

/// How all models stand, each after those that it reads.
pub fn states(workspace: &Workspace, warehouse: &dyn Warehouse) -> Result<Vec<ModelStatus>> {
    let mut known: Vec<ModelStatus> = Vec::with_capacity(workspace.models.len());
    for model in in_order(&workspace.models) {
        let status = status(model, warehouse, &known)?;
        known.push(status);
    }
    Ok(known)
}

fn status(model: &ModelSpec, warehouse: &dyn Warehouse, known: &[ModelStatus]) -> Result<ModelStatus> {
    let record = warehouse.model(model)?;
    let stale = |name: &&str| known.iter().any(|other| other.model == **name && other.state != ModelState::Current);
    let mut changed: Vec<String> = model.tables().filter(stale).map(str::to_owned).collect();
    let state = match (&model.reads, &record) {
        (Err(_), _) => ModelState::Broken,
        (Ok(_), None) => ModelState::Missing,
        (Ok(_), Some(record)) => {
            let now = warehouse.model_basis(model)?;
            for name in now.changed_since(&record.basis) {
                if !changed.iter().any(|known| known == name) {
                    changed.push(name.to_owned());
                }
            }
            let same = changed.is_empty() && now == record.basis;
            if same { ModelState::Current } else { ModelState::Stale }
        }
    };
    Ok(ModelStatus {
        model: model.name.clone(),
        layer: model.layer.clone(),
        state,
        changed,
        rows: record.as_ref().map(|record| record.rows),
        run: record.map(|record| record.run),
    })
}

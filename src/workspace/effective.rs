//! The config in effect as TOML, with every default written out.

use super::model::Workspace;
use super::{pipeline, settings, sql_model, sql_report};
use crate::config::written;

/// Everything in effect as a config file; a workspace opened from it equals this one.
pub fn effective(workspace: &Workspace) -> String {
    let mut sections = vec![("workspace".to_owned(), written(&settings::keys(), workspace))];
    let (pipeline_keys, model_keys, report_keys) = (pipeline::keys(), sql_model::keys(), sql_report::keys());
    for pipeline in &workspace.pipelines {
        sections.push((format!("pipelines.{}", pipeline.name), written(&pipeline_keys, pipeline)));
    }
    for model in &workspace.models {
        sections.push((format!("models.{}", model.name), written(&model_keys, model)));
    }
    for report in &workspace.reports {
        sections.push((format!("reports.{}", report.name), written(&report_keys, report)));
    }
    let texts: Vec<_> = sections.iter().map(|(name, lines)| format!("[{name}]\n{}\n", lines.join("\n"))).collect();
    texts.join("\n")
}

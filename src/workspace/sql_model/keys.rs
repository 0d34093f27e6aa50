//! The keys of `[models.NAME]`, in one table: how each is read, written back and described.

use std::path::PathBuf;

use super::super::layer::layer;
use super::super::model::{ModelExport, ModelLoad, ModelSpec};
use super::super::sql_file::{SqlFiles, sql_file};
use super::super::toml_text::{lines, quoted};
use super::export::{export_text, exports};
use crate::config::{Key, Node, Unset, set};

const SQL: &str = "Name a SQL file of the workspace, such as sql = \"models/gold.sql\".";

/// A model of which not everything may be read yet, or be good.
pub(in super::super) struct Draft<'f> {
    files: SqlFiles<'f>,
    pub(super) sql: Option<(PathBuf, String)>,
    pub(super) layer: Option<String>,
    pub(super) load: Kind,
    pub(super) partition_by: Option<String>,
    pub(super) exports: Vec<ModelExport>,
}

/// What of a model's table a new computation replaces, without the details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Kind {
    Replace,
    Partition,
}

impl<'f> Draft<'f> {
    pub(super) fn new(files: SqlFiles<'f>) -> Self {
        Self { files, sql: None, layer: None, load: Kind::Replace, partition_by: None, exports: Vec::new() }
    }
}

/// Every key, in the order in which they are written.
pub(in super::super) fn keys<'a, 'f>() -> [Key<'a, Draft<'f>, ModelSpec>; 5] {
    [
        Key {
            name: "sql",
            takes: "file",
            unset: Unset::Wrong(SQL),
            example: r#""models/gold.sql""#,
            means: "the SQL file, in the workspace: one SELECT over tables and other models; see [SQL](limits.md#sql) for its limits",
            read: |node, draft| set(&mut draft.sql, sql_file(node, draft.files, SQL).map(Some)),
            write: |model| Some(quoted(&model.sql_file.to_string_lossy())),
        },
        Key {
            name: "layer",
            takes: "text",
            unset: Unset::Default,
            example: r#""gold""#,
            means: "a word by which tables are grouped and run; the table lies in a folder of that name in the warehouse",
            read: |node, draft| set(&mut draft.layer, layer(node).map(Some)),
            write: |model| model.layer.as_deref().map(quoted),
        },
        Key {
            name: "load",
            takes: r#"`"replace"` or `"partition"`"#,
            unset: Unset::Default,
            example: r#""replace""#,
            means: "what of its table is computed again: all of it, or the partitions that changed",
            read: |node: &Node<'_>, draft| set(&mut draft.load, node.variant("load")),
            write: |model| Some(quoted(kind(model).into())),
        },
        Key {
            name: "partition_by",
            takes: "column",
            unset: Unset::Default,
            example: r#""day""#,
            means: "of a model that is loaded by partitions, the column whose values tell them apart",
            read: |node, draft| set(&mut draft.partition_by, node.plain_text().map(|text| Some(text.to_owned()))),
            write: |model| model.partition_by().map(quoted),
        },
        Key {
            name: "export",
            takes: "list of files",
            unset: Unset::Default,
            example: r#"[{ format = "csv", path = "out/gold.csv" }]"#,
            means: "the files that its rows are written to whenever they changed: `{ format = \"csv\", \"json\", \"ndjson\" or \
                    \"parquet\", path = \"...\" }`. With `{column}` of `partition_by` in the path, a file for each partition",
            read: |node, draft| set(&mut draft.exports, exports(node)),
            write: |model| (!model.exports.is_empty()).then(|| lines(model.exports.iter().map(export_text))),
        },
    ]
}

fn kind(model: &ModelSpec) -> Kind {
    match model.load {
        ModelLoad::Replace => Kind::Replace,
        ModelLoad::Partition(_) => Kind::Partition,
    }
}

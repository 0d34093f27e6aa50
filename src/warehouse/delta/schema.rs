//! The columns of a table and of its pipeline: which changes of the schema a table can take.
//!
//! A column that is new is added, and is null in every row there is. A column that is gone or of another type, another
//! key, and a kind of load that leaves other versions cannot hold the rows that are there: the table is to be built anew from the archive. A table without
//! rows takes them all.

use std::collections::BTreeSet;

use deltalake_core::kernel::{DataType, Metadata, MetadataExt, Protocol, StructField, StructType};
use serde_json::{Value, json};

use super::data::delta_columns;
use super::log::{KEY, LOAD, Log};
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::Pipeline;

/// What Delta calls columns of times without a zone.
const TIMES: &str = "timestampNtz";
/// What a table may have whose protocol knows of no features. Such a protocol allows invariants as well, which no table
/// of ours has, and which the library cannot check: it would write no commit more.
const OF_OLD_WRITERS: &str = "appendOnly";

/// What a table says of how it is loaded: its key, and the kind of load where that keeps other versions than a snapshot
/// or a transaction would.
pub(super) fn settings(pipeline: &Pipeline) -> Vec<(&'static str, Option<String>)> {
    vec![(KEY, Some(key(pipeline))), (LOAD, load(pipeline))]
}

fn load(pipeline: &Pipeline) -> Option<String> {
    let word: &str = pipeline.load.into();
    let by = pipeline.partition_column().map(|column| format!(" by {}", column.name)).unwrap_or_default();
    (!pipeline.load.compares()).then(|| format!("{word}{by}"))
}

/// The names of the key columns as a table keeps them.
fn key(pipeline: &Pipeline) -> String {
    pipeline.key_names().collect::<Vec<_>>().join(",")
}

/// What a table says of its columns once it has those of its pipeline; none if it has them.
pub(super) fn grown(log: &Log<'_>, pipeline: &Pipeline) -> Result<Option<Metadata>> {
    let Some(metadata) = log.metadata()? else { return Ok(None) };
    match with_columns_of(log, pipeline, metadata) {
        // Without any version there is nothing that a column or a key could not hold.
        Err(refusal) if refusal.kind == ErrorKind::Config && log.is_empty()? => rebuilt(log, pipeline),
        other => other,
    }
}

fn with_columns_of(log: &Log<'_>, pipeline: &Pipeline, metadata: Metadata) -> Result<Option<Metadata>> {
    if metadata.configuration().get(KEY).is_some_and(|had| *had != key(pipeline)) {
        return Err(refused(pipeline, "its key was another"));
    }
    let (had, wanted) = (metadata.configuration().get(LOAD), load(pipeline));
    if had != wanted.as_ref() {
        let word =
            |load: Option<&String>| load.map_or("as a snapshot or transaction".to_owned(), |l| format!("by {l}"));
        return Err(refused(pipeline, &format!("it was loaded {}, not {}", word(had), word(wanted.as_ref()))));
    }
    let table = metadata.parse_schema().map_err(|e| log.failed(e.into()))?;
    let wanted = delta_columns(pipeline)?;
    if let Some(gone) = table.fields().find(|had| wanted.iter().all(|w| w.name() != had.name())) {
        return Err(refused(pipeline, &format!("it has the column `{}`, which the schema has no more", gone.name())));
    }
    let mut fields = Vec::with_capacity(wanted.len());
    for want in wanted {
        let Some(had) = table.field(want.name()) else {
            // The rows that are there have no value, whatever new files must have.
            fields.push(StructField::new(want.name().clone(), want.data_type().clone(), true));
            continue;
        };
        if had.data_type() != want.data_type() {
            let (old, new) = (word(had.data_type()), word(want.data_type()));
            return Err(refused(pipeline, &format!("its column `{}` is {old}, not {new}", want.name())));
        }
        let nullable = had.is_nullable() || want.is_nullable();
        fields.push(StructField::new(want.name().clone(), want.data_type().clone(), nullable));
    }
    let same = fields.len() == table.fields().count()
        && fields.iter().all(|f| table.field(f.name()).is_some_and(|had| had.is_nullable() == f.is_nullable()));
    if same { Ok(None) } else { with_fields(log, metadata, fields).map(Some) }
}

/// What a table says of its columns once it is built anew; none if there is no table.
pub(super) fn rebuilt(log: &Log<'_>, pipeline: &Pipeline) -> Result<Option<Metadata>> {
    let Some(metadata) = log.metadata()? else { return Ok(None) };
    let metadata = with_fields(log, metadata, delta_columns(pipeline)?)?;
    let set = |metadata: Metadata, (name, value): (&str, Option<String>)| match value {
        Some(value) => metadata.add_config_key(name.to_owned(), value),
        None => metadata.remove_config_key(name),
    };
    settings(pipeline).into_iter().try_fold(metadata, set).map(Some).map_err(|e| log.failed(e.into()))
}

/// What a table demands of its readers and writers once it has these columns; none if nothing new.
///
/// A time without a zone is a feature of its own, which the tables that have none do not ask for.
pub(super) fn protocol(log: &Log<'_>, columns: &[StructField]) -> Result<Option<Protocol>> {
    let Some(table) = log.table() else { return Ok(None) };
    let has_times = columns.iter().any(|field| *field.data_type() == DataType::TIMESTAMP_NTZ);
    let wrong = |e: serde_json::Error| log.failed(e.into());
    let state = table.snapshot().map_err(|e| log.failed(e))?;
    let had = serde_json::to_value(state.protocol()).map_err(wrong)?;
    let listed = |name: &str| -> BTreeSet<String> {
        let features = had.get(name).and_then(Value::as_array).into_iter().flatten();
        features.filter_map(|feature| feature.as_str().map(str::to_owned)).collect()
    };
    let (mut readers, mut writers) = (listed("readerFeatures"), listed("writerFeatures"));
    if !has_times || readers.contains(TIMES) {
        return Ok(None);
    }
    if writers.is_empty() {
        writers.insert(OF_OLD_WRITERS.to_owned());
    }
    readers.insert(TIMES.to_owned());
    writers.insert(TIMES.to_owned());
    let protocol = json!({
        "minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": readers, "writerFeatures": writers,
    });
    serde_json::from_value(protocol).map(Some).map_err(wrong)
}

fn with_fields(log: &Log<'_>, metadata: Metadata, fields: Vec<StructField>) -> Result<Metadata> {
    let schema = StructType::try_new(fields).map_err(|e| log.failed(e.into()))?;
    metadata.with_schema(&schema).map_err(|e| log.failed(e.into()))
}

fn refused(pipeline: &Pipeline, why: &str) -> Error {
    let name = &pipeline.name;
    Error::new(ErrorKind::Config, format!("the table {name} cannot hold this schema: {why}"))
        .at_key(format!("pipelines.{name}"))
        .hint(format!(
            "Undo the change, or run `shoptui verify {name} --rebuild`: it rebuilds the table from the archive."
        ))
}

/// A type in the words of the config file.
fn word(kind: &DataType) -> String {
    match kind {
        DataType::Primitive(primitive) => match primitive.to_string().as_str() {
            "long" => "int".to_owned(),
            "double" => "float".to_owned(),
            "boolean" => "bool".to_owned(),
            "timestamp_ntz" => "datetime".to_owned(),
            other => other.to_owned(),
        },
        other => other.to_string(),
    }
}

//! Tables that are made from tables: the rows that a model's SQL gives, in a Delta table without partitions.

use std::path::PathBuf;

use deltalake_core::kernel::{DataType as DeltaType, Metadata, MetadataExt, PrimitiveType, StructField, StructType};
use polars::prelude::*;
use polars::sql::SQLContext;
use polars_buffer::Buffer;
use xxhash_rust::xxh3::Xxh3;

use super::commit::FileActions;
use super::data::no_versions;
use super::log::Log;
use super::query::planned;
use super::write::{self, Names};
use super::{DeltaWarehouse, read, schema, tidy};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{IS_CURRENT, View};
use crate::warehouse::key::stored_columns;
use crate::warehouse::meta::{LOAD_TOTALS, LOADS, load_totals, loads};
use crate::warehouse::model::{MadeModel, ModelBasis, ModelRecord, TableStamp};
use crate::warehouse::sql_error;
use crate::workspace::ModelSpec;

impl DeltaWarehouse {
    pub(super) fn model_folder(&self, model: &ModelSpec) -> PathBuf {
        let layer = model.layer.as_ref().map_or(self.root.clone(), |layer| self.root.join(layer));
        layer.join(&model.name)
    }

    pub(super) fn model_log(&self, model: &ModelSpec) -> Result<Log<'_>> {
        self.log_in(&model.name, self.model_folder(model))
    }

    /// The rows of a model's table; none if it was never made.
    pub(super) fn model_table(&self, model: &ModelSpec) -> Result<Option<LazyFrame>> {
        let log = self.model_log(model)?;
        if log.model_record()?.is_none() {
            return Ok(None);
        }
        let (schema, files) = (schema_of(&log)?, log.files()?);
        let none = DataFrame::empty_with_schema(&schema);
        let paths: Vec<PlRefPath> = files
            .iter()
            .map(|file| PlRefPath::try_from_path(&file.path))
            .collect::<PolarsResult<_>>()
            .doing("name a data file")?;
        if paths.is_empty() {
            return Ok(Some(none.lazy()));
        }
        let hive_options = HiveOptions { enabled: Some(false), ..HiveOptions::default() };
        let schema = Some(none.schema().clone());
        let args = ScanArgsParquet { glob: false, cache: false, hive_options, schema, ..ScanArgsParquet::default() };
        LazyFrame::scan_parquet_files(Buffer::from(paths), args)
            .map(Some)
            .map_err(|e| Error::frame("read the table", e))
    }

    pub(super) fn stamp_of(&self, table: &str) -> Result<TableStamp> {
        let log = match self.models.iter().find(|model| model.name == table) {
            Some(model) => self.model_log(model)?,
            None => match self.pipelines.iter().find(|pipeline| pipeline.name == table) {
                Some(pipeline) => self.log(pipeline)?,
                None => return Err(Error::new(ErrorKind::NotFound, format!("the warehouse has no table {table}"))),
            },
        };
        let id = log.metadata()?.map(|metadata| metadata.id().to_owned()).unwrap_or_default();
        let version = log.table().and_then(|table| table.version()).unwrap_or_default();
        Ok(TableStamp { table: table.to_owned(), id, version })
    }

    /// What a model would be made from now. The tables of loads stand for all pipelines.
    pub(super) fn basis_of(&self, model: &ModelSpec) -> Result<ModelBasis> {
        let mut hash = Xxh3::new();
        hash.update(model.sql.as_bytes());
        let mut inputs: Vec<TableStamp> = Vec::new();
        for name in model.tables() {
            let names: Vec<&str> = match name {
                LOADS | LOAD_TOTALS => self.pipelines.iter().map(|pipeline| pipeline.name.as_str()).collect(),
                name => vec![name],
            };
            for name in names {
                if inputs.iter().all(|input| input.table != name) {
                    inputs.push(self.stamp_of(name)?);
                }
            }
        }
        // A column that a pipeline gets is in its table before any load has changed that.
        for pipeline in self.pipelines.iter().filter(|p| inputs.iter().any(|input| input.table == p.name)) {
            for column in no_versions(pipeline)?.columns() {
                let text = format!("\0{}\0{}\0{}", pipeline.name, column.name(), column.dtype());
                hash.update(text.as_bytes());
            }
        }
        Ok(ModelBasis { sql: format!("{:016x}", hash.digest()), inputs })
    }

    pub(super) fn make(&self, model: &ModelSpec, run: &str) -> Result<MadeModel> {
        let basis = self.basis_of(model)?;
        let rows = self.rows_of(model, View::All)?;
        let mut log = self.model_log(model)?;
        let columns = delta_columns(&rows, model)?;
        let metadata = match log.metadata()? {
            Some(metadata) => other_columns(&log, metadata, &columns)?,
            None => None,
        };
        let protocol = if metadata.is_some() { schema::protocol(&log, &columns)? } else { None };
        log.create_plain(columns)?;
        let folder = self.model_folder(model);
        let removes = log.files_to_drop()?;
        let version = log.table().and_then(|table| table.version()).unwrap_or_default();
        let names = Names::of(format!("{run}-{version}"));
        let adds = match write::write_plain(&folder, &names, &rows) {
            Ok(added) => added.into_iter().collect(),
            Err(error) => {
                names.discard();
                return Err(error);
            }
        };
        let record = ModelRecord { model: model.name.clone(), basis, rows: rows.height() as u64, run: run.to_owned() };
        let actions = FileActions { adds, removes, metadata, protocol };
        let mut committed = log.commit_model(actions, &record)?;
        // What is left of older versions takes room, and nothing else.
        if let Err(error) = tidy::old_files(&log) {
            committed.trouble.get_or_insert(error);
        }
        Ok(MadeModel { record, rows, committed })
    }

    pub(super) fn made_rows(&self, model: &ModelSpec) -> Result<DataFrame> {
        let Some(rows) = self.model_table(model)? else {
            return Err(Error::new(ErrorKind::NotFound, format!("the model {} was not computed yet", model.name))
                .hint(format!("Run `shoptui run --model {}`.", model.name)));
        };
        let unread = |error| Error::frame(format_args!("read the table `{}`", model.name), error);
        sorted(read::attempt(|| rows.collect(), unread, || self.model_log(model)?.files())?)
    }

    pub(super) fn rows_of_sql(&self, model: &ModelSpec, view: View) -> Result<DataFrame> {
        sorted(self.rows_of(model, view)?)
    }

    /// The rows that a model's SQL gives, in the types that a table has.
    fn rows_of(&self, model: &ModelSpec, view: View) -> Result<DataFrame> {
        let rows = self.planned(model, view)?;
        let compute = || Ok(rows.collect_with_engine(Engine::Streaming)?.unwrap_single());
        let rows = read::attempt(
            compute,
            |error| sql_error(model, error),
            || self.files_of(&model.tables().collect::<Vec<_>>()),
        )?;
        stored(rows, model)
    }

    /// The columns of a model's rows, found without reading any.
    pub(super) fn dry_run(&self, model: &ModelSpec) -> Result<Vec<String>> {
        let rows = self.without_rows(model)?.collect().map_err(|error| sql_error(model, error))?;
        delta_columns(&stored(rows, model)?, model)
            .map(|columns| columns.iter().map(|column| column.name().clone()).collect())
    }

    /// What a model's SQL gives where no table has any row.
    fn without_rows(&self, model: &ModelSpec) -> Result<LazyFrame> {
        let mut context = SQLContext::new();
        for name in model.tables() {
            if let Some(pipeline) = self.pipelines.iter().find(|pipeline| pipeline.name == name) {
                let columns: Vec<Expr> = stored_columns(pipeline).into_iter().map(col).collect();
                let none = no_versions(pipeline)?.lazy().with_column(lit(true).alias(IS_CURRENT)).select(columns);
                context.register(name, none);
            } else if let Some(other) = self.models.iter().find(|other| other.name == name) {
                context.register(name, self.without_rows(other)?);
            } else {
                let none = if name == LOADS { loads(&[]) } else { load_totals(&[]) };
                context.register(name, none.doing("list the loads")?.lazy());
            }
        }
        planned(model, &mut context)
    }
}

/// Rows in the order of all their columns.
fn sorted(rows: DataFrame) -> Result<DataFrame> {
    let by: Vec<String> = rows.get_column_names().iter().map(|name| name.to_string()).collect();
    let options = SortMultipleOptions::default().with_nulls_last(true);
    rows.sort(by, options).doing("sort rows")
}

/// Rows in the types that a table has; a column of another type is an error that names it.
fn stored(rows: DataFrame, model: &ModelSpec) -> Result<DataFrame> {
    let height = rows.height();
    let columns = rows.into_columns().into_iter().map(|column| {
        let name = column.name().clone();
        let wrong = |what: String| {
            let hint = format!("Give it a type that a table has, such as CAST({name} AS BIGINT) AS {name}.");
            at_column(model, &name, Error::new(ErrorKind::Query, what).hint(hint))
        };
        let kind = match column.dtype() {
            kind if kind.is_integer() => DataType::Int64,
            DataType::Float32 | DataType::Float64 => DataType::Float64,
            DataType::Datetime(..) => DataType::Datetime(TimeUnit::Microseconds, None),
            kind @ (DataType::Decimal(..) | DataType::String | DataType::Boolean | DataType::Date) => kind.clone(),
            DataType::Null => return Err(wrong(format!("the column `{name}` has no type: it is null in every row"))),
            other => return Err(wrong(format!("the column `{name}` is of a type that no table has ({other})"))),
        };
        if *column.dtype() == kind {
            return Ok(column);
        }
        column
            .strict_cast(&kind)
            .map_err(|_| wrong(format!("a value of the column `{name}` is too large for its table")))
    });
    let columns = columns.collect::<Result<Vec<Column>>>()?;
    DataFrame::new(height, columns).doing("make the rows of a model")
}

/// The columns of a model's table.
fn delta_columns(rows: &DataFrame, model: &ModelSpec) -> Result<Vec<StructField>> {
    let mut fields: Vec<StructField> = Vec::with_capacity(rows.width());
    for column in rows.columns() {
        let name = column.name().as_str();
        let wrong = |what: &str| {
            let error = Error::new(ErrorKind::Query, format!("the column `{name}` {what}"));
            at_column(model, name, error.hint("Name it otherwise, such as SUM(total) AS total."))
        };
        if name.is_empty() || name.contains([' ', ',', ';', '{', '}', '(', ')', '\n', '\t', '=']) {
            return Err(wrong("has a name that no table has"));
        }
        if fields.iter().any(|field| field.name().to_lowercase() == name.to_lowercase()) {
            return Err(wrong("is there twice, in capitals or not"));
        }
        let kind = match column.dtype() {
            DataType::Int64 => DeltaType::LONG,
            DataType::Float64 => DeltaType::DOUBLE,
            DataType::Decimal(precision, scale) => DeltaType::decimal(*precision as u8, *scale as u8)
                .map_err(|e| wrong(&format!("is a decimal that no table has: {e}")))?,
            DataType::Boolean => DeltaType::BOOLEAN,
            DataType::Date => DeltaType::DATE,
            DataType::Datetime(..) => DeltaType::TIMESTAMP_NTZ,
            _ => DeltaType::STRING,
        };
        fields.push(StructField::new(name, kind, true));
    }
    if let Some(by) = model.partition_by().filter(|by| fields.iter().all(|field| field.name() != by)) {
        let known = fields.iter().map(|field| field.name().as_str());
        let error = Error::new(ErrorKind::Query, format!("its SQL gives no column `{by}`, which partition_by names"));
        return Err(at_column(model, by, error.hint(crate::config::suggest(by, known))));
    }
    Ok(fields)
}

fn at_column(model: &ModelSpec, column: &str, error: Error) -> Error {
    let (line, column) = crate::sql::place_of(&model.sql, column).unwrap_or((1, 1));
    error.at_file(&model.sql_file).at_line(line).at_column(column).at_key(format!("models.{}", model.name))
}

/// What a table says of its columns once it has these; none if it has them.
fn other_columns(log: &Log<'_>, metadata: Metadata, columns: &[StructField]) -> Result<Option<Metadata>> {
    let schema = StructType::try_new(columns.to_vec()).map_err(|e| log.failed(e.into()))?;
    if metadata.parse_schema().map_err(|e| log.failed(e.into()))? == schema {
        return Ok(None);
    }
    metadata.with_schema(&schema).map(Some).map_err(|e| log.failed(e.into()))
}

/// The columns of a model's table with their types.
fn schema_of(log: &Log<'_>) -> Result<Schema> {
    let Some(metadata) = log.metadata()? else { return Ok(Schema::default()) };
    let schema = metadata.parse_schema().map_err(|e| log.failed(e.into()))?;
    let column = |field: &StructField| {
        let kind = match field.data_type() {
            DeltaType::Primitive(PrimitiveType::Long) => DataType::Int64,
            DeltaType::Primitive(PrimitiveType::Double) => DataType::Float64,
            DeltaType::Primitive(PrimitiveType::Decimal(kind)) => {
                DataType::Decimal(kind.precision().into(), kind.scale().into())
            }
            DeltaType::Primitive(PrimitiveType::Boolean) => DataType::Boolean,
            DeltaType::Primitive(PrimitiveType::Date) => DataType::Date,
            DeltaType::Primitive(PrimitiveType::TimestampNtz) => DataType::Datetime(TimeUnit::Microseconds, None),
            DeltaType::Primitive(PrimitiveType::String) => DataType::String,
            other => {
                let message = format!("its column `{}` is of a type that no model writes ({other})", field.name());
                return Err(Error::new(ErrorKind::Warehouse, message).at_file(&log.folder));
            }
        };
        Ok((PlSmallStr::from_str(field.name()), kind))
    };
    schema.fields().map(column).collect()
}

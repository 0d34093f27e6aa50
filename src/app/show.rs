//! The commands that only look: status, runs, log, errors, history, report, export, query.

use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, IntoLazy};

use super::context::now;
use crate::check::{self, TextFilter};
use crate::cli::{Command, Errors, Output, ReportFormat};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{self, View};
use crate::landing;
use crate::model;
use crate::print;
use crate::report::export::{self, ExportFormat};
use crate::report::text::counted;
use crate::report::{self, Report, table};
use crate::run;
use crate::warehouse::rows::{self, RowQuery};
use crate::warehouse::{self, Warehouse, version_columns};
use crate::workspace::{ModelSpec, Pipeline, ReportSpec, Workspace};

/// Shows what a command asks for.
pub(super) fn show(workspace: &Workspace, command: Command) -> Result<u8> {
    let warehouse = warehouse::open(workspace)?;
    let warehouse = warehouse.as_ref();
    match command {
        Command::Status(json) => {
            let status = run::status(workspace, warehouse, now().into())?;
            if json.json {
                print::json(&status)?
            } else {
                print::status(workspace, &status)?
            }
            // The figures are those of the loads; that no run can go on is told after them.
            workspace.pipelines.iter().try_for_each(|pipeline| warehouse.check_schema(pipeline))?;
        }
        Command::Runs(json) => {
            let runs = run::runs(workspace)?;
            if json.json { print::json(&runs)? } else { print::runs(&runs)? }
        }
        Command::Log { run, json } => log(workspace, &run, json.json)?,
        Command::Errors(asked) => errors(workspace, &asked)?,
        Command::History { table, key, as_of, json } => {
            return history(workspace, warehouse, &table, &key, as_of, json.json);
        }
        Command::Report { name, as_of, output } => return reports(workspace, warehouse, name, as_of, &output),
        Command::Export { table, current, as_of, condition, sort, format, spreadsheet, output } => {
            let format = ExportFormat::from(format);
            for_csv(spreadsheet, Some(format))?;
            let view = match as_of {
                Some(day) => View::On(day),
                None if current => View::Current,
                None => View::All,
            };
            let wanted = Wanted { view, condition: condition.as_deref(), sort: &sort };
            let mut frame = match workspace.models.iter().find(|model| model.name == table) {
                Some(model) => model_rows(warehouse, model, &wanted)?,
                None => versions(warehouse, workspace.pipeline(&table)?, &wanted)?,
            };
            if spreadsheet {
                frame = export::for_spreadsheet(&frame)?;
            }
            write(&mut frame, format, output.as_deref())?;
        }
        Command::Query { sql, output } => {
            for_csv(output.spreadsheet, output.format.export())?;
            let mut frame = warehouse.query(&sql, View::All)?;
            if output.spreadsheet {
                frame = export::for_spreadsheet(&frame)?;
            }
            match output.format.export() {
                Some(format) => write(&mut frame, format, output.output.as_deref())?,
                None => write_text(&table::text(&frame, print::width())?, output.output.as_deref())?,
            }
        }
        Command::Lineage { name, json } => {
            let lineage = model::lineage(workspace, name.as_deref())?;
            if json.json { print::json(&lineage)? } else { print::lineage(&lineage)? }
        }
        Command::Init(_)
        | Command::Sample(_)
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Help { .. }
        | Command::Keys
        | Command::Check
        | Command::Doctor { .. }
        | Command::Run(_)
        | Command::Undo(_)
        | Command::Verify(_)
        | Command::Reset { .. } => {}
    }
    Ok(0)
}

fn log(workspace: &Workspace, run: &str, json: bool) -> Result<()> {
    let name = match run {
        "last" => run::runs(workspace)?.into_iter().next().map(|r| r.run),
        name => Some(name.to_owned()),
    };
    let name = name.ok_or_else(|| Error::new(ErrorKind::NotFound, "no runs yet").hint("`shoptui run` starts one."))?;
    print::events(&run::read_journal(workspace, &name)?, json)?;
    run::flaws(workspace, &name)?.iter().for_each(|flaw| print::note(flaw));
    Ok(())
}

fn errors(workspace: &Workspace, asked: &Errors) -> Result<()> {
    let pipelines: Vec<&Pipeline> = match &asked.pipeline {
        Some(name) => vec![workspace.pipeline(name)?],
        None => workspace.pipelines.iter().collect(),
    };
    let (mut names, mut files) = (Vec::new(), Vec::new());
    for pipeline in &pipelines {
        let mut of_pipeline = check::reports(workspace, &pipeline.name)?;
        // Without a day, the latest one.
        let day = asked.date.or_else(|| of_pipeline.last().map(|f| f.date));
        of_pipeline.retain(|f| Some(f.date) == day);
        names.resize(names.len() + of_pipeline.len(), pipeline.name.as_str());
        files.extend(of_pipeline);
    }
    let mut quarantined = landing::quarantined(workspace)?;
    let filter = TextFilter::new(&asked.filter).map_err(|error| error.at_file("--filter"))?;
    quarantined.retain(|q| pipelines.iter().any(|p| p.name == q.pipeline) && filter.fits(q.texts()));
    let listing = match asked.page {
        Some(number) => {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            check::list_page(&files, &filter, number, &|_| Ok(()))?
        }
        None => check::list_all(&files, &filter)?,
    };
    let named = names.into_iter().zip(files.iter().map(|file| file.name.as_str())).collect::<Vec<_>>();
    print::errors(&named, &listing, &quarantined, &asked.filter, asked.json.json)
}

fn history(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    table: &str,
    key: &[String],
    as_of: Option<NaiveDate>,
    json: bool,
) -> Result<u8> {
    let pipeline = workspace.pipeline(table)?;
    let names: Vec<&str> = pipeline.key_names().collect();
    if pipeline.has_key() && key.len() != names.len() {
        let message = format!(
            "the primary key of {table} is {}: {} expected, got {}",
            names.join(", "),
            counted(names.len() as u64, "value", "values"),
            key.len()
        );
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let mut frame = warehouse.history(pipeline, key)?;
    if let Some(day) = as_of {
        frame = history::cut(frame.lazy(), View::AsOf(day)).collect().doing("cut the versions of a key")?;
    }
    let versions = history::timeline(&frame).doing("put the versions of a key in order")?;
    if versions.is_empty() {
        let hint = format!("`shoptui query \"SELECT * FROM {table} LIMIT 10\"` shows some of its rows.");
        return Err(Error::new(ErrorKind::NotFound, format!("no {table} with key {}", key.join(", "))).hint(hint));
    }
    let origins = run::origins(workspace, warehouse, pipeline, key, &versions)?;
    print::history(table, key, &versions, &origins, json)?;
    Ok(0)
}

fn reports(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    name: Option<String>,
    as_of: Option<NaiveDate>,
    output: &Output<ReportFormat>,
) -> Result<u8> {
    let data = match output.format.export() {
        Some(export::ReportFormat::Data(format)) => Some(format),
        Some(export::ReportFormat::Picture(_)) | None => None,
    };
    for_csv(output.spreadsheet, data)?;
    let view = as_of.map_or(View::All, View::AsOf);
    let specs = match &name {
        Some(name) => vec![workspace.report(name)?],
        None if output.format.export().is_some() || output.output.is_some() => {
            let names: Vec<&str> = workspace.reports.iter().map(|r| r.name.as_str()).collect();
            return Err(
                Error::new(ErrorKind::Usage, "which report do you mean?").hint(format!("One of {}.", names.join(", ")))
            );
        }
        None => workspace.reports.iter().collect(),
    };
    let mut code = 0;
    for spec in specs {
        let rows = warehouse.query(&spec.sql, view).map_err(|e| e.or_at_file(&spec.sql_file))?;
        let mut report = report::build(spec, rows)?;
        if output.spreadsheet {
            report.frame = export::for_spreadsheet(&report.frame)?;
        }
        give(spec, &report, output)?;
        if !report.broken.is_empty() {
            code = 1;
        }
    }
    Ok(code)
}

/// Refuses `--spreadsheet` where no spreadsheet reads what is written as text.
fn for_csv(spreadsheet: bool, format: Option<ExportFormat>) -> Result<()> {
    if !spreadsheet || format == Some(ExportFormat::Csv) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, "`--spreadsheet` is for CSV").hint("Use `--format csv --spreadsheet`."))
}

/// Writes a report where it was asked for.
fn give(spec: &ReportSpec, report: &Report, output: &Output<ReportFormat>) -> Result<()> {
    match (output.format.export(), &output.output) {
        (Some(format), Some(path)) => {
            let hint = export::export_report_to_path(spec, report, format, path)?;
            print::note(&format!("wrote {}", path.display()));
            hint.iter().for_each(|hint| print::hint(hint));
            Ok(())
        }
        (Some(format), None) => print::report_as(spec, report, format),
        (None, Some(path)) => write_text(&print::report_text(spec, report)?, Some(path)),
        (None, None) => print::report(spec, report),
    }
}

/// Which versions of a table are to be exported, as it was typed.
struct Wanted<'a> {
    view: View,
    condition: Option<&'a str>,
    sort: &'a [String],
}

/// The versions of a table in the order that was asked for; where that says nothing, in the order of key and day.
fn versions(warehouse: &dyn Warehouse, pipeline: &Pipeline, wanted: &Wanted<'_>) -> Result<DataFrame> {
    let (versions, columns) = (warehouse.versions(pipeline)?, version_columns(pipeline));
    let schema = versions.rows(&columns, 0..0)?.schema().clone();
    let condition = wanted.condition.map(|sql| rows::condition(sql, &schema)).transpose();
    let condition = condition.map_err(|error| error.at_file("--where"))?;
    let mut sort = rows::sort_keys(wanted.sort, &columns).map_err(|error| error.at_file("--sort"))?;
    // All rows have always been exported, however many there are.
    let memory = (condition.is_some() || !sort.is_empty()).then_some(rows::MEMORY);
    let ties = rows::by_key(pipeline).into_iter();
    let ties: Vec<_> = ties.filter(|tie| sort.iter().all(|key| key.column != tie.column)).collect();
    sort.extend(ties);
    let query = RowQuery { view: wanted.view, condition, sort, memory };
    rows::rows(versions.as_ref(), pipeline, &query, &|_| Ok(()))
}

/// The rows of a model in the order that was asked for, and of all columns where that says nothing; of a day, what its SQL
/// gives over the tables of that day.
fn model_rows(warehouse: &dyn Warehouse, model: &ModelSpec, wanted: &Wanted<'_>) -> Result<DataFrame> {
    let rows = match wanted.view {
        View::All | View::Current => warehouse.model_rows(model)?,
        // Its SQL asks what is current: that of the day is.
        View::On(day) | View::AsOf(day) => warehouse.model_as_of(model, View::AsOf(day))?,
    };
    let condition = wanted.condition.map(|sql| rows::condition(sql, rows.schema())).transpose();
    let condition = condition.map_err(|error| error.at_file("--where"))?;
    let columns: Vec<&str> = rows.get_column_names().into_iter().map(|name| name.as_str()).collect();
    let sort = rows::sort_keys(wanted.sort, &columns).map_err(|error| error.at_file("--sort"))?;
    let rows = match condition {
        Some(condition) => rows.lazy().filter(condition).collect().map_err(Error::query)?,
        None => rows,
    };
    rows::sorted(rows, &sort)
}

fn write(frame: &mut DataFrame, format: ExportFormat, path: Option<&Path>) -> Result<()> {
    match path {
        Some(path) => {
            export::to_path(frame, format, path)?;
            print::note(&format!("wrote {}", path.display()));
            Ok(())
        }
        None => print::data(frame, format),
    }
}

fn write_text(text: &str, path: Option<&Path>) -> Result<()> {
    match path {
        None => print::text(text),
        Some(path) => {
            std::fs::write(path, text).map_err(|e| Error::io("write", path, e))?;
            print::note(&format!("wrote {}", path.display()));
            Ok(())
        }
    }
}

//! The config in effect as TOML, with every default written out.

use std::fmt::{self, Write as _};

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::drift::words;
use super::limits::size_text;
use super::model::{
    Bound, ChartSpec, Column, ColumnType, Delimited, Format, Length, Load, MinRows, Pipeline, ReportSpec, RowCheck,
    Severity, Workspace, type_word,
};
use crate::store::Store;

/// Everything in effect as a config file; a workspace opened from it equals this one.
pub fn effective(workspace: &Workspace) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_workspace(&mut out, workspace);
    out
}

fn write_workspace(out: &mut String, workspace: &Workspace) -> fmt::Result {
    let folder = |store: &Store| quoted(&workspace.relative(store.local_path()).to_string_lossy());
    writeln!(out, "[workspace]")?;
    writeln!(out, "name = {}", quoted(&workspace.name))?;
    writeln!(out, "landing_zone = {}", folder(&workspace.landing_zone))?;
    writeln!(out, "warehouse = {}", folder(&workspace.warehouse))?;
    workspace.pipelines.iter().try_for_each(|pipeline| write_pipeline(out, pipeline))?;
    workspace.reports.iter().try_for_each(|report| write_report(out, report))
}

fn write_pipeline(out: &mut String, pipeline: &Pipeline) -> fmt::Result {
    let load = match pipeline.load {
        Load::Snapshot => "snapshot",
        Load::Transaction => "transaction",
    };
    let key: Vec<_> = pipeline.key_columns().map(|column| column.name.as_str()).collect();
    writeln!(out, "\n[pipelines.{}]", pipeline.name)?;
    writeln!(out, "files = {}", quoted(&pipeline.files.text))?;
    writeln!(out, "date_format = {}", quoted(&pipeline.files.date_format))?;
    writeln!(out, "format = {}", format(&pipeline.format))?;
    writeln!(out, "load = \"{load}\"")?;
    writeln!(out, "key = {}", list(&key))?;
    writeln!(out, "max_shrink = {:?}", pipeline.max_shrink)?;
    writeln!(out, "max_field = {}", quoted(&size_text(pipeline.max_field)))?;
    writeln!(out, "max_unpacked = {}", pipeline.max_unpacked)?;
    writeln!(out, "require_every_day = {}", pipeline.require_every_day)?;
    if let Some(marker) = &pipeline.complete_when {
        writeln!(out, "complete_when = {}", quoted(&marker.text))?;
    }
    writeln!(out, "depends_on = {}", list(&pipeline.depends_on))?;
    if let Some((extra, missing)) = words(pipeline) {
        writeln!(out, "extra_columns = \"{extra}\"\nmissing_columns = \"{missing}\"")?;
    }
    writeln!(out, "columns = [")?;
    for column in pipeline.file_columns() {
        writeln!(out, "  {{ {} }},", parts(column).join(", "))?;
    }
    writeln!(out, "]")?;
    write_checks(out, pipeline)
}

fn write_checks(out: &mut String, pipeline: &Pipeline) -> fmt::Result {
    if !pipeline.checks.is_empty() {
        writeln!(out, "checks = [")?;
        for RowCheck { name, expression, severity } in &pipeline.checks {
            let mut parts = vec![format!("expression = {}", quoted(&expression.text)), severity_part(*severity)];
            parts.extend(name.as_ref().map(|name| format!("name = {}", quoted(name))));
            writeln!(out, "  {{ {} }},", parts.join(", "))?;
        }
        writeln!(out, "]")?;
    }
    if let Some(MinRows { rows, severity }) = &pipeline.min_rows {
        writeln!(out, "min_rows = {{ rows = {rows}, {} }}", severity_part(*severity))?;
    }
    let Some(control) = &pipeline.control else { return Ok(()) };
    let mut parts = vec![
        format!("files = {}", quoted(&control.files.text)),
        format!("date_format = {}", quoted(&control.files.date_format)),
    ];
    parts.extend(control.rows.as_ref().map(|rows| format!("rows = {}", quoted(&rows.text))));
    parts.extend(control.total.as_ref().map(|total| {
        let column = pipeline.columns.get(total.column).map_or("", |c| c.name.as_str());
        format!("total = {{ column = {}, pattern = {} }}", quoted(column), quoted(&total.pattern.text))
    }));
    parts.push(severity_part(control.severity));
    writeln!(out, "control = {{ {} }}", parts.join(", "))
}

fn severity_part(severity: Severity) -> String {
    let word = match severity {
        Severity::Reject => "reject",
        Severity::Warn => "warn",
    };
    format!("severity = \"{word}\"")
}

fn format(format: &Format) -> String {
    let Format::Delimited(Delimited { delimiter, quote, header, encoding }) = format else {
        return "{ type = \"json\" }".to_owned();
    };
    let quote = quote.map_or_else(String::new, |quote| char::from(quote).to_string());
    let (delimiter, quote) = (quoted(delimiter), quoted(&quote));
    let encoding = quoted(&encoding.name().to_lowercase());
    let of = |key: &str, value: &str| format!("{key} = {value}");
    let parts = [
        of("type", "\"delimited\""),
        of("delimiter", &delimiter),
        of("quote", &quote),
        of("header", &header.to_string()),
        of("encoding", &encoding),
    ];
    format!("{{ {} }}", parts.join(", "))
}

fn parts(column: &Column) -> Vec<String> {
    let mut parts = vec![format!("name = {}", quoted(&column.name)), format!("type = \"{}\"", type_word(&column.kind))];
    match &column.kind {
        ColumnType::Enum(values) => parts.push(format!("values = {}", list(values))),
        ColumnType::Date(format) | ColumnType::Datetime(format) => parts.push(format!("format = {}", quoted(format))),
        _ => {}
    }
    parts.push(format!("required = {}", column.required));
    parts.extend(column.min.map(|min| format!("min = {}", bound(min, &column.kind))));
    parts.extend(column.max.map(|max| format!("max = {}", bound(max, &column.kind))));
    parts.extend(column.pattern.as_ref().map(|pattern| format!("pattern = {}", quoted(&pattern.text))));
    parts.extend(column.length.map(length));
    parts.extend(column.unique.then(|| "unique = true".to_owned()));
    parts
        .extend(column.references.as_ref().map(|reference| format!("references = {}", quoted(&reference.to_string()))));
    if !column.warns.is_empty() {
        let warns: Vec<_> = column.warns.iter().map(|rule| format!("{} = \"warn\"", rule.name())).collect();
        parts.push(format!("severity = {{ {} }}", warns.join(", ")));
    }
    parts.extend((!column.from.is_empty()).then(|| format!("from = {}", list(&column.from))));
    parts
}

fn length(length: Length) -> String {
    match length {
        Length { min, max } if min == max => format!("length = {min}"),
        Length { min, max: usize::MAX } => format!("length = {{ min = {min} }}"),
        Length { min, max } => format!("length = {{ min = {min}, max = {max} }}"),
    }
}

fn bound(bound: Bound, kind: &ColumnType) -> String {
    match (bound, kind) {
        (Bound::Int(number), _) => number.to_string(),
        (Bound::Float(number), _) => format!("{number:?}"),
        (Bound::Decimal(units), ColumnType::Decimal { scale, .. }) => quoted(&decimal(units, *scale)),
        (Bound::Decimal(units), _) => units.to_string(),
        (Bound::Date(day), ColumnType::Date(format)) => date(day, format),
        (Bound::Date(day), _) => day.to_string(),
        (Bound::Datetime(time), ColumnType::Datetime(format)) => datetime(time, format),
        (Bound::Datetime(time), _) => time.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
    }
}

/// A TOML date where TOML can write it, else a text in the column's format.
fn date(day: NaiveDate, format: &str) -> String {
    if is_toml_year(day.year()) { day.format("%Y-%m-%d").to_string() } else { quoted(&day.format(format).to_string()) }
}

fn datetime(time: NaiveDateTime, format: &str) -> String {
    if is_toml_year(time.year()) {
        time.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
    } else {
        quoted(&time.format(format).to_string())
    }
}

fn is_toml_year(year: i32) -> bool {
    (0..=9999).contains(&year)
}

fn decimal(units: i128, scale: usize) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn write_report(out: &mut String, report: &ReportSpec) -> fmt::Result {
    writeln!(out, "\n[reports.{}]", report.name)?;
    writeln!(out, "title = {}", quoted(&report.title))?;
    writeln!(out, "sql = {}", quoted(&report.sql_file.to_string_lossy()))?;
    if let Some(chart) = &report.chart {
        writeln!(out, "chart = {}", write_chart(chart))?;
    }
    if let Some(pivot) = &report.pivot {
        writeln!(out, "pivot = {{ on = {}, values = {} }}", quoted(&pivot.on), quoted(&pivot.values))?;
    }
    writeln!(out, "file = {}", quoted(&report.file))?;
    writeln!(out, "check = {}", report.check)
}

fn write_chart(chart: &ChartSpec) -> String {
    let mut parts = vec![format!("type = \"{}\"", chart.kind.name()), format!("x = {}", quoted(&chart.x))];
    parts.extend(chart.y.as_ref().map(|y| format!("y = {}", quoted(y))));
    parts.extend(chart.by.as_ref().map(|by| format!("by = {}", quoted(by))));
    format!("{{ {} }}", parts.join(", "))
}

fn list(texts: &[impl AsRef<str>]) -> String {
    let items: Vec<_> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// A TOML string: in single quotes where that spares escapes.
fn quoted(text: &str) -> String {
    let plain = !text.chars().any(|c| is_hidden(c) || c == '\'');
    if plain && text.contains(['\\', '"']) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&match u32::from(c) {
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            }),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a character steers a terminal, or shows nothing, where it is not escaped.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

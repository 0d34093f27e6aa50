//! One batch of a file through all checks that look at a row alone.

use std::collections::BTreeMap;

use polars::prelude::*;
use polars_arrow::array::Utf8ViewArray;

use super::{Counts, ROW_HASH, Reject, Total, cast, hash, internal, rules};
use crate::error::Result;
use crate::read::{Batch, Broken};
use crate::workspace::{Column as Spec, ColumnType, Pipeline};

/// The longest value that is quoted in a reason, in characters.
const SHOWN: usize = 80;

/// A checked batch.
pub(super) struct Chunk {
    pub(super) accepted: DataFrame,
    /// The line of every accepted row.
    pub(super) lines: Vec<u64>,
    /// The hash of the key of every accepted row.
    pub(super) keys: Vec<u64>,
    pub(super) rejects: Vec<Reject>,
    pub(super) held: DataFrame,
    pub(super) counts: Counts,
    pub(super) totals: Vec<Total>,
}

impl Chunk {
    /// A chunk of good rows that were checked before.
    pub(super) fn of_rows(accepted: DataFrame, lines: Vec<u64>, keys: Vec<u64>) -> Self {
        let counts = Counts { accepted: accepted.height() as u64, ..Counts::default() };
        Self { accepted, lines, keys, rejects: Vec::new(), held: DataFrame::empty(), counts, totals: Vec::new() }
    }

    /// What dropping its doubles added to the counts; its rows are counted already.
    pub(super) fn summary(&mut self) -> Self {
        let counts = Counts { accepted: 0, ..self.counts };
        let (held, totals) = (std::mem::take(&mut self.held), std::mem::take(&mut self.totals));
        Self { held, totals, counts, ..Self::of_rows(DataFrame::empty(), Vec::new(), Vec::new()) }
    }
}

/// Everything that is wrong with a row.
type Reasons = BTreeMap<usize, Vec<String>>;

pub(super) fn check(batch: Batch, pipeline: &Pipeline) -> Result<Chunk> {
    let height = batch.lines.len();
    let (typed, reasons) = cast_all(&batch.columns, &pipeline.columns);
    let totals_file = totals(&typed, pipeline);
    let frame = DataFrame::new(height, typed).map_err(|e| internal(&e))?;
    let (accepted, lines, bad) = split(frame, &batch.lines, &reasons)?;
    let mut chunk = Chunk {
        keys: Vec::new(),
        rejects: rejects(&batch, &reasons),
        held: held(&bad, &batch.broken, pipeline)?,
        counts: Counts {
            rows: (height + batch.broken.len()) as u64,
            accepted: lines.len() as u64,
            rejected: (reasons.len() + batch.broken.len()) as u64,
            duplicates: 0,
        },
        totals: totals_file,
        accepted,
        lines,
    };
    for (total, part) in chunk.totals.iter_mut().zip(totals(bad.columns(), pipeline)) {
        total.rejected = part.file;
    }
    add_hashes(&mut chunk, pipeline).map_err(|e| internal(&e))?;
    Ok(chunk)
}

fn cast_all(texts: &[Utf8ViewArray], specs: &[Spec]) -> (Vec<Column>, Reasons) {
    let mut reasons = Reasons::new();
    let typed = texts.iter().zip(specs).map(|(texts, spec)| {
        let cast = cast::cast(texts, spec);
        for fault in cast.faults.into_iter().chain(rules::faults(texts, spec)) {
            let text = texts.get(fault.row).filter(|text| !text.is_empty());
            reasons.entry(fault.row).or_default().push(reason(&spec.name, &fault.rule, text));
        }
        cast.values.into_column()
    });
    (typed.collect(), reasons)
}

/// What is wrong with a value, as `column: rule (got "value")`.
pub(super) fn reason(column: &str, rule: &str, text: Option<&str>) -> String {
    match text {
        None => format!("{column}: {rule}, but empty"),
        Some(text) => match text.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{column}: {rule} (got {:?}…)", text.get(..at).unwrap_or_default()),
            None => format!("{column}: {rule} (got {text:?})"),
        },
    }
}

/// Good rows with their lines, and bad rows.
fn split(frame: DataFrame, lines: &[u64], reasons: &Reasons) -> Result<(DataFrame, Vec<u64>, DataFrame)> {
    if reasons.is_empty() {
        let none = frame.clear();
        return Ok((frame, lines.to_vec(), none));
    }
    let mut good = vec![true; frame.height()];
    for &row in reasons.keys() {
        if let Some(good) = good.get_mut(row) {
            *good = false;
        }
    }
    let kept = lines.iter().zip(&good).filter(|(_, good)| **good).map(|(line, _)| *line).collect();
    let mask = BooleanChunked::from_slice("good".into(), &good);
    let accepted = frame.filter(&mask).map_err(|e| internal(&e))?;
    let bad = frame.filter(&!&mask).map_err(|e| internal(&e))?;
    Ok((accepted, kept, bad))
}

fn rejects(batch: &Batch, reasons: &Reasons) -> Vec<Reject> {
    let bad = reasons.iter().map(|(&row, reasons)| Reject {
        line: batch.lines.get(row).copied().unwrap_or_default(),
        fields: texts_of(batch, row),
        reasons: reasons.clone(),
    });
    let broken = batch.broken.iter().map(|broken| Reject {
        line: broken.line,
        fields: broken.fields.iter().collect(),
        reasons: broken.reasons.clone(),
    });
    let mut rejects: Vec<Reject> = bad.chain(broken).collect();
    rejects.sort_by_key(|r| r.line);
    rejects
}

/// A row's fields as they came.
pub(super) fn texts_of(batch: &Batch, row: usize) -> csv::StringRecord {
    batch.columns.iter().map(|texts| texts.get(row).unwrap_or_default()).collect()
}

/// The readable keys of bad rows; of a row of the wrong shape too, where it is sure which fields are the key.
fn held(bad: &DataFrame, broken: &[Broken], pipeline: &Pipeline) -> Result<DataFrame> {
    let names: Vec<&str> = pipeline.key_columns().map(|c| c.name.as_str()).collect();
    let mut held = bad.select(names.iter().copied()).map_err(|e| internal(&e))?;
    let rows: Vec<&Broken> = broken.iter().filter(|b| pipeline.key.iter().all(|&at| b.value(at).is_some())).collect();
    if !rows.is_empty() {
        let columns = pipeline.key.iter().zip(pipeline.key_columns()).map(|(&at, spec)| {
            let texts: Vec<Option<&str>> = rows.iter().map(|b| b.value(at)).collect();
            cast::cast(&Utf8ViewArray::from_slice(texts), spec).values.into_column()
        });
        let more = DataFrame::new(rows.len(), columns.collect()).map_err(|e| internal(&e))?;
        held.vstack_mut(&more).map_err(|e| internal(&e))?;
    }
    held.drop_nulls::<String>(None).map_err(|e| internal(&e))
}

fn totals(columns: &[Column], pipeline: &Pipeline) -> Vec<Total> {
    columns
        .iter()
        .zip(&pipeline.columns)
        .filter_map(|(values, spec)| {
            let ColumnType::Decimal { scale, .. } = spec.kind else { return None };
            let file = sum(values.as_materialized_series());
            Some(Total { column: spec.name.clone(), scale, file, rejected: 0, duplicates: 0 })
        })
        .collect()
}

/// The sum of a decimal column in units of its last decimal.
pub(super) fn sum(values: &Series) -> i128 {
    values.decimal().map_or(0, |d| d.physical().iter().flatten().sum())
}

fn add_hashes(chunk: &mut Chunk, pipeline: &Pipeline) -> PolarsResult<()> {
    let height = chunk.accepted.height();
    let columns = chunk.accepted.columns();
    chunk.keys = hash::of_columns(pipeline.key.iter().filter_map(|&at| columns.get(at)), height)?;
    let mut rows = chunk.keys.clone();
    for (at, column) in columns.iter().enumerate() {
        if !pipeline.key.contains(&at) {
            hash::add_column(&mut rows, column.as_materialized_series())?;
        }
    }
    let rows: Vec<i64> = rows.into_iter().map(|h| h as i64).collect();
    chunk.accepted.with_column(Column::new(ROW_HASH.into(), rows))?;
    Ok(())
}

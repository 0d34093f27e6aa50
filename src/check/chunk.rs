//! One batch of a file through all checks that look at a row alone.

use std::collections::BTreeMap;

use polars::prelude::*;
use polars_arrow::array::Utf8ViewArray;

use super::broken_rule::BrokenRule;
use super::cast::Fault;
use super::counts::{Counts, Total, no_totals, totals};
use super::frame::{ROW_HASH, internal};
use super::lookups::Lookups;
use super::reason::Reason;
use super::rejects::Packed;
use super::warnings::Warned;
use super::{cast, column_rules, conditions, file_checks, hash};
use crate::error::Result;
use crate::read::{Batch, Broken};
use crate::workspace::{ColumnType, Pipeline, Severity};

/// A checked batch.
pub(super) struct Chunk {
    pub(super) accepted: DataFrame,
    /// The line of every accepted row.
    pub(super) lines: Vec<u64>,
    /// The hash of the key of every accepted row.
    pub(super) keys: Vec<u64>,
    pub(super) rejects: Packed,
    pub(super) held: DataFrame,
    pub(super) counts: Counts,
    pub(super) totals: Vec<Total>,
    /// The rows that break rules that only warn; rejected ones are not among them.
    pub(super) warned: Warned,
    /// The sum that a control file speaks of.
    pub(super) control: i128,
    /// How many bytes it counts for: those of its text, or, where rows are short, what they take in memory.
    pub(super) weight: u64,
}

impl Chunk {
    /// A chunk of good rows that were checked before.
    pub(super) fn of_rows(accepted: DataFrame, lines: Vec<u64>, keys: Vec<u64>) -> Self {
        let counts = Counts { accepted: accepted.height() as u64, ..Counts::default() };
        Self {
            accepted,
            lines,
            keys,
            rejects: Packed::default(),
            held: DataFrame::empty(),
            counts,
            totals: Vec::new(),
            warned: Warned::default(),
            control: 0,
            weight: 0,
        }
    }

    /// Sets back what was counted so far, so that what comes now is told apart.
    pub(super) fn reset(&mut self, pipeline: &Pipeline) -> Result<()> {
        self.held = self.accepted.clear().select(pipeline.key_names()).map_err(internal)?;
        self.totals = no_totals(pipeline);
        self.counts = Counts { accepted: self.accepted.height() as u64, ..Counts::default() };
        self.control = 0;
        Ok(())
    }
}

/// Everything that is wrong with a row.
type Reasons = BTreeMap<usize, Vec<Reason>>;

/// What was found in a batch.
#[derive(Default)]
struct Findings {
    /// What rejects, by row.
    reasons: Reasons,
    /// What only warns: row, place among columns and conditions, and the rule.
    warns: Vec<(usize, usize, BrokenRule)>,
    /// Rows with a value that could not be kept, of which no condition can be asked.
    lost: Vec<usize>,
}

pub(super) fn check(batch: Batch, pipeline: &Pipeline, lookups: &Lookups) -> Result<Chunk> {
    let height = batch.lines.len();
    let (typed, mut findings) = cast_all(&batch.columns, pipeline, lookups)?;
    let totals_file = totals(&typed, pipeline).map_err(internal)?;
    let control = file_checks::control_sum(&batch, &typed, pipeline).map_err(internal)?;
    let frame = DataFrame::new(height, typed).map_err(internal)?;
    if !pipeline.checks.is_empty() {
        ask(&frame, pipeline, &mut findings)?;
    }
    let Findings { reasons, warns, .. } = findings;
    let (accepted, lines, bad) = split(frame, &batch.lines, &reasons)?;
    let mut chunk = Chunk {
        keys: Vec::new(),
        rejects: rejects(&batch, &reasons)?,
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
        warned: Warned::default(),
        control,
        weight: 0,
    };
    for (row, place, rule) in warns.iter().filter(|(row, ..)| !reasons.contains_key(row)) {
        chunk.warned.note(*place, rule, batch.lines.get(*row).copied().unwrap_or_default());
    }
    for (total, part) in chunk.totals.iter_mut().zip(totals(bad.columns(), pipeline).map_err(internal)?) {
        total.rejected = part.file;
    }
    add_hashes(&mut chunk, pipeline).map_err(internal)?;
    let places = size_of::<u64>() * (chunk.lines.len() + chunk.keys.len());
    chunk.weight = batch.bytes().max((chunk.accepted.estimated_size() + places) as u64);
    Ok(chunk)
}

fn cast_all(texts: &[Utf8ViewArray], pipeline: &Pipeline, lookups: &Lookups) -> Result<(Vec<Column>, Findings)> {
    let mut findings = Findings::default();
    let mut typed = Vec::with_capacity(texts.len());
    for (at, (texts, spec)) in texts.iter().zip(&pipeline.columns).enumerate() {
        let cast = cast::cast(texts, spec);
        let values = cast.values.into_column();
        // An enum keeps its text whatever it is.
        if !pipeline.checks.is_empty() && !matches!(spec.kind, ColumnType::Enum(_)) {
            findings.lost.extend(cast.faults.iter().map(|fault| fault.row));
        }
        let more = column_rules::faults(texts, &values, spec, lookups)?;
        for Fault { row, rule, severity } in cast.faults.into_iter().chain(more) {
            match severity {
                Severity::Reject => {
                    let text = texts.get(row).filter(|text| !text.is_empty());
                    let reason = Reason::of_value(&spec.name, rule, text);
                    findings.reasons.entry(row).or_default().push(reason);
                }
                Severity::Warn => findings.warns.push((row, at, rule)),
            }
        }
        typed.push(values);
    }
    Ok((typed, findings))
}

/// Asks the conditions of a pipeline of every row whose values could be kept.
fn ask(frame: &DataFrame, pipeline: &Pipeline, findings: &mut Findings) -> Result<()> {
    findings.lost.sort_unstable();
    for (at, check) in (pipeline.columns.len()..).zip(&pipeline.checks) {
        for broken in conditions::broken(frame, &check.expression.expr)? {
            let row = broken.row;
            if findings.lost.binary_search(&row).is_ok() {
                continue;
            }
            let rule = conditions::rule(check, broken.how);
            match check.severity {
                Severity::Reject => findings.reasons.entry(row).or_default().push(Reason::of_row(rule)),
                Severity::Warn => findings.warns.push((row, at, rule)),
            }
        }
    }
    Ok(())
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
    let accepted = frame.filter(&mask).map_err(internal)?;
    let bad = frame.filter(&!&mask).map_err(internal)?;
    Ok((accepted, kept, bad))
}

/// The bad rows in the order of their lines; of one line, those of the right shape first.
fn rejects(batch: &Batch, reasons: &Reasons) -> Result<Packed> {
    let mut packed = Packed::default();
    let misshapen = |packed: &mut Packed, row: &Broken| {
        let reasons: Vec<Reason> = row.faults.iter().cloned().map(Reason::from).collect();
        packed.push(row.line, row.fields.iter().map(String::as_str), &reasons)
    };
    let mut broken = batch.broken.iter().peekable();
    for (&row, reasons) in reasons {
        let line = batch.lines.get(row).copied().unwrap_or_default();
        while let Some(before) = broken.next_if(|broken| broken.line < line) {
            misshapen(&mut packed, before)?;
        }
        let fields = batch.columns.iter().map(|texts| texts.get(row).unwrap_or_default());
        packed.push(line, fields, reasons)?;
    }
    broken.try_for_each(|row| misshapen(&mut packed, row))?;
    Ok(packed)
}

/// A row's fields as they came.
pub(super) fn texts_of(batch: &Batch, row: usize) -> csv::StringRecord {
    batch.columns.iter().map(|texts| texts.get(row).unwrap_or_default()).collect()
}

/// The readable keys of bad rows; of a row of the wrong shape too, where it is sure which fields are the key.
fn held(bad: &DataFrame, broken: &[Broken], pipeline: &Pipeline) -> Result<DataFrame> {
    if !pipeline.has_key() {
        return Ok(DataFrame::empty());
    }
    let mut held = bad.select(pipeline.key_names()).map_err(internal)?;
    let rows: Vec<&Broken> = broken.iter().filter(|b| pipeline.key.iter().all(|&at| b.value(at).is_some())).collect();
    if !rows.is_empty() {
        let columns = pipeline.key.iter().zip(pipeline.key_columns()).map(|(&at, spec)| {
            let texts: Vec<Option<&str>> = rows.iter().map(|b| b.value(at)).collect();
            cast::cast(&Utf8ViewArray::from_slice(texts), spec).values.into_column()
        });
        let more = DataFrame::new(rows.len(), columns.collect()).map_err(internal)?;
        held.vstack_mut(&more).map_err(internal)?;
    }
    held.drop_nulls::<String>(None).map_err(internal)
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
    if !pipeline.has_key() {
        // A row is told from others of its line by all that it says.
        chunk.keys.clone_from(&rows);
    }
    let rows: Vec<i64> = rows.into_iter().map(|h| h as i64).collect();
    chunk.accepted.with_column(Column::new(ROW_HASH.into(), rows))?;
    Ok(())
}

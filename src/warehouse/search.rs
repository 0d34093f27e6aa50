//! Keys of a table, found by the key itself or by any text in any of their versions.
//!
//! A table is looked through part by part, so that a long search can stop, tell what it has, and go on from there.

use std::collections::HashMap;

use chrono::NaiveDate;
use polars::prelude::*;
use regex::{Regex, RegexBuilder};

use super::key::{key_values, no_key};
use super::traits::{Versions, Warehouse};
use crate::check::format_value;
use crate::error::{CheckCancelled, Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View, from_epoch_days};
use crate::workspace::{Column as Spec, ColumnType, Pipeline};

/// How many columns beside the key tell which key it is.
const TELLING: usize = 3;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// A key, or any text of a key or a text column, in any case; empty for the first keys of the table.
    pub text: String,
    /// The part of the table to begin with, from 0.
    pub from: usize,
    /// How many parts are looked through before what was found is told.
    pub parts: usize,
    /// How many keys are wanted.
    pub most: usize,
}

/// Keys that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The columns beside the key that tell which key it is: texts first.
    pub columns: Vec<String>,
    /// The keys in their order; the one that is just what was looked for comes first.
    pub keys: Vec<FoundKey>,
    /// The part to go on with; none if all were looked through.
    pub rest: Option<usize>,
    /// Whether there are more than were wanted.
    pub cut: bool,
}

/// A key that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundKey {
    /// The texts of its columns.
    pub key: Vec<String>,
    /// The values of the telling columns in its last version.
    pub values: Vec<Option<String>>,
    /// How many versions it has.
    pub versions: usize,
    /// Whether one of them is open.
    pub current: bool,
    /// The first day of its first version.
    pub since: NaiveDate,
    /// The end of its last version.
    pub until: NaiveDate,
    /// The column and value that have the text, where the telling columns do not show it.
    pub because: Option<(String, String)>,
}

/// Looks for keys; fails where a table has none.
pub fn search(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    query: &Query,
    check_cancelled: CheckCancelled<'_>,
) -> Result<Keys> {
    if !pipeline.has_key() {
        return Err(no_key(pipeline));
    }
    let search =
        Search { versions: warehouse.versions(pipeline)?, pipeline, check_cancelled, text: pattern(&query.text)? };
    let telling = telling(pipeline);
    let columns = telling.iter().map(|c| c.name.clone()).collect();
    let (found, rest, cut) = match &search.text {
        None => {
            let (keys, cut) = search.first(query.most)?;
            (search.described(&keys)?, None, cut)
        }
        Some(_) => search.matching(query)?,
    };
    Ok(Keys { columns, keys: found, rest, cut })
}

/// A text in any case; none if it is empty.
fn pattern(text: &str) -> Result<Option<Regex>> {
    if text.is_empty() {
        return Ok(None);
    }
    let pattern = RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build();
    pattern.map(Some).map_err(|_| Error::new(ErrorKind::Usage, "the text is too long to be searched for"))
}

/// The columns beside the key that tell which key it is: texts, and others where there are too few.
fn telling(pipeline: &Pipeline) -> Vec<&Spec> {
    let others = || pipeline.columns.iter().enumerate().filter(|(at, _)| !pipeline.key.contains(at)).map(|(_, c)| c);
    let rank = |c: &&Spec| match c.kind {
        ColumnType::String => 0,
        ColumnType::Enum(_) => 1,
        _ => 2,
    };
    let mut columns: Vec<&Spec> = others().collect();
    columns.sort_by_key(rank);
    columns.truncate(TELLING);
    columns
}

fn is_text(column: &Spec) -> bool {
    matches!(column.kind, ColumnType::String | ColumnType::Enum(_))
}

struct Search<'a> {
    versions: Box<dyn Versions>,
    pipeline: &'a Pipeline,
    check_cancelled: CheckCancelled<'a>,
    text: Option<Regex>,
}

impl Search<'_> {
    /// The first keys of the table in their order, and whether there are more.
    fn first(&self, most: usize) -> Result<(DataFrame, bool)> {
        let names: Vec<&str> = self.pipeline.key_names().collect();
        let mut best: Option<DataFrame> = None;
        for block in self.versions.blocks(View::All)? {
            (self.check_cancelled)(0)?;
            let mut all = self.versions.rows(&names, block)?;
            // What lies beyond the last of enough keys is left out at once.
            let last = best.as_ref().filter(|best| best.height() > most).and_then(|best| bound(best, names.first()?));
            if let (Some(last), Some(first)) = (last, names.first()) {
                all = all.lazy().filter(col(*first).lt_eq(lit(last))).collect().doing(self.gather())?;
            }
            if let Some(best) = &best {
                all.vstack_mut(best).doing(self.gather())?;
            }
            let unique = all.unique_stable(None, UniqueKeepStrategy::First, None).doing(self.gather())?;
            let sorted = unique.sort(names.iter().copied(), SortMultipleOptions::default()).doing(self.gather())?;
            best = Some(sorted.head(Some(most + 1)));
        }
        let Some(best) = best else { return Ok((DataFrame::empty(), false)) };
        Ok((best.head(Some(most)), best.height() > most))
    }

    /// What is being done, for an error.
    fn gather(&self) -> String {
        format!("gather the keys of `{}`", self.pipeline.name)
    }

    /// The keys that have the text in some parts of the table.
    fn matching(&self, query: &Query) -> Result<(Vec<FoundKey>, Option<usize>, bool)> {
        let mut found = if query.from == 0 { self.exact(&query.text)? } else { Vec::new() };
        let known = found.first().map(|f| f.key.clone());
        let (columns, condition) = (self.searched(), self.condition());
        let key: Vec<&str> = self.pipeline.key_names().collect();
        let blocks = self.versions.blocks(View::All)?;
        let mut keys: Option<DataFrame> = None;
        let (mut cut, mut next) = (false, query.from);
        for block in blocks.iter().skip(query.from).take(query.parts.max(1)) {
            (self.check_cancelled)(0)?;
            next += 1;
            let rows = self.versions.rows(&columns, block.clone())?.lazy().filter(condition.clone());
            let rows = rows.select(key.iter().map(|name| col(*name)).collect::<Vec<_>>());
            let mut all =
                rows.collect().doing(format_args!("look for `{}` in `{}`", query.text, self.pipeline.name))?;
            if let Some(keys) = &keys {
                all = keys.vstack(&all).doing(self.gather())?;
            }
            let all = all.unique_stable(None, UniqueKeepStrategy::First, None).doing(self.gather())?;
            cut = all.height() > query.most;
            keys = Some(all.head(Some(query.most)));
            if cut {
                break;
            }
        }
        let described = keys.map_or_else(|| Ok(Vec::new()), |keys| self.described(&keys))?;
        found.extend(described.into_iter().filter(|f| Some(&f.key) != known.as_ref()));
        Ok((found, Some(next).filter(|next| !cut && *next < blocks.len()), cut))
    }

    /// The key that is just the text, if there is one; the columns of a longer key stand apart by blanks or commas.
    fn exact(&self, text: &str) -> Result<Vec<FoundKey>> {
        let width = self.pipeline.key.len();
        let key: Vec<String> = match width {
            1 => vec![text.to_owned()],
            _ => text.split([',', ' ']).filter(|t| !t.is_empty()).map(str::to_owned).collect(),
        };
        if key.len() != width {
            return Ok(Vec::new());
        }
        match key_values(self.pipeline, &key)? {
            Some(keys) => self.described(&keys),
            None => Ok(Vec::new()),
        }
    }

    /// The columns of the key, and those in which a text is looked for.
    fn searched(&self) -> Vec<&str> {
        let columns = self.pipeline.columns.iter().enumerate();
        let searched = columns.filter(|(at, column)| is_text(column) || self.pipeline.key.contains(at));
        searched.map(|(_, column)| column.name.as_str()).collect()
    }

    /// Whether a version has the text, in its key or in a text column.
    fn condition(&self) -> Expr {
        let pattern = self.text.as_ref().map(|text| format!("(?i){}", text.as_str())).unwrap_or_default();
        let has = |text: Expr| text.str().contains(lit(pattern.clone()), true);
        let searched = self.pipeline.columns.iter().enumerate().filter_map(|(at, column)| match is_text(column) {
            true => Some(has(col(&column.name))),
            false => self.pipeline.key.contains(&at).then(|| has(col(&column.name).cast(DataType::String))),
        });
        searched.map(|has| has.fill_null(lit(false))).reduce(Expr::or).unwrap_or_else(|| lit(false))
    }

    /// What is to be said of some keys, in their order.
    fn described(&self, keys: &DataFrame) -> Result<Vec<FoundKey>> {
        if keys.height() == 0 {
            return Ok(Vec::new());
        }
        let versions = self.versions.of_keys(keys, self.check_cancelled)?;
        self.told(&versions).doing(format_args!("read the versions of the keys of `{}`", self.pipeline.name))
    }

    /// What is to be said of the keys of some versions.
    fn told(&self, versions: &DataFrame) -> PolarsResult<Vec<FoundKey>> {
        let by: Vec<&str> = self.pipeline.key_names().chain([EFFECTIVE_FROM]).collect();
        let sorted = versions.sort(by, SortMultipleOptions::default())?;
        let (telling, mut told) = (telling(self.pipeline), Vec::<FoundKey>::new());
        let mut places: HashMap<Vec<String>, usize> = HashMap::new();
        // The keys are few, and so are their versions: one at a time is fine.
        for row in 0..sorted.height() {
            let text = |spec: &Spec| -> PolarsResult<Option<String>> {
                Ok(format_value(&sorted.column(&spec.name)?.get(row)?, &spec.kind))
            };
            let key = self.pipeline.key_columns().map(|c| Ok(text(c)?.unwrap_or_default()));
            let key = key.collect::<PolarsResult<Vec<_>>>()?;
            let values = telling.iter().map(|c| text(c)).collect::<PolarsResult<Vec<_>>>()?;
            let because = self.because(&text)?;
            let current = sorted.column(IS_CURRENT)?.bool()?.get(row).unwrap_or_default();
            let place = *places.entry(key.clone()).or_insert(told.len());
            match told.get_mut(place) {
                Some(found) => {
                    found.versions += 1;
                    (found.values, found.current) = (values, found.current || current);
                    found.until = day(&sorted, EXPIRY_DATE, row)?;
                    found.because = because.or(found.because.take());
                }
                None => told.push(FoundKey {
                    key,
                    values,
                    versions: 1,
                    current,
                    since: day(&sorted, EFFECTIVE_FROM, row)?,
                    until: day(&sorted, EXPIRY_DATE, row)?,
                    because,
                }),
            }
        }
        for found in &mut told {
            // What the line shows anyway needs no reason.
            if self.shows(&found.key, &found.values) {
                found.because = None;
            }
        }
        // The sort is stable: what is seen at once comes first, each in the order of the keys.
        told.sort_by_key(|found| found.because.is_some());
        Ok(told)
    }

    /// The column and value of a version that have the text.
    fn because(&self, text: &dyn Fn(&Spec) -> PolarsResult<Option<String>>) -> PolarsResult<Option<(String, String)>> {
        let Some(wanted) = &self.text else { return Ok(None) };
        for column in self.pipeline.columns.iter().filter(|c| is_text(c)) {
            if let Some(value) = text(column)?.filter(|value| wanted.is_match(value)) {
                return Ok(Some((column.name.clone(), value)));
            }
        }
        Ok(None)
    }

    fn shows(&self, key: &[String], values: &[Option<String>]) -> bool {
        let shown = key.iter().map(String::as_str).chain(values.iter().flatten().map(String::as_str));
        self.text.as_ref().is_none_or(|wanted| shown.into_iter().any(|text| wanted.is_match(text)))
    }
}

/// The greatest value of a column, as something to compare with.
fn bound(frame: &DataFrame, column: &str) -> Option<Scalar> {
    frame.column(column).ok()?.as_materialized_series().max_reduce().ok().filter(|max| !max.is_null())
}

fn day(frame: &DataFrame, column: &str, row: usize) -> PolarsResult<NaiveDate> {
    let day = frame.column(column)?.date()?.physical().get(row).and_then(from_epoch_days);
    day.ok_or_else(|| polars_err!(NoData: "a version without a day in `{column}`"))
}

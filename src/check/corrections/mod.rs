//! Corrections of rows: what stands beside an untouched file and takes the place of some of its rows when it is read.
//!
//! A row is told by its line and by its fields as they came, so a correction can never touch another row than the one
//! that was looked at. Of two corrections of a row, the later one counts.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

use polars_arrow::array::{MutablePlString, Utf8ViewArray};

use crate::error::Result;
use crate::read::{self, Batch, Broken};
use crate::store::Location;
use crate::workspace::Pipeline;

mod correction;
mod stored;

pub use correction::Correction;
pub use stored::write_corrections;

/// The corrections of a file, in the order in which they were made.
#[derive(Debug, Default)]
pub struct Corrections {
    list: Vec<Correction>,
    /// Where those of a line are in the list.
    lines: BTreeMap<u64, Vec<usize>>,
    /// Which of them matched a row.
    used: Vec<AtomicBool>,
}

impl Corrections {
    /// Corrections in the order in which they were made.
    pub fn new(list: Vec<Correction>) -> Self {
        let mut lines: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (at, correction) in list.iter().enumerate() {
            lines.entry(correction.line).or_default().push(at);
        }
        let used = list.iter().map(|_| AtomicBool::new(false)).collect();
        Self { list, lines, used }
    }

    /// Those of some correction files, in the order in which they were made.
    pub fn of(files: &[Location], pipeline: &Pipeline) -> Result<Self> {
        let mut list = Vec::new();
        for file in files {
            list.extend(stored::read(file, pipeline)?);
        }
        Ok(Self::new(list))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them.
    pub fn list(&self) -> &[Correction] {
        &self.list
    }

    /// Whether the last correction of that row says the same already.
    pub fn says(&self, correction: &Correction) -> bool {
        let same = |a: &[Option<String>], b: &[Option<String>]| {
            let text = |field: &Option<String>| field.clone().unwrap_or_default();
            a.iter().map(text).eq(b.iter().map(text))
        };
        let of_row = |known: &&Correction| known.line == correction.line && same(&known.was, &correction.was);
        self.list.iter().rfind(of_row).is_some_and(|known| same(&known.fields, &correction.fields))
    }

    /// Those that matched no row of all that was read through them.
    pub fn unused(&self) -> impl Iterator<Item = &Correction> {
        let unused = |(_, used): &(&Correction, &AtomicBool)| !used.load(Ordering::Relaxed);
        self.list.iter().zip(&self.used).filter(unused).map(|(correction, _)| correction)
    }

    /// Reads a file like [`read::each`], with every correction in its place.
    pub fn each<T, F, G>(&self, file: &Location, pipeline: &Pipeline, work: F, take: G) -> Result<()>
    where
        T: Send,
        F: Fn(Batch) -> Result<T> + Sync,
        G: FnMut(T) -> Result<()>,
    {
        if self.is_empty() {
            return read::each(file, pipeline, work, take);
        }
        read::each(file, pipeline, |batch| work(self.apply(batch)), take)
    }

    /// Reads a file like [`read::map`], with every correction in its place.
    pub fn read<T, F>(&self, file: &Location, pipeline: &Pipeline, work: F) -> Result<Vec<T>>
    where
        T: Send,
        F: Fn(Batch) -> Result<T> + Sync,
    {
        if self.is_empty() {
            return read::map(file, pipeline, work);
        }
        read::map(file, pipeline, |batch| work(self.apply(batch)))
    }

    /// Puts corrected rows in the place of those that they correct; a row that had no shape gets one.
    pub fn apply(&self, batch: Batch) -> Batch {
        let Some(span) = span(&batch) else { return batch };
        let mut corrected = BTreeMap::new();
        for (line, mine) in self.lines.range(span) {
            let first = batch.lines.partition_point(|l| l < line);
            let rows = batch.lines.get(first..).unwrap_or_default().iter().take_while(|l| *l == line);
            for row in (first..).take(rows.count()) {
                let came = batch.columns.iter().map(|texts| texts.get(row).unwrap_or_default()).collect();
                if let Some(fields) = self.corrected(mine, came) {
                    corrected.insert(row, fields);
                }
            }
        }
        let mut shaped = Vec::new();
        let Batch { columns, lines, mut broken } = batch;
        broken.retain(|row| match self.shaped(row, columns.len()) {
            Some(fields) => {
                shaped.push((row.line, fields));
                false
            }
            None => true,
        });
        if corrected.is_empty() && shaped.is_empty() {
            return Batch { columns, lines, broken };
        }
        rebuilt(Batch { columns, lines, broken }, &corrected, &shaped)
    }

    fn shaped(&self, row: &Broken, width: usize) -> Option<Vec<String>> {
        let mine = self.lines.get(&row.line)?;
        self.corrected(mine, (0..width).map(|at| row.fields.get(at).map_or("", String::as_str)).collect())
    }

    /// A row after the corrections of its line; none if none of them means it.
    ///
    /// A correction was made of the row as it came, or as an earlier correction had left it.
    fn corrected(&self, mine: &[usize], came: Vec<&str>) -> Option<Vec<String>> {
        let mut now: Option<Vec<String>> = None;
        for (correction, used) in mine.iter().filter_map(|&at| Some((self.list.get(at)?, self.used.get(at)?))) {
            let left = now.as_ref().map(|now| now.iter().map(String::as_str).collect::<Vec<_>>());
            if !correction.means(&came) && !left.as_ref().is_some_and(|left| correction.means(left)) {
                continue;
            }
            used.store(true, Ordering::Relaxed);
            let before = left.as_ref().unwrap_or(&came);
            let fields = correction.fields.iter().zip(before);
            now = Some(fields.map(|(field, before)| field.as_deref().unwrap_or(before).to_owned()).collect());
        }
        now
    }
}

/// The lines from the first row to the last, of whatever shape.
fn span(batch: &Batch) -> Option<RangeInclusive<u64>> {
    let ends = [batch.lines.first(), batch.lines.last()].into_iter().flatten().copied();
    let lines: Vec<u64> = ends.chain(batch.broken.iter().map(|row| row.line)).collect();
    Some(*lines.iter().min()?..=*lines.iter().max()?)
}

/// The batch with some rows replaced and some rows added, in the order of their lines.
fn rebuilt(batch: Batch, corrected: &BTreeMap<usize, Vec<String>>, shaped: &[(u64, Vec<String>)]) -> Batch {
    enum From<'a> {
        Came(usize),
        Corrected(&'a [String]),
    }
    let came = batch.lines.iter().enumerate().map(|(row, line)| match corrected.get(&row) {
        Some(fields) => (*line, From::Corrected(fields)),
        None => (*line, From::Came(row)),
    });
    let mut rows: Vec<(u64, From<'_>)> =
        came.chain(shaped.iter().map(|(line, fields)| (*line, From::Corrected(fields)))).collect();
    rows.sort_by_key(|(line, _)| *line);
    let column = |(at, texts): (usize, &Utf8ViewArray)| {
        let mut values = MutablePlString::with_capacity(rows.len());
        for (_, row) in &rows {
            values.push(match row {
                From::Came(row) => texts.get(*row),
                From::Corrected(fields) => fields.get(at).map(String::as_str).filter(|text| !text.is_empty()),
            });
        }
        values.into()
    };
    let columns = batch.columns.iter().enumerate().map(column).collect();
    Batch { columns, lines: rows.iter().map(|(line, _)| *line).collect(), broken: batch.broken }
}

//! The good rows of a file: in memory, or, of a large file, in parts on disk.
//!
//! A part holds the rows whose key hashes lie in one range, so that a load can be planned a part at a time and needs
//! memory for one part, however large the file is. Rows without a key are cut into even parts.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::chunk::Chunk;
use super::frame::internal;
use super::scratch::Folder;
use super::uniqueness::Track;
use crate::error::{Doing, Error, Result};

/// The columns that a part on disk holds beside the schema's and the row hash.
const LINE: &str = "__line";
const KEY: &str = "__key";
/// The good rows of a file; each key once, where they have one.
#[derive(Debug)]
pub struct Accepted {
    rows: u64,
    parts: Parts,
}

#[derive(Debug)]
enum Parts {
    Memory(DataFrame),
    Disk(Disk),
}

/// Parts on disk.
#[derive(Debug)]
pub(super) struct Disk {
    /// The files of each part.
    pub(super) files: Vec<Vec<PathBuf>>,
    /// A part without a row.
    pub(super) none: DataFrame,
    /// Where they lie.
    pub(super) folder: Folder,
}

/// The part that a key belongs to.
pub fn part_of(key_hash: u64, parts: usize) -> usize {
    ((u128::from(key_hash) * parts as u128) >> 64) as usize
}

impl Accepted {
    pub(super) fn memory(rows: DataFrame) -> Self {
        Self { rows: rows.height() as u64, parts: Parts::Memory(rows) }
    }

    pub(super) fn on_disk(rows: u64, disk: Disk) -> Self {
        Self { rows, parts: Parts::Disk(disk) }
    }

    /// How many rows there are.
    pub fn height(&self) -> u64 {
        self.rows
    }

    /// How many parts there are; 1 unless the file is large.
    pub fn parts(&self) -> usize {
        match &self.parts {
            Parts::Memory(_) => 1,
            Parts::Disk(disk) => disk.files.len(),
        }
    }

    /// The rows of a part: the schema's columns, typed, and the row hash.
    pub fn part(&self, at: usize) -> Result<DataFrame> {
        match &self.parts {
            Parts::Memory(rows) => Ok(rows.clone()),
            Parts::Disk(disk) => Ok(disk.read(at)?.drop_many([LINE, KEY])),
        }
    }
}

impl Accepted {
    /// Takes rows out that are not good after all, by their places in the whole; gives them.
    ///
    /// `track` has the lines and keys of all rows, part after part.
    pub(super) fn take_out(&mut self, bad: &BTreeSet<usize>, track: &Track) -> Result<DataFrame> {
        let taken = match &mut self.parts {
            Parts::Memory(rows) => {
                let (kept, taken) = apart(rows, |row| bad.contains(&row)).map_err(internal)?;
                *rows = kept;
                taken
            }
            Parts::Disk(disk) => {
                let place = |row: &usize| Some((*track.lines.get(*row)?, *track.keys.get(*row)?));
                let bad: HashSet<(u64, u64)> = bad.iter().filter_map(place).collect();
                let mut all: Option<DataFrame> = None;
                for at in 0..disk.files.len() {
                    let Some(taken) = disk.take_out(at, &bad)? else { continue };
                    match &mut all {
                        Some(all) => drop(all.vstack_mut(&taken).map_err(internal)?),
                        None => all = Some(taken),
                    }
                }
                all.unwrap_or_default()
            }
        };
        self.rows -= taken.height() as u64;
        Ok(taken)
    }
}

impl Disk {
    /// A part in the order of the file.
    pub(super) fn read(&self, at: usize) -> Result<DataFrame> {
        let Some(files) = self.files.get(at) else {
            return Err(Error::new(crate::error::ErrorKind::Io, format!("there is no part {at}")));
        };
        let mut rows = self.none.clone();
        for path in files {
            let file = File::open(path).map_err(|e| Error::io("open", path, e))?;
            let more = ParquetReader::new(file).finish().doing("read checked rows").map_err(|e| e.at_file(path))?;
            rows.vstack_mut(&more).map_err(internal)?;
        }
        rows.sort([LINE], SortMultipleOptions::default()).map_err(internal)
    }

    /// Puts other rows in the place of a part.
    pub(super) fn rewrite(&mut self, at: usize, rows: &DataFrame) -> Result<()> {
        let Some(files) = self.files.get_mut(at) else { return Ok(()) };
        for path in files.drain(..) {
            std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
        }
        let path = self.folder.0.join(format!("part-{at}.parquet"));
        let mut writer = writer(&path, rows.schema())?;
        // Taken together from several files, the columns may lie in pieces of their own.
        let mut rows = rows.clone();
        rows.rechunk_mut_par();
        let written = writer.write_batch(&rows).and_then(|()| writer.finish());
        written.doing("write checked rows").map_err(|e| e.at_file(&path))?;
        files.push(path);
        Ok(())
    }

    /// Takes the rows of these lines and keys out of a part; none if it has none of them.
    fn take_out(&mut self, at: usize, bad: &HashSet<(u64, u64)>) -> Result<Option<DataFrame>> {
        let chunk = as_chunk(self.read(at)?)?;
        let is_bad: Vec<bool> = chunk.lines.iter().zip(&chunk.keys).map(|(l, k)| bad.contains(&(*l, *k))).collect();
        if !is_bad.contains(&true) {
            return Ok(None);
        }
        let rows = with_places(chunk.accepted, &chunk.lines, &chunk.keys)?;
        let (kept, taken) = apart(&rows, |row| is_bad.get(row) == Some(&true)).map_err(internal)?;
        self.rewrite(at, &kept)?;
        Ok(Some(taken.drop_many([LINE, KEY])))
    }
}

/// The other rows, and the bad ones.
fn apart(rows: &DataFrame, bad: impl Fn(usize) -> bool) -> PolarsResult<(DataFrame, DataFrame)> {
    let bad = BooleanChunked::from_iter_values("bad".into(), (0..rows.height()).map(bad));
    Ok((rows.filter(&!&bad)?, rows.filter(&bad)?))
}

/// A writer of a file that was not there before.
pub(super) fn writer(path: &Path, schema: &SchemaRef) -> Result<BatchedWriter<BufWriter<File>>> {
    let file = File::create_new(path).map_err(|e| Error::io("create", path, e))?;
    let writer = ParquetWriter::new(BufWriter::with_capacity(256 << 10, file)).batched(schema);
    writer.doing("write checked rows").map_err(|e| e.at_file(path))
}

/// Rows with their lines and key hashes; zeros where none are given.
pub(super) fn with_places(mut rows: DataFrame, lines: &[u64], keys: &[u64]) -> Result<DataFrame> {
    for (name, values) in [(LINE, lines), (KEY, keys)] {
        let values = if values.is_empty() { vec![0; rows.height()] } else { values.to_vec() };
        rows.with_column(Column::new(name.into(), values)).map_err(internal)?;
    }
    Ok(rows)
}

/// A part as a chunk of rows that were checked before.
pub(super) fn as_chunk(rows: DataFrame) -> Result<Chunk> {
    let numbers = |name: &str| -> PolarsResult<Vec<u64>> { Ok(rows.column(name)?.u64()?.iter().flatten().collect()) };
    let (lines, keys) = (numbers(LINE).map_err(internal)?, numbers(KEY).map_err(internal)?);
    Ok(Chunk::of_rows(rows.drop_many([LINE, KEY]), lines, keys))
}

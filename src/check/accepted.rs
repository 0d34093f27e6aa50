//! The good rows of a file: in memory, or, of a large file, in parts on disk.
//!
//! A part holds the rows whose key hashes lie in one range, so that a load can be planned a part at a time and needs
//! memory for one part, however large the file is.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::chunk::Chunk;
use super::same::Track;
use super::{empty_frame, internal};
use crate::error::{Error, Result};
use crate::workspace::Pipeline;

/// The columns that a part on disk holds beside the schema's and the row hash.
const LINE: &str = "__line";
const KEY: &str = "__key";
/// So many rows of a part are written together.
const TOGETHER: usize = 64 * 1024;

/// Where large files are put in parts, and what is large.
#[derive(Debug, Clone)]
pub struct Scratch {
    /// A folder for parts; it may be emptied when no run goes on.
    pub folder: PathBuf,
    /// How many bytes of a file's text make a part.
    pub part_bytes: u64,
}

impl Scratch {
    /// In how many parts a file is checked and loaded.
    pub(super) fn parts(&self, path: &Path) -> Result<usize> {
        let bytes = path.metadata().map_err(|e| Error::io("look at", path, &e))?.len();
        // Text packs to about a sixth; a guess is enough here.
        let packed = path.to_string_lossy().contains(".gz");
        let bytes = if packed { bytes.saturating_mul(6) } else { bytes };
        Ok(usize::try_from(bytes / self.part_bytes.max(1)).unwrap_or(usize::MAX) + 1)
    }
}

/// The good rows of a file; each key once.
#[derive(Debug)]
pub struct Accepted {
    rows: u64,
    parts: Parts,
}

#[derive(Debug)]
enum Parts {
    Memory(DataFrame),
    Disk { files: Vec<PathBuf>, _folder: Folder },
}

/// The part that a key belongs to.
pub fn part_of(key_hash: u64, parts: usize) -> usize {
    ((u128::from(key_hash) * parts as u128) >> 64) as usize
}

impl Accepted {
    pub(super) fn memory(rows: DataFrame) -> Self {
        Self { rows: rows.height() as u64, parts: Parts::Memory(rows) }
    }

    /// How many rows there are.
    pub fn height(&self) -> u64 {
        self.rows
    }

    /// How many parts there are; 1 unless the file is large.
    pub fn parts(&self) -> usize {
        match &self.parts {
            Parts::Memory(_) => 1,
            Parts::Disk { files, .. } => files.len(),
        }
    }

    /// The rows of a part: the schema's columns, typed, and the row hash.
    pub fn part(&self, at: usize) -> Result<DataFrame> {
        match &self.parts {
            Parts::Memory(rows) => Ok(rows.clone()),
            Parts::Disk { files, .. } => {
                let rows = match files.get(at) {
                    Some(path) => read(path)?,
                    None => return Err(Error::new(crate::error::ErrorKind::Io, format!("there is no part {at}"))),
                };
                Ok(rows.drop_many([LINE, KEY]))
            }
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
                let (kept, taken) = apart(rows, |row| bad.contains(&row)).map_err(|e| internal(&e))?;
                *rows = kept;
                taken
            }
            Parts::Disk { files, .. } => {
                let place = |row: &usize| Some((*track.lines.get(*row)?, *track.keys.get(*row)?));
                let bad: HashSet<(u64, u64)> = bad.iter().filter_map(place).collect();
                let mut all: Option<DataFrame> = None;
                for path in files {
                    let Some(taken) = take_out_of(path, &bad)? else { continue };
                    match &mut all {
                        Some(all) => drop(all.vstack_mut(&taken).map_err(|e| internal(&e))?),
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

/// Takes the rows of these lines and keys out of a part on disk; none if it has none of them.
fn take_out_of(path: &Path, bad: &HashSet<(u64, u64)>) -> Result<Option<DataFrame>> {
    let chunk = as_chunk(read(path)?)?;
    let is_bad: Vec<bool> = chunk.lines.iter().zip(&chunk.keys).map(|(l, k)| bad.contains(&(*l, *k))).collect();
    if !is_bad.contains(&true) {
        return Ok(None);
    }
    let rows = with_places(chunk.accepted, &chunk.lines, &chunk.keys)?;
    let (kept, taken) = apart(&rows, |row| is_bad.get(row) == Some(&true)).map_err(|e| internal(&e))?;
    rewrite(path, &kept)?;
    Ok(Some(taken.drop_many([LINE, KEY])))
}

/// The other rows, and the bad ones.
fn apart(rows: &DataFrame, bad: impl Fn(usize) -> bool) -> PolarsResult<(DataFrame, DataFrame)> {
    let bad = BooleanChunked::from_iter_values("bad".into(), (0..rows.height()).map(bad));
    Ok((rows.filter(&!&bad)?, rows.filter(&bad)?))
}

/// Good rows on their way into parts on disk.
pub(super) struct Spill {
    folder: Folder,
    parts: Vec<Mutex<Growing>>,
}

/// A part that is being written.
struct Growing {
    path: PathBuf,
    writer: BatchedWriter<BufWriter<File>>,
    waiting: DataFrame,
}

impl Spill {
    pub(super) fn create(scratch: &Scratch, pipeline: &Pipeline, parts: usize) -> Result<Self> {
        let folder = Folder::create(&scratch.folder)?;
        let none = with_places(empty_frame(pipeline)?, &[], &[])?;
        let parts = (0..parts).map(|at| {
            let path = folder.0.join(format!("{at}.parquet"));
            let writer = writer(&path, none.schema())?;
            Ok(Mutex::new(Growing { path, writer, waiting: none.clone() }))
        });
        let parts = parts.collect::<Result<_>>()?;
        Ok(Self { folder, parts })
    }

    /// Moves the good rows of a chunk into the parts.
    pub(super) fn scatter(&self, chunk: &mut Chunk) -> Result<()> {
        let rows = with_places(chunk.accepted.clone(), &chunk.lines, &chunk.keys)?;
        let mut places: Vec<Vec<IdxSize>> = vec![Vec::new(); self.parts.len()];
        for (row, key) in (0..).zip(&chunk.keys) {
            if let Some(place) = places.get_mut(part_of(*key, self.parts.len())) {
                place.push(row);
            }
        }
        for (part, place) in self.parts.iter().zip(places) {
            let mine = rows.take(&IdxCa::from_vec("row".into(), place)).map_err(|e| internal(&e))?;
            if let Ok(mut part) = part.lock() {
                part.add(&mine).map_err(|e| internal(&e))?;
            }
        }
        chunk.accepted = chunk.accepted.clear();
        chunk.lines.clear();
        chunk.keys.clear();
        Ok(())
    }

    /// Ends the parts; `settle` is given each as a chunk, in the order of the file, and may drop rows of it.
    pub(super) fn finish(self, mut settle: impl FnMut(&mut Chunk) -> Result<()>) -> Result<Accepted> {
        let mut files = Vec::with_capacity(self.parts.len());
        let mut rows = 0;
        for part in self.parts {
            let Ok(part) = part.into_inner() else { continue };
            let path = part.end()?;
            let mut chunk = as_chunk(read(&path)?)?;
            let before = chunk.accepted.height();
            settle(&mut chunk)?;
            if chunk.accepted.height() < before {
                rewrite(&path, &with_places(chunk.accepted.clone(), &chunk.lines, &chunk.keys)?)?;
            }
            rows += chunk.accepted.height() as u64;
            files.push(path);
        }
        Ok(Accepted { rows, parts: Parts::Disk { files, _folder: self.folder } })
    }
}

impl Growing {
    fn add(&mut self, rows: &DataFrame) -> PolarsResult<()> {
        self.waiting.vstack_mut(rows)?;
        if self.waiting.height() >= TOGETHER { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> PolarsResult<()> {
        self.waiting.rechunk_mut_par();
        self.writer.write_batch(&self.waiting)?;
        self.waiting = self.waiting.clear();
        Ok(())
    }

    fn end(mut self) -> Result<PathBuf> {
        self.flush().and_then(|()| self.writer.finish()).map_err(|e| internal(&e))?;
        // Dropping the writer hands its last bytes on; were they lost, the part could not be read back.
        Ok(self.path)
    }
}

fn writer(path: &Path, schema: &SchemaRef) -> Result<BatchedWriter<BufWriter<File>>> {
    let file = File::create(path).map_err(|e| Error::io("create", path, &e))?;
    ParquetWriter::new(BufWriter::with_capacity(1 << 20, file)).batched(schema).map_err(|e| internal(&e))
}

fn rewrite(path: &Path, rows: &DataFrame) -> Result<()> {
    let mut writer = writer(path, rows.schema())?;
    writer.write_batch(rows).and_then(|()| writer.finish()).map_err(|e| internal(&e))?;
    Ok(())
}

/// A part in the order of the file.
fn read(path: &Path) -> Result<DataFrame> {
    let file = File::open(path).map_err(|e| Error::io("open", path, &e))?;
    let rows = ParquetReader::new(file).finish().and_then(|rows| rows.sort([LINE], SortMultipleOptions::default()));
    rows.map_err(|e| internal(&e))
}

/// Rows with their lines and key hashes; zeros where none are given.
fn with_places(mut rows: DataFrame, lines: &[u64], keys: &[u64]) -> Result<DataFrame> {
    for (name, values) in [(LINE, lines), (KEY, keys)] {
        let values = if values.is_empty() { vec![0; rows.height()] } else { values.to_vec() };
        rows.with_column(Column::new(name.into(), values)).map_err(|e| internal(&e))?;
    }
    Ok(rows)
}

fn as_chunk(rows: DataFrame) -> Result<Chunk> {
    let numbers = |name: &str| -> PolarsResult<Vec<u64>> { Ok(rows.column(name)?.u64()?.iter().flatten().collect()) };
    let (lines, keys) = (numbers(LINE).map_err(|e| internal(&e))?, numbers(KEY).map_err(|e| internal(&e))?);
    Ok(Chunk::of_rows(rows.drop_many([LINE, KEY]), lines, keys))
}

/// A folder that goes when its owner goes.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn create(under: &Path) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = under.join(name);
        std::fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, &e))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Left over, it is removed by the next run.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

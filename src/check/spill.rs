//! Good rows of a large file on their way into parts on disk.
//!
//! How large a file is shows only when it ends: a compressed one may become anything, and short rows take more memory
//! than their text. So rows are first put into many small ranges of key hashes, and at the end as many of these make a
//! part as memory has room for. The rows are handed over one stretch after the other, in the order of the file, by the
//! thread that reads it: nothing here is shared, and nothing needs a lock.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::accepted::{Accepted, Disk, as_chunk, part_of, with_places, writer};
use super::chunk::Chunk;
use super::frame::{empty_frame, internal};
use super::heavy::Heavy;
use super::scratch::{Folder, Scratch};
use crate::error::{Doing, Result};
use crate::store::Location;
use crate::workspace::Pipeline;

/// At least and at most so many ranges; each has a file that is open.
const RANGES: (usize, usize) = (16, 128);
/// For each part that the file may have by its size, so many ranges: it may become that much larger than it looks.
const SPARE: usize = 8;
/// At most so many bytes of rows wait until they are written.
const WAITING: u64 = 64 << 20;

/// Good rows on their way into parts on disk.
pub(super) struct Spill<'a> {
    pipeline: &'a Pipeline,
    part_bytes: u64,
    folder: Folder,
    none: DataFrame,
    /// By range of key hashes; none where no row came yet. There is a power of two of them.
    ranges: Vec<Option<Range>>,
    /// What is not written yet, and how many bytes that is.
    waiting: (Vec<Chunk>, u64),
    /// The bytes of everything so far.
    weight: u64,
    heavy: Heavy,
}

/// A file that is being written.
struct Range {
    path: PathBuf,
    writer: BatchedWriter<BufWriter<File>>,
}

impl<'a> Spill<'a> {
    /// For a file whose rows are more than a part.
    pub(super) fn create(scratch: &Scratch, file: &Location, pipeline: &'a Pipeline) -> Result<Self> {
        let bytes = file.size()?;
        let parts = usize::try_from(bytes / scratch.part_bytes.max(1)).unwrap_or(usize::MAX).min(RANGES.1);
        let ranges = (parts.next_power_of_two() * SPARE).clamp(RANGES.0, RANGES.1);
        Ok(Self {
            pipeline,
            part_bytes: scratch.part_bytes.max(1),
            folder: Folder::create(scratch)?,
            none: with_places(empty_frame(pipeline)?, &[], &[])?,
            ranges: std::iter::repeat_with(|| None).take(ranges).collect(),
            waiting: (Vec::new(), 0),
            weight: 0,
            heavy: Heavy::default(),
        })
    }

    /// Takes the rows of a chunk.
    pub(super) fn add(&mut self, chunk: Chunk) -> Result<()> {
        self.weight += chunk.weight;
        self.waiting.1 += chunk.weight;
        self.waiting.0.push(chunk);
        if self.waiting.1 >= WAITING.min(self.part_bytes) { self.write() } else { Ok(()) }
    }

    /// Writes what is waiting, each range as a row group of its file.
    fn write(&mut self) -> Result<()> {
        let (mut rows, mut lines, mut keys) = (self.none.clone(), Vec::new(), Vec::new());
        self.waiting.1 = 0;
        for chunk in self.waiting.0.drain(..) {
            if chunk.lines.is_empty() {
                continue;
            }
            let more = with_places(chunk.accepted, &chunk.lines, &chunk.keys)?;
            rows.vstack_mut(&more).map_err(internal)?;
            lines.extend(chunk.lines);
            keys.extend(chunk.keys);
        }
        rows.rechunk_mut_par();
        let places = self.places(&rows, &lines, &keys)?;
        for (at, place) in places.into_iter().enumerate().filter(|(_, place)| !place.is_empty()) {
            let mine = rows.take(&IdxCa::from_vec("row".into(), place)).map_err(internal)?;
            let Some(range) = self.ranges.get_mut(at) else { continue };
            let range = match range {
                Some(range) => range,
                None => range.insert(Range::create(&self.folder, at, &self.none)?),
            };
            let written = range.writer.write_batch(&mine);
            written.doing("write checked rows").map_err(|e| e.at_file(&range.path))?;
        }
        Ok(())
    }

    /// The rows that go into each range: all of a key into one, and where there is no key, as many into each.
    fn places(&mut self, rows: &DataFrame, lines: &[u64], keys: &[u64]) -> Result<Vec<Vec<IdxSize>>> {
        let ranges = self.ranges.len();
        let mut places: Vec<Vec<IdxSize>> = vec![Vec::new(); ranges];
        if !self.pipeline.has_key() {
            let each = keys.len().div_ceil(ranges).max(1);
            for (place, from) in places.iter_mut().zip((0..keys.len()).step_by(each)) {
                place.extend((from..keys.len().min(from + each)).map(|row| row as IdxSize));
            }
            return Ok(places);
        }
        let kept = self.heavy.thin(rows, lines, keys, self.pipeline)?;
        for (row, key) in keys.iter().enumerate() {
            let kept = kept.as_ref().is_none_or(|kept| kept.get(row) == Some(&true));
            if kept && let Some(place) = places.get_mut(part_of(*key, ranges)) {
                place.push(row as IdxSize);
            }
        }
        Ok(places)
    }

    /// Makes parts of the ranges; `settle` is given each as a chunk, in the order of the file, and may drop rows of it.
    pub(super) fn finish(mut self, mut settle: impl FnMut(&mut Chunk, &Heavy) -> Result<()>) -> Result<Accepted> {
        self.write()?;
        let Self { folder, none, ranges, heavy, weight, part_bytes, .. } = self;
        let all = ranges.len();
        // While it is loaded, a part is sorted and gathered, and takes several times its bytes.
        let wanted = usize::try_from(weight.div_ceil(part_bytes.div_ceil(2))).unwrap_or(usize::MAX);
        let parts = wanted.min(all).next_power_of_two();
        let mut files = vec![Vec::new(); parts];
        for (at, range) in ranges.into_iter().enumerate() {
            if let (Some(files), Some(range)) = (files.get_mut(at * parts / all), range) {
                files.push(range.end()?);
            }
        }
        let mut disk = Disk { files, none, folder };
        let mut rows = 0;
        for at in 0..parts {
            let mut chunk = as_chunk(disk.read(at)?)?;
            let before = chunk.accepted.height();
            settle(&mut chunk, &heavy)?;
            if chunk.accepted.height() < before {
                disk.rewrite(at, &with_places(chunk.accepted.clone(), &chunk.lines, &chunk.keys)?)?;
            }
            rows += chunk.accepted.height() as u64;
        }
        Ok(Accepted::on_disk(rows, disk))
    }
}

impl Range {
    fn create(folder: &Folder, at: usize, none: &DataFrame) -> Result<Self> {
        let path = folder.0.join(format!("{at}.parquet"));
        let writer = writer(&path, none.schema())?;
        Ok(Self { path, writer })
    }

    fn end(self) -> Result<PathBuf> {
        self.writer.finish().doing("write checked rows").map_err(|e| e.at_file(&self.path))?;
        // Dropping the writer hands its last bytes on; were they lost, the part could not be read back.
        Ok(self.path)
    }
}

//! New data files: named by nothing but a number, written with polars, hashed on the way and synced.

use std::fs::File;
use std::io::{BufWriter, Error as IoError, ErrorKind as IoErrorKind, Result as IoResult, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use polars::prelude::*;
use polars_parquet::write::ZstdLevel;
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3;

use super::data::ROW_GROUP;
use super::file::{DataFile, Stats};
use super::seal;
use crate::error::{Doing, Error, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, from_epoch_days};
use crate::store::local;

/// How many bytes are handed to the operating system at a time.
const WRITE_BUFFER: usize = 1 << 20;
/// A text longer than this is no bound: readers may cut it.
const LONGEST_BOUND: usize = 64;

/// The names of the data files of one change: none is given twice, and none to a file that is there.
pub(super) struct Names {
    change: String,
    next: AtomicU64,
    created: Mutex<Vec<PathBuf>>,
}

impl Names {
    /// `change` tells the change from others for who looks at the folder; nothing depends on it.
    pub(super) fn of(change: String) -> Self {
        Self { change, next: AtomicU64::new(0), created: Mutex::default() }
    }

    /// Removes all files that got a name here: no commit names them.
    pub(super) fn discard(&self) {
        let created = std::mem::take(&mut *self.created.lock().unwrap_or_else(PoisonError::into_inner));
        // What stays is in no commit: it takes room and nothing else.
        created.iter().for_each(|path| drop(std::fs::remove_file(path)));
    }

    /// Creates a file in a folder.
    fn create(&self, folder: &Path) -> Result<(File, PathBuf)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{}-{number:04}.parquet", self.change));
            match File::create_new(&path) {
                Ok(file) => {
                    self.created.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
                    return Ok((file, path));
                }
                // A change of the same name that was killed left it: it is in no commit, or in one that must stay.
                Err(e) if e.kind() == IoErrorKind::AlreadyExists => {}
                Err(e) => return Err(Error::io("create", &path, e)),
            }
        }
    }
}

/// Writes versions to a new file of the table and syncs it, with the least and greatest value of some columns; none for
/// no versions.
pub(super) fn write(
    folder: &Path,
    names: &Names,
    frame: &DataFrame,
    current: bool,
    bounded: &[&str],
) -> Result<Option<DataFile>> {
    if frame.height() == 0 {
        return Ok(None);
    }
    let stats = stats(frame, bounded)?;
    let parent = folder.join(format!("{IS_CURRENT}={current}"));
    std::fs::create_dir_all(&parent).map_err(|e| Error::io("create the folder", &parent, e))?;
    put(&parent, names, frame, (current, stats)).map(Some)
}

/// Writes rows to a new file of a table without partitions and syncs it; none for no rows.
pub(super) fn write_plain(folder: &Path, names: &Names, frame: &DataFrame) -> Result<Option<DataFile>> {
    if frame.height() == 0 {
        return Ok(None);
    }
    let stats = Stats { num_records: Some(frame.height() as u64), ..Stats::default() };
    put(folder, names, frame, (true, stats)).map(Some)
}

fn put(folder: &Path, names: &Names, frame: &DataFrame, (current, stats): (bool, Stats)) -> Result<DataFile> {
    let (file, path) = names.create(folder)?;
    let written = fill(&file, &path, frame);
    if written.is_err() {
        // No commit names it; what went wrong is worth more than whether it could be cleared away.
        let _ = std::fs::remove_file(&path);
    }
    let (size, hash) = written?;
    let rows = frame.height() as u64;
    Ok(DataFile { path, current, size, rows, stats, hash: Some(hash), remove: None })
}

/// Gives the size of the file and the hash of its bytes.
fn fill(file: &File, path: &Path, frame: &DataFrame) -> Result<(u64, String)> {
    let hash = write_rows(file, frame, || file.sync_data(), path)?;
    file.sync_all().map_err(|e| Error::io("sync", path, e))?;
    local::sync_folder(path)?;
    let size = file.metadata().map_err(|e| Error::io("look at", path, e))?.len();
    Ok((size, hash))
}

/// Writes a row group at a time, so that only one is in memory a second time; gives the hash of all bytes.
fn write_rows(
    out: impl Write + Send,
    frame: &DataFrame,
    mut sync: impl FnMut() -> IoResult<()> + Send,
    path: &Path,
) -> Result<String> {
    let failed = |e: PolarsError| Error::frame("write rows", e).at_file(path);
    let mut out = BufWriter::with_capacity(WRITE_BUFFER, Hashing { out, hash: Xxh3::new() });
    let compression = ParquetCompression::Zstd(Some(ZstdLevel::try_new(1).map_err(failed)?));
    let writer = ParquetWriter::new(&mut out).with_compression(compression);
    let mut writer = writer.batched(frame.schema()).map_err(failed)?;
    std::thread::scope(|scope| {
        // The disk works while the next rows are packed. What failed once is lost, whatever a later call says.
        let (written, ready) = std::sync::mpsc::channel();
        let syncing = scope.spawn(move || ready.iter().try_for_each(|()| sync()));
        for start in (0..frame.height()).step_by(ROW_GROUP) {
            let mut rows = frame.slice(start as i64, ROW_GROUP);
            rows.rechunk_mut_par();
            writer.write_batch(&rows).map_err(failed)?;
            let _ = written.send(());
        }
        writer.finish().map_err(failed)?;
        drop(written);
        let synced = syncing.join().unwrap_or_else(|_| Err(IoError::other("the thread that syncs broke off")));
        synced.map_err(|e| Error::io("sync", path, e))
    })?;
    drop(writer);
    let hashing = out.into_inner().map_err(|e| Error::io("write", path, e.into_error()))?;
    Ok(seal::digits(hashing.hash.digest128()))
}

/// Hashes what goes through it.
struct Hashing<W> {
    out: W,
    hash: Xxh3,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        let count = self.out.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or(bytes));
        Ok(count)
    }

    fn flush(&mut self) -> IoResult<()> {
        self.out.flush()
    }
}

fn stats(frame: &DataFrame, bounded: &[&str]) -> Result<Stats> {
    let mut stats = Stats { num_records: Some(frame.height() as u64), ..Stats::default() };
    for name in bounded.iter().copied().chain([EFFECTIVE_FROM, EXPIRY_DATE]) {
        if let Some((min, max)) = range(frame, name)? {
            stats.min_values.insert(name.to_owned(), min);
            stats.max_values.insert(name.to_owned(), max);
        }
    }
    Ok(stats)
}

/// The least and greatest value of a column, where they can serve as bounds.
pub(super) fn range(frame: &DataFrame, column: &str) -> Result<Option<(Value, Value)>> {
    let ends = || {
        let series = frame.column(column)?.as_materialized_series();
        Ok(bound(series.min_reduce()?.value()).zip(bound(series.max_reduce()?.value())))
    };
    ends().doing(format_args!("find the bounds of `{column}`"))
}

fn bound(value: &AnyValue<'_>) -> Option<Value> {
    value_of(value).filter(|value| value.as_str().is_none_or(|text| text.len() <= LONGEST_BOUND))
}

/// A value as a commit would say it.
pub(super) fn value_of(value: &AnyValue<'_>) -> Option<Value> {
    match value {
        AnyValue::Int64(v) => Some(Value::from(*v)),
        AnyValue::Date(days) => Some(Value::from(from_epoch_days(*days)?.to_string())),
        AnyValue::String(text) => Some(Value::from(*text)),
        AnyValue::StringOwned(text) => Some(Value::from(text.as_str())),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn frame(rows: usize) -> DataFrame {
        let id = Column::new("id".into(), (0..rows as i64).collect::<Vec<_>>());
        let days = |name: &str| Int32Chunked::from_vec(name.into(), vec![20_000; rows]).into_date().into_column();
        DataFrame::new(rows, vec![id, days(EFFECTIVE_FROM), days(EXPIRY_DATE)]).unwrap()
    }

    /// After a failed sync the operating system may forget what was not written, and call the next one good.
    #[test]
    fn a_sync_that_fails_once_fails_the_file() {
        let calls = AtomicUsize::new(0);
        let sync = || match calls.fetch_add(1, Ordering::SeqCst) {
            1 => Err(IoError::other("input/output error")),
            _ => Ok(()),
        };
        let error = write_rows(Vec::<u8>::new(), &frame(4 * ROW_GROUP), sync, Path::new("a.parquet")).unwrap_err();
        assert_eq!(error.to_string(), "a.parquet: cannot sync: input/output error");
        assert_eq!(calls.load(Ordering::SeqCst), 2, "what failed is not tried again");
        assert!(write_rows(Vec::<u8>::new(), &frame(4 * ROW_GROUP), || Ok(()), Path::new("a.parquet")).is_ok());
    }

    #[test]
    fn the_hash_is_that_of_the_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = write(folder.path(), &Names::of("a".into()), &frame(10), true, &["id"]).unwrap().unwrap();
        let bytes = std::fs::read(&file.path).unwrap();
        assert_eq!(file.hash.unwrap(), format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&bytes)));
        assert_eq!((file.size, file.rows), (bytes.len() as u64, 10));
        assert_eq!((&file.stats.min_values["id"], &file.stats.max_values["id"]), (&0.into(), &9.into()));
    }

    #[test]
    fn no_file_gets_a_name_that_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let written = |names: &Names| write(folder.path(), names, &frame(1), true, &["id"]).unwrap().unwrap().path;
        let first = Names::of("change".into());
        let mut paths = vec![written(&first), written(&first)];
        std::fs::write(folder.path().join("is_current=true/change-0002.parquet"), "of a change that was killed")
            .unwrap();
        // Another change that has, for whatever reason, the same name.
        let second = Names::of("change".into());
        paths.extend([written(&second), written(&first), written(&second)]);
        let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        let numbered = |number| format!("change-{number:04}.parquet");
        assert_eq!(names, [0, 1, 3, 4, 5].map(numbered));
        second.discard();
        let left: Vec<bool> = paths.iter().map(|path| path.exists()).collect();
        assert_eq!(left, [true, true, false, true, false], "only its own");
        let killed = std::fs::read(folder.path().join("is_current=true/change-0002.parquet")).unwrap();
        assert_eq!(killed, b"of a change that was killed");
    }
}

//! Reading data files, which may rot: what cannot be read is an error that names the file, also where polars panics.

use std::fs::File;
use std::io::Read;

use polars::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::file::DataFile;
use super::footer::Footer;
use super::seal;
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE};
use crate::warehouse::guard::guarded;
use crate::workspace::Pipeline;

/// How many bytes of a file are hashed at a time.
const BLOCK: usize = 1 << 20;

/// Collects rows that were scanned from some files; these are looked up only where something went wrong.
pub(super) fn collect(
    pipeline: &Pipeline,
    rows: LazyFrame,
    files: impl FnOnce() -> Result<Vec<DataFile>>,
) -> Result<DataFrame> {
    attempt(|| rows.collect(), unread(pipeline), files)
}

/// The same for versions: one without its days, as a file that rots may give, is an error too.
pub(super) fn versions(
    pipeline: &Pipeline,
    rows: LazyFrame,
    files: impl FnOnce() -> Result<Vec<DataFile>>,
) -> Result<DataFrame> {
    let dated = || {
        let rows = rows.collect()?;
        let undated = |name: &str| rows.column(name).is_ok_and(|days| days.null_count() > 0);
        polars_ensure!(![EFFECTIVE_FROM, EXPIRY_DATE].iter().any(|name| undated(name)), ComputeError: "a version without its days");
        Ok(rows)
    };
    attempt(dated, unread(pipeline), files)
}

fn unread(pipeline: &Pipeline) -> impl FnOnce(PolarsError) -> Error {
    move |error| Error::frame(format_args!("read the table `{}`", pipeline.name), error)
}

/// Does work that reads some files; these are looked up only where something went wrong.
pub(super) fn attempt<T>(
    work: impl FnOnce() -> PolarsResult<T>,
    failed: impl FnOnce(PolarsError) -> Error,
    files: impl FnOnce() -> Result<Vec<DataFile>>,
) -> Result<T> {
    let (look, error) = match guarded(work) {
        Ok(Ok(done)) => return Ok(done),
        Ok(Err(error)) => (may_be_a_file(&error), failed(error)),
        Err(broke) => (true, Error::from(broke)),
    };
    let files = if look { files()? } else { Vec::new() };
    match files.iter().find_map(|file| Some(unreadable(file, &fault(file)?))) {
        Some(found) => Err(found.with_source(error)),
        None => Err(error),
    }
}

/// Whether an error can come from a file, rather than from what was asked.
fn may_be_a_file(error: &PolarsError) -> bool {
    match error {
        PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => may_be_a_file(error),
        PolarsError::ComputeError(_)
        | PolarsError::IO { .. }
        | PolarsError::InvalidOperation(_)
        | PolarsError::NoData(_)
        | PolarsError::OutOfBounds(_)
        | PolarsError::SchemaMismatch(_)
        | PolarsError::ShapeMismatch(_) => true,
        _ => false,
    }
}

/// The error of a data file that cannot be read.
fn unreadable(file: &DataFile, fault: &str) -> Error {
    Error::new(ErrorKind::Warehouse, format!("the data file cannot be read: {fault}"))
        .at_file(&file.path)
        .hint(format!("`shoptui verify {} --rebuild` rebuilds the table from the archive.", file.table()))
}

/// What is wrong with the bytes of a file, as far as can be told; none if nothing is.
pub(super) fn fault(file: &DataFile) -> Option<String> {
    if let Err(fault) = size(file) {
        return Some(fault);
    }
    match &file.hash {
        Some(hash) => match hashed(file) {
            Ok(now) if now == *hash => None,
            Ok(_) => Some("its bytes are not those that were written".to_owned()),
            Err(error) => Some(error.message),
        },
        // Nobody knows its bytes: it is whole if it can be read.
        None => Footer::read(&file.path).and_then(|_| whole(file)).err().map(|error| error.message),
    }
}

/// Looks whether a file is there and as long as its commit says.
pub(super) fn size(file: &DataFile) -> std::result::Result<(), String> {
    match file.path.metadata() {
        Ok(about) if about.len() == file.size => Ok(()),
        Ok(about) => Err(format!("it has {} bytes, its commit says {}", about.len(), file.size)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err("it is gone".to_owned()),
        Err(e) => Err(format!("cannot look at it: {e}")),
    }
}

/// The hash of a file's bytes.
pub(super) fn hashed(file: &DataFile) -> Result<String> {
    let failed = |e: std::io::Error| Error::io("read", &file.path, e);
    let mut opened = File::open(&file.path).map_err(failed)?;
    let (mut hash, mut block) = (Xxh3::new(), vec![0; BLOCK]);
    loop {
        match opened.read(&mut block).map_err(failed)? {
            0 => return Ok(seal::digits(hash.digest128())),
            count => hash.update(block.get(..count).unwrap_or_default()),
        }
    }
}

fn whole(file: &DataFile) -> Result<()> {
    let rows = || {
        let path = PlRefPath::try_from_path(&file.path)?;
        LazyFrame::scan_parquet(path, ScanArgsParquet { glob: false, cache: false, ..Default::default() })?.collect()
    };
    guarded(rows)?.map(drop).doing("read it")
}

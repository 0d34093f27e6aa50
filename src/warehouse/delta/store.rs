//! A local object store that has put on disk what it says is written, and lists what is there or says that it cannot.
//!
//! `object_store`'s own local store never syncs, so a power cut could leave a commit that is there but empty; and it
//! leaves out files that it fails to look at, so a table could seem to be what it was a commit ago.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Write};
use std::path::{Path as FsPath, PathBuf};

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// The whole local file system, with synced writes.
#[derive(Debug)]
pub(super) struct DurableStore {
    inner: LocalFileSystem,
}

impl DurableStore {
    pub(super) fn new() -> Self {
        Self { inner: LocalFileSystem::new() }
    }
}

impl fmt::Display for DurableStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DurableStore({})", self.inner)
    }
}

#[async_trait]
impl ObjectStore for DurableStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        let path = self.inner.path_to_filesystem(location)?;
        let put = put(&path, &payload, &opts.mode);
        #[cfg(test)]
        let put = put.and_then(|()| faults::after(&path, faults::Step::Put));
        match put {
            Ok(()) => Ok(PutResult { e_tag: None, version: None }),
            Err(source) if source.kind() == ErrorKind::AlreadyExists => {
                Err(Error::AlreadyExists { path: path.display().to_string(), source: Box::new(source) })
            }
            Err(source) => Err(failed(source)),
        }
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        #[cfg(test)]
        faults::after(&self.inner.path_to_filesystem(location)?, faults::Step::Get)
            .map_err(|source| Error::Generic { store: "DurableStore", source: Box::new(source) })?;
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let mut found = Vec::new();
        let listed = self.folder(prefix).and_then(|folder| list_below(&folder, &mut found));
        let failed = listed.err().map(Err);
        stream::iter(found.into_iter().map(Ok).chain(failed)).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let (mut objects, mut common_prefixes) = (Vec::new(), Vec::new());
        for (path, about) in entries(&self.folder(prefix)?)? {
            if about.is_dir() {
                common_prefixes.push(Path::from_absolute_path(&path)?);
            } else {
                objects.extend(object(&path, &about)?);
            }
        }
        Ok(ListResult { common_prefixes, objects })
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

impl DurableStore {
    fn folder(&self, prefix: Option<&Path>) -> Result<PathBuf> {
        match prefix.filter(|prefix| prefix.parts().next().is_some()) {
            Some(prefix) => self.inner.path_to_filesystem(prefix),
            None => Ok(PathBuf::from("/")),
        }
    }
}

fn failed(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Generic { store: "DurableStore", source: source.into() }
}

/// All files below a folder; none if there is no such folder.
fn list_below(folder: &FsPath, found: &mut Vec<ObjectMeta>) -> Result<()> {
    for (path, about) in entries(folder)? {
        if about.is_dir() {
            list_below(&path, found)?;
        } else {
            found.extend(object(&path, &about)?);
        }
    }
    Ok(())
}

/// What lies in a folder: what is gone before it could be looked at is left out, and nothing else.
fn entries(folder: &FsPath) -> Result<Vec<(PathBuf, Metadata)>> {
    let wrong = |path: &FsPath, e: std::io::Error| failed(format!("cannot look at {}: {e}", path.display()));
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(wrong(folder, e)),
    };
    let mut found = Vec::new();
    for entry in listed {
        let path = entry.map_err(|e| wrong(folder, e))?.path();
        match path.metadata() {
            Ok(about) => found.push((path, about)),
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(wrong(&path, e)),
        }
    }
    Ok(found)
}

/// A file as an object; none if it is one that is still written.
fn object(path: &FsPath, about: &Metadata) -> Result<Option<ObjectMeta>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_staged = |suffix: &str| !suffix.is_empty() && suffix.bytes().all(|b| b.is_ascii_digit());
    if name.split_once('#').is_some_and(|(_, suffix)| is_staged(suffix)) {
        return Ok(None);
    }
    let last_modified = about.modified().map_err(failed)?.into();
    let location = Path::from_absolute_path(path)?;
    Ok(Some(ObjectMeta { location, last_modified, size: about.len(), e_tag: None, version: None }))
}

/// Writes beside the target, syncs, then gives it its name in one step: a reader sees all of it or nothing.
fn put(path: &FsPath, payload: &PutPayload, mode: &PutMode) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(FsPath::new("."));
    std::fs::create_dir_all(folder)?;
    // The `#` suffix is how object_store names unfinished uploads: listings leave them out.
    let mut staged = path.as_os_str().to_owned();
    staged.push(format!("#{}", std::process::id()));
    let staged = PathBuf::from(staged);
    // A leftover of that name may be a second name of a commit: it must not be written to.
    if let Err(error) = std::fs::remove_file(&staged)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut file = File::create_new(&staged)?;
    payload.iter().try_for_each(|bytes| file.write_all(bytes))?;
    file.sync_all()?;
    let named = match mode {
        PutMode::Create => std::fs::hard_link(&staged, path),
        _ => std::fs::rename(&staged, path),
    };
    // Only a leftover name, which listings leave out: what counts is whether the file has its own.
    let _ = std::fs::remove_file(&staged);
    named?;
    File::open(folder)?.sync_all()
}

/// Faults that a test asks for.
#[cfg(test)]
pub(super) mod faults {
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, PoisonError};

    /// What fails: a file that has its name already, or the read of a file.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in super::super) enum Step {
        Put,
        Get,
    }

    static FAULTS: Mutex<Vec<(PathBuf, Step, u32)>> = Mutex::new(Vec::new());

    /// From now on a step on a file fails so often.
    pub(in super::super) fn set(path: PathBuf, step: Step, times: u32) {
        FAULTS.lock().unwrap_or_else(PoisonError::into_inner).push((path, step, times));
    }

    pub(super) fn after(path: &Path, step: Step) -> std::io::Result<()> {
        let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
        if !path.exists() {
            return Ok(());
        }
        let fault = faults.iter_mut().find(|(of, at, times)| of == path && *at == step && *times > 0);
        fault.map_or(Ok(()), |(.., times)| {
            *times -= 1;
            Err(std::io::Error::other("a fault of the disk"))
        })
    }
}

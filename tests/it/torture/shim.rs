//! Builds `tests/torture/shim.c` and starts the real binary under it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::fault::{ALL, Fault, Mode};
use crate::support::{Shop, command, people};

/// A process that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The built shim; none where there can be none, which is said, and on CI is a failure.
pub fn shim() -> Option<&'static Path> {
    static SHIM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match SHIM.get_or_init(build) {
        Ok(path) => Some(path),
        Err(reason) => {
            assert!(std::env::var_os("CI").is_none(), "CI cannot do without the fault sweep: {reason}");
            eprintln!("SKIPPED: {reason}");
            None
        }
    }
}

fn build() -> Result<PathBuf, String> {
    if !cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))) {
        return Err("the fault shim is for Linux on x86_64 and aarch64".to_owned());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("shim-{}.so", std::process::id()));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture/shim.c");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o"]).args([&path, &source]);
    let built = cc.output().map_err(|e| format!("cc cannot be started: {e}"))?;
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut tried = Command::new("true");
    let tried = tried.env("LD_PRELOAD", &path).env("FAULT_ROOT", folder).output();
    let tried = tried.map_err(|e| format!("`true` cannot be started: {e}"))?;
    if !tried.status.success() {
        return Err(format!("the shim does not work here: {}", String::from_utf8_lossy(&tried.stderr)));
    }
    // One name for all test runs, so that none is left behind.
    let named = folder.join("shim.so");
    fs::rename(&path, &named).unwrap();
    Ok(named)
}

/// How a process under the shim ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; none if a signal or our patience ended it.
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub hung: bool,
    pub out: String,
    pub err: String,
    /// Every call below the workspace: kind, what was done to it, path.
    pub calls: Vec<Call>,
}

/// A call on a file.
#[derive(Debug)]
pub struct Call {
    pub kind: String,
    /// The mode of the fault that hit it; `-` if none did.
    pub hit: String,
    pub path: String,
}

impl Ended {
    /// How many calls there were of each kind, and of all kinds.
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::from([(ALL, self.calls.len())]);
        self.calls.iter().for_each(|call| *counts.entry(call.kind.as_str()).or_default() += 1);
        counts
    }

    /// The first call that the fault hit.
    pub fn hit(&self) -> Option<&Call> {
        self.calls.iter().find(|call| call.hit != "-")
    }
}

/// A process under the shim that goes on.
pub struct Going {
    pub child: Child,
    since: Instant,
    notes: TempDir,
}

/// Starts the real binary on a shop, with a fault if one is given.
pub fn start(shim: &Path, shop: &Shop, args: &[&str], fault: Option<&Fault>) -> Going {
    let notes = tempfile::tempdir().unwrap();
    let root = shop.path().canonicalize().unwrap();
    let mut command = command(&[&["-w", root.to_str().unwrap()], args].concat());
    command.env("LD_PRELOAD", shim).env("FAULT_ROOT", &root).env("FAULT_LOG", notes.path().join("calls"));
    // Little is to be done, and fewer threads are started sooner.
    command.env("POLARS_MAX_THREADS", "2").env("RAYON_NUM_THREADS", "2").env("TOKIO_WORKER_THREADS", "2");
    command.envs(fault.map(Fault::environment).into_iter().flatten());
    let file = |name: &str| File::create(notes.path().join(name)).unwrap();
    let child = command.stdout(file("out")).stderr(file("err")).spawn().unwrap();
    Going { child, since: Instant::now(), notes }
}

impl Going {
    /// Waits for its end, as long as our patience lasts.
    pub fn end(mut self) -> Ended {
        let (status, hung) = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break (status, false);
            }
            if self.since.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                break (self.child.wait().unwrap(), true);
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let text = |name: &str| {
            let bytes = fs::read(self.notes.path().join(name)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let calls = text("calls").lines().map(Call::from).collect();
        Ended { code: status.code(), signal: status.signal(), hung, out: text("out"), err: text("err"), calls }
    }

    /// Waits until the process is stopped; false if it has ended.
    pub fn stopped(&mut self) -> bool {
        let stat = format!("/proc/{}/stat", self.child.id());
        while self.child.try_wait().unwrap().is_none() {
            let text = fs::read_to_string(&stat).unwrap_or_default();
            if text.rsplit_once(')').is_some_and(|(_, rest)| rest.starts_with(" T")) {
                return true;
            }
            assert!(self.since.elapsed() < PATIENCE, "neither stopped nor ended");
            std::thread::sleep(Duration::from_millis(1));
        }
        false
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }
}

impl From<&str> for Call {
    fn from(line: &str) -> Self {
        let mut fields = line.splitn(3, '\t').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        Self { kind: next(), hit: next(), path: next() }
    }
}

/// The shim sees what the engine does, in libc and beside it, and leaves other folders alone.
#[test]
fn the_shim_sees_every_call_below_its_folder() {
    let Some(shim) = shim() else { return };
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let ended = start(shim, &shop, &["run"], None).end();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let counts = ended.counts();
    let kinds =
        ["open", "create", "read", "write", "sync", "rename", "unlink", "mkdir", "stat", "readdir", "lock", "close"];
    for kind in kinds {
        assert!(counts.get(kind).is_some_and(|count| *count > 0), "no {kind} in {counts:?}");
    }
    let root = shop.path().canonicalize().unwrap();
    assert!(ended.calls.iter().all(|call| call.path.starts_with(root.to_str().unwrap())));
    assert!(ended.calls.iter().any(|call| call.kind == "write" && call.path.ends_with(".jsonl")));
}

#[test]
fn the_shim_fails_the_call_that_it_is_told() {
    let Some(shim) = shim() else { return };
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let fault = |kind: &str, at, mode| Fault { kind: kind.to_owned(), at, mode, error: "ENOSPC" };
    let full = start(shim, &shop, &["run"], Some(&fault("mkdir", 1, Mode::Once))).end();
    assert_eq!(full.code, Some(1));
    assert!(full.err.contains("No space left on device"), "{}", full.err);
    assert_eq!(full.calls.iter().filter(|call| call.hit == "once").count(), 1);
    let dead = start(shim, &shop, &["run"], Some(&fault("change", 5, Mode::DieBefore))).end();
    assert_eq!((dead.code, dead.calls.last().unwrap().hit.as_str()), (Some(137), "die-before"));
    let mut stopped = start(shim, &shop, &["run"], Some(&fault("change", 5, Mode::Stop)));
    assert!(stopped.stopped());
    stopped.signal("-CONT");
    let ended = stopped.end();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    shop.assert_sound();
}

//! A workspace in a temporary folder, what can be done to it, and what the tests look at in it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, SystemTime};

use chrono::Utc;
use polars::prelude::*;
use shoptui::report::export::{self, ExportFormat};
use shoptui::run::{self, Event, EventKind, Listener, Request, RunResult};
use shoptui::sample::{self, Plan};
use shoptui::store::Location;
use shoptui::warehouse::rows::{self, RowQuery};
use shoptui::workspace::{self, Workspace};
use shoptui::{check, warehouse};
use tempfile::TempDir;

/// A workspace of its own.
pub struct Shop {
    folder: TempDir,
}

/// What a run said and how it ended.
pub struct Ran {
    pub result: RunResult,
    pub events: Vec<Event>,
}

/// Everything of a workspace that must not depend on how often a run was killed.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    /// Every version of every table as CSV.
    pub tables: BTreeMap<String, String>,
    /// SHA-256 by name.
    pub landing_zone: BTreeMap<String, String>,
    /// SHA-256 by name.
    pub archive: BTreeMap<String, String>,
    /// SHA-256 by name; of a reason, its text without the run.
    pub quarantine: BTreeMap<String, String>,
    /// Text by name.
    pub error_reports: BTreeMap<String, String>,
    /// Text by name.
    pub exports: BTreeMap<String, String>,
}

/// The columns of `history.json`: one pipeline `people`, every field quoted, the shrink guard off.
pub fn people(load: &str) -> Shop {
    Shop::new(&people_config(load, 1.0))
}

/// The config of [`people`], with a shrink guard.
pub fn people_config(load: &str, max_shrink: f64) -> String {
    format!(
        r#"
[pipelines.people]
files = 'people_(?<date>\d{{8}})\.csv'
format = {{ type = "delimited", header = true }}
load = "{load}"
key = ["id"]
max_shrink = {max_shrink:?}
columns = [
  {{ name = "id", type = "int", required = true }},
  {{ name = "name", type = "string", required = true }},
  {{ name = "tier", type = "enum", values = ["gold", "silver"], required = true }},
  {{ name = "note", type = "string" }},
]
"#
    )
}

impl Shop {
    /// A workspace with a config file and an empty landing zone.
    pub fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("shoptui.toml"), config).unwrap();
        fs::create_dir(folder.path().join("landing_zone")).unwrap();
        Self { folder }
    }

    /// A folder that has a landing zone and no config file: a shop.
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("landing_zone")).unwrap();
        Self { folder }
    }

    /// A shop with the files of a plan in its landing zone.
    pub fn with_plan(plan: &Plan) -> Self {
        let shop = Self::bare();
        let files = sample::write(&shop.at("landing_zone"), plan).unwrap();
        files.iter().for_each(|path| rest(path));
        shop
    }

    /// A shop of its own with the same files of the same age.
    pub fn copy(&self) -> Self {
        Self::copy_of(self.path())
    }

    /// A shop with the files of a folder.
    pub fn copy_of(folder: &Path) -> Self {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(folder, copy.path());
        Self { folder: copy }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn workspace(&self) -> Workspace {
        workspace::open(self.path()).unwrap()
    }

    /// Puts a file into the landing zone, as if it had arrived a while ago.
    pub fn land(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at("landing_zone").join(name);
        fs::write(&path, bytes).unwrap();
        rest(&path);
    }

    /// Runs to the end within this process.
    pub fn run(&self) -> Ran {
        self.run_with(&Request::default())
    }

    pub fn run_with(&self, request: &Request) -> Ran {
        let ears = Ears::default();
        // A process that another test starts at this moment holds the lock of the run before until it is off.
        let request = Request { wait: Duration::from_secs(30), ..request.clone() };
        let outcome = run::execute(&self.workspace(), &request, Utc::now, &ears).unwrap();
        Ran { result: outcome.result, events: ears.heard.into_inner().unwrap() }
    }

    /// Every version of a table as CSV, in the order of key and day.
    pub fn versions(&self, table: &str) -> String {
        let mut out = Vec::new();
        export::write(&mut versions(&self.workspace(), table), ExportFormat::Csv, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// How many commits a table has.
    pub fn commits(&self, table: &str) -> usize {
        let Ok(log) = fs::read_dir(self.at("warehouse").join(table).join("_delta_log")) else { return 0 };
        log.filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|e| e == "json")).count()
    }

    /// The names of the files in a folder, hidden ones too.
    pub fn names(&self, folder: &str) -> Vec<String> {
        files(&self.at(folder)).into_keys().collect()
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    /// The lines and reasons of an error report.
    pub fn reasons(&self, report: &str) -> Vec<(u64, String)> {
        let report = check::read_report(&self.workspace().error_reports().find(report).unwrap()).unwrap();
        report.rows.into_iter().map(|row| (row.line, row.errors)).collect()
    }

    pub fn state(&self) -> State {
        let workspace = self.workspace();
        let hash = |path: &PathBuf| sha256(path);
        let text = |path: &PathBuf| fs::read_to_string(path).unwrap();
        let all = |folder: &str| files(&self.at(folder));
        State {
            tables: workspace.pipelines.iter().map(|p| (p.name.clone(), self.versions(&p.name))).collect(),
            landing_zone: all("landing_zone").into_iter().map(|(name, path)| (name, hash(&path))).collect(),
            archive: all("archive")
                .into_iter()
                .map(|(name, path)| {
                    let with_times = name.contains("/corrections/") || name.starts_with("_days/");
                    let kept = if with_times { without_times(&path) } else { hash(&path) };
                    (without_number(name), kept)
                })
                .collect(),
            quarantine: all("quarantine").into_iter().map(|(name, path)| (name, without_run(&path))).collect(),
            error_reports: all("error_reports").into_iter().map(|(name, path)| (name, text(&path))).collect(),
            // A killed export may leave its unfinished file, under a hidden name of its process.
            exports: all("exports")
                .into_iter()
                .filter(|(name, _)| !name.starts_with('.'))
                .map(|(name, path)| (name, text(&path)))
                .collect(),
        }
    }

    /// Runs the real binary on this workspace.
    pub fn cli(&self, args: &[&str]) -> Cli {
        let folder = self.path().to_str().unwrap();
        cli(&[&["-w", folder], args].concat())
    }

    /// `doctor` finds nothing wrong, and every table is what its files make it.
    #[track_caller]
    pub fn assert_sound(&self) {
        let verified = self.cli(&["verify"]);
        assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
        let doctor = self.cli(&["doctor"]);
        assert!(doctor.code == 0 && !doctor.out.contains("BAD"), "{}{}", doctor.out, doctor.err);
    }
}

impl Ran {
    /// The warnings as `file: message`.
    pub fn warnings(&self) -> Vec<String> {
        let said = self.events.iter().filter_map(|event| match &event.happening {
            EventKind::Warning { at, message, .. } => Some((at, message)),
            EventKind::StepFailed { at, message, .. } => Some((at, message)),
            _ => None,
        });
        let mut said: Vec<String> =
            said.map(|(at, message)| format!("{}: {message}", at.file.as_deref().unwrap_or("-"))).collect();
        said.sort();
        said
    }
}

/// What the real binary wrote, and its exit code.
pub struct Cli {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the real binary in a cleared environment.
pub fn cli(args: &[&str]) -> Cli {
    let output = command(args).output().unwrap();
    let Output { status, stdout, stderr } = output;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Cli { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
}

/// The real binary, not yet started.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoptui"));
    command.env_clear().args(args).stdin(Stdio::null());
    command
}

/// The loaded sample week, shared by the tests that only look at it.
pub fn week() -> Arc<Shop> {
    static WEEK: Mutex<Weak<Shop>> = Mutex::new(Weak::new());
    let mut week = WEEK.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(shop) = week.upgrade() {
        return shop;
    }
    let shop = Arc::new(Shop::with_plan(&Plan::week()));
    assert_eq!(shop.run().result, RunResult::Done);
    *week = Arc::downgrade(&shop);
    shop
}

/// A listener that remembers.
#[derive(Default)]
struct Ears {
    heard: Mutex<Vec<Event>>,
}

impl Listener for Ears {
    fn event(&self, event: &Event) {
        self.heard.lock().unwrap().push(event.clone());
    }
}

/// All versions of a table, without their hashes, in the order of key and day.
pub fn versions(workspace: &Workspace, table: &str) -> DataFrame {
    let pipeline = workspace.pipeline(table).unwrap();
    let versions = warehouse::open(workspace).unwrap().versions(pipeline).unwrap();
    let query = RowQuery { sort: rows::by_key(pipeline), ..RowQuery::default() };
    rows::rows(versions.as_ref(), pipeline, &query, &|_| Ok(())).unwrap()
}

/// The files below a folder by relative name, hidden ones too.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, path)| (format!("{name}/{below}"), path)));
        } else {
            found.insert(name, path);
        }
    }
    found
}

/// The name of a note of a file's day without its number; other names as they are.
fn without_number(name: String) -> String {
    let Some(note) = name.strip_prefix("_days/") else { return name };
    regex::Regex::new(r"\.\d+\.(\d{4}-\d\d-\d\d)\.json$").unwrap().replace(note, ".$1").into_owned()
}

/// The text of a correction without the moment at which it was made.
fn without_times(path: &Path) -> String {
    let time = regex::Regex::new(r"\d{4}-\d\d-\d\dT[\d:.]+Z").unwrap();
    time.replace_all(&fs::read_to_string(path).unwrap(), "").into_owned()
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (entry, about) = entry.map(|entry| (entry.path(), entry.metadata().unwrap())).unwrap();
        let copy = to.join(entry.file_name().unwrap());
        if about.is_dir() {
            fs::create_dir(&copy).unwrap();
            copy_folder(&entry, &copy);
        } else {
            fs::copy(&entry, &copy).unwrap();
            File::options().append(true).open(&copy).unwrap().set_modified(about.modified().unwrap()).unwrap();
        }
    }
}

/// The SHA-256 of a file.
pub fn sha256(path: &Path) -> String {
    Location::of_path(path).unwrap().sha256().unwrap()
}

/// A reason without the run that gave it, or the hash of a file.
fn without_run(path: &Path) -> String {
    if !path.to_string_lossy().ends_with(".reason.json") {
        return sha256(path);
    }
    let mut reason: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    reason.as_object_mut().unwrap().remove("run");
    reason.to_string()
}

/// Makes a file look as if it had not changed for an hour.
pub fn rest(path: &Path) {
    let before = SystemTime::now() - Duration::from_secs(3600);
    File::options().append(true).open(path).unwrap().set_modified(before).unwrap();
}

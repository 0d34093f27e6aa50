//! Delta logs: whatever a commit file of a small table says, the table is read or refused, and soon.

use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::input::{Folder, Input};
use crate::error::Result;
use crate::history::View;
use crate::run::{self, Event, Listener, Request, RunResult};
use crate::warehouse::{self, Warehouse, stored_columns, version_columns};
use crate::workspace::{self, Workspace};

const CONFIG: &str = r#"
[pipelines.people]
files = 'people_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "snapshot"
key = ["id"]
max_shrink = 1.0
columns = [
  { name = "id", type = "int", required = true },
  { name = "name", type = "string" },
  { name = "spent", type = "decimal(9,2)" },
]
"#;

/// A table after two loads.
struct Base {
    workspace: Workspace,
    /// Its files by their place in the warehouse.
    files: Vec<(String, Vec<u8>)>,
    /// The names of its data files; `@0@` and so on stand for them in an input.
    data: Vec<String>,
}

/// The first byte chooses a commit file, or a new one after the last; the rest is what stands in it.
pub(super) fn delta_log(data: &[u8]) {
    let base = base();
    let mut input = Input(data);
    let number = input.byte() % 4;
    let mut bytes = input.rest().to_vec();
    for (at, name) in base.data.iter().enumerate() {
        bytes = replaced(&bytes, format!("@{at}@").as_bytes(), name.as_bytes());
    }
    let folder = Folder::new();
    for (name, content) in &base.files {
        folder.write(name, content);
    }
    folder.write(&commit(number), &bytes);
    let warehouse =
        warehouse::open(&Workspace { warehouse: crate::store::Store::folder(folder.path()), ..base.workspace.clone() })
            .unwrap();
    for look in LOOKS {
        if let Err(error) = look(warehouse.as_ref(), base) {
            assert!(!error.message.is_empty());
        }
    }
}

/// The ways to look at a table.
type Look = fn(&dyn Warehouse, &Base) -> Result<()>;

const LOOKS: [Look; 8] = [
    |warehouse, base| warehouse.loads(&base.workspace.pipelines[0]).map(drop),
    |warehouse, base| warehouse.past(&base.workspace.pipelines[0]).map(drop),
    |warehouse, base| warehouse.check_schema(&base.workspace.pipelines[0]),
    |warehouse, base| {
        let pipeline = &base.workspace.pipelines[0];
        let versions = warehouse.versions(pipeline)?;
        versions
            .blocks(View::All)?
            .into_iter()
            .try_for_each(|block| versions.rows(&stored_columns(pipeline), block).map(drop))
    },
    |warehouse, base| warehouse.history(&base.workspace.pipelines[0], &["1".to_owned()]).map(drop),
    |warehouse, base| warehouse.inspect(&base.workspace.pipelines[0]).map(drop),
    |warehouse, _| warehouse.query("SELECT count(*) FROM people", View::All).map(drop),
    |warehouse, base| {
        let pipeline = &base.workspace.pipelines[0];
        let versions = warehouse.versions(pipeline)?;
        versions.nulls()?;
        versions.rows(&version_columns(pipeline), 0..versions.size().versions.min(100)).map(drop)
    },
];

fn commit(number: u8) -> String {
    format!("people/_delta_log/{number:020}.json")
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    [out, rest.to_vec()].concat()
}

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let folder = Folder::new();
        folder.write(workspace::CONFIG_FILE, CONFIG.as_bytes());
        let days = [("20241009", "1,Ann,1.50\n2,Bob,\n3,Cleo,0.00\n"), ("20241010", "1,Ann,2.50\n2,Bob,\n")];
        for (day, rows) in days {
            let path =
                folder.write(&format!("landing_zone/people_{day}.csv"), format!("id,name,spent\n{rows}").as_bytes());
            let before = SystemTime::now() - Duration::from_secs(3600);
            File::options().append(true).open(path).unwrap().set_modified(before).unwrap();
        }
        let workspace = workspace::open(folder.path()).unwrap();
        let outcome = run::execute(&workspace, &Request::default(), clock, &Quiet).unwrap();
        assert_eq!(outcome.result, RunResult::Done);
        let mut files = Vec::new();
        gather(workspace.warehouse.local_path(), "", &mut files);
        files.sort();
        let mut data: Vec<String> =
            files.iter().filter_map(|(name, _)| name.strip_prefix("people/")).map(str::to_owned).collect();
        data.retain(|name| name.ends_with(".parquet"));
        Base { workspace, files, data }
    })
}

/// The commit files of the table as inputs.
#[cfg(test)]
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let base = base();
    let seed = |number: u8| {
        let mut text = base.files.iter().find(|(name, _)| *name == commit(number)).unwrap().1.clone();
        for (at, name) in base.data.iter().enumerate() {
            text = replaced(&text, name.as_bytes(), format!("@{at}@").as_bytes());
        }
        [vec![b'0' + number], text].concat()
    };
    (0..3).map(seed).collect()
}

fn gather(folder: &Path, below: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(1_728_500_000, 0).unwrap()
}

struct Quiet;

impl Listener for Quiet {
    fn event(&self, _: &Event) {}
}

//! The other side: loaders that a skilled user would write by hand, run as they are.
//!
//! A peer is called with the folder of the files and a folder of its own, and prints a line a day: `YYYYMMDD SECONDS`.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process;

/// What each script is called.
const SCRIPTS: [&str; 2] = ["duckdb", "polars"];

/// A loader to compare with.
pub struct Peer {
    /// Its name.
    pub name: String,
    python: PathBuf,
    script: PathBuf,
}

/// How one day of a peer went.
#[derive(Clone, Copy)]
pub struct Day {
    /// Seconds, as it says.
    pub seconds: f64,
    /// Seconds of processor time, if that can be told; on the first day with the start of Python.
    pub process: Option<f64>,
    /// The most memory the process held until then, in bytes, if that can be told.
    pub peak: Option<u64>,
}

/// The peers of a folder; none without a Python.
pub fn find(python: Option<&Path>, scripts: Option<&Path>) -> Result<Vec<Peer>, Box<dyn Error>> {
    let Some(python) = python else { return Ok(Vec::new()) };
    let scripts = scripts.ok_or("peers need the folder of their scripts: --peer-scripts DIR")?;
    let python = if python.is_dir() { python.join("bin/python") } else { python.to_owned() };
    let peer = |name: &str| {
        let script = scripts.join(format!("peer_{name}.py"));
        if !script.is_file() {
            return Err(format!("{} is not there", script.display()).into());
        }
        Ok(Peer { name: name.to_owned(), python: python.clone(), script })
    };
    SCRIPTS.into_iter().map(peer).collect()
}

impl Peer {
    /// Loads all files of a folder, from nothing.
    pub fn run(&self, data: &Path, out: &Path) -> Result<Vec<Day>, Box<dyn Error>> {
        let mut child =
            Command::new(&self.python).arg(&self.script).args([data, out]).stdout(Stdio::piped()).spawn()?;
        let pid = child.id().to_string();
        let (mut days, mut before) = (Vec::new(), 0.0);
        for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
            let line = line?;
            let mut words = line.split(' ');
            if words.next().is_some_and(|day| day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit())) {
                let seconds = words.next().unwrap_or_default().parse()?;
                let process = process::time(&pid).map(|now| now - std::mem::replace(&mut before, now));
                days.push(Day { seconds, process, peak: process::peak(&pid) });
            }
        }
        let status = child.wait()?;
        if status.success() { Ok(days) } else { Err(format!("{} failed: {status}", self.name).into()) }
    }
}

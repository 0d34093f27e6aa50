//! What the operating system says of a process. Linux; elsewhere these figures are left out.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Instant;

/// How often the sample week is loaded.
const TIMES: usize = 5;
/// Ticks a second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

/// One run of the README's first command.
pub struct Week {
    /// Seconds that passed.
    pub seconds: f64,
    /// Seconds of processor time, if that can be told.
    pub process: Option<f64>,
}

/// Runs the README's first command several times, each in a folder of its own.
pub fn week() -> Result<Vec<Week>, Box<dyn Error>> {
    (0..TIMES).map(|_| one_week()).collect()
}

fn one_week() -> Result<Week, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join("landing_zone"))?;
    let (before, started) = (children(), Instant::now());
    let status = Command::new(env!("CARGO_BIN_EXE_shoptui"))
        .arg("-w")
        .arg(folder.path())
        .args(["run", "--sample"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("the sample week did not load: {status}").into());
    }
    let process = before.zip(children()).map(|(before, after)| after - before);
    Ok(Week { seconds: started.elapsed().as_secs_f64(), process })
}

/// User and system seconds of the children that have ended.
fn children() -> Option<f64> {
    seconds("self", [13, 14])
}

/// User and system seconds of a process.
pub fn time(pid: &str) -> Option<f64> {
    seconds(pid, [11, 12])
}

/// The sum of two fields of a process's `stat`, counted from its state.
fn seconds(pid: &str, [user, system]: [usize; 2]) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything; behind it come the state, then numbers.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(user)? + ticks(system)?) / TICKS)
}

/// The most memory that a process has held, in bytes.
pub fn peak(pid: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// Lets this process's peak begin anew; where that is refused, it stands for all days until then.
pub fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

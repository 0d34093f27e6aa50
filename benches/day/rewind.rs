//! What it costs to take a table back and to replay days, beside what it costs to load one.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use chrono::{DateTime, Days, NaiveDate, Utc};
use shoptui::run::{self, Event, EventKind, Listener, Request, RunResult, Step};
use shoptui::sample::{self, Plan};
use shoptui::warehouse::{self, Begin, Start};
use shoptui::workspace::{self, Workspace};

const TABLE: &str = "customer";

/// Loads the customers of so many days, then rewinds and replays some of them.
pub fn measure(size: u64, days: u32) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (data, root) = (folder.path().join("data"), folder.path().join("shop"));
    std::fs::create_dir_all(root.join("landing_zone"))?;
    let files = sample::write(&data, &Plan::bench(size, 1, days))?;
    let files: Vec<&PathBuf> = files.iter().filter(|file| file.to_string_lossy().contains(TABLE)).collect();
    let workspace =
        workspace::open(&root).map_err(|errors| errors.iter().map(ToString::to_string).collect::<String>())?;
    println!("\nrewind and replay: {size} customers, {days} days of history");
    let mut loads = Vec::new();
    for file in &files {
        let landed = workspace.landing_zone.local_path().join(file.file_name().unwrap_or_default());
        std::fs::hard_link(file, landed)?;
        loads.push(load(&workspace)?);
    }
    let mut late: Vec<f64> = loads.iter().rev().take(5).copied().collect();
    late.sort_by(f64::total_cmp);
    let one = late.get(late.len() / 2).copied().unwrap_or_default();
    println!("  {:<44} {one:>7.2} s   (the first one {:.2} s)", "one load, median of the last five", loads[0]);
    let last = last_day(&workspace)?;
    for back in [1, 7, u64::from(days) - 1] {
        let day = last.checked_sub_days(Days::new(back)).unwrap_or(last);
        let (seconds, versions) = rewind(&workspace, day)?;
        let what = format!("rewind to before {day}, {versions} versions");
        println!("  {what:<44} {seconds:>7.2} s   {:>5.2} loads", seconds / one);
    }
    for back in [0, 2, 6] {
        let at = files.len().saturating_sub(1 + back);
        resend(&workspace, files[at])?;
        let seconds = load(&workspace)?;
        let what = format!("a file sent again, {} days replayed", back + 1);
        let each = seconds / (back + 1) as f64 / one;
        println!("  {what:<44} {seconds:>7.2} s   {:>5.2} loads, {each:.2} a day", seconds / one);
    }
    Ok(())
}

/// Runs, and gives the seconds until the end of the last load.
fn load(workspace: &Workspace) -> Result<f64, Box<dyn Error>> {
    let heard = Heard::default();
    let request = Request { pipelines: vec![TABLE.to_owned()], ..Request::default() };
    let started = Utc::now();
    let outcome = run::execute(workspace, &request, Utc::now, &heard)?;
    if !matches!(outcome.result, RunResult::Done | RunResult::DoneWithRejects) {
        return Err(format!("the run ended as {:?}", outcome.result).into());
    }
    let ended = heard.0.into_inner()?.ok_or("nothing was loaded")?;
    Ok((ended - started).as_seconds_f64())
}

/// The seconds that a rewind takes, and how many versions it touches; the table stays as it is.
fn rewind(workspace: &Workspace, day: NaiveDate) -> Result<(f64, u64), Box<dyn Error>> {
    let warehouse = warehouse::open(workspace)?;
    let pipeline = workspace.pipeline(TABLE)?;
    let versions = warehouse.count_rewound(pipeline, day)?;
    let started = Instant::now();
    let start = Start::Before { day, check_cancelled: &|_| Ok(()) };
    let change = warehouse.change(Begin { pipeline, run: "bench", start })?;
    let seconds = started.elapsed().as_secs_f64();
    drop(change);
    Ok((seconds, versions))
}

/// Lands a file again with other bytes for the same rows.
fn resend(workspace: &Workspace, file: &Path) -> Result<(), Box<dyn Error>> {
    let landed = workspace.landing_zone.local_path().join(file.file_name().unwrap_or_default());
    std::fs::copy(file, &landed)?;
    let mut open = std::fs::File::options().append(true).open(&landed)?;
    writeln!(open)?;
    open.sync_all()?;
    Ok(())
}

fn last_day(workspace: &Workspace) -> Result<NaiveDate, Box<dyn Error>> {
    let loads = warehouse::open(workspace)?.loads(workspace.pipeline(TABLE)?)?;
    Ok(loads.last().ok_or("nothing is loaded")?.date)
}

/// Remembers when the last load ended.
#[derive(Default)]
struct Heard(Mutex<Option<DateTime<Utc>>>);

impl Listener for Heard {
    fn event(&self, event: &Event) {
        if let EventKind::StepFinished { at, .. } = &event.happening
            && at.step == Some(Step::Load)
            && let Ok(mut last) = self.0.lock()
        {
            *last = Some(event.time);
        }
    }
}

//! Our side: days of files through `run::execute` in a fresh workspace.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use shoptui::run::{self, Event, EventKind, Listener, Request, RunResult, Step};
use shoptui::workspace;

use crate::process;

/// The three files of a day.
const FILES_A_DAY: usize = 3;

/// How one day went.
pub struct Day {
    /// Its date, as the files' names have it.
    pub date: String,
    /// The rows of its files.
    pub rows: u64,
    /// The bytes of its files.
    pub bytes: u64,
    /// Its stages; they overlap, since pipelines run side by side.
    pub stages: Vec<Stage>,
    /// Seconds from the start of the run to the end of the last load.
    pub load: f64,
    /// Seconds of processor time until then, if that can be told.
    pub process: Option<f64>,
    /// The reports, which come after that.
    pub reports: Stage,
    /// The most memory the process held until then, in bytes, if that can be told.
    pub peak: Option<u64>,
    /// The same with the reports.
    pub peak_with_reports: Option<u64>,
}

/// A step of all pipelines.
pub struct Stage {
    /// Which.
    pub step: Step,
    /// Seconds from the first start of it to its last end.
    pub seconds: f64,
    /// Each pipeline, and the seconds it took there.
    pub parts: Vec<(String, f64)>,
}

/// Loads the files day by day into a workspace that is made for it and removed before the next.
pub fn days(root: &Path, files: &[PathBuf]) -> Result<Vec<Day>, Box<dyn Error>> {
    if root.exists() {
        std::fs::remove_dir_all(root)?;
    }
    std::fs::create_dir_all(root.join("landing_zone"))?;
    files.chunks(FILES_A_DAY).map(|files| day(root, files)).collect()
}

fn day(root: &Path, files: &[PathBuf]) -> Result<Day, Box<dyn Error>> {
    let workspace =
        workspace::open(root).map_err(|errors| errors.iter().map(ToString::to_string).collect::<String>())?;
    for file in files {
        // A second name for the same bytes: no copy is under way to the disk while the clock runs.
        std::fs::hard_link(file, workspace.landing_zone.local_path().join(file.file_name().unwrap_or_default()))?;
    }
    let bytes = crate::bytes(files);
    process::reset_peak();
    let heard = Heard::default();
    let (started, before) = (Utc::now(), process::time("self"));
    let outcome = run::execute(&workspace, &Request::default(), Utc::now, &heard)?;
    let peak_with_reports = process::peak("self");
    let Said { events, loaded, peak } = heard.0.into_inner()?;
    if !matches!(outcome.result, RunResult::Done | RunResult::DoneWithRejects) {
        return Err(format!("the run ended as {:?}: {events:#?}", outcome.result).into());
    }
    let process = loaded.zip(before).map(|(after, before)| after - before);
    Ok(Day { bytes, process, peak, peak_with_reports, ..told(&events, started) })
}

/// Remembers what happened.
#[derive(Default)]
struct Heard(Mutex<Said>);

#[derive(Default)]
struct Said {
    events: Vec<Event>,
    /// Seconds of processor time at the end of the last load.
    loaded: Option<f64>,
    /// The most memory held until then, in bytes.
    peak: Option<u64>,
}

impl Listener for Heard {
    fn event(&self, event: &Event) {
        let Ok(mut said) = self.0.lock() else { return };
        if Part::of(event).is_some_and(|part| part.step == Step::Load) {
            (said.loaded, said.peak) = (process::time("self"), process::peak("self"));
        }
        said.events.push(event.clone());
    }
}

/// A step of one pipeline.
struct Part {
    step: Step,
    name: String,
    date: Option<String>,
    rows: u64,
    seconds: f64,
    end: DateTime<Utc>,
}

impl Part {
    fn of(event: &Event) -> Option<Self> {
        let EventKind::StepFinished { at, done, seconds } = &event.happening else { return None };
        let (step, name) = (at.step?, at.pipeline.clone()?);
        let date = at.date.map(|day| day.to_string());
        Some(Self { step, name, date, rows: done.rows.unwrap_or_default(), seconds: *seconds, end: event.time })
    }

    fn start(&self) -> DateTime<Utc> {
        self.end - TimeDelta::microseconds((self.seconds * 1e6) as i64)
    }
}

fn told(events: &[Event], started: DateTime<Utc>) -> Day {
    let parts: Vec<Part> = events.iter().filter_map(Part::of).collect();
    let of = |step: Step| parts.iter().filter(move |part| part.step == step);
    let stage = |step: Step| Stage {
        step,
        seconds: match (of(step).map(Part::start).min(), of(step).map(|part| part.end).max()) {
            (Some(start), Some(end)) => (end - start).as_seconds_f64(),
            _ => 0.0,
        },
        parts: of(step).map(|part| (part.name.clone(), part.seconds)).collect(),
    };
    let loaded = of(Step::Load).map(|part| part.end).max().unwrap_or(started);
    Day {
        date: of(Step::Load).find_map(|part| part.date.clone()).unwrap_or_default(),
        rows: of(Step::Load).map(|part| part.rows).sum(),
        bytes: 0,
        stages: [Step::Take, Step::Check, Step::Load].map(stage).into(),
        load: (loaded - started).as_seconds_f64(),
        process: None,
        reports: stage(Step::Report),
        peak: None,
        peak_with_reports: None,
    }
}

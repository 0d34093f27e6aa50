//! A run that was started here: how far it is, what it said.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};

use crate::run::{About, At, Event, EventKind, RunResult, Step};
use crate::tui::core::last_run::LastRun;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::work::Work;

/// So many of the last events are kept; all of them are in the journal.
const KEPT: usize = 5_000;
/// How much a newer estimate of the whole time counts.
const NEWER: f64 = 0.3;

/// A run that was started here.
#[derive(Debug, Clone)]
pub struct Running {
    /// Its ask.
    pub ticket: Ticket,
    /// What it does.
    pub work: Work,
    /// When it was asked for.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// Its name, once it has one.
    pub run: Option<String>,
    /// How it ended.
    pub result: Option<RunResult>,
    /// Whether it was asked to stop.
    pub stopping: bool,
    /// Who it waits for, while it does.
    pub waiting: Option<String>,
    /// Files to load and their bytes, once they are known.
    pub planned: Option<(u64, u64)>,
    /// One for each pipeline in the order of the plan.
    pub gauges: Vec<Gauge>,
    /// The last things it said, the latest last.
    pub log: VecDeque<Event>,
    /// How many things it said.
    pub said: u64,
    /// What it came to so far.
    pub sum: LastRun,
    files: HashMap<String, Reached>,
    work_began: Option<DateTime<Utc>>,
    /// The seconds that the work takes as a whole, as far as can be told.
    whole: Option<f64>,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    bytes: u64,
    /// The last step that began.
    pub step: Step,
    /// Whether that step has ended.
    pub ended: bool,
}

/// How far a pipeline is in a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gauge {
    pub pipeline: String,
    pub file: String,
    /// The step it is at; none between steps.
    pub step: Option<Step>,
    /// Files to load and their bytes.
    pub planned: (u64, u64),
    /// Bytes that went through each step: take, check, load.
    pub bytes: [u64; 3],
    /// Bytes of the file it is at that were checked, while the check goes on.
    inside: u64,
    /// The bytes of the file it is at.
    size: u64,
    /// The bytes of the files that were begun.
    begun: u64,
    /// Files that were begun.
    pub files: u64,
    /// Whether something failed.
    pub failed: bool,
    /// Whether a snapshot of it is held back.
    pub held_back: bool,
}

impl Running {
    /// A run that was just asked for.
    pub fn new(ticket: Ticket, work: Work, started: DateTime<Utc>) -> Self {
        Self {
            ticket,
            work,
            started,
            ended: None,
            run: None,
            result: None,
            stopping: false,
            waiting: None,
            planned: None,
            gauges: Vec::new(),
            log: VecDeque::new(),
            said: 0,
            sum: LastRun::default(),
            files: HashMap::new(),
            work_began: None,
            whole: None,
        }
    }

    /// Takes an event of the run.
    pub fn hear(&mut self, event: Event) {
        self.run.get_or_insert_with(|| event.run.clone());
        match &event.happening {
            EventKind::Waiting { message } => self.waiting = Some(message.clone()),
            EventKind::RunStarted => self.waiting = None,
            EventKind::Planned { files, bytes, pipelines } => {
                self.planned = Some((*files, *bytes));
                self.work_began = Some(event.time);
                self.gauges = pipelines.iter().map(|s| Gauge::new(&s.pipeline, (s.files, s.bytes))).collect();
            }
            EventKind::Replay { at, files, .. } => {
                // Of an undo and of a correction nothing else tells how much there is to do.
                if let Some(gauge) = self.gauge(at.pipeline.as_deref()).filter(|gauge| gauge.planned.1 == 0) {
                    gauge.planned.0 = *files;
                }
            }
            EventKind::StepStarted { at, bytes } => self.began(at, *bytes),
            EventKind::StepFinished { at, .. } => self.finished(at, event.time),
            EventKind::StepFailed { at, .. } => {
                // A report has no gauge.
                let pipeline = at.pipeline.as_deref().filter(|_| !matches!(at.step, Some(Step::Model | Step::Report)));
                if let Some(gauge) = self.gauge(pipeline) {
                    (gauge.failed, gauge.step) = (true, None);
                }
            }
            EventKind::Warning { at, about, .. } => {
                let held = about.filter(|about| *about == About::HeldSnapshot).is_some();
                if let Some(gauge) = self.gauge(at.pipeline.as_deref().filter(|_| held)) {
                    (gauge.held_back, gauge.step) = (true, None);
                }
            }
            EventKind::Corrected { .. } | EventKind::Undone { .. } | EventKind::RunFinished { .. } => {}
        }
        self.sum.add(&event);
        self.said += 1;
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back(event);
    }

    fn began(&mut self, at: &At, bytes: u64) {
        let (Some(file), Some(step)) = (&at.file, at.step) else { return };
        let known = self.files.get(file).copied();
        let bytes = known.map_or(bytes, |k| k.bytes.max(bytes));
        self.files.insert(file.clone(), Reached { bytes, step, ended: false });
        if let Some(gauge) = self.gauge(at.pipeline.as_deref()) {
            gauge.begin(file, known.is_none().then_some(bytes));
            gauge.step = Some(step);
        }
    }

    fn finished(&mut self, at: &At, time: DateTime<Utc>) {
        let (Some(file), Some(step)) = (&at.file, at.step) else { return };
        let mut bytes = 0;
        if let Some(reached) = self.files.get_mut(file) {
            bytes = reached.bytes;
            // A file is checked while it is still being taken: the later step counts.
            reached.ended |= reached.step == step;
        }
        if let Some(gauge) = self.gauge(at.pipeline.as_deref()) {
            gauge.finish(step, bytes);
        }
        self.estimate(time);
    }

    /// A file of a pipeline is that much further in its check.
    pub fn moved(&mut self, pipeline: &str, bytes: u64, now: DateTime<Utc>) {
        if let Some(gauge) = self.gauges.iter_mut().find(|g| g.pipeline == pipeline) {
            gauge.inside = gauge.inside.saturating_add(bytes);
        }
        self.estimate(now);
    }

    fn estimate(&mut self, time: DateTime<Utc>) {
        let (Some(began), Some(share)) = (self.work_began, self.share().filter(|share| *share > 0.0)) else { return };
        let whole = (time - began).as_seconds_f64() / share;
        self.whole = Some(self.whole.map_or(whole, |before| before + NEWER * (whole - before)));
    }

    /// How much of it is done, from 0 to 1; none while that is not known.
    pub fn share(&self) -> Option<f64> {
        let (_, bytes) = self.planned.filter(|(_, bytes)| *bytes > 0)?;
        let through = self.gauges.iter().map(|gauge| (0..3).map(|step| gauge.through(step)).sum::<u64>()).sum();
        Some(share(through, bytes.saturating_mul(3)))
    }

    /// Seconds since it was asked for, or those that it took.
    pub fn elapsed(&self, now: DateTime<Utc>) -> f64 {
        (self.ended.unwrap_or(now) - self.started).as_seconds_f64().max(0.0)
    }

    /// Seconds that are left, as far as can be told; never below zero.
    pub fn remaining(&self, now: DateTime<Utc>) -> Option<f64> {
        let whole = self.whole.filter(|_| self.result.is_none())?;
        Some((whole - (now - self.work_began?).as_seconds_f64()).max(0.0))
    }

    /// Rows loaded in a second, over the whole of it.
    pub fn rows_per_second(&self, now: DateTime<Utc>) -> Option<f64> {
        let end = self.ended.unwrap_or(now);
        let seconds = (end - self.work_began?).as_seconds_f64();
        let rows: u64 = self.sum.figures.iter().map(|f| f.rows).sum();
        #[expect(clippy::cast_precision_loss, reason = "a pace needs few digits")]
        let pace = rows as f64 / seconds;
        (rows > 0 && seconds > 0.0).then_some(pace)
    }

    /// How far a file is, if it was begun.
    pub fn reached(&self, file: &str) -> Option<Reached> {
        self.files.get(file).copied()
    }

    fn gauge(&mut self, pipeline: Option<&str>) -> Option<&mut Gauge> {
        let name = pipeline?;
        if !self.gauges.iter().any(|g| g.pipeline == name) {
            self.gauges.push(Gauge::new(name, (0, 0)));
        }
        self.gauges.iter_mut().find(|g| g.pipeline == name)
    }
}

impl Gauge {
    fn new(pipeline: &str, planned: (u64, u64)) -> Self {
        Self { pipeline: pipeline.to_owned(), planned, ..Self::default() }
    }

    /// Begins a step of a file; `bytes` if it is the file's first.
    fn begin(&mut self, file: &str, bytes: Option<u64>) {
        if let Some(bytes) = bytes {
            // What was begun before is done with, also where a step was left out.
            self.bytes = self.bytes.map(|through| through.max(self.begun));
            self.begun += bytes;
            self.files += 1;
            (self.size, self.inside) = (bytes, 0);
        }
        file.clone_into(&mut self.file);
    }

    fn finish(&mut self, step: Step, bytes: u64) {
        let place = match step {
            Step::Take => 0,
            Step::Check => 1,
            Step::Load => 2,
            Step::Model | Step::Report => return,
        };
        // A file that was taken by an earlier run does not go through the first step.
        let before = self.begun - bytes.min(self.begun);
        for through in self.bytes.iter_mut().take(place + 1) {
            *through = (*through).max(before + bytes);
        }
        if self.step == Some(step) {
            self.step = None;
        }
        if step == Step::Check {
            self.inside = 0;
        }
    }

    /// The bytes that went through a step, those of a check that goes on included.
    fn through(&self, step: usize) -> u64 {
        let bytes = self.bytes.get(step).copied().unwrap_or_default();
        // The text of a packed file is longer than the file.
        if step == 1 { (bytes + self.inside.min(self.size)).min(self.begun.max(bytes)) } else { bytes }
    }

    /// How much went through a step (0 take, 1 check, 2 load), from 0 to 1.
    pub fn share(&self, step: usize) -> f64 {
        share(self.through(step), self.whole())
    }

    /// The bytes of its files; where no plan tells them, as many for each as those had that were begun.
    fn whole(&self) -> u64 {
        match self.planned {
            (files, 0) => self.begun.saturating_mul(files.max(self.files).max(1)) / self.files.max(1),
            (_, bytes) => bytes,
        }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a share needs few digits")]
    let share = part as f64 / whole.max(1) as f64;
    share.min(1.0)
}

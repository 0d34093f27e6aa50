//! A run that was started here: how far it is, what it said.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::run::{Event, RunResult, Step};
use crate::tui::message::Ticket;

/// A run that was started here.
#[derive(Debug, Clone)]
pub struct Running {
    /// Its ask.
    pub ticket: Ticket,
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
    /// Files to load and their bytes, once they are known.
    pub planned: Option<(u64, u64)>,
    /// One for each pipeline in the order in which they began.
    pub gauges: Vec<Gauge>,
    /// Everything it said.
    pub log: Vec<Event>,
    sizes: HashMap<String, u64>,
}

/// How far a pipeline is in a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gauge {
    /// The pipeline.
    pub pipeline: String,
    /// The file it is at.
    pub file: String,
    /// The step it is at; none between steps.
    pub step: Option<Step>,
    /// Bytes that went through each step: take, check, load.
    pub bytes: [u64; 3],
    /// Rows loaded.
    pub rows: u64,
    /// Versions opened.
    pub opened: u64,
    /// Versions closed.
    pub closed: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Files loaded.
    pub files: u64,
    /// Whether something failed.
    pub failed: bool,
}

impl Running {
    /// A run that was just asked for.
    pub fn new(ticket: Ticket, started: DateTime<Utc>) -> Self {
        Self {
            ticket,
            started,
            ended: None,
            run: None,
            result: None,
            stopping: false,
            planned: None,
            gauges: Vec::new(),
            log: Vec::new(),
            sizes: HashMap::new(),
        }
    }
}

impl Running {
    /// Takes an event of the run.
    pub fn hear(&mut self, event: Event) {
        use crate::run::Happening;
        self.run.get_or_insert_with(|| event.run.clone());
        match &event.happening {
            Happening::Planned { files, bytes } => self.planned = Some((*files, *bytes)),
            Happening::StepStarted { at, bytes } if at.step != Some(Step::Report) => {
                if let Some(file) = at.file.as_ref().filter(|_| *bytes > 0) {
                    self.sizes.insert(file.clone(), *bytes);
                }
                let (file, step) = (at.file.clone().unwrap_or_default(), at.step);
                if let Some(gauge) = self.gauge(at.pipeline.as_deref()) {
                    (gauge.file, gauge.step) = (file, step);
                }
            }
            Happening::StepFinished { at, done, .. } if at.step != Some(Step::Report) => {
                let size = at.file.as_ref().and_then(|f| self.sizes.get(f)).copied().unwrap_or_default();
                if let Some(gauge) = self.gauge(at.pipeline.as_deref()) {
                    gauge.finish(at.step, size, done);
                }
            }
            Happening::StepFailed { at, .. } if at.step != Some(Step::Report) => {
                if let Some(gauge) = self.gauge(at.pipeline.as_deref()) {
                    gauge.failed = true;
                }
            }
            _ => {}
        }
        self.log.push(event);
    }

    /// How much of it is done, from 0 to 1; none while that is not known.
    pub fn share(&self) -> Option<f64> {
        let (_, bytes) = self.planned.filter(|(_, bytes)| *bytes > 0)?;
        let through: u64 = self.gauges.iter().flat_map(|g| g.bytes).sum();
        #[expect(clippy::cast_precision_loss, reason = "a share needs few digits")]
        let share = through as f64 / (bytes as f64 * 3.0);
        Some(share.min(1.0))
    }

    fn gauge(&mut self, pipeline: Option<&str>) -> Option<&mut Gauge> {
        let name = pipeline?;
        if !self.gauges.iter().any(|g| g.pipeline == name) {
            self.gauges.push(Gauge { pipeline: name.to_owned(), ..Gauge::default() });
        }
        self.gauges.iter_mut().find(|g| g.pipeline == name)
    }
}

impl Gauge {
    fn finish(&mut self, step: Option<Step>, size: u64, done: &crate::run::Done) {
        let place = match step {
            Some(Step::Take) => 0,
            Some(Step::Check) => 1,
            Some(Step::Load) => 2,
            _ => return,
        };
        if let Some(bytes) = self.bytes.get_mut(place) {
            *bytes += size;
        }
        self.step = None;
        if step == Some(Step::Load) {
            self.files += 1;
            self.rows += done.rows.unwrap_or_default();
            self.opened += done.opened.unwrap_or_default();
            self.closed += done.closed.unwrap_or_default();
            self.unchanged += done.unchanged.unwrap_or_default();
            self.rejected += done.rejected.unwrap_or_default();
        }
    }
}

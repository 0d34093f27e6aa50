//! What there is to do: which files are ready, in which order, and which are left where they are.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::event::{At, Share};
use super::{Context, Happening, Request, RunResult, Step};
use crate::error::Result;
use crate::landing::{self, ArchivedFile, FileState, LandedFile, Slot};
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// A file on its way into its table.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) slot: Slot,
    pub(super) source: Source,
    /// Whether its table has not seen its slot yet.
    pub(super) new: bool,
}

impl Work {
    /// The size of the file in bytes.
    pub(super) fn bytes(&self) -> u64 {
        match &self.source {
            Source::Landed(file) => file.size,
            Source::Archived(file) => file.bytes(),
        }
    }
}

/// Where a file on its way is now.
#[derive(Debug, Clone)]
pub(super) enum Source {
    Landed(LandedFile),
    /// Taken by a run that did not get to load it.
    Archived(ArchivedFile),
}

/// A file that stays where it is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Its name.
    pub file: String,
    /// Its pipeline, if it has one.
    pub pipeline: Option<String>,
    /// Its date, if it has one.
    pub date: Option<NaiveDate>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Why it stays, in one word.
    pub stay: Stay,
    /// Why it stays.
    pub reason: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Why a file stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stay {
    /// It belongs to no pipeline.
    Unknown,
    /// It changed just now.
    Growing,
    /// Its table is loaded beyond its day.
    Older,
    /// Its day has another file already.
    Doubled,
}

/// What there is to do, as the run says it.
pub(super) fn planned(plans: &[(&Pipeline, Vec<Work>)]) -> Happening {
    let share = |(pipeline, work): &(&Pipeline, Vec<Work>)| Share {
        pipeline: pipeline.name.clone(),
        files: work.len() as u64,
        bytes: work.iter().map(Work::bytes).sum(),
    };
    let pipelines: Vec<Share> = plans.iter().map(share).filter(|share| share.files > 0).collect();
    let (files, bytes) = (pipelines.iter().map(|s| s.files).sum(), pipelines.iter().map(|s| s.bytes).sum());
    Happening::Planned { files, bytes, pipelines }
}

/// Plans the work of some pipelines and says what is left.
pub(super) fn plan<'a>(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    pipelines: &[&'a Pipeline],
) -> Result<Vec<(&'a Pipeline, Vec<Work>)>> {
    let landed = settled(context)?;
    for file in &landed {
        if let FileState::Unknown { reason } = &file.state {
            say_left(context, Left { reason: reason.clone(), ..left(file, None) }, None);
        }
    }
    let mut plans = Vec::with_capacity(pipelines.len());
    for &pipeline in pipelines {
        let loads = warehouse.loads(pipeline)?;
        let (work, stays) = sort(context.workspace, context.request, pipeline, &loads, &landed)?;
        for left in stays {
            say_left(context, left, Some(RunResult::DoneWithRejects));
        }
        plans.push((pipeline, work));
    }
    Ok(plans)
}

/// The landed files, after those that changed just now had a moment to grow.
fn settled(context: &Context<'_>) -> Result<Vec<LandedFile>> {
    let seen = landing::list(context.workspace, context.now())?;
    let growing = |file: &&LandedFile| matches!(file.state, FileState::Growing { .. });
    if !seen.iter().any(|file| growing(&file)) {
        return Ok(seen);
    }
    std::thread::sleep(landing::QUIET);
    let mut files = landing::list(context.workspace, context.now())?;
    // Its sender's clock may run ahead: what did not change meanwhile is whole, whatever its time says.
    for file in &mut files {
        let before = seen.binary_search_by(|s| s.name.cmp(&file.name)).ok().and_then(|at| seen.get(at));
        if before.is_some_and(|b| (b.size, b.modified) == (file.size, file.modified)) {
            file.settle();
        }
    }
    Ok(files)
}

fn say_left(context: &Context<'_>, left: Left, result: Option<RunResult>) {
    if let Some(result) = result {
        context.note(result);
    }
    let at = At { step: Some(Step::Take), pipeline: left.pipeline, file: Some(left.file), date: left.date };
    let message = format!("left in the landing zone: {}", left.reason);
    context.say(Happening::Warning { at, message, hint: left.hint, about: None });
}

pub(super) fn left(file: &LandedFile, pipeline: Option<&Pipeline>) -> Left {
    let (date, stay) = match &file.state {
        FileState::Ready { slot, .. } => (Some(slot.date), Stay::Older),
        FileState::Growing { slot, .. } => (Some(slot.date), Stay::Growing),
        FileState::Unknown { .. } => (None, Stay::Unknown),
    };
    let pipeline = pipeline.map(|p| p.name.clone());
    Left { file: file.name.clone(), pipeline, date, bytes: file.size, stay, reason: String::new(), hint: None }
}

/// Sorts the files of a pipeline into work, in the order of their slots, and what stays.
pub(super) fn sort(
    workspace: &Workspace,
    request: &Request,
    pipeline: &Pipeline,
    loads: &[LoadRecord],
    landed: &[LandedFile],
) -> Result<(Vec<Work>, Vec<Left>)> {
    let last = loads.iter().map(LoadRecord::slot).max();
    let new = |slot: &Slot| last.as_ref().is_none_or(|last| slot > last);
    let archived = landing::archived(workspace, pipeline)?;
    let mut slots: HashMap<Slot, String> = HashMap::new();
    let (mut work, mut stays) = (Vec::new(), Vec::new());
    for file in archived.iter().filter(|f| new(&f.slot) && wanted(request, &f.slot)) {
        slots.insert(file.slot.clone(), file.name.clone());
        work.push(Work { slot: file.slot.clone(), source: Source::Archived(file.clone()), new: true });
    }
    for file in landed {
        let (slot, growing) = match &file.state {
            FileState::Ready { pipeline: name, slot } if *name == pipeline.name => (slot, false),
            FileState::Growing { pipeline: name, slot } if *name == pipeline.name => (slot, true),
            _ => continue,
        };
        if !wanted(request, slot) {
            continue;
        }
        let known = archived.iter().any(|f| f.name == file.name);
        let taken = slots.get(slot).is_some_and(|name| *name != file.name);
        let stays_as =
            |reason: String, hint: &str| Left { reason, hint: Some(hint.to_owned()), ..left(file, Some(pipeline)) };
        if growing {
            stays.push(stays_as("it is still growing".to_owned(), "It is taken by the next run after it is whole."));
        } else if taken {
            let message = format!("{slot} already has the file {}", slots.get(slot).map_or("", String::as_str));
            let left = stays_as(message, "Remove the one that does not count.");
            stays.push(Left { stay: Stay::Doubled, ..left });
        } else if !new(slot) && !known {
            let last = last.as_ref().map(Slot::to_string).unwrap_or_default();
            stays.push(stays_as(
                format!("it is for {slot}, and the table is loaded up to {last}"),
                "Late files are not replayed yet; load the days in their order.",
            ));
        } else {
            slots.insert(slot.clone(), file.name.clone());
            work.retain(|w| w.slot != *slot);
            work.push(Work { slot: slot.clone(), source: Source::Landed(file.clone()), new: new(slot) });
        }
    }
    work.sort_by(|a, b| a.slot.cmp(&b.slot));
    Ok((work, stays))
}

fn wanted(request: &Request, slot: &Slot) -> bool {
    let day = slot.date;
    (request.dates.is_empty() || request.dates.contains(&day))
        && request.from.is_none_or(|from| day >= from)
        && request.to.is_none_or(|to| day <= to)
}

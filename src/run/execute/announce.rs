//! What a run says of its plan before it does it.

use std::collections::BTreeSet;

use crate::landing::{FileState, Slot};
use crate::run::context::Context;
use crate::run::event::{EventKind, Share};
use crate::run::outcome::RunResult;
use crate::run::plan::intake::{self, Left};
use crate::run::plan::listing::Zone;
use crate::run::plan::pipeline::PipelinePlan;
use crate::run::plan::planner::Planned;
use crate::run::step::{At, Step};

/// Says which landed files belong to no pipeline.
pub fn unknown(context: &Context<'_>, zone: &Zone) {
    for file in &zone.files {
        if let FileState::Unknown { reason } = &file.state {
            left(context, &intake::unknown(file, reason));
        }
    }
}

/// Says what there is to do, what is left, and what was asked for and is not there.
pub fn plans(context: &Context<'_>, plans: &[Planned<'_>]) {
    let mut pipelines = Vec::new();
    for (pipeline, plan) in plans {
        // What keeps one from being planned is told when its turn comes.
        let Ok(plan) = plan else { continue };
        for one in &plan.basis.left {
            context.note(RunResult::DoneWithRejects);
            left(context, one);
        }
        for &day in &plan.basis.absent {
            let at = At { pipeline: Some(pipeline.name.clone()), date: Some(day), ..At::default() };
            let message = format!("no file for {day}, neither in the landing zone nor in the archive");
            context.say(EventKind::warning(at, message, None));
        }
        let slots = plan.slots();
        let (files, bytes) = (slots.len() as u64, bytes(plan, &slots));
        let share = Share { pipeline: pipeline.name.clone(), files, bytes };
        pipelines.extend(Some(share).filter(|share| share.files > 0));
    }
    let (files, bytes) = (pipelines.iter().map(|s| s.files).sum(), pipelines.iter().map(|s| s.bytes).sum());
    context.say(EventKind::Planned { files, bytes, pipelines });
}

/// The bytes of the files that are loaded for some slots.
fn bytes(plan: &PipelinePlan, slots: &BTreeSet<&Slot>) -> u64 {
    let landed = |slot: &Slot| plan.taken().filter(|arrival| arrival.slot == *slot).last().map(|a| a.file.size);
    let archived = |slot: &Slot| plan.archived(slot).map_or(0, |file| file.bytes());
    slots.iter().map(|slot| landed(slot).unwrap_or_else(|| archived(slot))).sum()
}

fn left(context: &Context<'_>, left: &Left) {
    let Left { pipeline, file, date, .. } = left.clone();
    let at = At { step: Some(Step::Take), pipeline, file: Some(file), date };
    let message = format!("left in the landing zone: {}", left.reason);
    context.say(EventKind::warning(at, message, left.hint.clone()));
}

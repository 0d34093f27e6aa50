//! The files of the landing zone: which of them a run takes, what is new about each, and why others stay.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::listing::{Stored, Zone};
use crate::error::Result;
use crate::landing::{self, Archive, Controls, FileState, LandedFile, Slot};
use crate::run::request::Request;
use crate::warehouse::LoadRecord;
use crate::workspace::{Pipeline, Severity};

/// A landed file that is to be taken.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub file: LandedFile,
    pub slot: Slot,
    pub kind: ReadyKind,
}

/// What is new about a file that the next run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyKind {
    /// Its day comes after all that are loaded.
    New,
    /// The same, but it is in the archive already.
    Taken,
    /// Its day lies behind the last that is loaded, and has no file yet: later days are replayed.
    Late,
    /// Its day has a file with other bytes: the day and later ones are replayed.
    Resent,
    /// Its day has a file with these very bytes: it is filed away and nothing else is done.
    Again,
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
    /// Its day is not complete yet: a file that says so is not there.
    Incomplete,
    /// A day before it has no file, and every day must have one.
    Gap,
}

/// Sorts the landed files of a pipeline into those to take and those that stay.
pub fn sort(
    request: &Request,
    pipeline: &Pipeline,
    records: &[LoadRecord],
    stored: &Stored,
    zone: &Zone,
) -> Result<(Vec<Arrival>, Vec<Left>)> {
    let (mut arrivals, mut stays) = (Vec::new(), Vec::new());
    for file in &zone.files {
        let (slot, growing) = match &file.state {
            FileState::Ready { pipeline: name, slot } if *name == pipeline.name => (slot, false),
            FileState::Growing { pipeline: name, slot } if *name == pipeline.name => (slot, true),
            _ => continue,
        };
        if !request.wants(slot) {
            continue;
        }
        if growing {
            stays.push(left(
                file,
                pipeline,
                Stay::Growing,
                "it is still growing",
                "The next run loads it once it is complete.",
            ));
        } else if !landing::is_complete(pipeline, slot.date, &zone.markers) {
            let marker = pipeline.complete_when.as_ref().map_or("", |marker| &marker.text);
            let reason = format!("{} is not complete yet: no file `{marker}` says so", slot.date);
            let day = slot.date.format(&pipeline.files.date_format);
            let hint = format!("It is loaded once a file that matches `{marker}` and names {day} is there.");
            stays.push(left(file, pipeline, Stay::Incomplete, &reason, &hint));
        } else if let Some(hint) = untold(&stored.controls, pipeline, slot) {
            let reason = format!("the control file of {slot} is not there yet");
            stays.push(left(file, pipeline, Stay::Incomplete, &reason, &hint));
        } else {
            arrivals.push(Arrival { file: file.clone(), slot: slot.clone(), kind: ReadyKind::New });
        }
    }
    arrivals.sort_by(|a, b| (&a.slot, landing::order(&a.file)).cmp(&(&b.slot, landing::order(&b.file))));
    let mut arrivals = name_kinds(arrivals, records, &stored.archive)?;
    let gap = hold_gaps(pipeline, &mut arrivals, records, &stored.archive);
    stays.extend(gap);
    Ok((arrivals, stays))
}

/// What to do about a file whose control file must be there and is not.
fn untold(controls: &Controls, pipeline: &Pipeline, slot: &Slot) -> Option<String> {
    let control = pipeline.control.as_ref().filter(|c| c.severity == Severity::Reject)?;
    let there = controls.has(pipeline, slot);
    (!there).then(|| format!("It is loaded once a file that matches `{}` is there.", control.files.text))
}

/// Says of every arrival what is new about it; those that are gone since are left out.
fn name_kinds(arrivals: Vec<Arrival>, records: &[LoadRecord], archive: &Archive) -> Result<Vec<Arrival>> {
    let last = records.iter().map(LoadRecord::slot).max();
    let mut news: BTreeSet<Slot> = BTreeSet::new();
    let mut named = Vec::with_capacity(arrivals.len());
    for arrival in arrivals {
        let kind = match archive.get(&arrival.slot).and_then(|files| files.last()) {
            // What comes after other bytes is no repetition of what was there before these.
            Some(file) if !news.contains(&arrival.slot) => match landing::same_bytes(&arrival.file, file)? {
                Some(true) => ReadyKind::Again,
                Some(false) => ReadyKind::Resent,
                // It is gone since it was listed.
                None => continue,
            },
            Some(_) => ReadyKind::Resent,
            None if last.as_ref().is_some_and(|last| arrival.slot < *last) => ReadyKind::Late,
            None => ReadyKind::New,
        };
        if kind != ReadyKind::Again {
            news.insert(arrival.slot.clone());
        }
        named.push(Arrival { kind, ..arrival });
    }
    Ok(named)
}

/// Where every day must have a file, takes out the arrivals that come after a day without one.
fn hold_gaps(pipeline: &Pipeline, arrivals: &mut Vec<Arrival>, records: &[LoadRecord], archive: &Archive) -> Vec<Left> {
    if !pipeline.require_every_day {
        return Vec::new();
    }
    let days = records.iter().map(|r| r.date).chain(archive.keys().map(|s| s.date));
    let days: BTreeSet<NaiveDate> = days.chain(arrivals.iter().map(|a| a.slot.date)).collect();
    let loaded = records.iter().map(|r| r.date).max();
    let Some(gap) = gaps(&days).into_iter().find(|gap| loaded.is_none_or(|loaded| *gap > loaded)) else {
        return Vec::new();
    };
    let (go, wait): (Vec<Arrival>, Vec<Arrival>) = arrivals.drain(..).partition(|a| a.slot.date < gap);
    *arrivals = go;
    let reason = format!("{gap} has no file, and every day must have one");
    let hint = format!("Ask for the file of {gap}; or take `require_every_day` out of pipelines.{}.", pipeline.name);
    wait.iter().map(|a| left(&a.file, pipeline, Stay::Gap, &reason, &hint)).collect()
}

/// The days between the first and the last of some that are not among them.
pub fn gaps(days: &BTreeSet<NaiveDate>) -> Vec<NaiveDate> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    first.iter_days().take_while(|day| day <= last).filter(|day| !days.contains(day)).collect()
}

/// A file of no pipeline.
pub fn unknown(file: &LandedFile, reason: &str) -> Left {
    let (name, reason) = (file.name.clone(), reason.to_owned());
    Left { file: name, pipeline: None, date: None, bytes: file.size, stay: Stay::Unknown, reason, hint: None }
}

fn left(file: &LandedFile, pipeline: &Pipeline, stay: Stay, reason: &str, hint: &str) -> Left {
    Left {
        file: file.name.clone(),
        pipeline: Some(pipeline.name.clone()),
        date: file.slot_of(pipeline).map(|slot| slot.date),
        bytes: file.size,
        stay,
        reason: reason.to_owned(),
        hint: Some(hint.to_owned()),
    }
}

//! Corrections of rejected rows: written out to be edited, read back, kept beside the untouched file, and replayed.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::context::Context;
use super::event::EventKind;
use super::execute::{bring_along, checked, scheduler};
use super::lifecycle::in_run;
use super::listener::{Clock, Listener};
use super::outcome::Outcome;
use super::plan::planner::{Ground, plan};
use super::request::Request;
use super::scratch;
use super::step::{At, Step};
use super::undo::take_back;
use crate::check::{self, Author, Correction, Corrections, ErrorReport, FixFile, Fixed, ReportReader};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile};
use crate::store::{Hashing, Location};
use crate::warehouse::{self, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// A fix file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Where it is.
    pub path: PathBuf,
    /// How many rejected rows it has.
    pub rows: usize,
}

/// What became of edited rows.
#[derive(Debug)]
pub struct Corrected {
    /// The edited rows and what the checks say of them.
    pub fixed: Fixed,
    /// The run that replayed the day with them; none if there was nothing to replay.
    pub outcome: Option<Outcome>,
}

/// Rows that were edited, and where.
pub enum Edit<'a> {
    /// In a fix file.
    File(&'a Path),
    /// One row of the error report of a file, by hand.
    Row {
        /// The pipeline.
        pipeline: &'a str,
        /// The name of the error report.
        report: &'a str,
        /// The row's place among those of the report, from 0.
        at: usize,
        /// What its columns should have been.
        values: Vec<String>,
    },
}

/// Writes the rejected rows of a day as files that can be edited, one for each file of the day.
///
/// Fails if there is nothing to correct, or if such a file is there already: it may have been edited.
pub fn write_fixes(workspace: &Workspace, pipeline: &str, day: NaiveDate, to: Option<&Path>) -> Result<Vec<Fix>> {
    let pipeline = workspace.pipeline(pipeline)?;
    let archive = landing::archive(workspace, pipeline)?;
    let mut files: Vec<(&ArchivedFile, Location)> = Vec::new();
    for file in landing::counting(&archive).filter(|file| file.slot.date == day) {
        let report = checked::report_of(workspace, pipeline, &file.slot)?;
        if report.is_there()? && ReportReader::open(&report)?.read()?.is_some() {
            files.push((file, report));
        }
    }
    if files.is_empty() {
        let message = format!("{} of {day} has no rejected rows to correct", pipeline.name);
        return Err(Error::new(ErrorKind::NotFound, message).hint("`shoptui errors` lists rejected rows."));
    }
    if to.is_some() && files.len() > 1 {
        let message = format!("{} of {day} has rejected rows in several files: {}", pipeline.name, files.len());
        return Err(Error::new(ErrorKind::Usage, message).hint("Leave `-o` out: each gets a file of its own."));
    }
    let fixes = workspace.fixes();
    let write = |(file, report): &(&ArchivedFile, Location)| {
        let name = checked::report_name(&pipeline.name, &file.slot).replacen("errors_", "fix_", 1);
        let path = match to {
            Some(path) => path.to_owned(),
            None => {
                fixes.create()?;
                fixes.find(&name)?.local_path()
            }
        };
        let out = File::create_new(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => Error::new(ErrorKind::Usage, "the fix file is there already")
                .at_file(&path)
                .hint("Apply it with `shoptui errors apply`, or remove it."),
            _ => Error::io("create", &path, e),
        })?;
        let mut reader = ReportReader::open(report)?;
        let rows = check::write_fix(&mut reader, &file.archived, BufWriter::new(out), &|_| Ok(()))?;
        Ok(Fix { path, rows })
    };
    files.iter().map(write).collect()
}

/// Checks edited rows; if all are good, keeps them as corrections and replays their day with them.
pub fn correct(
    workspace: &Workspace,
    edit: &Edit<'_>,
    author: &Author,
    clock: Clock,
    listener: &dyn Listener,
) -> Result<Corrected> {
    let judged = judge(workspace, edit, author)?;
    if judged.fixed.corrections.is_empty() {
        return Ok(Corrected { fixed: judged.fixed, outcome: None });
    }
    let warehouse = warehouse::open(workspace)?;
    warehouse.check_schema(judged.pipeline)?;
    let request = Request { wait: std::time::Duration::from_secs(60), ..Request::default() };
    let outcome = in_run(workspace, &request, clock, listener, |context| {
        scratch::clear_archives(workspace, &[]);
        take_back::finish(context, warehouse.as_ref())?;
        // Another run may have taken another file for the day meanwhile.
        let judged = judge(workspace, edit, author)?;
        keep(context, &judged)?;
        replay(context, warehouse.as_ref(), judged.pipeline)
    })?;
    Ok(Corrected { fixed: judged.fixed, outcome: Some(outcome) })
}

/// Who is at the keyboard, for the author of a correction; `unknown` where the system does not say it.
pub fn user() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

/// Edited rows after the checks, and the file that they are of.
struct Judged<'a> {
    pipeline: &'a Pipeline,
    file: ArchivedFile,
    fixed: Fixed,
}

fn judge<'a>(workspace: &'a Workspace, edit: &Edit<'_>, author: &Author) -> Result<Judged<'a>> {
    match edit {
        Edit::File(path) => {
            let fix = FixFile::read(path)?;
            let pipeline = landing::matched_in_archive(fix.file(), &workspace.pipelines).map_err(|reason| {
                Error::new(ErrorKind::Usage, format!("it corrects `{}`, which {reason}", fix.file())).at_file(*path)
            })?;
            let file = counting_file(workspace, pipeline, |file| file.archived == fix.file())?.ok_or_else(|| {
                let message = format!("it corrects `{}`, which was replaced or undone", fix.file());
                Error::new(ErrorKind::Usage, message)
                    .at_file(*path)
                    .hint("Another file came for its day since: write the fix file anew with `shoptui errors fix`.")
            })?;
            let fixed = fix.judge(&report_of(workspace, pipeline, &file)?, pipeline, author)?;
            Ok(Judged { pipeline, file, fixed })
        }
        Edit::Row { pipeline, report, at, values } => {
            let pipeline = workspace.pipeline(pipeline)?;
            let is_about = |file: &ArchivedFile| checked::report_name(&pipeline.name, &file.slot) == *report;
            let file = counting_file(workspace, pipeline, is_about)?.ok_or_else(|| {
                Error::new(ErrorKind::NotFound, format!("the file of {report} is not in the archive"))
                    .hint("A file in quarantine cannot be corrected row by row; ask for it again.")
            })?;
            let told = report_of(workspace, pipeline, &file)?;
            let fixed = check::judge_row(&told, *at, values, pipeline, author)?;
            Ok(Judged { pipeline, file, fixed })
        }
    }
}

fn counting_file(
    workspace: &Workspace,
    pipeline: &Pipeline,
    is: impl Fn(&ArchivedFile) -> bool,
) -> Result<Option<ArchivedFile>> {
    let archive = landing::archive(workspace, pipeline)?;
    Ok(landing::counting(&archive).find(|file| is(file)).cloned())
}

fn report_of(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile) -> Result<ErrorReport> {
    check::read_report(&checked::report_of(workspace, pipeline, &file.slot)?)
}

/// Puts corrections beside the file that they are of, but for those that a run which broke off put there already.
fn keep(context: &Context<'_>, judged: &Judged<'_>) -> Result<()> {
    let Judged { pipeline, file, fixed } = judged;
    let known = Corrections::of(&file.corrections, pipeline)?;
    let new: Vec<Correction> = fixed.corrections.iter().filter(|c| !known.says(c)).cloned().collect();
    let Some(by) = new.first().map(|correction| correction.by.clone()) else { return Ok(()) };
    context.workspace.corrections(&pipeline.name).create()?;
    let place = loop {
        let place = landing::next_correction(context.workspace, pipeline, file)?;
        let written = place.write_new(|out| {
            let mut out = Hashing::new(out);
            check::write_corrections(&new, pipeline, &mut out)?;
            context.wrote(&place, out.sha256());
            Ok(())
        })?;
        if written {
            break place;
        }
    };
    let at = At {
        step: Some(Step::Check),
        pipeline: Some(pipeline.name.clone()),
        file: Some(file.name.clone()),
        date: Some(file.slot.date),
    };
    let place = context.workspace.shown(&place);
    context.say(EventKind::Corrected { at, rows: new.len() as u64, by, place });
    Ok(())
}

/// Replays what a correction changed, and what refers to it.
fn replay(context: &Context<'_>, warehouse: &dyn Warehouse, pipeline: &Pipeline) -> Result<Vec<crate::report::Report>> {
    let ground = Ground { workspace: context.workspace, warehouse, request: context.request };
    scheduler::run(context, warehouse, plan(ground, &[pipeline], None));
    scheduler::follow(context, warehouse, &[&pipeline.name]);
    bring_along(context, warehouse)
}

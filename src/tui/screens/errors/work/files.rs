//! The files with rejected rows, and the quarantined ones.

use crate::check::{self, ReportFile, ReportReader, TextFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::landing;
use crate::store::Location;
use crate::tui::screens::errors::request::{File, Quarantined};
use crate::tui::worker::task::Open;

/// How the only reason of a file in quarantine begins.
const WHOLE: &str = "the whole file is quarantined";

/// Whether the rows of a file that no load tells of are counted, which takes reading its report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Yes,
    No,
}

/// A file with rejected rows.
pub struct Rejects {
    /// What is said of it.
    pub file: File,
    /// How many rows of it were rejected; 1 where they were not counted.
    pub rows: u64,
    /// Its error report.
    pub about: ReportFile,
}

/// The files with rejected rows, the newest first; `report` names the only one that is wanted.
pub fn rejects(open: &Open, report: Option<&str>, count: Count) -> Result<Vec<Rejects>> {
    let mut found = Vec::new();
    for pipeline in &open.workspace.pipelines {
        let loads = open.warehouse.loads(pipeline)?;
        for about in check::reports(&open.workspace, &pipeline.name)? {
            if report.is_some_and(|name| name != about.name) {
                continue;
            }
            let load = loads.iter().rev().find(|l| l.date == about.date && l.part == about.part);
            let rows = match load {
                Some(load) => load.rejected,
                None => counted(&about.location, count)?,
            };
            if rows == 0 {
                continue;
            }
            let file = File {
                report: about.name.clone(),
                file: load.map(|l| l.file.clone()),
                pipeline: pipeline.name.clone(),
                date: about.date,
                of: load.map(|l| l.rows),
            };
            found.push(Rejects { file, rows, about });
        }
    }
    if let Some(name) = report.filter(|_| found.is_empty()) {
        let message = format!("there is no error report named {name} any more");
        return Err(Error::new(ErrorKind::NotFound, message));
    }
    // The sort is stable: files of a day stay in the order of their pipelines.
    found.sort_by_key(|f| std::cmp::Reverse(f.file.date));
    Ok(found)
}

/// The error reports of some files.
pub fn abouts(files: &[Rejects]) -> Vec<ReportFile> {
    files.iter().map(|file| file.about.clone()).collect()
}

/// The rejected rows of a file that was not loaded; none of one in quarantine.
fn counted(report: &Location, count: Count) -> Result<u64> {
    let mut reader = ReportReader::open(report)?;
    let mut rows = 0;
    while let Some(row) = reader.read()? {
        rows += u64::from(!row.errors().starts_with(WHOLE));
        if rows > 0 && count == Count::No {
            break;
        }
    }
    Ok(rows)
}

/// The quarantined files that have a text, the newest first.
pub fn quarantined(open: &Open, text: &str) -> Result<Vec<Quarantined>> {
    let (filter, all) = (TextFilter::new(text)?, landing::quarantined(&open.workspace)?);
    let files = all.into_iter().filter(|q| filter.fits(q.texts())).map(|q| Quarantined {
        date: q.slot(&open.workspace.pipelines).map(|slot| slot.date),
        file: q.file,
        pipeline: q.pipeline,
        reason: q.reason,
        place: (q.line, q.column),
        hint: q.hint,
        run: q.run,
    });
    let mut files: Vec<Quarantined> = files.collect();
    files.sort_by_key(|f| std::cmp::Reverse(f.date));
    Ok(files)
}

//! Where a version came from: looked up in the archive when asked, since storing it for every row would cost more.
//!
//! Which files can have opened a version is known from the loads, at no cost. Which of them did, and on which line, is
//! found by reading them.

use std::collections::HashMap;

use serde::Serialize;

use crate::check::{self, Corrections};
use crate::error::Result;
use crate::history::Version;
use crate::landing;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// Where a version came from, and what ended it; what cannot be found is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The file whose row opened it.
    pub file: Option<String>,
    /// The physical line, from 1, on which that row starts.
    pub line: Option<u64>,
    /// The run that loaded it.
    pub run: Option<String>,
    /// The file that ended it.
    pub ended_by: Option<String>,
}

/// The files that a version can have come from, as far as the loads tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The files of its first day with the runs that loaded them, in the order of their loads.
    pub files: Vec<(String, String)>,
    /// The file that ended it.
    pub ended_by: Option<String>,
}

/// The lines of a file with a key, and the hash of the row on each.
pub type Lines = Vec<(u64, i64)>;

impl Places {
    /// The origin of a version with a row of this hash, by the lines that are known of its files so far.
    pub fn origin<'a>(&self, row_hash: i64, lines: impl Fn(&str) -> Option<&'a Lines>) -> Origin {
        let first = self.files.first();
        let mut origin = Origin {
            file: first.map(|(file, _)| file.clone()),
            run: first.map(|(_, run)| run.clone()),
            line: None,
            ended_by: self.ended_by.clone(),
        };
        // A file that repeats what the one before it said opens nothing.
        let mut before = None;
        for (file, run) in &self.files {
            let Some((line, hash)) = lines(file).and_then(|lines| lines.first().copied()) else { continue };
            if hash == row_hash && before != Some(hash) {
                let ended_by = origin.ended_by.take();
                origin = Origin { file: Some(file.clone()), line: Some(line), run: Some(run.clone()), ended_by };
            }
            before = Some(hash);
        }
        origin
    }
}

/// The files that each version can have come from.
pub fn places(loads: &[LoadRecord], versions: &[Version]) -> Vec<Places> {
    let mut days: HashMap<_, Vec<&LoadRecord>> = HashMap::new();
    for load in loads {
        days.entry(load.date).or_default().push(load);
    }
    let of = |day| days.get(&day).map(Vec::as_slice).unwrap_or_default();
    let place = |version: &Version| Places {
        files: of(version.effective_from).iter().map(|l| (l.kept_as().to_owned(), l.run.clone())).collect(),
        ended_by: of(version.expiry_date).first().filter(|_| !version.is_current).map(|l| l.kept_as().to_owned()),
    };
    versions.iter().map(place).collect()
}

/// The lines of an archived file with a key; none if the file is no longer there.
pub fn lines(workspace: &Workspace, pipeline: &Pipeline, key: &[String], file: &str) -> Result<Lines> {
    let location = workspace.archive(&pipeline.name).find(file)?;
    if !location.is_there()? {
        return Ok(Lines::new());
    }
    let corrections = Corrections::of(&landing::corrections_of(workspace, pipeline, file)?, pipeline)?;
    check::lines_of(&location, pipeline, &corrections, key)
}

/// The origins of the versions of one key, in their order.
pub fn origins(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    key: &[String],
    versions: &[Version],
) -> Result<Vec<Origin>> {
    let places = places(&warehouse.loads(pipeline)?, versions);
    let mut known: HashMap<&str, Lines> = HashMap::new();
    for (file, _) in places.iter().flat_map(|p| &p.files) {
        if !known.contains_key(file.as_str()) {
            known.insert(file, lines(workspace, pipeline, key, file)?);
        }
    }
    Ok(versions.iter().zip(&places).map(|(v, p)| p.origin(v.row_hash, |file| known.get(file))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_opened_a_version_is_told_from_others_of_its_day() {
        let files = ["a", "b", "c"].map(|f| (f.to_owned(), format!("run-{f}")));
        let places = Places { files: files.to_vec(), ended_by: Some("z".to_owned()) };
        let check = |lines: &[(&str, i64)], expected: (&str, Option<u64>)| {
            let lines: HashMap<&str, Lines> =
                lines.iter().map(|(f, hash)| (*f, vec![(hash.unsigned_abs(), *hash)])).collect();
            let origin = places.origin(7, |file| lines.get(file));
            assert_eq!((origin.file.as_deref(), origin.line), (Some(expected.0), expected.1));
            assert_eq!(origin.run, Some(format!("run-{}", expected.0)));
            assert_eq!(origin.ended_by.as_deref(), Some("z"));
        };
        check(&[], ("a", None));
        check(&[("b", 7)], ("b", Some(7)));
        check(&[("a", 7), ("b", 7)], ("a", Some(7)));
        check(&[("a", 7), ("b", 8), ("c", 7)], ("c", Some(7)));
        check(&[("a", 8), ("b", 7), ("c", 7)], ("b", Some(7)));
        check(&[("a", 8)], ("a", None));
        assert_eq!(Places::default().origin(7, |_| None), Origin::default());
    }
}

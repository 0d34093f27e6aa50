//! What the loads say, against the files of the archive and against what those files make.

use serde::Serialize;

use super::difference::{Difference, What, build_anew};
use super::found::Found;
use crate::run::plan::loaded::named_file;
use crate::warehouse::{LoadRecord, TotalRecord};
use crate::workspace::{Pipeline, Workspace};

/// A figure of a load, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What it counts.
    pub name: String,
    /// What it was; `none` if it was not counted.
    pub before: String,
    /// What it is now; `none` if it is not counted any more.
    pub after: String,
}

/// Looks whether the archive has every file that is loaded, as it was loaded.
pub(super) fn files(workspace: &Workspace, pipeline: &Pipeline, loads: &[LoadRecord], found: &mut Found) {
    let back = "Put it back from a copy of the archive.";
    for load in loads {
        let name = load.kept_as();
        let file = match named_file(workspace, pipeline, load) {
            Ok(file) => file,
            Err(error) => {
                found.differences.push(Difference::of(What::Archive, &error).at(name));
                continue;
            }
        };
        let hash = file.location.is_there().and_then(|is_there| is_there.then(|| file.location.sha256()).transpose());
        match hash {
            Ok(Some(sha256)) if sha256 == load.sha256 => {}
            Ok(Some(sha256)) => {
                let message = format!("{name} in the archive is not the file that was loaded");
                let hint = format!("{back} Or, if it is right as it is now: {}", build_anew(pipeline));
                let difference = Difference::new(What::Archive, message, hint).at(name);
                found.differences.push(difference.values(Some(load.sha256.clone()), Some(sha256)));
            }
            Ok(None) => {
                let message = format!("{name} is loaded, but no longer in the archive");
                found.differences.push(Difference::new(What::Archive, message, back).at(name));
            }
            Err(error) => found.differences.push(Difference::of(What::Archive, &error).at(name)),
        }
        for correction in &file.corrections {
            match correction.is_there() {
                Ok(true) => {}
                Ok(false) => {
                    let gone = correction.name();
                    let message = format!("the correction {gone} of {name} is loaded, but no longer in the archive");
                    found.differences.push(Difference::new(What::Archive, message, back).at(name));
                }
                Err(error) => found.differences.push(Difference::of(What::Archive, &error).at(name)),
            }
        }
    }
}

/// Compares what each load says of its rows and versions with what its file makes now.
pub(super) fn figures(pipeline: &Pipeline, loads: &[LoadRecord], rebuilt: &[LoadRecord], found: &mut Found) {
    for load in loads {
        let Some(now) = rebuilt.iter().find(|now| now.slot() == load.slot()) else { continue };
        let Some(Figure { name, before, after }) = differing(load, now).into_iter().next() else { continue };
        let file = load.kept_as();
        let message = format!("the load of {file} says {before} {name}, its file makes {after}");
        let difference = Difference::new(What::Figures, message, build_anew(pipeline)).at(file);
        found.differences.push(Difference { column: Some(name), ..difference.values(Some(before), Some(after)) });
    }
}

/// What two loads of a file say differently of its rows and versions.
///
/// Sums go by their column: the columns of the one need not be those of the other.
pub(super) fn differing(was: &LoadRecord, now: &LoadRecord) -> Vec<Figure> {
    let counts = counts_of(was).into_iter().zip(counts_of(now)).filter(|(was, now)| was != now);
    let counts = counts.map(|((name, before), (_, after))| Figure {
        name: name.to_owned(),
        before: before.to_string(),
        after: after.to_string(),
    });
    let of = |load: &LoadRecord, column: &str| load.totals.iter().find(|total| total.column == column).cloned();
    let added = now.totals.iter().filter(|total| of(was, &total.column).is_none());
    let columns = was.totals.iter().chain(added).map(|total| total.column.as_str());
    let sums = columns.flat_map(|column| {
        let (before, after) = (of(was, column), of(now, column));
        let scale = before.iter().chain(&after).map(|total| total.scale).max().unwrap_or_default();
        let [before, after] = [before, after].map(|total| total.map(|total| sums_of(&total, scale)));
        let kinds = ["file", "rejected", "duplicates", "opened", "unchanged"];
        kinds.into_iter().enumerate().filter_map(move |(at, kind)| {
            let sum = |side: &Option<[String; 5]>| side.as_ref().and_then(|sums| sums.get(at).cloned());
            let (before, after) = (sum(&before), sum(&after));
            let name = format!("{column} of {kind} rows, in units of its last decimal");
            let shown = |sum: Option<String>| sum.unwrap_or_else(|| "none".to_owned());
            (before != after).then(|| Figure { name, before: shown(before), after: shown(after) })
        })
    });
    counts.chain(sums).collect()
}

fn counts_of(load: &LoadRecord) -> [(&'static str, u64); 7] {
    [
        ("rows", load.rows),
        ("accepted", load.accepted),
        ("rejected", load.rejected),
        ("duplicates", load.duplicates),
        ("opened", load.opened),
        ("closed", load.closed),
        ("unchanged", load.unchanged),
    ]
}

/// The sums of a column in units of its last decimal, if it had so many decimals.
fn sums_of(total: &TotalRecord, scale: usize) -> [String; 5] {
    let TotalRecord { file, rejected, duplicates, opened, unchanged, .. } = total;
    let factor = u32::try_from(scale.saturating_sub(total.scale)).ok().and_then(|more| 10i128.checked_pow(more));
    [file, rejected, duplicates, opened, unchanged].map(|sum| {
        let units = sum.parse::<i128>().ok().zip(factor).and_then(|(units, factor)| units.checked_mul(factor));
        units.map_or_else(|| sum.clone(), |units| units.to_string())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    fn load(totals: &[(&str, usize, &str)]) -> LoadRecord {
        let total = |(column, scale, sum): &(&str, usize, &str)| {
            let zero = || "0".to_owned();
            TotalRecord {
                column: (*column).to_owned(),
                scale: *scale,
                file: (*sum).to_owned(),
                rejected: zero(),
                duplicates: zero(),
                opened: (*sum).to_owned(),
                unchanged: zero(),
            }
        };
        LoadRecord {
            pipeline: "sales".to_owned(),
            date: "2024-10-09".parse().unwrap(),
            part: None,
            file: "sales.csv".to_owned(),
            archived: None,
            sha256: String::new(),
            corrections: Vec::new(),
            upstream_fingerprint: None,
            rows: 1,
            accepted: 1,
            rejected: 0,
            duplicates: 0,
            opened: 1,
            closed: 0,
            unchanged: 0,
            same_day: None,
            run: "r".to_owned(),
            totals: totals.iter().map(total).collect(),
        }
    }

    fn check(was: &[(&str, usize, &str)], now: &[(&str, usize, &str)], expected: &[&str]) {
        let figures = differing(&load(was), &load(now));
        let said: Vec<String> = (figures.iter().filter(|figure| figure.name.contains(" file rows")))
            .map(|f| format!("{}: {} to {}", f.name.split(" of file").next().unwrap(), f.before, f.after))
            .collect();
        assert_eq!(said, expected, "{was:?} {now:?}");
    }

    #[test]
    fn sums_go_by_their_column() {
        let was = [("Gross Sales", 2, "1000"), ("Qty", 0, "7"), ("Tax", 2, "190")];
        check(&was, &was, &[]);
        check(&was, &[("Tax", 2, "190"), ("Gross Sales", 2, "1000"), ("Qty", 0, "7")], &[]);
        check(&was, &[("Tax", 2, "190"), ("Qty", 0, "8"), ("Gross Sales", 2, "1000")], &["Qty: 7 to 8"]);
        check(&was, &[("Gross Sales", 2, "1000"), ("Tax", 2, "190")], &["Qty: 7 to none"]);
        check(&was[1..], &was, &["Gross Sales: none to 1000"]);
    }

    #[test]
    fn sums_with_another_number_of_decimals_are_compared_by_value() {
        check(&[("Qty", 0, "7")], &[("Qty", 2, "700")], &[]);
        check(&[("Qty", 0, "7")], &[("Qty", 2, "750")], &["Qty: 700 to 750"]);
        let huge = i128::MAX.to_string();
        check(&[("Qty", 0, huge.as_str())], &[("Qty", 2, huge.as_str())], &[]);
    }
}

//! Rejected rows of several error reports as they are: all of them, those that have a text, or a page by its number.

use std::ops::Range;

use super::rejected_rows::{PAGE, STRETCH};
use super::report::{ErrorReport, ReportFile, ReportReader};
use super::text_filter::TextFilter;
use crate::error::{CheckCancelled, Error, ErrorKind, Result};

/// Rejected rows as they are, of several reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// How many rows the reports have that fit.
    pub rows: usize,
    /// Which page this is; none if it is all of them.
    pub page: Option<PageNumber>,
    /// The reports; of a page, those that have rows on it; of those with a text, those that have rows with it.
    pub reports: Vec<ListedReport>,
}

/// A page, and how many there are, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageNumber {
    /// From 1.
    pub number: usize,
    /// The last one's.
    pub pages: usize,
}

/// What a listing has of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReport {
    /// Its place among the reports, from 0.
    pub at: usize,
    /// How many rows it has.
    pub rejected: usize,
    /// How many of them fit.
    pub fitting: usize,
    /// Those that are listed.
    pub report: ErrorReport,
}

/// All rows of some reports that fit, in their order.
pub fn list_all(reports: &[ReportFile], filter: &TextFilter) -> Result<Listing> {
    let (rows, mut listed) = list(reports, filter, 0..usize::MAX, &|_| Ok(()))?;
    listed.retain(|report| filter.is_empty() || report.fitting > 0);
    Ok(Listing { rows, page: None, reports: listed })
}

/// A page, by its number from 1, of all rows of some reports that fit, in their order.
pub fn list_page(
    reports: &[ReportFile],
    filter: &TextFilter,
    number: usize,
    check_cancelled: CheckCancelled<'_>,
) -> Result<Listing> {
    let first = number.saturating_sub(1).saturating_mul(PAGE);
    let (rows, mut listed) = list(reports, filter, first..first.saturating_add(PAGE), check_cancelled)?;
    listed.retain(|report| !report.report.rows.is_empty());
    let pages = rows.div_ceil(PAGE).max(1);
    if number > pages {
        let message = format!("there is no page {number}: {rows} rejected rows have {pages}");
        return Err(Error::new(ErrorKind::Usage, message).hint(format!("The last one is `--page {pages}`.")));
    }
    Ok(Listing { rows, page: Some(PageNumber { number, pages }), reports: listed })
}

/// How many rows fit, and every report with those of its rows whose number among them is wanted.
fn list(
    reports: &[ReportFile],
    filter: &TextFilter,
    wanted: Range<usize>,
    check_cancelled: CheckCancelled<'_>,
) -> Result<(usize, Vec<ListedReport>)> {
    let (mut rows, mut listed) = (0, Vec::with_capacity(reports.len()));
    for (at, file) in reports.iter().enumerate() {
        let mut reader = ReportReader::open(&file.location)?;
        let mut report = ErrorReport { columns: reader.columns().to_vec(), rows: Vec::new() };
        let (mut rejected, mut fitting) = (0, 0);
        while let Some(row) = reader.read()? {
            if rejected % STRETCH == 0 {
                check_cancelled(0)?;
            }
            rejected += 1;
            if !row.fits(filter) {
                continue;
            }
            if wanted.contains(&(rows + fitting)) {
                report.rows.push(row.owned());
            }
            fitting += 1;
        }
        rows += fitting;
        listed.push(ListedReport { at, rejected, fitting, report });
    }
    Ok((rows, listed))
}

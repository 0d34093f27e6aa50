//! Rejected rows of several error reports as they are: all of them, or a page by its number.

use super::rejected_rows::{PAGE, STRETCH};
use super::report::{ErrorReport, ReportFile, ReportReader, read_report};
use crate::error::{CheckCancelled, Error, ErrorKind, Result};

/// Rejected rows as they are, of several reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// How many rows the reports have.
    pub rows: usize,
    /// Which page this is; none if it is all of them.
    pub page: Option<PageNumber>,
    /// The reports; of a page, those that have rows on it.
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
    /// Those that are listed.
    pub report: ErrorReport,
}

/// All rows of some reports, in their order.
pub fn list_all(reports: &[ReportFile]) -> Result<Listing> {
    let (mut rows, mut listed) = (0, Vec::with_capacity(reports.len()));
    for (at, file) in reports.iter().enumerate() {
        let report = read_report(&file.location)?;
        rows += report.rows.len();
        listed.push(ListedReport { at, rejected: report.rows.len(), report });
    }
    Ok(Listing { rows, page: None, reports: listed })
}

/// A page, by its number from 1, of all rows of some reports, in their order.
pub fn list_page(reports: &[ReportFile], number: usize, check_cancelled: CheckCancelled<'_>) -> Result<Listing> {
    let first = number.saturating_sub(1).saturating_mul(PAGE);
    let wanted = first..first.saturating_add(PAGE);
    let (mut rows, mut listed) = (0, Vec::new());
    for (at, file) in reports.iter().enumerate() {
        let mut reader = ReportReader::open(&file.location)?;
        let mut report = ErrorReport { columns: reader.columns().to_vec(), rows: Vec::new() };
        let mut rejected = 0;
        while let Some(row) = reader.read()? {
            if rejected % STRETCH == 0 {
                check_cancelled(0)?;
            }
            if wanted.contains(&(rows + rejected)) {
                report.rows.push(row.owned());
            }
            rejected += 1;
        }
        rows += rejected;
        if !report.rows.is_empty() {
            listed.push(ListedReport { at, rejected, report });
        }
    }
    let pages = rows.div_ceil(PAGE).max(1);
    if number > pages {
        let message = format!("there is no page {number}: {rows} rejected rows have {pages}");
        return Err(Error::new(ErrorKind::Usage, message).hint(format!("The last one is `--page {pages}`.")));
    }
    Ok(Listing { rows, page: Some(PageNumber { number, pages }), reports: listed })
}

//! Reports written to files.

use crate::report::export::{ExportFormat, ReportFormat};
use crate::tui::core::message;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::Ended;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::screens::reports::face::front;
use crate::tui::screens::reports::model::Reports;
use crate::tui::screens::reports::request::{Found, Job};

/// Writes the report in front as CSV.
pub fn csv(reports: &mut Reports, shared: &mut Shared) {
    write(reports, shared, ExportFormat::Csv.into());
}

/// Offers every format that the report in front can have.
pub fn choose(reports: &mut Reports, shared: &mut Shared) {
    let Some(report) = front(reports, shared) else { return };
    let chart = report.chart;
    let title = format!("Export {}", report.title);
    let formats: Vec<ReportFormat> =
        ReportFormat::ALL.into_iter().filter(|format| chart || matches!(format, ReportFormat::Data(_))).collect();
    let items = formats.iter().map(|format| format!("{:<9}{}", format.name(), words(*format))).collect();
    reports.formats = formats;
    shared.choice(title, items, 0, Action::ExportAs);
}

fn words(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Data(ExportFormat::Csv) => "rows, for spreadsheets",
        ReportFormat::Data(ExportFormat::Json) => "rows, for programs",
        ReportFormat::Data(ExportFormat::Ndjson) => "rows, an object a line",
        ReportFormat::Data(ExportFormat::Parquet) => "rows, for large tools",
        ReportFormat::Picture(_) if format.is_binary() => "the chart as pixels",
        ReportFormat::Picture(_) => "the chart, sharp at every size",
    }
}

/// A format was chosen.
pub fn chosen(reports: &mut Reports, shared: &mut Shared, item: usize) {
    if let Some(format) = reports.formats.get(item).copied() {
        write(reports, shared, format);
    }
}

fn write(reports: &mut Reports, shared: &mut Shared, format: ReportFormat) {
    let Some(report) = front(reports, shared).map(|report| report.name.clone()) else { return };
    let day = reports.day;
    let ticket = shared.ask(message::Job::Reports(Job::Export { report, day, format }));
    reports.exports.push(ticket);
}

/// An export has ended.
pub fn ended(reports: &mut Reports, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
    reports.exports.retain(|open| *open != ticket);
    match ended {
        Ended::Found(Found::Written { written, hint }) => {
            shared.written(&written);
            if let Some(hint) = hint {
                shared.toast(Tone::Attention, hint);
            }
        }
        Ended::Found(Found::Shown(_)) => {}
        Ended::Failed(failure) => shared.toast(Tone::Bad, format!("nothing was written: {}", failure.message)),
        Ended::Cancelled => shared.toast(Tone::Attention, "the export was stopped; nothing was written"),
    }
}

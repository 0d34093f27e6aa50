//! Writes the rows in front to a file.

use crate::report::export::ExportFormat;
use crate::tui::core::message;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::screens::tables::model::Tables;
use crate::tui::screens::tables::request::Job;

/// The formats in the order in which they are offered.
const FORMATS: [(&str, ExportFormat); 3] =
    [("CSV", ExportFormat::Csv), ("JSON", ExportFormat::Json), ("Parquet", ExportFormat::Parquet)];

/// Writes the rows in front as CSV.
pub fn csv(tables: &mut Tables, shared: &mut Shared) {
    write(tables, shared, ExportFormat::Csv);
}

/// Offers the formats.
pub fn choose(shared: &mut Shared) {
    let items = FORMATS.map(|(name, _)| name.to_owned()).to_vec();
    shared.choice("Export as", items, 0, Action::ExportAs);
}

/// A format was chosen.
pub fn chosen(tables: &mut Tables, shared: &mut Shared, item: usize) {
    if let Some((_, format)) = FORMATS.get(item) {
        write(tables, shared, *format);
    }
}

fn write(tables: &mut Tables, shared: &mut Shared, format: ExportFormat) {
    let view = tables.view();
    let Some(spec) = view.spec(tables.epoch).filter(|_| view.grid.value().is_some()) else {
        return shared.toast(Tone::Attention, "nothing to export here");
    };
    let shown = view.shown();
    let columns = shown.iter().filter_map(|column| view.columns().get(*column)).map(|column| column.name.clone());
    let job = Job::Export { spec, columns: columns.collect(), format };
    let ticket = shared.ask(message::Job::Tables(job));
    tables.exports.push(ticket);
}

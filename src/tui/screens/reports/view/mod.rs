//! The screen Reports: the list of reports, and the one in front as a chart, a list of checks or a table.

mod checks;
mod front;
mod grid;
mod head;
mod layout;

use ratatui::layout::Rect;

use crate::tui::core::drawn::Seen;
use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::screens::reports::face::{Face, face, front};
use crate::tui::screens::reports::model::Reports;
use crate::tui::screens::reports::request::Shown;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::chart;

use front::{page, plot, table};
use layout::{Layout, layout};

impl ScreenView for Reports {
    fn trail(&self, shared: &Shared) -> Vec<String> {
        let mut trail: Vec<String> = front(self, shared).map(|report| report.title.clone()).into_iter().collect();
        trail.extend(self.day.map(|day| format!("as of {day}")));
        trail
    }

    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        if shared.shop.reports.is_empty() {
            return canvas.centred(
                area,
                &[
                    ("There are no reports yet.", canvas.styles.strong()),
                    ("A [reports.NAME] section in shoptui.toml names a title and a SQL file.", canvas.styles.dim()),
                ],
            );
        }
        let layout = layout(self, shared, area);
        if let Some(list) = layout.list {
            canvas.drawn.beside = Some(Seen { height: list.height.into(), len: shared.shop.reports.len() });
            head::list(self, shared, list, canvas);
        }
        head::draw(self, shared, &layout, canvas);
        let report = &self.front;
        match (report.value(), report.failure()) {
            (Some(shown), _) => {
                content(self, shared, shown, &layout, canvas);
                head::foot(self, shared, shown, &layout, canvas);
                if report.is_loading() {
                    canvas.style(layout.body, canvas.styles.dim());
                }
            }
            (None, Some(failure)) if !report.is_loading() => canvas.failure(layout.body, failure),
            _ => canvas.note(layout.body, "computing"),
        }
    }
}

fn content(reports: &Reports, shared: &Shared, shown: &Shown, layout: &Layout, canvas: &mut Canvas<'_>) {
    let seen = Seen { height: page(reports, shared, layout), len: reports.look.picked.len() };
    canvas.drawn.list = Some(seen);
    match face(reports, shared, shown) {
        Face::Chart(chart) => {
            let plot = plot(reports, chart, layout);
            canvas.drawn.is_low = chart::form(&plot, layout.body) != plot.form;
            chart::legend(chart, chart::form(&plot, layout.body), layout.legend, canvas);
            chart::draw(&plot, layout.body, canvas);
        }
        Face::Failed(failure) => canvas.failure(layout.body, failure),
        Face::Checks => checks::draw(&front::checks(reports, shown, layout), layout.body, canvas),
        Face::Table => {
            let table = table(reports, shown, layout);
            canvas.drawn.column_offset = Some(table.column_offset);
            grid::draw(&table, layout.body, canvas);
        }
    }
}

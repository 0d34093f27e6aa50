//! Where things stand on the screen Reports.

use ratatui::layout::Rect;

use crate::report::text::{escape_control, width};
use crate::tui::core::shared::Shared;
use crate::tui::screens::reports::face::{Face, face};
use crate::tui::screens::reports::model::Reports;
use crate::tui::widgets::chart;

/// From this width on the list of reports stands beside the report.
const WIDE: u16 = 100;
/// The cells of that list.
const LIST: (u16, u16) = (20, 30);
/// From this height on there is a blank line above the report.
const HIGH: u16 = 14;

/// Where things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The reports, where there is room.
    pub list: Option<Rect>,
    /// What is shown and how, in one line.
    pub head: Rect,
    /// What the colours mean.
    pub legend: Rect,
    /// The report.
    pub body: Rect,
    /// The selected line and how many there are.
    pub foot: Rect,
}

/// Divides the area of the screen.
pub fn layout(reports: &Reports, shared: &Shared, area: Rect) -> Layout {
    let list = (area.width >= WIDE).then(|| {
        let wide = |title: &String| width(&escape_control(&title.chars().take(64).collect::<String>()));
        let longest = shared.shop.reports.iter().map(|report| wide(&report.title)).max().unwrap_or(0);
        let cells = u16::try_from(longest + 4).unwrap_or(LIST.1).clamp(LIST.0, LIST.1);
        Rect { width: cells, ..area }
    });
    let left = list.map_or(0, |list| list.width + 2);
    let right = Rect { x: area.x + left + 1, width: area.width.saturating_sub(left + 2), ..area };
    let line = |y: u16, height: u16| Rect { y, height, ..right };
    let legend = match reports.front.value().map(|shown| face(reports, shared, shown)) {
        Some(Face::Chart(chart)) => chart::legend_height(chart, right.width).min(area.height / 6),
        _ => 0,
    };
    let blank = u16::from(area.height >= HIGH);
    let above = 1 + legend + blank;
    let height = area.height.saturating_sub(above + 1);
    Layout {
        list,
        head: line(area.y, 1),
        legend: line(area.y + 1, legend),
        body: line(area.y + above, height),
        foot: line(area.y + above + height, 1),
    }
}

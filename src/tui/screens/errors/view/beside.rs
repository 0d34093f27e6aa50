//! What there is to see of the selected group, beside the groups.

use ratatui::layout::Rect;

use crate::tui::screens::errors::model::Level;
use crate::tui::screens::errors::request::{Quarantined, What};
use crate::tui::screens::errors::view::rows;
use crate::tui::widgets::canvas::{Canvas, wrapped};

/// Draws what there is to see of the selected group, beside the groups.
pub fn draw(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    if let Some(What::Quarantined(file)) = level.group().map(|g| &g.what) {
        return quarantined(file, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, canvas);
    }
    let table = &level.table;
    match (table.rows.value(), table.rows.failure()) {
        (None, Some(failure)) => canvas.failure(area, failure),
        (None, None) => {}
        (Some(_), _) => {
            rows::lines(table, area, canvas);
            canvas.mark(rows::list(area), &level.scope.text);
        }
    }
}

/// What there is to say of a quarantined file, beside the list.
fn quarantined(file: &Quarantined, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let place = [file.place.0.map(|n| format!("line {n}")), file.place.1.map(|n| format!("column {n}"))];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let lines = [
        (file.reason.clone(), styles.bad()),
        (place, styles.plain()),
        (String::new(), styles.plain()),
        (file.hint.clone().unwrap_or_default(), styles.plain()),
        (format!("The file is kept in quarantine/{}", file.file), styles.dim()),
    ];
    let mut y = area.y;
    for (text, style) in lines.into_iter().filter(|(text, _)| !text.is_empty()) {
        for part in wrapped(&text, area.width.max(1).into()) {
            if y < area.bottom() {
                canvas.text(area.x, y, area.width, &part, style);
            }
            y += 1;
        }
    }
}

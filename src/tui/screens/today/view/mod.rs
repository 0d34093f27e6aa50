//! The screen Today: what came in, which days are loaded, the last run or the one that goes on.

mod calendar;
mod files;
mod last;
mod replays;
mod running;

use ratatui::layout::Rect;

use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::screens::today::model::Today;
use crate::tui::widgets::canvas::Canvas;

impl ScreenView for Today {
    fn trail(&self, _shared: &Shared) -> Vec<String> {
        let filter = &self.filter;
        if filter.is_empty() { Vec::new() } else { vec![format!("files with “{filter}”")] }
    }

    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        let places = places(self, shared, area);
        match (self.standing.value(), self.standing.failure()) {
            (Some(standing), failure) => {
                files::draw(self, shared, standing, places.files, canvas);
                if places.calendar.area() > 0 {
                    calendar::draw(self, shared, standing, places.calendar, canvas);
                }
                if shared.running.as_ref().is_none_or(|r| r.result.is_some()) {
                    last::draw(self, shared, standing, places.below, canvas);
                }
                replays::draw(standing, places.replays, canvas);
                if let Some(failure) = failure {
                    let text = format!("{} could not refresh: {}", canvas.styles.sign("✗", "x"), failure.message);
                    canvas.clear(Rect { y: area.bottom() - 1, height: 1, ..area });
                    canvas.text(
                        area.x + 1,
                        area.bottom() - 1,
                        area.width.saturating_sub(2),
                        &text,
                        canvas.styles.bad(),
                    );
                }
            }
            (None, Some(failure)) => canvas.failure(places.files.union(places.calendar), failure),
            (None, None) => canvas.note(places.files.union(places.calendar), "looking at the landing zone"),
        }
        if let Some(running) = shared.running.as_ref().filter(|r| r.result.is_none()) {
            running::draw(shared, running, places.below, canvas);
        }
    }
}

/// From this width on, the calendar stands beside the files.
const BESIDE: u16 = 72;
/// The list of files is not wider than this.
const WIDEST: u16 = 110;
/// Below this height, there is the list and little else.
const LOW: u16 = 12;

/// Where things stand; what has no place has no area.
struct Places {
    files: Rect,
    calendar: Rect,
    /// The days that the next run replays.
    replays: Rect,
    /// The last run, or the one that goes on.
    below: Rect,
}

fn places(today: &Today, shared: &Shared, area: Rect) -> Places {
    let nothing = Rect { width: 0, height: 0, ..area };
    let running = shared.is_running();
    if area.height < LOW {
        // What a load does matters more than what came in before it.
        let below = if running { area.height } else { 2.min(area.height) };
        let [files, below] = stacked(area, area.height - below);
        let [files, replays] =
            stacked(files, files.height - replays::height(today, shared, area.width).min(1).min(files.height));
        return Places { files, calendar: nothing, replays, below };
    }
    let len = today.shown.len();
    let calendar = if area.width >= BESIDE { calendar::height(today, shared, area.width) } else { 0 };
    let wanted = if running { running::height(shared) } else { last::height(today, area.width) };
    let upper = u16::try_from(len + 1).unwrap_or(u16::MAX).max(calendar).max(4);
    // Each half may take what the other does not need.
    let half = area.height / 2;
    let upper = upper.min(area.height - 1 - wanted.min(half)).max(half.min(upper));
    let [above, below] = stacked(area, upper + 1);
    let above = Rect { height: upper, ..above };
    // They take their lines from what lies below.
    let lines = replays::height(today, shared, area.width).min(below.height / 2);
    let [replays, below] = stacked(Rect { y: above.bottom(), height: below.height + 1, ..area }, lines);
    let gap = 1.min(below.height);
    let below = Rect { y: below.y + gap, height: below.height - gap, ..below };
    if area.width < BESIDE {
        return Places { files: above, calendar: nothing, replays, below };
    }
    let width = calendar::width(today, shared, area.width);
    let files = Rect { width: (area.width - width - files::BESIDE).min(WIDEST), ..above };
    let x = files.right() + files::BESIDE;
    Places { files, calendar: Rect { x, width: area.right() - x, ..above }, replays, below }
}

/// An area in two, the upper one of a height.
fn stacked(area: Rect, height: u16) -> [Rect; 2] {
    let height = height.min(area.height);
    [Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area }]
}

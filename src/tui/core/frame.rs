//! What stands around every screen: the title with the tabs, the trail, the footer with the keys, the toasts.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::text::{escape_control, width};
use crate::tui::core::drawn::Hit;
use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::{Shared, Tone, WorkspaceState};
use crate::tui::core::work::Work;
use crate::tui::keys::{Action, Binding, Scope};
use crate::tui::overlay::model::Overlay;
use crate::tui::screen::Screen;
use crate::tui::widgets::canvas::Canvas;

/// The most cells of the workspace's name.
const NAME: u16 = 24;

/// Where things stand.
pub struct Parts {
    title: Rect,
    trail: Rect,
    /// The screen.
    pub body: Rect,
    /// The keys, or the line that is typed on.
    pub footer: Rect,
}

/// Divides the terminal: a title, a rule, a trail, the screen, a rule, a footer; without rules where rows are few.
pub fn parts(area: Rect) -> Parts {
    let line = |y: u16| Rect { y, height: 1, ..area };
    let (above, below) = if area.height >= 16 { (3, 2) } else { (2, 1) };
    let height = area.height.saturating_sub(above + below);
    Parts {
        title: line(area.y),
        trail: line(area.y + above - 1),
        body: Rect { y: area.y + above, height, ..area },
        footer: line(area.bottom().saturating_sub(1)),
    }
}

/// Draws everything around the screen.
pub fn draw(front: &dyn ScreenView, shared: &Shared, parts: &Parts, canvas: &mut Canvas<'_>) {
    title(shared, parts.title, canvas);
    if parts.trail.y > parts.title.y + 1 {
        canvas.rule(parts.title.x, parts.title.y + 1, parts.title.width);
        canvas.rule(parts.footer.x, parts.footer.y - 1, parts.footer.width);
    }
    let taken = draw_state(shared, parts, canvas);
    let trail = Rect { width: parts.trail.width.saturating_sub(taken), ..parts.trail };
    crumbs(front, shared, trail, canvas);
    keys(front, shared, parts.footer, canvas);
}

fn title(shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    let name = if shared.shop.name.is_empty() { "shoptui" } else { &shared.shop.name };
    canvas.text(area.x + 1, area.y, name_cells(shared), name, canvas.styles.strong());
    for (screen, place) in tabs(shared, area) {
        canvas.drawn.hit(place, Hit::Tab(screen));
        let here = screen == shared.screen && shared.is_open();
        let style = if here { canvas.styles.accent() } else { canvas.styles.plain() };
        canvas.text(place.x, place.y, place.width, &tab_text(screen, area.width), style);
        if here {
            canvas.style(place, Style::default().add_modifier(ratatui::style::Modifier::UNDERLINED));
        }
    }
}

/// What is going on, at the right end of the title where there is room for it, else of the trail; gives its cells.
fn draw_state(shared: &Shared, parts: &Parts, canvas: &mut Canvas<'_>) -> u16 {
    let (text, style) = state(shared, canvas);
    let cells = u16::try_from(width(&escape_control(&text))).unwrap_or_default();
    let taken = tabs(shared, parts.title).last().map_or(0, |(_, place)| place.right()) + 2;
    let fits = taken + cells < parts.title.right();
    let line = if fits { parts.title } else { parts.trail };
    let cells = cells.min(line.width / 2);
    canvas.text(line.right().saturating_sub(cells + 1), line.y, cells, &text, style);
    if fits || cells == 0 { 0 } else { cells + 2 }
}

/// What is going on: the run, or the day up to which files are loaded.
fn state(shared: &Shared, canvas: &Canvas<'_>) -> (String, Style) {
    let styles = canvas.styles;
    match &shared.running {
        Some(running) if running.result.is_none() => {
            let share = running.share().map(|share| format!(" {:.0} %", share * 100.0)).unwrap_or_default();
            let word = match running.work {
                Work::Load => "loading",
                Work::Undo => "undoing",
                Work::Correct => "replaying",
            };
            (format!("{} {word}{share}", styles.sign("▸", ">")), styles.accent())
        }
        _ => (shared.loaded_to.map(|day| format!("as of {day}")).unwrap_or_default(), styles.dim()),
    }
}

fn name_cells(shared: &Shared) -> u16 {
    let wide = width(&escape_control(&shared.shop.name)).max(7);
    // What the tabs leave, or where they are mere numbers, half.
    let most = if shared.size.0 >= 72 { shared.size.0.saturating_sub(60).min(NAME) } else { shared.size.0 / 2 };
    u16::try_from(wide).unwrap_or(NAME).min(most)
}

fn tab_text(screen: Screen, columns: u16) -> String {
    let number = screen as usize + 1;
    if columns >= 72 { format!("{number} {}", screen.name()) } else { number.to_string() }
}

fn tabs(shared: &Shared, area: Rect) -> Vec<(Screen, Rect)> {
    let mut x = area.x + name_cells(shared) + 1 + if area.width >= 100 { 4 } else { 2 };
    let mut places = Vec::with_capacity(Screen::ALL.len());
    for screen in Screen::ALL {
        let cells = u16::try_from(tab_text(screen, area.width).len()).unwrap_or_default();
        places.push((screen, Rect { x, y: area.y, width: cells, height: 1 }));
        x += cells + 2;
    }
    places
}

fn crumbs(front: &dyn ScreenView, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    if !shared.is_open() {
        canvas.text(area.x + 1, area.y, area.width.saturating_sub(2), &shared.folder, canvas.styles.dim());
        return;
    }
    let styles = canvas.styles;
    let mut x = area.x + 1;
    let end = area.right().saturating_sub(1);
    let trail = front.trail(shared);
    x += canvas.text(x, area.y, end - x, shared.screen.name(), styles.strong());
    for (number, part) in trail.iter().enumerate() {
        x += canvas.text(x, area.y, end - x, styles.sign(" › ", " > "), styles.dim());
        let style = if number + 1 == trail.len() { styles.strong() } else { styles.plain() };
        x += canvas.text(x, area.y, end - x, part, style);
    }
}

/// The keys that count here, as many as there is room for; help and quit always.
fn keys(front: &dyn ScreenView, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    let failed = matches!(shared.state, WorkspaceState::Failed(_));
    let shown = |b: &&(&Binding, String)| {
        let named = !b.0.footer.is_empty() || (failed && b.0.name == "refresh");
        named && !b.1.is_empty() && counts(front, shared, b.0)
    };
    let form = matches!(shared.overlay, Some(Overlay::Form(_)));
    let scope = match shared.state {
        WorkspaceState::Nothing => Scope::FirstRun,
        _ if form => Scope::Form,
        _ => Scope::On(shared.screen),
    };
    let all: Vec<(&Binding, String)> = shared
        .keys
        .bindings()
        .filter(|(b, _)| b.scope == scope || b.scope == Scope::Everywhere && !form)
        .map(|(b, presses)| (b, presses.first().map(ToString::to_string).unwrap_or_default()))
        .collect();
    let cells = |(b, key): &(&Binding, String)| u16::try_from(width(key) + b.footer.len() + 4).unwrap_or_default();
    let mut places: Vec<&(&Binding, String)> = all.iter().filter(shown).collect();
    let always = ["help", "quit"];
    match shared.state {
        WorkspaceState::Open => {}
        WorkspaceState::Nothing => places.retain(|(b, _)| b.scope == scope || always.contains(&b.name)),
        WorkspaceState::Failed(_) => places.retain(|(b, _)| b.name == "refresh" || always.contains(&b.name)),
        WorkspaceState::Opening | WorkspaceState::Creating => places.retain(|(b, _)| always.contains(&b.name)),
    }
    while places.iter().map(|p| cells(p)).sum::<u16>() > area.width && places.len() > 2 {
        // From the end, but for help and quit, or save and leave, which are the last two.
        places.remove(places.len() - 3);
    }
    let mut x = area.x + 1;
    for (binding, key) in places {
        let room = area.right().saturating_sub(x);
        x += canvas.parts(
            x,
            area.y,
            room,
            &[
                (key.as_str(), canvas.styles.accent()),
                (" ", canvas.styles.plain()),
                (if binding.footer.is_empty() { "refresh" } else { binding.footer }, canvas.styles.plain()),
            ],
        );
        x += 3;
    }
}

/// Whether a key has something to do now.
fn counts(front: &dyn ScreenView, shared: &Shared, binding: &Binding) -> bool {
    match binding.action {
        Action::Load | Action::Undo => !shared.is_running(),
        Action::Cancel => shared.is_running(),
        action => front.offers(action),
    }
}

/// Words that go away by themselves, above the footer on the right.
pub fn toasts(shared: &Shared, parts: &Parts, canvas: &mut Canvas<'_>) {
    let mut y = parts.footer.y.saturating_sub(1);
    for toast in shared.toasts.iter().rev() {
        let (sign, style) = match toast.tone {
            Tone::Good => (canvas.styles.sign("✓", "+"), canvas.styles.good()),
            Tone::Attention => (canvas.styles.sign("▲", "!"), canvas.styles.attention()),
            Tone::Bad => (canvas.styles.sign("✗", "x"), canvas.styles.bad()),
        };
        let text = format!(" {sign} {} ", toast.text);
        let room = parts.body.width.saturating_sub(2);
        let cells = u16::try_from(width(&escape_control(&text))).unwrap_or(room).min(room);
        let x = parts.body.right().saturating_sub(cells + 1);
        canvas.clear(Rect { x, y, width: cells, height: 1 });
        canvas.text(x, y, cells, &text, style.add_modifier(ratatui::style::Modifier::REVERSED));
        if y <= parts.body.y {
            break;
        }
        y -= 1;
    }
}

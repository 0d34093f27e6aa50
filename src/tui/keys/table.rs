//! The table itself.

use crate::tui::keys::{Action, Binding, Scope};
use crate::tui::screen::Screen;

const fn everywhere(
    name: &'static str,
    keys: &'static [&'static str],
    action: Action,
    help: &'static str,
    footer: &'static str,
) -> Binding {
    Binding { scope: Scope::Everywhere, name, keys, action, help, footer }
}

const fn on(
    screen: Screen,
    name: &'static str,
    keys: &'static [&'static str],
    action: Action,
    help: &'static str,
    footer: &'static str,
) -> Binding {
    Binding { scope: Scope::On(screen), name, keys, action, help, footer }
}

const fn edit(
    name: &'static str,
    keys: &'static [&'static str],
    action: Action,
    help: &'static str,
    footer: &'static str,
) -> Binding {
    Binding { scope: Scope::Form, name, keys, action, help, footer }
}

const fn first(
    name: &'static str,
    keys: &'static [&'static str],
    action: Action,
    help: &'static str,
    footer: &'static str,
) -> Binding {
    Binding { scope: Scope::FirstRun, name, keys, action, help, footer }
}

use Action as A;
use Screen as S;

/// Every key: what a screen says goes before what is said for everywhere.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    on(S::Today, "load", &["r"], A::Load, "Load everything that is ready", "run"),
    on(S::Today, "cancel", &["c"], A::Cancel, "Stop the run after the file it is at", "stop"),
    on(S::Today, "accept_shrink", &["A"], A::AcceptShrink, "Load the held snapshot in spite of max_shrink", ""),
    on(S::Today, "undo", &["u"], A::Undo, "Take back what the last run brought, after a question", "undo"),
    on(S::Runs, "undo", &["u"], A::Undo, "Take back what the run brought, after a question", "undo"),
    on(S::Runs, "level", &["v"], A::Level, "Show only warnings, only failures, or all of a log", "level"),
    on(S::Runs, "follow", &["f"], A::Follow, "Stay at the end of a log that grows", "follow"),
    on(S::Errors, "edit", &["e"], A::Edit, "Correct the rejected row", "correct"),
    on(S::Errors, "group", &["b"], A::Group, "Group rejected rows by file, rule or column", "group"),
    on(S::Errors, "resend", &["x"], A::Resend, "Write a resend request: the rows and what is wrong with them", "resend request"),
    on(S::History, "table", &["t"], A::Table, "Choose the table", "table"),
    on(S::History, "source", &["o"], A::Source, "Look into the file that the version came from", "file"),
    on(S::History, "as_of", &["a"], A::AsOf, "Type the day", "day"),
    on(S::History, "closer", &["+"], A::Closer, "Draw the days wider apart", ""),
    on(S::History, "wider", &["-"], A::Wider, "Draw more days at once", ""),
    on(S::Reports, "shape", &["t"], A::Shape, "Chart or table", "table"),
    on(S::Reports, "chart", &["v"], A::Chart, "Bars, columns or a line", "chart"),
    on(S::Reports, "as_of", &["a"], A::AsOf, "As the warehouse stood on a day", "day"),
    on(S::Reports, "next_report", &["]"], A::NextReport, "The next report", ""),
    on(S::Reports, "previous_report", &["["], A::PreviousReport, "The report before", ""),
    on(S::Reports, "export", &["e"], A::Export, "Export as CSV", "export"),
    on(S::Reports, "export_as", &["E"], A::ExportAs, "Export as CSV, JSON, Parquet, SVG or PNG", "export as"),
    on(S::Tables, "table", &["t"], A::Table, "Choose the table", "table"),
    on(S::Tables, "sort", &["s"], A::Sort, "Sort by the column: up, down, not at all", "sort"),
    on(S::Tables, "hide", &["-"], A::Hide, "Hide the column", "hide"),
    on(S::Tables, "unhide", &["+"], A::Unhide, "Show all columns again", ""),
    on(S::Tables, "freeze", &["f"], A::Freeze, "Keep the columns up to this one in view", "freeze"),
    on(S::Tables, "as_of", &["a"], A::AsOf, "Only what held on a day", "day"),
    on(S::Tables, "sql", &["i"], A::Sql, "Type a query", "SQL"),
    on(S::Tables, "describe", &["d"], A::Describe, "The columns: their types, and how many values are missing", "columns"),
    on(S::Tables, "copy_row", &["Y"], A::CopyRow, "Copy the row, fit to be pasted into a spreadsheet", ""),
    on(S::Tables, "export", &["e"], A::Export, "Export as CSV", "export"),
    on(S::Tables, "export_as", &["E"], A::ExportAs, "Export as CSV, JSON or Parquet", ""),
    edit("next", &["tab", "enter", "down"], A::Down, "The next column", "next"),
    edit("previous", &["shift-tab", "up"], A::Up, "The column before", "previous"),
    edit("page_down", &["pgdn"], A::PageDown, "A page down", ""),
    edit("page_up", &["pgup"], A::PageUp, "A page up", ""),
    edit("restore", &["ctrl-r"], A::Restore, "The value as it came", "as it came"),
    edit("save", &["ctrl-s", "f10"], A::Save, "Check the row, keep it and replay its day", "save"),
    edit("leave", &["esc"], A::Back, "Leave; asks if anything was typed", "leave"),
    first("create_sample", &["s"], A::CreateSample, "Create a workspace with the sample week", "create with the sample week"),
    first("create", &["n"], A::Create, "Create an empty workspace", "create empty"),
    everywhere("open", &["enter"], A::Open, "Look inside", "look inside"),
    everywhere("filter", &["/"], A::Filter, "Show only what has a text", "filter"),
    everywhere("next_match", &["n"], A::NextMatch, "The next line that has it", ""),
    everywhere("previous_match", &["N"], A::PreviousMatch, "The line before that has it", ""),
    everywhere("copy", &["y"], A::Copy, "Copy what is selected", "copy"),
    everywhere("up", &["up", "k"], A::Up, "Up", ""),
    everywhere("down", &["down", "j"], A::Down, "Down", ""),
    everywhere("left", &["left", "h"], A::Left, "Left; the day before", ""),
    everywhere("right", &["right", "l"], A::Right, "Right; the day after", ""),
    everywhere("top", &["g", "home"], A::Top, "To the first", ""),
    everywhere("bottom", &["G", "end"], A::Bottom, "To the last", ""),
    everywhere("half_up", &["ctrl-u"], A::HalfUp, "Half a page up", ""),
    everywhere("half_down", &["ctrl-d"], A::HalfDown, "Half a page down", ""),
    everywhere("page_up", &["pgup", "ctrl-b"], A::PageUp, "A page up", ""),
    everywhere("page_down", &["pgdn", "ctrl-f"], A::PageDown, "A page down", ""),
    everywhere("today", &["1"], A::Go(S::Today), "What came in, and the load", ""),
    everywhere("runs", &["2"], A::Go(S::Runs), "Every run and its log", ""),
    everywhere("errors", &["3"], A::Go(S::Errors), "Rejected rows and quarantined files", ""),
    everywhere("history", &["4"], A::Go(S::History), "What one key went through", ""),
    everywhere("reports", &["5"], A::Go(S::Reports), "Charts over the tables", ""),
    everywhere("tables", &["6"], A::Go(S::Tables), "The tables themselves, and SQL", ""),
    everywhere("next_screen", &["tab"], A::NextScreen, "The next screen", ""),
    everywhere("previous_screen", &["shift-tab"], A::PreviousScreen, "The screen before", ""),
    everywhere("refresh", &["f5", "ctrl-r"], A::Refresh, "Look again", ""),
    everywhere("redraw", &["ctrl-l"], A::Redraw, "Draw everything again", ""),
    everywhere("theme", &["f2"], A::Theme, "The next theme", ""),
    everywhere("suspend", &["ctrl-z"], A::Suspend, "Back to the shell; `fg` returns", ""),
    everywhere("back", &["esc"], A::Back, "Back", "back"),
    everywhere("palette", &[":"], A::Palette, "Every command by name", "command"),
    everywhere("help", &["?", "f1"], A::Help, "This page", "help"),
    everywhere("quit", &["q", "ctrl-c"], A::Quit, "Quit", "quit"),
];

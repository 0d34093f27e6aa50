//! The pictures of the README and the book: every screen, drawn by the app itself on the sample week.
//!
//! `SHOPTUI_PICTURES=write cargo test --release --test it pictures` draws them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use shoptui::tui::Harness;
use shoptui::{setup, workspace};

const LONGEST: Duration = Duration::from_secs(60);
const QUIET: Duration = Duration::from_millis(700);

/// A clock that stands still, so that the pictures are always the same.
fn morning() -> DateTime<Utc> {
    "2024-10-16T07:02:00Z".parse().unwrap()
}

/// The sample week, and a file with bad rows, landed before that morning.
fn shop(dir: &Path) {
    setup::create(dir, setup::SHOP).unwrap();
    let workspace = workspace::open(dir).unwrap();
    setup::land_sample(&workspace).unwrap();
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/broken");
    for entry in fs::read_dir(broken).unwrap() {
        let path = entry.unwrap().path();
        // One pipeline alone: which of several says something first is chance.
        if path.to_string_lossy().contains("customer_20241016") {
            fs::copy(&path, workspace.landing_zone.join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::write(workspace.landing_zone.join("notes.docx"), "not a file of the shop").unwrap();
    let landed = SystemTime::from(morning()) - Duration::from_secs(3600);
    for entry in fs::read_dir(&workspace.landing_zone).unwrap() {
        let file = fs::File::options().write(true).open(entry.unwrap().path()).unwrap();
        file.set_modified(landed).unwrap();
    }
}

#[test]
fn pictures_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("corner-tech-shop");
    shop(&dir);
    let mut harness = Harness::start(&dir, morning, (100, 30));
    let wait = |harness: &mut Harness, text: &str| {
        assert!(harness.wait(text, LONGEST).is_some(), "{text:?} does not come:\n{}", harness.text());
        harness.settle(QUIET);
    };
    wait(&mut harness, "customer_20241009.csv");
    check("today_before", &harness);
    harness.key("r");
    wait(&mut harness, "the load is done");
    harness.key("esc");
    check("today", &harness);
    harness.key("2");
    wait(&mut harness, "done");
    harness.key("enter");
    harness.settle(QUIET);
    // Pipelines run side by side: the lines of one stand in the same order every time.
    harness.key("/");
    harness.keys("customer_");
    harness.key("enter");
    harness.settle(QUIET);
    check("runs", &harness);
    harness.key("3");
    wait(&mut harness, "customer_20241016.csv");
    harness.key("enter");
    harness.settle(QUIET);
    check("errors", &harness);
    harness.key("4");
    wait(&mut harness, "customer");
    harness.key("/");
    harness.keys("7976764531363547212");
    harness.settle(QUIET);
    harness.key("enter");
    harness.key("enter");
    harness.settle(QUIET);
    check("history", &harness);
    harness.key("5");
    wait(&mut harness, "Customer growth");
    harness.key("]");
    harness.key("]");
    harness.settle(QUIET);
    check("reports", &harness);
    harness.key("6");
    wait(&mut harness, "first_name");
    check("tables", &harness);
}

/// Compares a picture with the one that is tracked, or writes it.
fn check(name: &str, harness: &Harness) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/screens").join(format!("{name}.svg"));
    let svg = anstyle_svg::Term::new().render_svg(&ansi(harness.frame()));
    if std::env::var_os("SHOPTUI_PICTURES").is_some_and(|v| v == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, svg).unwrap();
        return;
    }
    let tracked = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        tracked == svg,
        "{} is not what the app draws now (see the top of this file):\n{}",
        path.display(),
        harness.text()
    );
}

/// The frame as text with the escapes of its styles.
fn ansi(buffer: &Buffer) -> String {
    let mut text = String::new();
    let width = usize::from(buffer.area.width);
    let lines: Vec<Vec<Cell>> = buffer.content().chunks(width).map(without_process).collect();
    for (at, cell) in lines.iter().flatten().enumerate() {
        if at > 0 && at % width == 0 {
            text.push('\n');
        }
        let mut codes = vec!["0".to_owned()];
        let style = [
            (Modifier::BOLD, "1"),
            (Modifier::DIM, "2"),
            (Modifier::ITALIC, "3"),
            (Modifier::UNDERLINED, "4"),
            (Modifier::REVERSED, "7"),
        ];
        codes.extend(style.iter().filter(|(m, _)| cell.modifier.contains(*m)).map(|(_, code)| (*code).to_owned()));
        for (colour, base) in [(cell.fg, 38), (cell.bg, 48)] {
            match colour {
                Color::Indexed(number) => codes.push(format!("{base};5;{number}")),
                Color::Rgb(r, g, b) => codes.push(format!("{base};2;{r};{g};{b}")),
                _ => {}
            }
        }
        let _ = write!(text, "\u{1b}[{}m{}", codes.join(";"), cell.symbol());
    }
    text.push_str("\u{1b}[0m");
    text
}

/// A line in which the name of a run does not say which process made it.
fn without_process(line: &[Cell]) -> Vec<Cell> {
    let is_digit = |cell: &Cell| cell.symbol().chars().all(|c| c.is_ascii_digit());
    let Some(at) = line.windows(3).position(|w| w[0].symbol() == "Z" && w[1].symbol() == "-" && is_digit(&w[2])) else {
        return line.to_vec();
    };
    let (before, rest) = line.split_at(at + 2);
    let digits = rest.iter().take_while(|cell| is_digit(cell)).count();
    let mut one = rest[0].clone();
    one.set_symbol("1");
    let mut cells: Vec<Cell> = before.iter().chain([&one]).chain(&rest[digits..]).cloned().collect();
    cells.resize(line.len(), Cell::EMPTY);
    cells
}

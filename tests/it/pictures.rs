//! The pictures of the README and the book: every screen, drawn by the app itself on the sample week, on a dark and on
//! a light terminal, and a short walk through them.
//!
//! `SHOPTUI_PICTURES=write cargo test --release --test it pictures` draws them anew.

mod frame;
mod walk;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use ratatui::buffer::{Buffer, Cell};
use resvg::tiny_skia;
use resvg::usvg::{self, fontdb};
use shoptui::tui::Harness;
use shoptui::{setup, workspace};

use self::frame::Ground;
use self::walk::Step;

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
            fs::copy(&path, workspace.landing_zone.local_path().join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::write(workspace.landing_zone.local_path().join("notes.docx"), "not a file of the shop").unwrap();
    let landed = SystemTime::from(morning()) - Duration::from_secs(3600);
    for entry in fs::read_dir(workspace.landing_zone.local_path()).unwrap() {
        let file = fs::File::options().write(true).open(entry.unwrap().path()).unwrap();
        file.set_modified(landed).unwrap();
    }
}

#[test]
fn pictures_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("corner-tech-shop");
    shop(&dir);
    let mut app = App { harness: Harness::start(&dir, morning, SIZE), walk: Vec::new() };
    app.wait("customer_20241009.csv");
    app.draw("today_before");
    app.step("", "a week of files has landed");
    app.harness.key("r");
    app.wait("load completed");
    app.step("r", "load them: checked, kept with their history, reported");
    app.harness.key("esc");
    app.draw("today");
    app.step("1", "Today: which day of which file is in the tables");
    app.harness.key("2");
    app.wait("with warnings");
    app.press("enter");
    // Pipelines run side by side: the lines of one stand in the same order every time.
    app.harness.key("/");
    app.harness.keys("customer_");
    app.press("enter");
    app.draw("runs");
    app.step("2", "Runs: what each run did, line by line");
    app.harness.key("3");
    app.wait("customer_20241016.csv");
    app.press("enter");
    app.draw("errors");
    app.step("3", "Errors: the rejected rows, with line, column, value and rule");
    app.harness.key("4");
    app.wait("customer");
    app.harness.key("/");
    app.harness.keys("7976764531363547212");
    app.harness.settle(QUIET);
    app.harness.key("enter");
    app.press("enter");
    app.draw("history");
    app.step("4", "History: every change of one record, and the file it came from");
    app.harness.key("5");
    app.wait("Customer growth");
    app.harness.key("]");
    app.press("]");
    app.draw("reports");
    app.step("5", "Reports: SQL over the tables, as a chart or a table, as of any day");
    app.harness.key("6");
    app.wait("first_name");
    app.draw("tables");
    app.step("6", "Tables: every row of every table");
    for ground in Ground::ALL {
        check(&named("walk", ground), &walk::document(&app.walk, ground), "the walk");
    }
}

/// What is tracked can be drawn by who knows no style sheets and no script: ink stands on the ground of its terminal.
///
/// `SHOPTUI_PICTURES_PNG=FOLDER` keeps what was drawn, to be looked at.
#[test]
fn pictures_can_be_drawn() {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(epaint_default_fonts::HACK_REGULAR.to_vec());
    fonts.set_monospace_family("Hack");
    let options = usvg::Options { fontdb: fonts.into(), ..usvg::Options::default() };
    let folder = named("today", Ground::Dark);
    for entry in fs::read_dir(folder.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let tree = usvg::Tree::from_data(&fs::read(&path).unwrap(), &options).unwrap();
        let size = tree.size().to_int_size();
        let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
        resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
        let name = path.file_stem().unwrap().to_string_lossy();
        let ground = if name.ends_with("_light") { Ground::Light } else { Ground::Dark };
        let [red, green, blue] = ground.background();
        let inked = pixels.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) != (red, green, blue)).count();
        let share = inked * 100 / pixels.pixels().len();
        assert!((3..70).contains(&share), "{name}: {share} % are not ground");
        if let Some(kept) = std::env::var_os("SHOPTUI_PICTURES_PNG") {
            pixels.save_png(Path::new(&kept).join(format!("{name}.png"))).unwrap();
        }
    }
}

/// How many columns and rows the app is drawn on.
const SIZE: (u16, u16) = (100, 30);

/// The app, and the steps of the walk so far.
struct App {
    harness: Harness,
    walk: Vec<Step>,
}

impl App {
    fn wait(&mut self, text: &str) {
        assert!(self.harness.wait(text, LONGEST).is_some(), "{text:?} does not come:\n{}", self.harness.text());
        self.harness.settle(QUIET);
    }

    fn press(&mut self, key: &str) {
        self.harness.key(key);
        self.harness.settle(QUIET);
    }

    /// The frame on a terminal.
    fn frame(&mut self, ground: Ground) -> Vec<Vec<Cell>> {
        self.harness.theme(ground.theme());
        rows(self.harness.frame())
    }

    /// Compares the pictures of a screen with those that are tracked, or writes them.
    fn draw(&mut self, name: &str) {
        for ground in Ground::ALL {
            let rows = self.frame(ground);
            readable(name, &rows, ground);
            let mut content = String::new();
            for (number, cells) in rows.iter().enumerate() {
                frame::row(&mut content, number, cells, ground);
            }
            let size = (SIZE.0.into(), SIZE.1.into());
            check(&named(name, ground), &frame::document(ground, size, "", &content), &self.harness.text());
        }
    }

    /// Keeps the frame for the walk, with the key that led to it.
    fn step(&mut self, key: &'static str, said: &'static str) {
        let frames = Ground::ALL.map(|ground| self.frame(ground));
        self.walk.push(Step { key, said, frames });
    }
}

/// Every text stands out from what is behind it.
fn readable(name: &str, rows: &[Vec<Cell>], ground: Ground) {
    for run in
        rows.iter().flat_map(|row| frame::runs(row, ground)).filter(|run| run.text.contains(char::is_alphanumeric))
    {
        let contrast = frame::contrast(run.ink, run.paper);
        assert!(contrast >= 3.0, "{name}: {:?} has a contrast of {contrast:.1}", run.text);
    }
}

fn named(name: &str, ground: Ground) -> PathBuf {
    let suffix = match ground {
        Ground::Dark => "",
        Ground::Light => "_light",
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/screens").join(format!("{name}{suffix}.svg"))
}

/// Compares a picture with the one that is tracked, or writes it.
fn check(path: &Path, svg: &str, text: &str) {
    if std::env::var_os("SHOPTUI_PICTURES").is_some_and(|v| v == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, svg).unwrap();
        return;
    }
    let tracked = fs::read_to_string(path).unwrap_or_default();
    assert!(tracked == svg, "{} is not what the app draws now (see the top of this file):\n{text}", path.display());
}

/// The lines of a frame.
fn rows(buffer: &Buffer) -> Vec<Vec<Cell>> {
    buffer.content().chunks(usize::from(buffer.area.width)).map(without_process).collect()
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

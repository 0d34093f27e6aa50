//! A morning of the owner's: look, load, find a customer, export a report, leave.

use std::fs;
use std::process::Command;

use super::Terminal;
use crate::support::Shop;

const ENTER: &str = "\r";
const ESC: &str = "\u{1b}";

/// A workspace with the sample week in its landing zone.
fn week() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("shop");
    let made = Command::new(env!("CARGO_BIN_EXE_shoptui")).arg("init").arg(&dir).arg("--sample").output().unwrap();
    assert!(made.status.success());
    folder
}

fn query(dir: &std::path::Path, sql: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_shoptui"))
        .arg("-w")
        .arg(dir)
        .args(["query", sql, "--format", "csv"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().nth(1).unwrap_or_default().to_owned()
}

#[test]
fn a_morning() {
    let folder = week();
    let dir = folder.path().join("shop");
    let mut app = Terminal::start(&dir, (100, 30));
    app.wait("customer_20241009.csv");
    app.press("r");
    app.wait("load completed");

    let sql = "SELECT customer_id, MAX(email) AS email FROM customer GROUP BY customer_id \
               HAVING COUNT(*) > 1 AND COUNT(DISTINCT email) > 1 ORDER BY customer_id LIMIT 1";
    let changed = query(&dir, sql);
    let (id, email) = changed.split_once(',').unwrap();
    app.press("4");
    app.wait("customer");
    app.press("/");
    app.press(id);
    app.press(ENTER);
    app.wait("· 1 record");
    app.press(ENTER);
    let screen = app.wait_for("its timeline", |screen| screen.contains("email") && screen.contains('→'));
    assert!(screen.contains(email.get(..5).unwrap()), "the new address is in the timeline:\n{screen}");
    assert!(screen.contains("customer_202410"), "each version names its file:\n{screen}");

    app.press("5");
    app.wait("Customer growth");
    let export = dir.join("exports/customer_growth.csv");
    let by_run = fs::read_to_string(&export).unwrap();
    fs::remove_file(&export).unwrap();
    app.press("e");
    app.wait("exports/customer_growth.csv");
    assert_eq!(fs::read_to_string(&export).unwrap(), by_run);

    app.press("q");
    assert_eq!(app.end(), 0);
    assert!(app.is_restored());
    assert_eq!(app.told(), (0, 0, Vec::new()));
}

#[test]
fn a_first_morning() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = Terminal::start(folder.path(), (80, 24));
    app.wait("This folder is not a workspace yet");
    app.press("s");
    app.wait("customer_20241009.csv");
    assert!(folder.path().join("shoptui.toml").exists());
    app.press("?");
    app.wait("Load all files that are ready");
    // Together with the next key it would be that key with Alt.
    app.press(ESC);
    app.wait_for("the help to go", |screen| !screen.contains("Load all files that are ready"));
    app.press("q");
    assert_eq!(app.end(), 0);
}

#[test]
fn the_next_start_begins_where_the_last_one_ended() {
    let shop = Shop::with_plan(&shoptui::sample::Plan::shop(20, 20, 2));
    shop.cli(&["run"]);
    let mut app = Terminal::start(shop.path(), (100, 30));
    app.wait("as of 2024-10-10");
    app.press("6");
    app.wait("first_name");
    app.press("q");
    assert_eq!(app.end(), 0);
    let home = std::mem::replace(&mut app.home, tempfile::tempdir().unwrap());
    let mut app = Terminal::with(shop.path(), (100, 30), home);
    app.wait("first_name");
    app.press("q");
    assert_eq!(app.end(), 0);
}

/// A file comes late, its day is replayed after a question, and is taken back after another start.
#[test]
fn a_late_file_and_back() {
    let shop = Shop::with_plan(&shoptui::sample::Plan::shop(20, 20, 3));
    let late = shop.at("landing_zone/customer_20241010.csv");
    let bytes = fs::read(&late).unwrap();
    fs::remove_file(&late).unwrap();
    shop.cli(&["run"]);
    let before = shop.versions("customer");
    let mut app = Terminal::start(shop.path(), (100, 30));
    app.wait("as of 2024-10-11");
    shop.land("customer_20241010.csv", &bytes);
    app.wait("customer: 2 days from 2024-10-10 on are replayed");
    app.press("r");
    app.wait("Load what is ready and replay these days?");
    app.press("n");
    app.wait_for("the question to go", |screen| !screen.contains("any other key no"));
    assert_eq!(shop.versions("customer"), before);
    app.press("ry");
    app.wait("load completed");
    let replayed = shop.versions("customer");
    assert_ne!(replayed, before);
    app.press("q");
    assert_eq!(app.end(), 0);

    let mut app = Terminal::start(shop.path(), (100, 30));
    app.wait("no files in the landing zone");
    app.press("u");
    let screen = app.wait("Undo the run");
    assert!(screen.contains("customer: 1 day is replayed") && screen.contains("customer_20241010.csv"), "{screen}");
    app.press("y");
    app.wait("undone: 1 file returned to the landing zone");
    app.wait("customer: 2 days from 2024-10-10 on are replayed");
    assert_eq!(fs::read(&late).unwrap(), bytes);
    assert_eq!(shop.versions("customer"), before);
    app.press("2");
    app.wait("started (local)");
    app.press(ENTER);
    app.wait("undone; returned to landing_zone");
    app.press("q");
    assert_eq!(app.end(), 0);
    assert!(app.is_restored());
}

/// A rejected row is corrected in place: first not well enough, then well.
#[test]
fn a_row_is_corrected() {
    let shop = Shop::with_plan(&shoptui::sample::Plan::shop(20, 20, 1));
    let sales = shop.read("landing_zone/sales_20241009.txt");
    let (first, rest) = sales.split_once('\n').unwrap();
    let fields: Vec<&str> = first.split('~').collect();
    let bad = format!("{}~{}~{}~many\u{7}~{}\n{rest}", fields[0], fields[1], fields[2], fields[4..].join("~"));
    shop.land("sales_20241009.txt", bad);
    shop.cli(&["run"]);
    let mut app = Terminal::start(shop.path(), (100, 30));
    app.wait("as of 2024-10-09");
    app.press("3");
    app.wait("1 file with rejected rows");
    app.press(ENTER);
    app.wait("1 rejected row of 20");
    app.press("e");
    app.wait("ctrl-s save");
    app.press("x\u{13}");
    app.wait("still wrong");
    app.press("\u{15}");
    app.press(fields[3]);
    app.press("\u{13}");
    app.wait("1 row corrected; 2024-10-09 replayed");
    assert_eq!(query(shop.path(), "SELECT COUNT(*) AS n FROM sales"), sales.lines().count().to_string());
    app.press("q");
    assert_eq!(app.end(), 0);
    assert_eq!(app.told(), (0, 0, Vec::new()));
}

#[test]
fn any_size_will_do() {
    let shop = Shop::with_plan(&shoptui::sample::Plan::shop(20, 20, 2));
    shop.cli(&["run"]);
    let mut app = Terminal::start(shop.path(), (100, 30));
    app.wait("Today");
    for screen in ["1", "2", "3", "4", "5", "6"] {
        app.press(screen);
        for size in [(40, 10), (39, 9), (1, 1), (200, 60), (80, 24)] {
            app.resize(size);
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
    }
    app.resize((39, 9));
    app.wait("too small");
    app.resize((80, 24));
    app.wait("6 Tables");
    app.press("q");
    assert_eq!(app.end(), 0);
}

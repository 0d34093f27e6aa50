//! What must not harm the terminal: signals, hostile files, an app that is left alone.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::Terminal;
use crate::support::Shop;

fn small() -> Shop {
    let shop = Shop::with_plan(&shoptui::sample::Plan::shop(20, 20, 2));
    shop.cli(&["run"]);
    shop
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let shop = small();
    for signal in ["TERM", "HUP"] {
        let mut app = Terminal::start(shop.path(), (80, 24));
        app.wait("Today");
        assert!(!app.is_restored());
        assert!(Command::new("kill").args(["-s", signal, &app.pid().to_string()]).status().unwrap().success());
        assert_eq!(app.end(), 0);
        assert!(app.is_restored(), "{signal}");
    }
}

/// Nothing is drawn and nothing computed without an event.
#[cfg(target_os = "linux")]
#[test]
fn an_app_that_is_left_alone_sleeps() {
    let shop = small();
    let app = Terminal::start(shop.path(), (100, 30));
    app.wait("customer");
    let ticks = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", app.pid())).unwrap();
        let after = stat.rsplit(')').next().unwrap();
        let fields: Vec<u64> = after.split_whitespace().filter_map(|f| f.parse().ok()).collect();
        (fields.clone(), app.written())
    };
    // Once everything that was asked for is there.
    let mut last = app.written();
    loop {
        std::thread::sleep(Duration::from_millis(700));
        if app.written() == last {
            break;
        }
        last = app.written();
    }
    let before = ticks().1;
    let used = |fields: &[u64]| fields.get(9).copied().unwrap_or(0) + fields.get(10).copied().unwrap_or(0);
    let cpu = used(&ticks().0);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(ticks().1, before, "bytes were written although nothing happened");
    assert!(used(&ticks().0) - cpu <= 1, "processor time was used although nothing happened");
}

#[test]
fn a_hostile_file_is_drawn_without_harm() {
    let shop = Shop::with_plan(&shoptui::sample::Plan::shop(20, 20, 1));
    let path = shop.path().join("landing_zone/customer_20241009.csv");
    let header = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
    let row = |id: &str, name: &str| {
        let rest = "\"F\",\"x@example.com\",\"active\",\"1 Long Street\",\"1\",\"1990-01-01\",\"j\",\"c\",\"c\",\"s\",\"c\",\"l\"";
        format!("\"{id}\",\"{name}\",\"Roux\",{rest}\n")
    };
    // The title of the window, the bell, the clipboard, the screen cleared, the other screen; then what moves the text.
    let steering = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[?1049l\u{1b}]52;c;b3duZWQ=\u{7}\u{7}";
    let moving = "\u{202e}evil\u{200b}\u{200d}\u{feff}e\u{301}\u{301}\u{301}\u{9b}31m";
    let rows = [
        row("1", steering),
        row("2", moving),
        row("3", "日本語の名前日本語の名前"),
        row("4", &"x".repeat(10 << 20)),
        row(&format!("not a number {}", "x".repeat(10 << 20)), "Ana"),
        row("\u{1b}]0;owned\u{7}", "Ana"),
        row("7", "Ana"),
    ];
    fs::write(&path, format!("{header}\n{}", rows.concat())).unwrap();

    let mut app = Terminal::start(shop.path(), (100, 30));
    app.wait("customer_20241009.csv");
    app.press("r");
    app.wait("completed with warnings");
    let hostile = [
        "3", "\r", "\r", "\u{1b}", "\u{1b}", "4", "\r", "j", "\u{1b}", "j", "\r", "\r", "\u{1b}", "6", "G", "g", "\r",
        "\u{1b}",
    ];
    for keys in hostile {
        app.press(keys);
        std::thread::sleep(Duration::from_millis(150));
        let screen = app.text();
        assert!(screen.contains("6 Tables"), "the tabs are gone after {keys:?}:\n{screen}");
    }
    assert_eq!(app.told(), (0, 0, Vec::new()), "a file steered the terminal");
    app.press("q");
    assert_eq!(app.end(), 0);
    assert!(app.is_restored());
}

//! The sources keep their layers and import each other in no circle, and no tracked file names a folder of somebody's
//! machine.

mod imports;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use imports::{Crate, circles};

/// The rooms in the order of the flow: each may use those above it.
const FLOW: [&str; 18] = [
    "error",
    "store",
    "config",
    "sql",
    "workspace",
    "landing",
    "read",
    "check",
    "history",
    "warehouse",
    "report",
    "model",
    "run",
    "setup",
    "cli",
    "print",
    "tui",
    "app",
];
/// Rooms beside the flow, with the only rooms they may use; those below `run` may use them.
const BESIDE: [(&str, &[&str]); 1] = [("sample", &["error", "store"])];
/// Files of no room.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];
/// What only some places may say: the text, and where it may stand.
const ONLY_IN: [(&str, &[&str]); 14] = [
    ("ratatui::", &["tui"]),
    ("crossterm::", &["tui"]),
    ("print!(", &["app", "print"]),
    ("println!(", &["app", "print"]),
    ("dbg!(", &[]),
    ("color_eyre", &["app", "main.rs"]),
    ("process::exit", &[]),
    (".unwrap()", &[]),
    (".expect(", &[]),
    ("panic!(", &[]),
    ("todo!(", &[]),
    ("unimplemented!(", &[]),
    ("unreachable!(", &[]),
    ("unsafe ", &[]),
];
/// What a place may not say: a room, or a folder or file in it, where `*` is any one name.
const NOT_IN: [(&str, &str); 5] = [
    ("polars", "tui/core"),
    ("polars", "tui/widgets"),
    ("polars", "tui/overlay"),
    ("polars", "tui/screens/*/view"),
    ("Utc::now", "history"),
];

/// A source file without its tests and comments.
struct Source {
    path: String,
    room: String,
    lines: Vec<(usize, String)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    rust_files(&src, &mut paths);
    paths.sort();
    assert!(paths.len() > 50, "{paths:?}");
    paths.iter().filter_map(|path| source(path, path.strip_prefix(&src).unwrap())).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn source(path: &Path, relative: &Path) -> Option<Source> {
    let name = relative.to_string_lossy().replace('\\', "/");
    // Fuzz targets are tests, too, and look into every room.
    if name.contains("/tests/")
        || name.ends_with("/tests.rs")
        || name.ends_with("_tests.rs")
        || name.starts_with("fuzz/")
    {
        return None;
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.lines().take(first_test(&text));
    let lines = code.zip(1..).map(|(line, number)| (number, line.split("//").next().unwrap().to_owned()));
    let first = name.split('/').next().unwrap();
    let room = if ROOTS.contains(&first) { first } else { first.strip_suffix(".rs").unwrap_or(first) };
    Some(Source { room: room.to_owned(), lines: lines.collect(), path: name })
}

/// How many lines stand before a module of tests, which is the last thing in a file.
fn first_test(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.iter().enumerate().filter(|(_, line)| **line == "#[cfg(test)]").find(|(at, _)| {
        let module = lines.iter().skip(at + 1).find(|line| line.starts_with("mod "));
        module.is_some_and(|line| line.ends_with('{'))
    });
    tests.map_or(lines.len(), |(at, _)| at)
}

/// Every room that a file names as `crate::room` or in `crate::{...}`, with the line.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, (number, line)) in source.lines.iter().enumerate() {
        for (place, _) in line.match_indices("crate::") {
            let rest = &line[place + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let below = source.lines[at + 1..].iter().map(|(_, line)| line.as_str());
                let group = std::iter::once(group).chain(below).collect::<Vec<_>>().join(" ");
                found.extend(firsts(&group).into_iter().map(|name| (*number, name)));
            } else {
                found.push((*number, identifier(rest)));
            }
        }
    }
    found
}

/// The first names in a `{...}` group, whose opening brace is gone.
fn firsts(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut fresh) = (1, Vec::new(), true);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => fresh = true,
            sign if fresh && depth == 1 && !sign.is_whitespace() => {
                names.push(identifier(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn may_use(room: &str, other: &str) -> bool {
    let place = |name: &str| FLOW.iter().position(|r| *r == name);
    if let Some((_, allowed)) = BESIDE.iter().find(|(name, _)| *name == room) {
        return room == other || allowed.contains(&other);
    }
    match (place(room), place(other)) {
        (Some(room), Some(other)) => other <= room,
        (Some(room), None) => room > place("run").unwrap() && BESIDE.iter().any(|(name, _)| *name == other),
        _ => ROOTS.contains(&room),
    }
}

#[test]
fn a_room_uses_only_what_stands_above_it() {
    let mut broken = Vec::new();
    for source in sources() {
        let known = FLOW.contains(&source.room.as_str()) || BESIDE.iter().any(|(name, _)| *name == source.room);
        if !known && !ROOTS.contains(&source.room.as_str()) {
            broken.push(format!("src/{}: the room `{}` is in no table of this test", source.path, source.room));
        }
        for (line, other) in uses(&source) {
            if !may_use(&source.room, &other) {
                broken.push(format!("src/{}:{line}: {} uses {other}", source.path, source.room));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut all = Crate::default();
    for source in sources().iter().filter(|source| source.path != "main.rs") {
        let code: Vec<&str> = source.lines.iter().map(|(_, line)| line.as_str()).collect();
        all.add(&source.path, &code.join("\n"));
    }
    let uses = all.uses();
    let mut broken = Vec::new();
    for circle in circles(&uses) {
        for file in &circle {
            let partners: Vec<&str> = uses[file].intersection(&circle).map(String::as_str).collect();
            broken.push(format!("src/{file} is in a circle, by its use of {}", partners.join(", ")));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn groups_of_uses_are_understood() {
    assert_eq!(firsts("check, run::{self, Step}, error::Error}; use x::{y}"), ["check", "run", "error"]);
    assert!(may_use("run", "history") && !may_use("history", "run") && may_use("app", "sample"));
    assert!(!may_use("sample", "run") && !may_use("read", "sample"));
}

#[test]
fn some_words_stand_only_where_they_belong() {
    let mut broken = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            for (text, rooms) in ONLY_IN {
                if line.contains(text) && !rooms.contains(&source.room.as_str()) {
                    broken.push(format!("src/{}:{number}: {text}", source.path));
                }
            }
            for (text, folder) in NOT_IN {
                if line.contains(text) && lies_in(&source.path, folder) {
                    broken.push(format!("src/{}:{number}: {text}", source.path));
                }
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

/// Whether a file is a place or lies in it.
fn lies_in(path: &str, place: &str) -> bool {
    let mut names = path.strip_suffix(".rs").unwrap_or(path).split('/');
    place.split('/').all(|part| names.next().is_some_and(|name| part == "*" || part == name))
}

#[test]
fn places_are_folders_or_files() {
    let place = "tui/screens/*/view";
    assert!(lies_in("tui/screens/runs/view.rs", place) && lies_in("tui/screens/runs/view/log.rs", place));
    assert!(!lies_in("tui/screens/runs/work.rs", place) && !lies_in("tui/screens/mod.rs", place));
    for (text, place) in NOT_IN {
        assert!(sources().iter().any(|source| lies_in(&source.path, place)), "{text}: nothing lies in {place}");
    }
}

#[test]
fn no_tracked_file_names_a_folder_of_a_machine() {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    let tracked = output.status.success() && !output.stdout.is_empty();
    assert!(tracked, "this test needs a checkout: {}", String::from_utf8_lossy(&output.stderr));
    let folders = ["home", "root", "Users"].map(|name| format!("/{name}/"));
    let mut broken = Vec::new();
    for name in output.stdout.split(|b| *b == 0).filter(|name| !name.is_empty()) {
        let name = String::from_utf8_lossy(name);
        let Ok(text) = fs::read_to_string(root().join(name.as_ref())) else { continue };
        for (line, number) in text.lines().zip(1..) {
            if folders.iter().any(|folder| line.contains(folder)) {
                broken.push(format!("{name}:{number}: {line}"));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

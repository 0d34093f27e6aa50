//! The docs: links lead somewhere, paths are those of the checkout, and the page about the code is what the code says.
//!
//! `SHOPTUI_DOCS=write cargo test --release --test it docs` writes that page, and the tables of the config reference, anew.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

const ARCHITECTURE: &str = "docs/src/architecture.md";
const CONFIG: &str = "docs/src/reference/config.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Whether what is written by the code is to be written anew.
fn rewrites() -> bool {
    std::env::var_os("SHOPTUI_DOCS").is_some_and(|v| v == "write")
}

/// Every page, from the top of the checkout.
fn pages() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/data/README.md"].map(PathBuf::from).to_vec();
    let mut folders = vec![PathBuf::from("docs/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    assert!(found.len() > 15, "{found:?}");
    found
}

/// What a heading is called in a link: lower case, dashes for blanks, no other signs.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let mut broken = Vec::new();
    for page in pages() {
        let text = read(&page);
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if target.contains("://") {
                continue;
            }
            let (path, place) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
            let there = root().join(&path).exists();
            if !there || !(place.is_empty() || anchors(&read(&path)).iter().any(|known| known == place)) {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn every_page_of_the_book_is_in_its_summary() {
    let summary = read("docs/src/SUMMARY.md");
    for page in pages() {
        let Ok(name) = page.strip_prefix("docs/src") else { continue };
        assert!(name == Path::new("SUMMARY.md") || summary.contains(&format!("({})", name.display())), "{name:?}");
    }
}

/// The terminal shows the same pages, in the same order.
#[test]
fn the_topics_of_help_are_the_guide_and_the_reference() {
    let entry = Regex::new(r"(?m)^(?:- )?\[([^\]]+)\]\(([^)]+)\.md\)").unwrap();
    let summary = read("docs/src/SUMMARY.md");
    let (summary, _) = summary.split_once("# For engineers").unwrap();
    let pages = entry.captures_iter(summary).map(|found| {
        let name = found[2].rsplit('/').next().unwrap().to_owned();
        (name, found[1].to_owned(), read(format!("docs/src/{}.md", &found[2])))
    });
    let topics = shoptui::cli::TOPICS.iter().map(|t| (t.name.to_owned(), t.title.to_owned(), t.text.to_owned()));
    assert!(pages.collect::<Vec<_>>() == topics.collect::<Vec<_>>(), "src/cli/topics.rs lists other pages");
}

/// A recipe that names a file which has moved would send its reader nowhere.
#[test]
fn recipes_name_files_that_are_there() {
    let path = Regex::new(r"`((?:src|tests|docs|assets|scripts|benches|sample_data|\.ci)/[\w./-]+)`").unwrap();
    let (mut named, mut missing) = (0, Vec::new());
    for page in ["README.md", "CONTRIBUTING.md", "tests/data/README.md"] {
        for found in path.captures_iter(&read(page)) {
            named += 1;
            if !root().join(&found[1]).exists() {
                missing.push(format!("{page}: {}", &found[1]));
            }
        }
    }
    assert!(named > 50, "{named}");
    assert_eq!(missing, [""; 0]);
}

/// The page about the code is the text at the top of `src/lib.rs`, whose links only rustdoc follows.
#[test]
fn the_architecture_is_what_the_code_says() {
    let link = Regex::new(r"\[`(?:mod@)?([^`]+)`\]").unwrap();
    let lib = read("src/lib.rs");
    let text =
        lib.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let text = text.skip_while(|line| *line != "# Architecture").collect::<Vec<_>>().join("\n") + "\n";
    let text = link.replace_all(&text, "`$1`").replace("```\nuse shoptui", "```rust\nuse shoptui");
    // Below the title of the page.
    let text = text.replace("\n# Invariants", "\n## Invariants").replace("\n# The engine", "\n## The engine");
    if rewrites() {
        fs::write(root().join(ARCHITECTURE), &text).unwrap();
    }
    assert!(read(ARCHITECTURE) == text, "{ARCHITECTURE} differs; see the top of this file");
}

/// The tables of keys in the config reference are those that read the config.
#[test]
fn the_config_reference_is_what_the_code_says() {
    let page = read(CONFIG);
    let mut text = page.clone();
    for (name, part) in shoptui::workspace::reference().unwrap() {
        let block = Regex::new(&format!(r"(<!-- begin {name}:[^\n]*-->\n)(?s:.*?)(<!-- end {name} -->)")).unwrap();
        assert!(block.is_match(&text), "no part {name} in {CONFIG}");
        text = block
            .replace(&text, |found: &regex::Captures<'_>| format!("{}{part}{}", &found[1], &found[2]))
            .into_owned();
    }
    if rewrites() {
        fs::write(root().join(CONFIG), &text).unwrap();
        return;
    }
    assert!(page == text, "{CONFIG} differs; see the top of this file");
}

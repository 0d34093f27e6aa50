//! The user's file of keys and themes: checked whole, like the workspace's.

use std::path::Path;
use std::str::FromStr;

use ratatui::style::Color;

use crate::config::{self, Node, Section, shown, suggest};
use crate::error::Error;
use crate::tui::keys::{BINDINGS, Keymap, Press};
use crate::tui::settings::values::Settings;
use crate::tui::theme::{Glyphs, Styles, Theme};

const KEYS: &[&str] = &["theme", "glyphs", "keys", "themes"];
const THEME: &[&str] = &["accent", "good", "attention", "bad", "dim", "selected", "series"];
const SECTION: &str = "Write it as a [section].";

/// Reads the file into the settings.
pub(super) fn read(path: &Path, settings: &mut Settings) -> Result<(), Vec<Error>> {
    let text = config::read(path, path).map_err(|e| vec![e])?;
    let (keys, look) = config::check(&text, path, |document| meaning(document, settings))?;
    (settings.keys, settings.styles) = (keys, look);
    Ok(())
}

fn meaning(document: Node<'_>, settings: &Settings) -> Option<(Keymap, Styles)> {
    let document = document.section(KEYS, "")?;
    let (mut keys, mut styles) = (settings.keys.clone(), settings.styles.clone());
    if let Some(node) = document.get("themes") {
        for (name, node) in node.entries(SECTION)? {
            styles.themes.retain(|known| known.name != name);
            styles.themes.extend(theme(name, node));
        }
    }
    if let Some(node) = document.get("theme") {
        let names: Vec<String> = styles.themes.iter().map(|t| t.name.clone()).collect();
        let known: Vec<(&str, usize)> = names.iter().map(String::as_str).zip(0..).collect();
        styles.theme = node.choice("theme", &known)?;
    }
    if let Some(node) = document.get("glyphs") {
        styles.glyphs = node.choice("glyphs", &[("unicode", Glyphs::Unicode), ("ascii", Glyphs::Ascii)])?;
    }
    if let Some(node) = document.get("keys") {
        rebind(&mut keys, &node)?;
    }
    Some((keys, styles))
}

/// A theme begins as the dark one and changes what it names.
fn theme(name: &str, node: Node<'_>) -> Option<Theme> {
    let section = node.section(THEME, SECTION)?;
    let mut theme = Theme { name: name.to_owned(), ..Theme::dark() };
    let places = [
        ("accent", &mut theme.accent),
        ("good", &mut theme.good),
        ("attention", &mut theme.attention),
        ("bad", &mut theme.bad),
        ("dim", &mut theme.dim),
        ("selected", &mut theme.selected),
    ];
    for (key, place) in places {
        if let Some(colour) = one(&section, key)? {
            *place = colour;
        }
    }
    if let Some(node) = section.get("series") {
        theme.series = node.texts()?.iter().map(|(text, node)| colour(text, node)).collect::<Option<_>>()?;
    }
    Some(theme)
}

/// A colour of a theme: outer none if it is wrong, then none if it is not set, then none for the terminal's own.
#[expect(clippy::option_option, reason = "not set and the terminal's own are two things")]
fn one(section: &Section<'_>, key: &str) -> Option<Option<Option<Color>>> {
    section.maybe(key, |node| match node.text()? {
        "none" => Some(None),
        text => colour(text, node).map(Some),
    })
}

fn colour(text: &str, node: &Node<'_>) -> Option<Color> {
    let colour = Color::from_str(text).ok();
    if colour.is_none() {
        let hint = "Write \"#56b4e9\", a number from 0 to 255 in quotes, a name such as \"blue\", or \"none\".";
        node.wrong(format!("`{}` is not a colour", shown(text)), hint);
    }
    colour
}

fn rebind(keys: &mut Keymap, node: &Node<'_>) -> Option<()> {
    let mut sections: Vec<String> = BINDINGS.iter().map(|b| b.scope.name()).collect();
    sections.dedup();
    let mut places: Vec<(String, Node<'_>)> = Vec::new();
    for (section, node) in node.entries(SECTION)? {
        if !sections.iter().any(|known| known == section) {
            node.wrong_key("unknown section", suggest(section, sections.iter().map(String::as_str)));
            continue;
        }
        for (name, node) in node.entries(SECTION)? {
            let presses = presses(&node)?;
            if keys.rebind(section, name, &presses) {
                places.push((format!("{section} {name}"), node));
            } else {
                let known = BINDINGS.iter().filter(|b| b.scope.name() == section).map(|b| b.name);
                node.wrong_key("unknown key", suggest(name, known));
            }
        }
    }
    for (section, key, names) in keys.clashes() {
        // Reported where the file says it; the table itself has no such thing.
        let place = places.iter().find(|(place, _)| names.iter().any(|name| *place == format!("{section} {name}")));
        if let Some((_, node)) = place {
            node.wrong(format!("`{key}` means {} as well", names.join(" and ")), "Give one of them another key.");
        }
    }
    Some(())
}

fn presses(node: &Node<'_>) -> Option<Vec<Press>> {
    let press = |(text, node): &(&str, Node<'_>)| {
        let press = Press::parse(text);
        if press.is_none() {
            let hint =
                "Write a character, or for example \"ctrl-d\", \"alt-x\", \"shift-tab\", \"f5\", \"enter\", \"pgdn\".";
            node.wrong(format!("`{}` is not a key", shown(text)), hint);
        }
        press
    };
    node.texts()?.iter().map(press).collect()
}

//! A page of the book as lines for a terminal.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::table;
use super::words::{Ink, Span, Style, shown_width, wrap};
use crate::cli::TOPICS;

/// How far the blocks of a list or of code stand in.
const STEP: usize = 2;

/// A page, at most so wide; code is not broken.
pub(super) fn draw(markdown: &str, width: usize, ink: Ink) -> String {
    let mut page = Page { width, ink, ..Page::default() };
    let options = Options::ENABLE_TABLES;
    Parser::new_ext(markdown, options).for_each(|event| page.event(event));
    page.see_also();
    page.text
}

struct Page<'a> {
    text: String,
    width: usize,
    ink: Ink,
    /// The text of the block that goes on.
    spans: Vec<Span>,
    style: Style,
    code: Option<String>,
    rows: table::Rows,
    /// The lists around, outermost first: the number of the next item, if they have any.
    lists: Vec<Option<u64>>,
    /// What stands before the next line of an item.
    bullet: Option<String>,
    /// Whether a picture goes on, whose words nobody can see.
    picture: bool,
    /// Whether what comes next needs no blank line before it.
    tight: bool,
    links: Vec<&'a str>,
}

impl Default for Page<'_> {
    fn default() -> Self {
        Self {
            text: String::new(),
            width: 0,
            ink: Ink::None,
            spans: Vec::new(),
            style: Style::Plain,
            code: None,
            rows: Vec::new(),
            lists: Vec::new(),
            bullet: None,
            picture: false,
            tight: true,
            links: Vec::new(),
        }
    }
}

impl Page<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.say(&text, self.style),
            },
            Event::Code(text) if self.ink == Ink::None => self.say(&format!("`{text}`"), Style::Code),
            Event::Code(text) => self.say(&text, Style::Code),
            Event::SoftBreak | Event::HardBreak => self.say(" ", Style::Plain),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong | Tag::Emphasis => self.style = Style::Strong,
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                let number = self.lists.last_mut().and_then(Option::as_mut);
                self.bullet = Some(number.map_or_else(
                    || "- ".to_owned(),
                    |number| {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    },
                ));
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { .. } => self.picture = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis => self.style = Style::Plain,
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                let lines = code.lines().map(|line| format!("{:STEP$}{line}", "").trim_end().to_owned()).collect();
                self.block(lines);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.tight = false;
            }
            TagEnd::Item => {
                self.flush();
                self.bullet = None;
                self.tight = true;
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.spans);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                let lines = table::draw(rows, self.room(), self.ink);
                self.block(lines);
            }
            TagEnd::Image => self.picture = false,
            _ => {}
        }
    }

    fn say(&mut self, text: &str, style: Style) {
        if !self.picture {
            self.spans.push(Span { text: text.to_owned(), style });
        }
    }

    /// A link to another page is told at the end; one into the web, where it stands.
    fn link(&mut self, target: &str) {
        let file = target.split('#').next().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or_default().strip_suffix(".md");
        if let Some(topic) = TOPICS.iter().find(|topic| Some(topic.name) == name)
            && !self.links.contains(&topic.name)
        {
            self.links.push(topic.name);
        }
    }

    fn see_also(&mut self) {
        if self.links.is_empty() {
            return;
        }
        let names = self.links.iter().map(|name| format!("`shoptui help {name}`")).collect::<Vec<_>>().join(", ");
        self.say(&format!("See also: {names}"), Style::Plain);
        self.flush();
    }

    fn heading(&mut self, level: HeadingLevel) {
        self.spans.iter_mut().for_each(|span| span.style = Style::Strong);
        let mut lines = self.wrapped();
        let rule = match level {
            HeadingLevel::H1 => Some("═"),
            HeadingLevel::H2 => Some("─"),
            _ => None,
        };
        let width = lines.iter().map(|line| shown_width(line)).max().unwrap_or_default();
        lines.extend(rule.map(|sign| sign.repeat(width)));
        self.block(lines);
    }

    fn wrapped(&mut self) -> Vec<String> {
        wrap(&std::mem::take(&mut self.spans), self.room(), self.ink)
    }

    /// Ends a paragraph, if there is one.
    fn flush(&mut self) {
        if self.spans.iter().any(|span| !span.text.trim().is_empty()) {
            let lines = self.wrapped();
            self.block(lines);
        }
        self.spans.clear();
    }

    /// How wide a line of a block may be.
    fn room(&self) -> usize {
        self.width.saturating_sub(self.indent()).max(1)
    }

    fn indent(&self) -> usize {
        let numbered = self.lists.iter().filter(|list| list.is_some()).count();
        self.lists.len() * STEP + numbered
    }

    /// Appends lines, with a blank one before them unless they are an item of a list.
    fn block(&mut self, lines: Vec<String>) {
        let first_of_list = self.bullet.is_some() && !self.tight && self.lists.len() == 1;
        if !self.text.is_empty() && (self.bullet.is_none() || first_of_list) {
            self.text.push('\n');
        }
        let indent = self.indent();
        for line in lines {
            let before = self.bullet.take().unwrap_or_default();
            let line = format!("{before:>indent$}{line}");
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
        self.tight = false;
    }
}

#[cfg(test)]
mod tests;

//! A walk through the app as one SVG that moves: a frame after the other, without a script.
//!
//! Where nothing moves (an image viewer, or a reader who wants none of it) the first frame stays. A row that several
//! frames have in common is written once.

use std::fmt::Write as _;

use ratatui::buffer::Cell;

use super::frame::{self, Ground, MARGIN, hex, rect, x, y};

/// How long a frame stays, in seconds.
const SECONDS: usize = 3;
/// Rows below the frame, for what is said.
const FOOT: usize = 2;

/// A frame, and how it came.
pub struct Step {
    /// The key that was pressed; empty for the first frame.
    pub key: &'static str,
    pub said: &'static str,
    /// The lines on each ground.
    pub frames: [Vec<Vec<Cell>>; 2],
}

/// The walk on a ground.
pub fn document(steps: &[Step], ground: Ground) -> String {
    let frames: Vec<&[Vec<Cell>]> = steps.iter().map(|step| step.frames[ground as usize].as_slice()).collect();
    let (columns, rows) = frames.first().map_or((0, 0), |frame| (frame.first().map_or(0, Vec::len), frame.len()));
    let mut groups = Groups { all: steps.len(), ..Groups::default() };
    for number in 0..rows {
        // What is in a row, in the order in which it comes, and the frames that show it.
        let mut drawn: Vec<(String, Vec<usize>)> = Vec::new();
        for (step, frame) in frames.iter().enumerate() {
            let mut row = String::new();
            frame::row(&mut row, number, &frame[number], ground);
            match drawn.iter_mut().find(|(known, _)| *known == row) {
                Some((_, shown)) => shown.push(step),
                None => drawn.push((row, vec![step])),
            }
        }
        for (row, shown) in drawn.iter().filter(|(row, _)| !row.is_empty()) {
            groups.add(row, shown);
        }
    }
    for (number, step) in steps.iter().enumerate() {
        groups.add(&foot(step, (columns, rows), ground), &[number]);
    }
    frame::document(ground, (columns, rows + FOOT), &groups.style(), &groups.content)
}

/// Parts of the document that come and go with the frames that show them.
#[derive(Default)]
struct Groups {
    content: String,
    /// The frames of each kind of group; its place is its name.
    kinds: Vec<Vec<usize>>,
    all: usize,
}

impl Groups {
    fn add(&mut self, content: &str, shown: &[usize]) {
        if shown.len() == self.all {
            self.content.push_str(content);
            return;
        }
        let kind = self.kinds.iter().position(|kind| kind == shown).unwrap_or_else(|| {
            self.kinds.push(shown.to_vec());
            self.kinds.len() - 1
        });
        let hidden = if shown.contains(&0) { "" } else { " visibility=\"hidden\"" };
        let _ = write!(self.content, "<g class=\"g{kind}\"{hidden}>\n{content}</g>\n");
    }

    /// When each kind is seen.
    fn style(&self) -> String {
        let mut style = "<style>\n".to_owned();
        let seconds = self.all * SECONDS;
        for (kind, shown) in self.kinds.iter().enumerate() {
            let _ = write!(style, ".g{kind}{{animation:k{kind} {seconds}s step-end infinite}}@keyframes k{kind}{{");
            let mut before = None;
            for step in 0..self.all {
                let seen = shown.contains(&step);
                if before != Some(seen) {
                    let (percent, word) =
                        (step as f32 * 100.0 / self.all as f32, if seen { "visible" } else { "hidden" });
                    let _ = write!(style, "{percent}%{{visibility:{word}}}");
                }
                before = Some(seen);
            }
            style.push_str("}\n");
        }
        style + "@media (prefers-reduced-motion:reduce){g{animation:none!important}}\n</style>\n"
    }
}

/// The key, as on a keyboard, and what it does.
fn foot(step: &Step, (columns, rows): (usize, usize), ground: Ground) -> String {
    let mut out = String::new();
    let (top, baseline) = (y(rows) + 10.0, y(rows) + 24.0);
    rect(&mut out, (MARGIN, y(rows) + 2.0), (x(columns) - MARGIN, 1.0), ground.border(), 1.0);
    let mut left = MARGIN + 8.0;
    let ink = hex(ground.foreground());
    if !step.key.is_empty() {
        let border = hex(ground.border());
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"22\" height=\"19\" rx=\"3\" fill=\"none\" stroke=\"{ink}\"/>\n\
             <rect x=\"{left}\" y=\"{top}\" width=\"22\" height=\"19\" rx=\"3\" fill=\"{border}\" fill-opacity=\"0.4\"/>\n\
             <text x=\"{}\" y=\"{baseline}\" text-anchor=\"middle\">{}</text>",
            left + 11.0,
            step.key,
        );
        left += 34.0;
    }
    let _ = writeln!(out, "<text x=\"{left}\" y=\"{baseline}\">{}</text>", step.said);
    out
}

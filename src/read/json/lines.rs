//! One object a line. A line that is none is a bad row; a file without a single one is no list of rows.

use serde_json::value::RawValue;

use super::element::{Element, Piece, WAVE, batch, batches, too_long};
use super::place::{Place, unreadable, what};
use crate::error::{Error, Result};
use crate::read::batch::Batch;
use crate::read::limits::Limits;
use crate::workspace::Pipeline;

/// Lines while they are read.
pub(super) struct Lines<'a> {
    pipeline: &'a Pipeline,
    limits: Limits,
    /// The line that goes on and is too long already.
    skipping: Option<u64>,
    /// Whether a line was JSON.
    any: bool,
    /// What is wrong with the first line, as long as no line was JSON.
    first: Option<Error>,
}

/// What is said of a line that is no object.
struct Judged {
    is_json: bool,
    line: u64,
    message: String,
    column: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(pipeline: &'a Pipeline) -> Self {
        Self { pipeline, limits: Limits::of(pipeline), skipping: None, any: false, first: None }
    }

    /// Reads the lines that are whole; gives how much of the text was used.
    pub(super) fn advance(
        &mut self,
        Piece { text, last }: Piece<'_>,
        place: &mut Place,
        give: &mut dyn FnMut(Vec<Batch>) -> Result<()>,
    ) -> Result<usize> {
        let mut at = 0;
        let mut elements = Vec::new();
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let end = match memchr::memchr(b'\n', rest.as_bytes()) {
                Some(end) => end,
                None if last => rest.len(),
                None if self.skipping.is_some() || rest.len() > self.limits.row => {
                    self.skipping = self.skipping.or(Some(place.line()));
                    place.pass(rest);
                    at = text.len();
                    break;
                }
                None => break,
            };
            let line = place.line();
            let mine = rest.get(..end).unwrap_or_default();
            at += end + usize::from(end < rest.len());
            if end < rest.len() {
                *place = Place { breaks: place.breaks + 1, characters: 0 };
            }
            let long = (mine.len() > self.limits.row).then_some(line);
            if let Some(line) = self.skipping.take().or(long) {
                self.read(&mut elements, give)?;
                self.skipped(line, give)?;
                continue;
            }
            let mine = mine.trim();
            if !mine.is_empty() {
                elements.push(Element { text: mine, line });
            }
            if elements.len() >= WAVE {
                self.read(&mut elements, give)?;
            }
        }
        self.read(&mut elements, give)?;
        if last && let Some(line) = self.skipping.take() {
            self.skipped(line, give)?;
        }
        Ok(at)
    }

    /// An error if no line was JSON.
    pub(super) fn end(self) -> Result<()> {
        match self.first.filter(|_| !self.any) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn read(&mut self, elements: &mut Vec<Element<'_>>, give: &mut dyn FnMut(Vec<Batch>) -> Result<()>) -> Result<()> {
        if elements.is_empty() {
            return Ok(());
        }
        let known = self.any;
        let (batches, judged): (Vec<_>, Vec<_>) = batches(elements, self.pipeline, |element, _| {
            let error = if known { None } else { serde_json::from_str::<&RawValue>(element.text).err() };
            let (message, column) = error.as_ref().map_or_else(Default::default, |e| (what(e), e.column() as u64));
            Judged { is_json: error.is_none(), line: element.line, message, column }
        })
        .into_iter()
        .unzip();
        let judged: Vec<Judged> = judged.into_iter().flatten().collect();
        self.any = known || judged.len() < elements.len() || judged.iter().any(|judged| judged.is_json);
        if !self.any && self.first.is_none() {
            self.first = judged.first().map(|judged| {
                let place = Place { breaks: judged.line - 1, characters: judged.column.saturating_sub(1) };
                unreadable(&format!("broken JSON: {}", judged.message), place).at_column(judged.column)
            });
        }
        elements.clear();
        give(batches)
    }

    /// Hands on a line that was too long to be kept.
    fn skipped(&mut self, line: u64, give: &mut dyn FnMut(Vec<Batch>) -> Result<()>) -> Result<()> {
        if !self.any && self.first.is_none() {
            self.first = Some(Limits::too_long("the row", self.limits.row).at_line(line).at_column(1));
        }
        let (mut batch, _) = batch(&[], self.pipeline, |_, _| ());
        batch.broken.push(too_long(line, self.limits));
        give(vec![batch])
    }
}

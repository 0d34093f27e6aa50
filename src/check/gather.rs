//! The checked stretches of a file -> all its rows: in memory, or in parts on disk once they are more than a part.

use polars::prelude::{DataFrame, UniqueKeepStrategy};

use super::accepted::Accepted;
use super::checked::Checked;
use super::chunk::Chunk;
use super::counts::{Counts, Total, no_totals};
use super::duplicate_keys;
use super::frame::{empty_frame, internal};
use super::heavy::Heavy;
use super::rejects::{Log, Rejects};
use super::second_pass::SecondPass;
use super::source::Source;
use super::spill::Spill;
use super::uniqueness::Track;
use super::warnings::Warned;
use crate::error::Result;
use crate::workspace::Pipeline;

/// So many keys are held before those that stand there twice are looked for.
const HELD: usize = 1 << 20;

/// A file's rows while they come.
pub(super) struct Gathered<'a> {
    source: &'a Source<'a>,
    sums: Sums,
    rejects: Log,
    /// The chunks, as long as they are kept in memory, and how many bytes they count for.
    chunks: Vec<Chunk>,
    weight: u64,
    spill: Option<Spill<'a>>,
}

/// The rows of a file, and what is still to be asked of them.
pub(super) struct Rows<'a> {
    pub(super) checked: Checked,
    pub(super) second_pass: SecondPass<'a>,
    pub(super) warned: Warned,
    /// Only where a column is unique.
    pub(super) track: Option<Track>,
    pub(super) control: i128,
}

/// What is added up over the chunks.
struct Sums {
    held: DataFrame,
    /// When to look for keys that are held twice.
    held_most: usize,
    counts: Counts,
    totals: Vec<Total>,
    warned: Warned,
    control: i128,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(source: &'a Source<'a>) -> Result<Self> {
        let pipeline = source.pipeline;
        let sums = Sums {
            held: no_keys(pipeline)?,
            held_most: HELD,
            counts: Counts::default(),
            totals: no_totals(pipeline),
            warned: Warned::default(),
            control: 0,
        };
        Ok(Self { source, sums, rejects: Log::default(), chunks: Vec::new(), weight: 0, spill: None })
    }

    /// Takes the next chunk of the file.
    pub(super) fn add(&mut self, mut chunk: Chunk) -> Result<()> {
        let Source { file, pipeline, scratch, .. } = *self.source;
        self.rejects.add(&std::mem::take(&mut chunk.rejects), scratch)?;
        self.sums.add(&mut chunk)?;
        if let Some(spill) = &mut self.spill {
            return spill.add(chunk);
        }
        self.weight += chunk.weight;
        self.chunks.push(chunk);
        if self.weight >= scratch.part_bytes {
            let mut spill = Spill::create(scratch, file, pipeline)?;
            self.chunks.drain(..).try_for_each(|chunk| spill.add(chunk))?;
            self.spill = Some(spill);
        }
        Ok(())
    }

    /// Looks for keys that stand on several rows.
    pub(super) fn finish(self) -> Result<Rows<'a>> {
        let Self { source, mut sums, rejects, chunks, spill, .. } = self;
        let mut second_pass = SecondPass::new(source.scratch);
        let mut track = source.pipeline.unique_columns().next().map(|_| Track::default());
        let accepted = match spill {
            None => whole(source, chunks, &mut sums, (&mut second_pass, &mut track))?,
            Some(spill) => parted(source, spill, &mut sums, (&mut second_pass, &mut track))?,
        };
        let Sums { held, counts, totals, warned, control, .. } = sums;
        let rejects = Rejects::new(rejects);
        let checked = Checked { accepted, rejects, held, counts, totals, warnings: Vec::new() };
        Ok(Rows { checked, second_pass, warned, track, control })
    }
}

fn whole(
    source: &Source<'_>,
    mut chunks: Vec<Chunk>,
    sums: &mut Sums,
    (second_pass, track): (&mut SecondPass<'_>, &mut Option<Track>),
) -> Result<Accepted> {
    let pipeline = source.pipeline;
    let heavy = Heavy::default();
    let doubles = pipeline.has_key().then(|| duplicate_keys::doubles(&chunks, &pipeline.key, &heavy)).transpose()?;
    for chunk in &mut chunks {
        chunk.reset(pipeline)?;
    }
    if let Some(doubles) = doubles {
        duplicate_keys::drop_doubles(&mut chunks, doubles, pipeline, second_pass)?;
    }
    let mut rows = empty_frame(pipeline)?;
    for mut chunk in chunks {
        sums.settle(&mut chunk)?;
        rows.vstack_mut(&chunk.accepted).map_err(internal)?;
        if let Some(track) = track {
            track.add(&chunk.accepted, (&chunk.lines, &chunk.keys), pipeline)?;
        }
    }
    Ok(Accepted::memory(rows))
}

fn parted(
    source: &Source<'_>,
    spill: Spill<'_>,
    sums: &mut Sums,
    (second_pass, track): (&mut SecondPass<'_>, &mut Option<Track>),
) -> Result<Accepted> {
    let Source { pipeline, check_cancelled, .. } = *source;
    spill.finish(|part, heavy| {
        check_cancelled(0)?;
        part.reset(pipeline)?;
        if pipeline.has_key() {
            let doubles = duplicate_keys::doubles(std::slice::from_ref(part), &pipeline.key, heavy)?;
            duplicate_keys::drop_doubles(std::slice::from_mut(part), doubles, pipeline, second_pass)?;
        }
        sums.settle(part)?;
        if let Some(track) = track {
            track.add(&part.accepted, (&part.lines, &part.keys), pipeline)?;
        }
        Ok(())
    })
}

impl Sums {
    /// Takes what a chunk adds; its rows, lines and keys stay.
    fn add(&mut self, chunk: &mut Chunk) -> Result<()> {
        self.hold(&std::mem::take(&mut chunk.held))?;
        self.warned.add(std::mem::take(&mut chunk.warned));
        self.control = self.control.saturating_add(chunk.control);
        for (sum, part) in self.totals.iter_mut().zip(&chunk.totals) {
            sum.file += part.file;
            sum.rejected += part.rejected;
            sum.duplicates += part.duplicates;
        }
        self.counts.rows += chunk.counts.rows;
        self.counts.accepted += chunk.counts.accepted;
        self.counts.rejected += chunk.counts.rejected;
        self.counts.duplicates += chunk.counts.duplicates;
        Ok(())
    }

    /// Takes what the doubles of rows come to that are counted already.
    fn settle(&mut self, chunk: &mut Chunk) -> Result<()> {
        let Counts { rejected, duplicates, .. } = chunk.counts;
        chunk.counts = Counts { rows: 0, accepted: 0, rejected, duplicates };
        self.counts.accepted -= rejected + duplicates;
        self.add(chunk)
    }

    fn hold(&mut self, keys: &DataFrame) -> Result<()> {
        if keys.height() == 0 {
            return Ok(());
        }
        self.held.vstack_mut(keys).map_err(internal)?;
        if self.held.height() > self.held_most {
            // A key is held however often it stands there.
            self.held = once(&self.held)?;
            self.held_most = HELD.max(self.held.height() * 2);
        }
        Ok(())
    }
}

/// A frame of no keys; it has no column where rows have no key.
fn no_keys(pipeline: &Pipeline) -> Result<DataFrame> {
    empty_frame(pipeline)?.select(pipeline.key_names()).map_err(internal)
}

/// The keys among some, each once.
fn once(keys: &DataFrame) -> Result<DataFrame> {
    let once = keys.unique::<Vec<String>, String>(None, UniqueKeepStrategy::Any, None);
    once.map_err(internal)
}

//! The proof of a table: built anew from the archive in a place of its own, and compared with what the warehouse has.
//!
//! Nothing of the workspace is changed. What there is to compare with is built by the same steps as a run takes, from
//! exactly the files and corrections that the loads name.

mod content;
mod difference;
mod files;
mod journals;
mod loads;
mod rebuild;
mod scratch;
mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::execute::table::Table;
use super::journal::run_name;
use super::plan::changes;
use super::plan::upstream::Upstream;
use super::{Clock, Listener, Lock, Request};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Slot};
use crate::warehouse::{self, LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};
use content::Content;
use journals::Journals;
use scratch::Scratch;

pub(super) use files::place;

pub use difference::{Difference, What};
pub use files::{Files, Kind};
pub use loads::Figure;
pub use rebuild::{FileChange, Rebuilt, Said, rebuild};

/// What is to be verified.
#[derive(Debug, Clone, Default)]
pub struct VerifyRequest {
    /// Only these tables; all if empty.
    pub tables: Vec<String>,
    /// How long to wait for a run to end.
    pub wait: Duration,
}

/// What a proof came to; as JSON an array with an object a table, and one more for the files beside them.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Each table that was asked for.
    pub tables: Vec<Verified>,
    /// The files beside the tables; none if only some tables were asked for.
    pub files: Option<Files>,
}

impl Verification {
    /// Whether everything is as it should be.
    pub fn holds(&self) -> bool {
        let verdicts = self.tables.iter().map(|one| one.result).chain(self.files.iter().map(|files| files.result));
        verdicts.into_iter().all(|verdict| verdict == Verdict::Ok)
    }
}

impl Serialize for Verification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum One<'a> {
            Table(&'a Verified),
            Files(&'a Files),
        }
        serializer.collect_seq(self.tables.iter().map(One::Table).chain(self.files.iter().map(One::Files)))
    }
}

/// What the proof of a table came to.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// The table.
    pub table: String,
    /// Whether it is what its files make it.
    pub result: Verdict,
    /// Its versions; none if they cannot be read.
    pub versions: Option<u64>,
    /// The files that are loaded.
    pub files: u64,
    /// The corrections of their rows, in files.
    pub corrections: u64,
    /// What stands for all its versions, in 16 hexadecimal digits; none if they cannot be read.
    pub content: Option<String>,
    /// What does not hold, the first by its cause first.
    pub differences: Vec<Difference>,
    /// What is worth knowing, and no difference.
    pub notes: Vec<String>,
}

/// Whether a table is what its files make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Ok,
    /// It is not, or that cannot be told.
    Differs,
}

/// Builds tables anew from the archive, beside the warehouse, and compares the two; the workspace stays as it is.
///
/// Fails only if nothing can be said at all: what is wrong with a table is in its result.
pub fn verify(
    workspace: &Workspace,
    request: &VerifyRequest,
    clock: Clock,
    listener: &dyn Listener,
) -> Result<Verification> {
    let chosen = chosen(workspace, request)?;
    let warehouse = warehouse::open(workspace)?;
    // A run would change the table while it is looked at.
    let name = format!("verify-{}", run_name::after(clock(), None));
    let _lock = Lock::take(workspace, &name, request.wait, listener, clock)?;
    let proof = Proof {
        workspace,
        warehouse: warehouse.as_ref(),
        scratch: Scratch::create(workspace)?,
        journals: Journals::read(workspace)?,
        listener,
    };
    let tables = proof.run(&chosen)?;
    let whole = request.tables.is_empty();
    let files = whole.then(|| files::look(workspace, proof.warehouse, &proof.journals)).transpose()?;
    Ok(Verification { tables, files })
}

fn chosen<'a>(workspace: &'a Workspace, request: &VerifyRequest) -> Result<Vec<&'a Pipeline>> {
    super::chosen(workspace, &Request { pipelines: request.tables.clone(), ..Request::default() })
}

/// Some pipelines in rounds: those that refer to others of them come in a later round than these.
fn in_order(mut waiting: Vec<&Pipeline>) -> Vec<Vec<&Pipeline>> {
    let mut rounds = Vec::new();
    while !waiting.is_empty() {
        let names: BTreeSet<&str> = waiting.iter().map(|pipeline| pipeline.name.as_str()).collect();
        let waits = |pipeline: &&Pipeline| pipeline.refers_to().any(|to| to != pipeline.name && names.contains(to));
        let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(waits);
        // No pipeline refers to itself through others; if one did, it would still have its turn.
        let (ready, later) = if ready.is_empty() { (later, ready) } else { (ready, later) };
        rounds.push(ready);
        waiting = later;
    }
    rounds
}

/// What the proof of every table needs.
struct Proof<'a> {
    workspace: &'a Workspace,
    warehouse: &'a dyn Warehouse,
    scratch: Scratch,
    journals: Journals,
    listener: &'a dyn Listener,
}

/// How it went to build some tables anew: the error of those that could not be.
type Built = BTreeMap<String, Option<Difference>>;
/// A table, what kept it from being built anew, and what it came to if it was chosen.
type Done = (String, Option<Difference>, Option<Verified>);

impl Proof<'_> {
    fn run(&self, chosen: &[&Pipeline]) -> Result<Vec<Verified>> {
        let (mut built, mut verified) = (Built::new(), Vec::new());
        for round in in_order(self.with_references(chosen)?) {
            let each = self.round(&round, chosen, &built)?;
            for (name, failed, one) in each {
                built.insert(name, failed);
                verified.extend(one);
            }
        }
        verified.sort_by_key(|v: &Verified| chosen.iter().position(|c| c.name == v.table));
        Ok(verified)
    }

    /// Some tables side by side: how each was built, and what it came to if it was chosen.
    fn round(&self, tables: &[&Pipeline], chosen: &[&Pipeline], built: &Built) -> Result<Vec<Done>> {
        let one = |pipeline: &Pipeline| {
            let failed = self.build(pipeline, built)?;
            let is_chosen = chosen.iter().any(|c| c.name == pipeline.name);
            let verified = is_chosen.then(|| self.compare(pipeline, failed.clone())).transpose()?;
            Ok((pipeline.name.clone(), failed, verified))
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = tables.iter().map(|&pipeline| scope.spawn(move || one(pipeline))).collect();
            let lost = || Err(Error::new(ErrorKind::Warehouse, "the proof of a table broke off"));
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| lost())).collect()
        })
    }

    /// Some pipelines and all that they refer to, each once.
    fn with_references<'b>(&'b self, chosen: &[&'b Pipeline]) -> Result<Vec<&'b Pipeline>> {
        let mut all = chosen.to_vec();
        let mut at = 0;
        while let Some(pipeline) = all.get(at).copied() {
            for to in pipeline.refers_to() {
                if all.iter().all(|known| known.name != to) {
                    all.push(self.workspace.pipeline(to)?);
                }
            }
            at += 1;
        }
        Ok(all)
    }

    /// Builds a table anew; gives what kept that from working.
    fn build(&self, pipeline: &Pipeline, built: &Built) -> Result<Option<Difference>> {
        let failed = |to: &&str| built.get(*to).is_some_and(Option::is_some);
        if let Some(to) = pipeline.refers_to().find(failed) {
            let message = format!("it refers to {to}, which cannot be built anew");
            return Ok(Some(Difference::new(What::Rebuild, message, format!("`shoptui verify {to}` says why."))));
        }
        let table = Table { workspace: self.workspace, warehouse: self.scratch.warehouse(), pipeline };
        let went =
            self.warehouse.loads(pipeline).and_then(|loads| self.scratch.build(table, &loads, &|_| self.go_on()));
        match went {
            Ok(()) => Ok(None),
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error),
            Err(error) => Ok(Some(Difference::of(What::Rebuild, &error))),
        }
    }

    fn compare(&self, pipeline: &Pipeline, failed: Option<Difference>) -> Result<Verified> {
        let mut found = Found::default();
        let loads = self.warehouse.loads(pipeline).unwrap_or_default();
        loads::files(self.workspace, pipeline, &loads, &mut found)?;
        let content = self.content(pipeline, &mut found)?;
        match failed {
            // Of a file that is missing, that is all there is to say.
            Some(failed) if found.differences.is_empty() => found.differences.push(failed),
            Some(_) => {}
            None => self.with_rebuilt(pipeline, content.as_ref(), &loads, &mut found)?,
        }
        if content.is_some() {
            stored::versions(self, pipeline, &loads, &mut found)?;
        }
        stored::files(self, pipeline, &mut found)?;
        match self.warehouse.past(pipeline) {
            Ok(past) => self.journals.compare(pipeline, &past, &mut found),
            Err(error) => found.differences.push(Difference::of(What::Journal, &error)),
        }
        self.note_waiting(pipeline, &loads, &mut found)?;
        let Found { differences, notes } = found;
        Ok(Verified {
            table: pipeline.name.clone(),
            result: if differences.is_empty() { Verdict::Ok } else { Verdict::Differs },
            versions: content.as_ref().map(|c| c.versions),
            files: loads.len() as u64,
            corrections: loads.iter().map(|load| load.corrections.len() as u64).sum(),
            content: content.as_ref().map(Content::word),
            differences,
            notes,
        })
    }

    /// What the table in the warehouse says; none if it cannot be read, which is a difference.
    fn content(&self, pipeline: &Pipeline, found: &mut Found) -> Result<Option<Content>> {
        match content::content(self.warehouse, pipeline, &|_| self.go_on()) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error),
            Err(error) => {
                found.differences.push(Difference::of(What::Content, &error));
                Ok(None)
            }
        }
    }

    /// Compares with what was built anew.
    fn with_rebuilt(
        &self,
        pipeline: &Pipeline,
        content: Option<&Content>,
        loads: &[LoadRecord],
        found: &mut Found,
    ) -> Result<()> {
        let rebuilt = self.scratch.warehouse();
        let theirs = content::content(rebuilt, pipeline, &|_| self.go_on())?;
        if let Some(ours) = content {
            if (ours.versions, ours.hash) != (theirs.versions, theirs.hash) {
                let tables = [(self.warehouse, ours), (rebuilt, &theirs)];
                let differs = content::first_difference(tables, pipeline, &|_| self.go_on())?;
                let sides = [self.warehouse, rebuilt];
                found.differences.push(difference::content(self.workspace, sides, pipeline, differs));
            }
            found.differences.extend(difference::miswritten(pipeline, ours));
        }
        loads::figures(pipeline, loads, &rebuilt.loads(pipeline)?, found);
        Ok(())
    }

    /// Files that the next run loads, or loads again.
    fn note_waiting(&self, pipeline: &Pipeline, loads: &[LoadRecord], found: &mut Found) -> Result<()> {
        let archive = landing::archive(self.workspace, pipeline)?;
        let Ok(against) = Upstream::of(self.workspace, self.warehouse, pipeline) else { return Ok(()) };
        let waiting = changes::changed(&Request::default(), loads, &archive, &against);
        let days: BTreeSet<_> = waiting.keys().map(|slot: &Slot| slot.date).collect();
        if !days.is_empty() {
            let days: Vec<_> = days.into_iter().collect();
            found.notes.push(format!("the archive has files that the next run loads: {}", super::days(&days)));
        }
        Ok(())
    }

    fn go_on(&self) -> Result<()> {
        if self.listener.cancelled() { Err(Error::stopped()) } else { Ok(()) }
    }
}

/// What the proof of a table found.
#[derive(Default)]
struct Found {
    differences: Vec<Difference>,
    notes: Vec<String>,
}

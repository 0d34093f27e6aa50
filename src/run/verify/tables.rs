//! The tables, each built anew beside the warehouse and compared with what the warehouse has.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{self, Content};
use super::difference::{self, Difference, Verdict, What};
use super::found::Found;
use super::order::in_order;
use super::proof::Proof;
use super::verdict::Verified;
use super::{loads, stored};
use crate::error::{Error, ErrorKind, Result};
use crate::landing;
use crate::run::execute::table::Table;
use crate::run::messages::days;
use crate::run::plan::changes::{Compared, changes};
use crate::run::plan::upstream::Upstream;
use crate::run::request::Request;
use crate::warehouse::LoadRecord;
use crate::workspace::Pipeline;

/// How it went to build some tables anew: the error of those that could not be.
type Built = BTreeMap<String, Option<Difference>>;
/// A table, what kept it from being built anew, and what it came to if it was chosen.
type Done = (String, Option<Difference>, Option<Verified>);

impl Proof<'_> {
    /// Proves the tables that are asked for, in their order.
    pub(super) fn run(&self, chosen: &[&Pipeline]) -> Result<Vec<Verified>> {
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
        let went = self
            .warehouse
            .loads(pipeline)
            .and_then(|loads| self.scratch.build(table, &loads, &|_| self.check_cancelled()));
        match went {
            Ok(()) => Ok(None),
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error),
            Err(error) => Ok(Some(Difference::of(What::Rebuild, &error))),
        }
    }

    fn compare(&self, pipeline: &Pipeline, failed: Option<Difference>) -> Result<Verified> {
        let mut found = Found::default();
        let loads = self.warehouse.loads(pipeline).unwrap_or_default();
        loads::files(self.workspace, pipeline, &loads, &mut found);
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
        self.note_waiting(pipeline, &loads, &mut found);
        let Found { differences, notes } = found;
        Ok(Verified {
            table: pipeline.name.clone(),
            result: Verdict::of(&differences),
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
        match content::content(self.warehouse, pipeline, &|_| self.check_cancelled()) {
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
        let theirs = content::content(rebuilt, pipeline, &|_| self.check_cancelled())?;
        if let Some(ours) = content {
            if (ours.versions, ours.hash) != (theirs.versions, theirs.hash) {
                let tables = [(self.warehouse, ours), (rebuilt, &theirs)];
                let differs = content::first_difference(tables, pipeline, &|_| self.check_cancelled())?;
                let sides = [self.warehouse, rebuilt];
                found.differences.push(difference::content(self.workspace, sides, pipeline, differs));
            }
            found.differences.extend(difference::miswritten(pipeline, ours));
        }
        loads::figures(pipeline, loads, &rebuilt.loads(pipeline)?, found);
        Ok(())
    }

    /// Files that the next run loads, or loads again.
    fn note_waiting(&self, pipeline: &Pipeline, loads: &[LoadRecord], found: &mut Found) {
        let (request, coming) = (&Request::default(), &BTreeSet::new());
        let looked = landing::archive(self.workspace, pipeline)
            .and_then(|archive| Ok((archive, Upstream::of(self.workspace, self.warehouse, pipeline)?)));
        let (archive, upstream) = match looked {
            Ok((archive, upstream)) => (&{ archive }, &{ upstream }),
            Err(error) => return found.differences.push(Difference::of(What::Archive, &error)),
        };
        let load = pipeline.load;
        let next = changes(Compared { request, load, loads, archive, coming, upstream, wait: None });
        let replayed = next.replay.iter().flat_map(|replay| replay.changed().map(|(slot, _)| slot));
        let of: BTreeSet<_> = replayed.chain(&next.ahead).map(|slot| slot.date).collect();
        if !of.is_empty() {
            let of: Vec<_> = of.into_iter().collect();
            found.notes.push(format!("the archive has files that the next run loads: {}", days(&of)));
        }
    }
}

//! The quarantine: files against the hash in their reason, and reasons against the journals.

use std::collections::BTreeSet;

use super::difference::{Difference, What};
use super::files::{Kind, Look};
use super::journals::Hashes;
use crate::error::Result;
use crate::landing::{self, Quarantined};
use crate::run::journal::place_of;
use crate::store::Location;

impl Look<'_> {
    /// Quarantined files against the hash in their reason, and the reasons against the journals.
    pub(super) fn quarantine(&mut self) -> Result<()> {
        let quarantine = self.workspace.quarantine();
        let hint = "Ask for the file again, or put it back from a copy.";
        let all = self.plain_files(Kind::Quarantine, &quarantine)?.into_iter();
        let (reasons, files): (Vec<Location>, Vec<Location>) = all.partition(|file| told_by(file).is_some());
        let mut told = BTreeSet::new();
        for place in &reasons {
            let Some(file) = told_by(place) else { continue };
            let known = self.journals.written(&place_of(self.workspace, place)).cloned();
            self.one(Kind::Quarantine, place, known, hint);
            let text = match place.read_text() {
                Ok(text) => text,
                Err(error) => {
                    let place = place_of(self.workspace, place);
                    self.files.differences.push(Difference::of(What::Quarantine, &error).at(&place));
                    told.insert(file);
                    continue;
                }
            };
            let Ok(reason) = serde_json::from_str::<Quarantined>(&text) else {
                let place = place_of(self.workspace, place);
                self.differs(Kind::Quarantine, format!("{place} cannot be read"), hint, &place);
                continue;
            };
            if files.contains(&file) {
                let known = reason.sha256.map(|sha256| Hashes { all: [sha256].into(), last: reason.run });
                self.one_of_reason(&file, known, hint);
            } else if !self.is_on_its_way(&reason) {
                let place = place_of(self.workspace, &file);
                let hint = "If it was taken out on purpose, remove its `.reason.json` too.";
                self.differs(Kind::Quarantine, format!("{place} is gone, and its reason is there"), hint, &place);
            }
            told.insert(file);
        }
        files.iter().filter(|file| !told.contains(*file)).for_each(|_| self.count_without(Kind::Quarantine));
        Ok(())
    }

    /// A quarantined file: no run writes it a second time, so a later run says nothing of it.
    fn one_of_reason(&mut self, file: &Location, known: Option<Hashes>, hint: &str) {
        let place = place_of(self.workspace, file);
        match (known, file.sha256()) {
            (None, _) => self.count_without(Kind::Quarantine),
            (Some(known), Ok(sha256)) if known.all.contains(&sha256) => {
                *self.files.checked.entry(Kind::Quarantine).or_default() += 1;
            }
            (Some(known), Ok(_)) => {
                let message = format!("{place} is not the file that run {} put there", known.last);
                self.differs(Kind::Quarantine, message, hint, &place);
            }
            (_, Err(error)) => self.files.differences.push(Difference::of(What::Quarantine, &error).at(&place)),
        }
    }

    /// Whether the next run puts a file into the quarantine, since the last one was killed over it.
    fn is_on_its_way(&self, reason: &Quarantined) -> bool {
        let is_known = self.workspace.pipelines.iter().any(|pipeline| pipeline.name == reason.pipeline);
        // Where the archive cannot be listed, that is told, and nothing else can be.
        let name = (reason.came_as().to_owned(), reason.date);
        is_known && self.came_as.get(&reason.pipeline).is_none_or(|names| names.contains(&name))
    }
}

/// The file in the quarantine that a reason is of; none if it is no reason.
fn told_by(reason: &Location) -> Option<Location> {
    reason.beside(reason.name().strip_suffix(landing::REASON)?).ok()
}

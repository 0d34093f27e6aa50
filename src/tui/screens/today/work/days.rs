//! Which days of each pipeline are loaded.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::Result;
use crate::landing;
use crate::run::{ReadyKind, Status};
use crate::tui::screens::today::request::{Days, Mark};
use crate::tui::worker::task::Open;

/// The days of every pipeline, in the order of the config file.
pub fn calendar(open: &Open, status: &Status) -> Result<Vec<Days>> {
    let Open { workspace, warehouse } = open;
    let quarantined = landing::quarantined(workspace)?;
    workspace
        .pipelines
        .iter()
        .map(|pipeline| {
            let mut marks = BTreeMap::new();
            let ready = status.ready.iter().filter(|r| r.pipeline == pipeline.name && r.kind != ReadyKind::Again);
            ready.for_each(|file| worst(&mut marks, file.date, Mark::Waiting));
            for file in quarantined.iter().filter(|q| q.pipeline == pipeline.name) {
                if let Some(slot) = file.slot(std::slice::from_ref(pipeline)) {
                    worst(&mut marks, slot.date, Mark::Quarantined);
                }
            }
            let mut loaded = BTreeMap::new();
            for load in warehouse.loads(pipeline)? {
                worst(&mut loaded, load.date, if load.rejected > 0 { Mark::Rejects } else { Mark::Loaded });
            }
            // A day that was loaded after all is no longer in quarantine.
            marks.extend(loaded);
            Ok(Days { pipeline: pipeline.name.clone(), marks: marks.into_iter().collect() })
        })
        .collect()
}

fn worst(marks: &mut BTreeMap<NaiveDate, Mark>, day: NaiveDate, mark: Mark) {
    marks.entry(day).and_modify(|known| *known = mark.max(*known)).or_insert(mark);
}

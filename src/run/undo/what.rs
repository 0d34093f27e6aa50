//! What an undo is asked to take back, and what it takes back.

use serde::{Deserialize, Serialize};

use crate::landing::Slot;
use crate::report::text::{counted, escape_control};
use crate::run::messages::{replays, rows_change};
use crate::run::request::Request;

/// What an undo is asked to take back.
#[derive(Debug, Clone, Default)]
pub struct UndoRequest {
    /// The last file of each of these pipelines; everything that a run brought if empty.
    pub pipelines: Vec<String>,
    /// The run; the last one that brought anything if none.
    pub run: Option<String>,
    /// How long to wait for another run to end.
    pub wait: std::time::Duration,
}

/// What an undo takes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Each pipeline that it concerns.
    pub pipelines: Vec<UndonePipeline>,
}

/// What an undo takes back of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndonePipeline {
    /// The pipeline.
    pub pipeline: String,
    /// The run that brought what is taken back.
    pub run: String,
    /// What is taken back, in the order of the slots.
    pub files: Vec<UndoneFile>,
    /// How many days are replayed without it.
    pub days: u64,
    /// How many versions the rewind touches.
    pub versions: u64,
}

/// What an undo takes back of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneFile {
    /// The file's date and part.
    #[serde(flatten)]
    pub slot: Slot,
    /// The file's name.
    pub file: String,
    /// What counts for the slot after it; none if nothing does.
    pub then: Option<String>,
    /// Whether only corrections of its rows are taken back.
    pub corrections: bool,
}

impl Undo {
    /// Whether it is what a request asks for; one that names nothing asks for the last.
    pub(super) fn answers(&self, request: &UndoRequest) -> bool {
        let of_run = |run: &String| self.pipelines.iter().all(|part| part.run == *run);
        let has = |name: &String| self.pipelines.iter().any(|part| part.pipeline == *name);
        request.run.as_ref().is_none_or(of_run) && request.pipelines.iter().all(has)
    }
}

impl UndoRequest {
    /// The same as a request of a run: for what it does to tables.
    pub(super) fn as_request(&self) -> Request {
        Request { wait: self.wait, ..Request::default() }
    }
}

/// What an undo takes back: for each pipeline, and for each of its files. Text from files is made visible.
pub fn taken_back(undo: &Undo) -> Vec<(String, Vec<String>)> {
    let file = |file: &UndoneFile| {
        let back = if file.corrections { "its corrections are discarded" } else { "returns to the landing zone" };
        let then = file.then.as_ref().filter(|_| !file.corrections);
        let then = then.map(|then| if *then == file.file { "the file before it".into() } else { escape_control(then) });
        let then = then.map_or_else(String::new, |then| format!("; {then} is used again"));
        let slot = file.slot.to_string();
        format!("{:<32} {}  {back}{then}", escape_control(&file.file), escape_control(&slot))
    };
    let part = |part: &UndonePipeline| {
        let what = match part.days {
            0 => rows_change(part.versions),
            days => replays(days, part.versions, ""),
        };
        let files = counted(part.files.len() as u64, "file", "files");
        let head = format!("{}: undoes {files} of run {}; {what}", part.pipeline, part.run);
        (escape_control(&head).into_owned(), part.files.iter().map(file).collect())
    };
    undo.pipelines.iter().map(part).collect()
}

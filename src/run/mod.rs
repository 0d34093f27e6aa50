//! A run: plan, steps, journal, lock. Front ends differ only in the [`Listener`] they bring.

mod context;
mod correct;
mod event;
mod execute;
mod journal;
mod lifecycle;
mod lineage;
mod listener;
mod lock;
mod messages;
mod models;
mod outcome;
mod plan;
mod reports;
mod request;
mod reset;
mod scratch;
mod status;
mod step;
mod step_timer;
#[cfg(test)]
mod tests;
mod undo;
mod verify;

pub use correct::{Corrected, Edit, Fix, correct, user, write_fixes};
pub use event::{About, Done, Event, EventKind, Level, Share, Sign, Totals, details, ends, line, said};
pub use execute::execute;
pub use journal::read::{RunSummary, flaws, read_journal, read_on, run_names, runs, summary};
pub use lineage::{Lines, Origin, Places, lines, origins, places};
pub use listener::{Clock, Listener};
pub use lock::Lock;
pub use messages::{days, hold_reason, replays, rows_change};
pub use outcome::{Outcome, RunResult, result_words};
pub use plan::intake::{Left, ReadyKind, Stay};
pub use plan::preview::{Preview, Replays, RunPreview, TakeAhead, WaitAhead, preview, replay_ahead};
pub use plan::reason::{ReplayReason, reasons};
pub use request::Request;
pub use reset::reset;
pub use status::{DayStatus, Ready, Status, StepState, TableStatus, status};
pub use step::{At, Step};
pub use undo::find::undoing;
pub use undo::undo;
pub use undo::what::{Undo, UndoRequest, UndoneFile, UndonePipeline, taken_back};
pub use verify::{
    Difference, Figure, FileChange, Files, Kind, Rebuilt, TableContent, Verdict, Verification, Verified, VerifiedModel,
    VerifyRequest, What, rebuild, verify,
};

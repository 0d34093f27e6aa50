//! shoptui: one ingest engine for small shops, behind a terminal app and a command line.
//!
//! # Architecture
//!
//! Data goes one way, and each stage hands the next a value that needs no second look:
//!
//! ```text
//! landing    -> archive      -> read  -> check   -> history  -> commit     -> models      -> report -> screen
//! LandedFile    ArchivedFile    Batch    Checked    LoadPlan    LoadRecord    ModelRecord    Report    text
//! ```
//!
//! Each room is a module of `src/`, here in the order in which to read them. A room may use those above it, never one
//! below; `tests/it/layers` resolves the imports and fails where one does.
//!
//! | room | what it owns |
//! |---|---|
//! | [`error`] | what can go wrong, for whom, and what to do about it |
//! | [`store`] | where files lie: listed, read, published without replacing, moved, hashed |
//! | `config` | a TOML file written by hand, and everything that is wrong with it |
//! | `sql` | SQL that only reads, and is not too large to be run |
//! | [`workspace`] | `shoptui.toml` -> [`workspace::Workspace`], checked whole and immutable; templates |
//! | [`landing`] | the landing zone, the archive, the quarantine: every move of a file |
//! | [`read`] | bytes -> [`read::Batch`]: rows as text with their lines, one small file a format |
//! | [`check`] | batch + schema -> [`check::Checked`]: typed rows, rejects, held keys; the row hash; corrections of rows |
//! | [`history`] | what a load does to a table, as pure functions over frames |
//! | [`warehouse`] | the trait that every kind of warehouse keeps; Delta Lake on local disk |
//! | [`report`] | rows of a report -> pivot, chart, picture, table, export |
//! | [`model`] | tables made of tables: which are out of date, the files that they are written to |
//! | [`run`] | plan, steps, journal, lock: [`run::execute`] is the engine's one entrance |
//! | [`sample`] | made-up files, the same bytes everywhere |
//! | [`setup`] | makes workspaces |
//! | [`tui`] | the terminal app |
//! | [`cli`], [`mod@print`] | what was typed; what is printed |
//! | [`app`] | the composition root: which front end for which command |
//! | `fuzz` | what must hold whatever the bytes are; in tests and fuzz builds alone |
//!
//! A front end is a [`run::Listener`]; the engine does not know which one listens.
//!
//! # Invariants
//!
//! What holds everywhere, often by what is absent:
//!
//! - **Nothing leaves the landing zone** before its archived copy is on disk and has its SHA-256. Every byte that came
//!   is in the landing zone, the archive or the quarantine; every row is in a table or in an error report.
//! - **A table is a function of its files**: for every date, and part of one, the last file received, with its
//!   corrections, in the order of the dates. What comes late is a rewind by the data itself and a replay, in one commit.
//! - **Nothing is visible before the commit.** A load writes new data files, syncs them, then names them in one commit
//!   that also carries the watermark. A load that died is done again; nothing has to be cleaned up first.
//! - **A published file is never edited, nor replaced.** What is in the archive, the quarantine, the error reports and the
//!   exports appeared whole, by rename from a hidden name; a data file has a name of its own, by its number in its
//!   change and not by any text, and counts from its commit on.
//!   In the landing zone, the archive (corrections, markers and control files too) and the quarantine that rename fails
//!   where something has the name. Error reports, exports and the reason beside a quarantined file are made from files:
//!   each may replace what it was before.
//! - **A landed file is taken under a hidden name**, and only as it was listed. What arrives under its own name meanwhile
//!   is another file. A claim that a killed run left is listed as landed, and the next run gives it its name back.
//! - **Only what is not found is absent.** A look that fails in another way is an error, never an answer.
//! - **Bad rows are data.** An [`error::Error`] means that this file or run cannot go on; a row never makes one.
//! - **Nothing is guessed.** No inference of types, no trimming, padding or cutting, no clock in a validity date: the
//!   file's name says its day. Where it says none (`date = "run"`), the day is fixed once, when the file is taken, by what
//!   the run is told; from then on the place says it where the file is kept: its path in the archive, its claim, its reason
//!   in the quarantine, its note while it lies in the landing zone again. A replay and a rebuild ask no clock.
//! - **Time is passed in.** Only `app` (and whoever else calls [`run::execute`]) reads a clock; Delta stamps its commits
//!   with the time, for vacuum alone. [`history`] knows of neither clock nor files.
//! - **Intervals are half-open**: a version holds on day d when `effective_from <= d < expiry_date`. Open ones end on
//!   [`history::open_end`]. The versions of a key never overlap, and at most one is current; rows without a key may be
//!   there several times.
//! - **A kind of load is asked, not matched on**: what ends, what is compared and what is kept stands in
//!   [`workspace::Load`] and [`history::Opening`]. A table that keeps no history is taken back by loading the day before
//!   again.
//! - **A rejected row changes nothing about its key**: the key is held, and its current version stays. Without a key
//!   nothing is held, and no row is a duplicate of another.
//! - **Rows add up**: rows in = accepted + rejected + duplicates. This is checked before a load, and the table's row
//!   counts before its commit.
//! - **Memory is bounded, whatever a file is like**: rows are handed on block by block, good ones go to disk once they are
//!   more than a part, bad ones too; what is longer than `max_field` allows is not kept.
//! - **No lock is held across a call that may run on a thread pool**: a worker that waits does other work, which may want
//!   the same lock. What threads make is handed to one owner, in order.
//! - **One writer a workspace**, by a lock that the operating system lets go of when its process dies. Readers need no
//!   lock.
//! - **The cost of a load follows the file.** No load reads the closed part of a table; a transaction load reads only
//!   data files whose key range overlaps, one of partitions those whose partitions may be named; what is only added reads
//!   nothing, and a table is replaced unread.
//! - **Rows are not looked at one by one**, but for rejects and the few rows of one key; a loop over rows says why.
//! - **Text from files is not trusted on a screen**: [`report::text::escape_control`] comes before every print. Only `print`
//!   and `app` print.
//! - **No `unwrap`, `expect`, `panic!` or `unsafe`** outside tests: lints in `Cargo.toml`, denied by CI.
//!
//! # The engine from outside
//!
//! ```
//! use shoptui::run::{self, Event, Listener, Request, RunResult};
//! use shoptui::sample::{self, Plan};
//!
//! struct Quiet;
//! impl Listener for Quiet {
//!     fn event(&self, _: &Event) {}
//! }
//!
//! let shop = tempfile::tempdir()?;
//! sample::write(&shop.path().join("landing_zone"), &Plan::shop(20, 30, 2))?;
//! let workspace = shoptui::workspace::open(shop.path()).map_err(|errors| format!("{errors:?}"))?;
//! let outcome = run::execute(&workspace, &Request::default(), chrono::Utc::now, &Quiet)?;
//! assert_eq!(outcome.result, RunResult::Done);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod app;
pub mod check;
pub mod cli;
mod config;
pub mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod history;
pub mod landing;
pub mod model;
pub mod print;
pub mod read;
pub mod report;
pub mod run;
pub mod sample;
pub mod setup;
mod sql;
pub mod store;
pub mod tui;
pub mod warehouse;
pub mod workspace;

//! What the command line prints: data to standard output, words to standard error.
//!
//! With `app`, the only room that prints. Whatever is printed for a person goes through the one escape here, line by
//! line: text from files can neither steer the terminal nor begin a line of its own.

mod errors;
mod help;
mod history;
mod lineage;
mod lists;
mod progress;
mod speaker;
mod verify;

use std::fmt::Display;
use std::io::{BufWriter, ErrorKind as IoErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap_complete::Shell;
use polars::prelude::DataFrame;
use serde::Serialize;

use crate::cli;
use crate::error::{Error, ErrorKind, Result};
use crate::report::export::{self, ExportFormat, ReportFormat};
use crate::report::text::{counted, escape_control};
use crate::report::{Report, chart, table};
use crate::workspace::ReportSpec;

pub use errors::errors;
pub use help::help;
pub use history::history;
pub use lineage::lineage;
pub use lists::{corrected, events, plan, runs, status, undo};
pub use progress::{Mode, Printer};
use speaker::{Room, Speaker, Weight};
pub use verify::{rebuilt, verified};

/// What is said to the person at the terminal.
static WORDS: Speaker = Speaker::new(Room { progress: 1 << 20, words: 16 << 20 }, Duration::from_secs(5), |count| {
    write_words(&format!("({} left out: not read in time; `shoptui log` has all)\n", counted(count, "line", "lines")));
});
/// What is said to a program, an event a line.
static EVENTS: Speaker = Speaker::new(Room { progress: 64 << 20, words: 64 << 20 }, Duration::from_secs(10), |count| {
    note(&format!("{} left out: not read in time; `shoptui log --json` has all", counted(count, "event", "events")));
});

/// The width of lines that go to no terminal.
const PLAIN_WIDTH: usize = 100;

/// Whether errors are printed with their causes.
static VERBOSE: AtomicBool = AtomicBool::new(false);

/// From now on errors are printed with their causes.
pub fn be_verbose() {
    VERBOSE.store(true, Ordering::Relaxed);
}

/// An error and what to do about it; its causes are for those who look for a bug.
pub fn error(error: &Error) {
    if error.kind == ErrorKind::Cancelled {
        return note(&error.to_string());
    }
    say(&format!("{} {}\n", paint("Error:", Paint::Bad), escape_control(&error.to_string())));
    say(&causes(&error.causes()));
    for hint in &error.hints {
        self::hint(hint);
    }
}

/// The causes of an error as lines, the nearest first; none unless they are wanted.
fn causes(causes: &[String]) -> String {
    if causes.is_empty() || !VERBOSE.load(Ordering::Relaxed) {
        return String::new();
    }
    let mut text = "Caused by:\n".to_owned();
    for (number, cause) in (1..).zip(causes) {
        for (at, line) in cause.lines().enumerate() {
            let number = if at == 0 { format!("{number}:") } else { "  ".to_owned() };
            text.push_str(&format!("  {number} {}\n", escape_control(line)));
        }
    }
    text
}

/// What to do, to the person at the terminal.
pub fn hint(line: &str) {
    say(&format!("{} {}\n", paint("Hint:", Paint::Good), escape_control(line)));
}

/// A word to the person at the terminal.
pub fn note(line: &str) {
    say(&format!("{}\n", escape_control(line)));
}

/// A question; the answer is typed behind it.
pub fn prompt(line: &str) {
    say(line);
    WORDS.settle();
}

/// Waits until everything is said, but not for a reader that takes nothing any more.
pub fn finish() {
    EVENTS.settle();
    WORDS.settle();
}

/// Words to standard error; nobody has to listen.
fn say(words: &str) {
    let words = words.to_owned();
    WORDS.say(Weight::Word, words.len(), move || write_words(&words));
}

/// Writes to standard error without its lock, which whoever waits for a reader would keep from all others.
#[cfg(unix)]
fn write_words(words: &str) {
    use std::os::fd::AsFd;
    let (stderr, mut rest) = (std::io::stderr(), words.as_bytes());
    while !rest.is_empty() {
        match rustix::io::write(stderr.as_fd(), rest) {
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

#[cfg(not(unix))]
fn write_words(words: &str) {
    let _ = std::io::stderr().write_all(words.as_bytes());
}

/// Text to standard output: whatever it is made of, only its line breaks steer the terminal.
pub fn text(text: &str) -> Result<()> {
    let shown = text.split('\n').map(escape_control).collect::<Vec<_>>().join("\n");
    out(|out| out.write_all(shown.as_bytes()))
}

/// Lines for a person, made of what files say.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    /// Appends a line; what it is made of cannot begin another.
    pub fn line(&mut self, line: impl Display) {
        self.0.push_str(&escape_control(&line.to_string()));
        self.0.push('\n');
    }

    /// Whether it has no line.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// To standard output.
    pub fn print(&self) -> Result<()> {
        text(&self.0)
    }
}

/// A value as JSON to standard output.
pub fn json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::new(ErrorKind::Io, format!("cannot write JSON: {e}")).with_source(e))?;
    out(|out| writeln!(out, "{text}"))
}

/// Values as JSON, one a line, to standard output; JSON has an escape of its own.
fn json_lines(lines: &str) -> Result<()> {
    out(|out| out.write_all(lines.as_bytes()))
}

/// Rows to standard output.
pub fn data(frame: &mut DataFrame, format: ExportFormat) -> Result<()> {
    if format == ExportFormat::Parquet {
        no_terminal("Parquet")?;
    }
    stream(|out| export::write(frame, format, out))
}

/// A report's rows or its picture to standard output.
pub fn report_as(spec: &ReportSpec, report: &Report, format: ReportFormat) -> Result<()> {
    if format.is_binary() {
        no_terminal(format.name())?;
    }
    let mut found = None;
    stream(|out| export::export_report(spec, report, format, out).map(|told| found = told))?;
    found.iter().for_each(|told| hint(told));
    Ok(())
}

/// Refuses what no terminal can show.
fn no_terminal(name: &str) -> Result<()> {
    if std::io::stdout().is_terminal() {
        let error = Error::new(ErrorKind::Usage, format!("{name} is not for a terminal"));
        return Err(error.hint("Name a file with `-o PATH`."));
    }
    Ok(())
}

fn stream(write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut failed = None;
    out(|out| {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        failed = write(&mut out).err();
        out.flush()
    })?;
    failed.map_or(Ok(()), Err)
}

/// The completions of a shell to standard output.
pub fn completions(shell: Shell) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "shoptui", &mut script);
    out(|out| out.write_all(&script))?;
    Ok(0)
}

/// A report to standard output.
pub fn report(spec: &ReportSpec, report: &Report) -> Result<()> {
    text(&report_text(spec, report)?)
}

/// A report as text: title, chart, table.
pub fn report_text(spec: &ReportSpec, report: &Report) -> Result<String> {
    let rule = "─".repeat(report.title.chars().count());
    let mut text = format!("{}\n{rule}\n", escape_control(&report.title));
    if let Some(chart) = &spec.chart {
        let plain = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let style = if plain { chart::Style::Ascii } else { chart::Style::Unicode };
        let chart = chart::Chart::of_report(chart, report)?;
        text.push_str(&chart::draw(&chart, width().unwrap_or(PLAIN_WIDTH), style));
        text.push('\n');
    }
    text.push_str(&table::text(&report.frame, width())?);
    for row in &report.broken {
        text.push_str(&format!("✗ line {} does not hold\n", row + 1));
    }
    text.push('\n');
    Ok(text)
}

/// The width of the terminal; none if standard output is no terminal.
pub fn width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

#[derive(Clone, Copy)]
enum Paint {
    Good,
    Bad,
}

/// Colours a word where there is a terminal that wants colours.
fn paint(word: &str, paint: Paint) -> String {
    if !std::io::stderr().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) {
        return word.to_owned();
    }
    let code = match paint {
        Paint::Good => 36,
        Paint::Bad => 31,
    };
    format!("\u{1b}[{code}m{word}\u{1b}[0m")
}

/// Writes to standard output what comes after the words that were said; a reader that has gone away is no error.
fn out(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    finish();
    write_out(write)
}

fn write_out(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let mut stdout = Pipe(std::io::stdout().lock());
    write(&mut stdout).and_then(|()| stdout.flush()).map_err(|e| Error::io("write", Path::new("standard output"), e))
}

/// Standard output whose reader may go away: what nobody reads is dropped.
struct Pipe<W>(W);

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.write(bytes) {
            Err(e) if e.kind() == IoErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self.0.flush() {
            Err(e) if e.kind() == IoErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}

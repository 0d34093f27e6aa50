//! What commands are given from outside: the time, and who shows a run.

use std::io::IsTerminal;
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use crate::print::{Mode, Printer};

/// The clock; one that stands before 1970 says so, where chrono's own would panic.
pub(super) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// Events for a program, a moving line on a terminal, or a line a step.
pub(super) fn printer(json: bool) -> Printer {
    Printer::new(if json {
        Mode::Json
    } else if std::io::stderr().is_terminal() {
        Mode::Bars
    } else {
        Mode::Lines
    })
}

//! The command line: argv -> [`Cli`], and what `--help` and `help` say.

mod command;
mod examples;
mod format;
mod help;
mod topics;

pub use command::{Cli, Command, Errors, ErrorsAction, Init, Json, Run, Sample, SampleTemplate, Undo, Verify};
pub use examples::EXAMPLES;
pub use format::{DataFormat, Format, Output, ReportFormat};
pub use help::{command, parse};
pub use topics::{TOPICS, Topic};

//! The command line: argv -> [`Cli`].

mod command;

pub use command::*;

//! The real binary: exit codes, what goes to which stream, and every command on the sample week.

mod error_pages;
mod errors;
mod exit_codes;
mod export;
mod failures;
mod formats;
mod help;
mod history;
mod init;
mod maintain;
mod query;
mod report;
mod run;
mod status;
mod workspace;

use serde_json::Value;

use crate::support::{Cli, week};

#[track_caller]
fn json(cli: &Cli) -> Value {
    serde_json::from_str(&cli.out).unwrap_or_else(|e| panic!("{e} in:\n{}\n{}", cli.out, cli.err))
}

/// A command that only looks: exit code 0, data and nothing else.
#[track_caller]
fn look(args: &[&str]) -> Cli {
    let cli = week().cli(args);
    assert_eq!((cli.code, cli.err.as_str()), (0, ""), "{args:?}\n{}", cli.out);
    assert!(!cli.out.is_empty() && !cli.out.contains('\u{1b}'), "{args:?}");
    cli
}

/// A command that cannot be done: its exit code, nothing on standard output, `Error:` and its hint.
#[track_caller]
fn refused(args: &[&str], code: i32, error: &str, hint: &str) {
    let cli = week().cli(args);
    assert_eq!((cli.code, cli.out.as_str()), (code, ""), "{args:?}\n{}", cli.err);
    let (first, rest) = cli.err.split_once('\n').unwrap();
    assert_eq!(first, format!("Error: {error}"), "{args:?}");
    assert!(rest.starts_with("Hint: ") && rest.contains(hint), "{args:?}: {rest}");
}

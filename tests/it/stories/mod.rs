//! Stories of a shop: random commands against a plain model of what they mean, with `verify` and `doctor` after them.
//!
//! A story that fails is made as short as it can be and printed as JSON; put into a file of `tests/data/stories`, it is
//! told again by every test run.

mod command;
mod engine;
mod life;
mod model;
mod told;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{Config, TestCaseError};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use self::command::{Command, Stories};
use self::life::Life;
use self::told::Told;
use super::any_order::many;

/// What a story starts with, its commands, and how many of them were told.
type Story = (Life, Vec<Command>, Option<Arc<AtomicUsize>>);

fn stories() -> BoxedStrategy<Story> {
    Stories::sequential_strategy(4..=24).boxed()
}

fn tell((life, commands, seen): &Story) -> Result<(), TestCaseError> {
    Told::test_sequential(Config::default(), life.clone(), commands.clone(), seen.clone());
    Ok(())
}

/// As it would stand in a file of `tests/data/stories`.
fn shown((_, commands, _): &Story) -> String {
    let lines: Vec<String> = commands.iter().map(|command| serde_json::to_string(command).unwrap()).collect();
    format!("[\n{}\n]", lines.join(",\n"))
}

#[test]
fn random_stories_go_as_the_model_says() {
    many(24, stories, tell, shown);
}

#[test]
fn stories_that_failed_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stories");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        eprintln!("{}", path.display());
        told::tell(serde_json::from_slice(&fs::read(&path).unwrap()).unwrap());
    }
}

//! `help`: of the program, of a command, or a page of the book, drawn for a terminal.

mod page;
mod table;
mod words;

use std::io::IsTerminal;

use clap::Command;

use crate::cli::{TOPICS, command};
use crate::error::{Error, ErrorKind, Result, did_you_mean};
use words::Ink;

/// Lines longer than this are hard to read.
const WIDEST: usize = 100;

/// Prints the help of the program or of a command, or a page.
pub fn help(about: &[String]) -> Result<()> {
    if let [topic] = about
        && let Some(topic) = TOPICS.iter().find(|known| known.name == *topic)
    {
        let width = super::width().unwrap_or(super::PLAIN_WIDTH).min(WIDEST);
        return write(&page::draw(topic.text, width, if in_colour() { Ink::Colour } else { Ink::None }));
    }
    known(about)?;
    // As clap tells it when it is asked for it.
    let typed = std::iter::once("shoptui").chain(about.iter().map(String::as_str)).chain(["--help"]);
    match command().try_get_matches_from(typed) {
        Err(help) if in_colour() => write(&help.render().ansi().to_string()),
        Err(help) => write(&help.render().to_string()),
        Ok(_) => Ok(()),
    }
}

/// Refuses words that name no command.
fn known(about: &[String]) -> Result<()> {
    let all = command();
    let mut command = &all;
    for (depth, name) in about.iter().enumerate() {
        command = command.find_subcommand(name).ok_or_else(|| unknown(command, about, depth))?;
    }
    Ok(())
}

/// No command has the name that stands at a depth of some words.
fn unknown(command: &Command, about: &[String], depth: usize) -> Error {
    let (before, name) = (about.get(..depth).unwrap_or_default(), about.get(depth).map_or("", String::as_str));
    let topics = TOPICS.iter().map(|topic| topic.name).filter(|_| depth == 0);
    let known: Vec<&str> = command.get_subcommands().map(Command::get_name).chain(topics).collect();
    let error = Error::new(ErrorKind::Usage, format!("there is no command and no topic `{}`", about.join(" ")));
    match did_you_mean(name, known) {
        Some(close) => {
            let words: Vec<&str> = before.iter().map(String::as_str).chain([close]).collect();
            error.hint(format!("Did you mean `{}`?", words.join(" ")))
        }
        None => error.hint("`shoptui help` lists every command and topic."),
    }
}

fn in_colour() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdout().is_terminal() && !unwanted && !dumb
}

/// What is shipped with the program need not be escaped.
fn write(text: &str) -> Result<()> {
    super::out(|out| out.write_all(text.as_bytes()))
}

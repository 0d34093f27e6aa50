//! What the help of every command ends with: its examples; that of the program, the topics too.

use clap::{Command, CommandFactory, FromArgMatches};

use super::command::Cli;
use super::examples::EXAMPLES;
use super::topics::TOPICS;

const EXIT_CODES: &str = "Exit codes: 0 done; 1 failed; 2 usage or config; \
                          3 done, but rows were rejected or files quarantined or held.";

/// What was typed; ends the process where it makes no sense, or asks for help.
pub fn parse() -> Cli {
    Cli::from_arg_matches(&command().get_matches()).unwrap_or_else(|error| error.exit())
}

/// The whole command line, with everything that its help says.
pub fn command() -> Command {
    let command = with_examples(Cli::command(), "");
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    command.after_help(format!("{}\n\n{EXIT_CODES}\n\n{examples}", topics()))
}

/// A line a topic.
fn topics() -> String {
    let width = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or_default();
    let lines = TOPICS.iter().map(|topic| format!("\n  {:width$}  {}", topic.name, topic.title));
    format!("Topics, for `shoptui help TOPIC`:{}", lines.collect::<String>())
}

fn with_examples(command: Command, path: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let command = names.iter().fold(command, |command, name| {
        let below = format!("{path} {name}");
        command.mut_subcommand(name, |command| with_examples(command, below.trim_start()))
    });
    let Some((_, examples)) = EXAMPLES.iter().find(|(known, _)| *known == path) else { return command };
    command.after_help(format!("Examples:\n  {}", examples.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(command: &Command, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        for below in command.get_subcommands() {
            paths(below, format!("{path} {}", below.get_name()).trim_start(), found);
        }
    }

    #[test]
    fn every_command_has_examples() {
        let mut found = Vec::new();
        paths(&Cli::command(), "", &mut found);
        found.sort();
        let mut known: Vec<&str> = EXAMPLES.iter().map(|(path, _)| *path).collect();
        known.sort_unstable();
        assert_eq!(found, known);
    }

    #[test]
    fn no_topic_is_called_like_a_command() {
        let command = Cli::command();
        let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        assert!(TOPICS.iter().all(|topic| !names.contains(&topic.name)), "{names:?}");
    }
}

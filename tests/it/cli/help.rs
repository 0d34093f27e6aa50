//! What the program says of itself: help of commands, topics, examples that are true, manual pages.

use std::fs;
use std::process::{Command as Process, Stdio};

use clap::Command;
use shoptui::cli::{self, EXAMPLES, TOPICS};
use shoptui::sample::{BadRows, Plan};

use crate::support::{Shop, cli};

/// The words of every command, those below others too.
fn commands() -> Vec<Vec<String>> {
    fn add(command: &Command, path: &[String], found: &mut Vec<Vec<String>>) {
        for below in command.get_subcommands() {
            let path = [path, &[below.get_name().to_owned()]].concat();
            add(below, &path, found);
            found.push(path);
        }
    }
    let mut found = Vec::new();
    add(&cli::command(), &[], &mut found);
    found
}

#[track_caller]
fn told(args: &[&str]) -> String {
    let said = cli(args);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{args:?}");
    assert!(!said.out.contains('\u{1b}'), "{args:?}");
    said.out
}

#[test]
fn help_lists_commands_then_topics_and_ends_with_examples() {
    let help = told(&["help"]);
    assert_eq!(help, told(&["--help"]));
    let (commands, rest) = help.split_once("\nTopics, for `shoptui help TOPIC`:\n").unwrap();
    assert!(commands.contains("\n  run ") && commands.contains("\n  completions "), "{commands}");
    assert!(rest.contains("\n  every-day        Every day\n"), "{rest}");
    assert!(rest.ends_with("\nExamples:\n  shoptui init my-shop --sample\n  shoptui -w my-shop run\n"), "{rest}");
}

#[test]
fn every_help_ends_with_two_examples() {
    for path in commands() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let help = told(&[&["help"], path.as_slice()].concat());
        assert_eq!(help, told(&[path.as_slice(), &["--help"]].concat()), "{path:?}");
        let (_, examples) = help.rsplit_once("\nExamples:\n").unwrap();
        let said: Vec<&str> = examples.lines().map(str::trim).collect();
        let known = EXAMPLES.iter().find(|(command, _)| *command == path.join(" ")).unwrap();
        assert_eq!(said, known.1, "{path:?}");
        assert!(told(&[path.as_slice(), &["-h"]].concat()).ends_with(examples), "{path:?}");
    }
}

#[test]
fn topics_are_the_pages_of_the_book() {
    for topic in TOPICS {
        let page = told(&["help", topic.name]);
        assert!(page.lines().nth(1).unwrap().starts_with('═'), "{}", topic.name);
    }
    assert!(told(&["help", "commands"]).contains("completions for bash, zsh, fish, elvish"));
}

#[test]
fn an_unknown_topic_gets_a_hint() {
    let check = |about: &[&str], name: &str, hint: &str| {
        let said = cli(&[&["help"], about].concat());
        let expected = format!("Error: there is no command and no topic `{name}`\nHint: {hint}\n");
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (2, "", expected.as_str()));
    };
    check(&["confg"], "confg", "Did you mean `config`?");
    check(&["statsu"], "statsu", "Did you mean `status`?");
    check(&["errors", "fxi"], "errors fxi", "Did you mean `errors fix`?");
    check(&["weather"], "weather", "`shoptui help` lists every command and topic.");
    check(&["config", "columns"], "config columns", "Did you mean `config`?");
}

/// Every example, in a loaded week whose last day has bad rows; those of one command after each other.
#[test]
fn examples_are_true() {
    let week = Shop::with_plan(&Plan { bad_rows: BadRows::OnLastDay, ..Plan::week() });
    assert_eq!(week.cli(&["run"]).code, 3);
    for (command, lines) in EXAMPLES {
        let folder = tempfile::tempdir().unwrap();
        let shop = folder.path().join("my-shop");
        let copy = week.copy();
        let at = match *command {
            "" | "init" => folder.path(),
            _ => {
                fs::rename(copy.path(), &shop).unwrap();
                &shop
            }
        };
        if *command == "errors apply" {
            for line in EXAMPLES.iter().find(|(command, _)| *command == "errors fix").unwrap().1 {
                assert_eq!(typed(line, at), (0, String::new()), "{line}");
            }
        }
        for (number, line) in lines.iter().enumerate() {
            if *command == "init" && number > 0 {
                fs::remove_dir_all(&shop).unwrap();
            }
            let expected = match (*command, number) {
                // Who cannot be asked must say so.
                ("reset", 0) => 2,
                _ => 0,
            };
            let (code, said) = typed(line, at);
            assert_eq!(code, expected, "{line}: {said}");
        }
    }
}

/// What a shell makes of a command line: its exit code, and an error if it said one.
fn typed(line: &str, at: &std::path::Path) -> (i32, String) {
    let script = format!("shoptui() {{ \"$SHOPTUI\" \"$@\"; }}; {line}");
    let output = Process::new("sh")
        .args(["-c", &script])
        .env_clear()
        .env("SHOPTUI", env!("CARGO_BIN_EXE_shoptui"))
        .env("HOME", at)
        .current_dir(at)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let errors = said.lines().filter(|line| line.starts_with("Error:") || line.starts_with("error:"));
    (output.status.code().unwrap(), errors.collect())
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("man1");
    let expected: Vec<String> = std::iter::once("shoptui.1".to_owned())
        .chain(commands().iter().map(|path| format!("shoptui-{}.1", path.join("-"))))
        .collect();
    // The second time they are replaced.
    for _ in 0..2 {
        let man = cli(&["man", dir.to_str().unwrap()]);
        let said = format!("wrote {} manual pages to {}\n", expected.len(), dir.display());
        assert_eq!((man.code, man.out.as_str(), man.err.as_str()), (0, "", said.as_str()));
    }
    assert_eq!(fs::read_dir(&dir).unwrap().count(), expected.len());
    for name in expected {
        let page = fs::read_to_string(dir.join(&name)).unwrap();
        let title = format!(".TH {} 1", name.trim_end_matches(".1"));
        assert!(page.contains(&title), "{name}: {page}");
        assert!(page.contains("\n.SH EXAMPLES\n  shoptui "), "{name}: {page}");
        page.lines().for_each(|line| assert_sound_roff(&name, line));
    }
}

/// A line is a known request, or text in which every backslash begins a known escape.
#[track_caller]
fn assert_sound_roff(page: &str, line: &str) {
    const REQUESTS: [&str; 11] = [".IP", ".ie", ".el", ".TH", ".SH", ".SS", ".TP", ".RS", ".RE", ".PP", ".br"];
    if line.starts_with(['.', '\'']) {
        assert!(REQUESTS.contains(&line.split(' ').next().unwrap()), "{page}: {line}");
    }
    const ESCAPES: [&str; 10] = ["(bu", "fB", "fI", "fR", "-", "\\", "(aq", "*(Aq", "&", "n(.g"];
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('\\') {
        let known = ESCAPES.iter().find(|escape| after.starts_with(**escape));
        rest = &after[known.unwrap_or_else(|| panic!("{page}: {line}")).len()..];
    }
}

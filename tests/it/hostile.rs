//! Names, parts and values that would steer a terminal: every command shows them, and does nothing that they say.

use std::collections::BTreeSet;
use std::fs;

use clap::CommandFactory;
use shoptui::cli::Cli as Commands;
use shoptui::report::text::escape_control;

use crate::support::{Cli, Shop, rest};

/// Clears the screen, sets the title, turns the direction of writing, begins a line of its own, and more.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\r\nINJECTED\u{8}\u{7f}\u{2028}\u{feff}";
/// The same for a file name that a shell could make.
const PART: &str = "\u{1b}[2J\u{9b}1m\u{202e}\nINJECTED\u{7f}";

/// What a config file may say: it turns the direction of writing, or shows nothing.
const HIDDEN: &str = "\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}";

/// As text in a TOML file.
fn toml(text: &str) -> String {
    text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect()
}

/// A shop where everything that can be named is hostile.
fn evil_shop() -> Shop {
    let evil = toml(HIDDEN);
    let config = format!(
        r#"
[workspace]
name = "Shop {evil}"

[pipelines.people]
files = '(?s)people_(?<date>\d{{8}})_(?<part>.*)\.csv'
format = {{ type = "delimited", header = true }}
load = "snapshot"
max_shrink = 1.0
key = ["id {evil}"]
columns = [
  {{ name = "id {evil}", type = "string", required = true }},
  {{ name = "tier {evil}", type = "enum", values = ["gold{evil}", "silver"], required = true }},
  {{ name = "paid {evil}", type = "decimal(10,2)" }},
]

[reports.names]
title = "Names {evil}"
sql = "reports/names.sql"
chart = {{ type = "bar", x = "who {evil}", y = "n" }}

[reports.odd]
title = "Odd {evil}"
sql = "reports/odd.sql"

[reports.broken]
title = "Broken {evil}"
sql = "reports/broken.sql"
"#
    );
    let shop = Shop::new(&config);
    fs::create_dir(shop.at("reports")).unwrap();
    let names =
        format!("SELECT \"id {HIDDEN}\" AS \"who {HIDDEN}\", count(*) AS n FROM people GROUP BY \"id {HIDDEN}\"");
    fs::write(shop.at("reports/names.sql"), names).unwrap();
    fs::write(shop.at("reports/odd.sql"), format!("SELECT 'v{EVIL}' AS \"{EVIL}\" FROM people")).unwrap();
    fs::write(shop.at("reports/broken.sql"), format!("SELECT \"{EVIL}\" FROM \"no{EVIL}\"")).unwrap();
    shop
}

fn field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn land(shop: &Shop, day: &str, rows: &[[&str; 3]]) {
    let header = ["id", "tier", "paid"].map(|name| field(&format!("{name} {HIDDEN}"))).join(",");
    let rows: String = rows.iter().map(|row| row.map(field).join(",") + "\n").collect();
    shop.land(&format!("people_{day}_{PART}.csv"), format!("{header}\n{rows}"));
}

/// Nothing but line breaks steers, and no line is made by what the files say.
#[track_caller]
fn assert_tame(args: &[&str], cli: &Cli) {
    assert_ne!(cli.code, -1, "{args:?}");
    for (stream, text) in [("out", &cli.out), ("err", &cli.err)] {
        for line in text.split('\n') {
            let steering =
                line.chars().find(|c| c.is_control() || "\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}".contains(*c));
            assert_eq!(steering, None, "{args:?}, std{stream}: {line:?}");
            assert_eq!(escape_control(line), line, "{args:?}, std{stream}");
            assert!(!line.starts_with("INJECTED"), "{args:?}, std{stream}: {text}");
        }
    }
}

/// The commands with their subcommands, as clap knows them.
fn commands() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for command in Commands::command().get_subcommands() {
        all.insert(command.get_name().to_owned());
        all.extend(command.get_subcommands().map(|below| format!("{} {}", command.get_name(), below.get_name())));
    }
    all
}

struct Tried<'a> {
    shop: &'a Shop,
    seen: BTreeSet<String>,
    told: String,
}

impl Tried<'_> {
    /// Runs a command; its name may be of two words.
    #[track_caller]
    fn run(&mut self, command: &str, args: &[&str]) -> Cli {
        let args: Vec<&str> = command.split(' ').chain(args.iter().copied()).collect();
        let cli = self.shop.cli(&args);
        assert_tame(&args, &cli);
        self.seen.insert(command.to_owned());
        self.told.push_str(&cli.out);
        self.told.push_str(&cli.err);
        cli
    }
}

#[test]
fn no_command_lets_names_parts_or_values_steer() {
    let shop = evil_shop();
    let folder = shop.path().to_str().unwrap();
    let (evil_key, gold) = (format!("1{EVIL}"), format!("gold{HIDDEN}"));
    let (evil_key, gold) = (evil_key.as_str(), gold.as_str());
    land(&shop, "20241009", &[[evil_key, gold, "1.50"], ["2", "silver", "2"]]);
    land(&shop, "20241010", &[[evil_key, "silver", "1.50"], ["2", EVIL, EVIL], ["3", "silver", "1"]]);
    land(&shop, "20241339", &[]);
    shop.land(&format!("nothing{PART}.txt"), EVIL);
    let mut tried = Tried { shop: &shop, seen: BTreeSet::new(), told: String::new() };
    assert_eq!(tried.run("check", &[]).code, 0);
    let config = shop.read("shoptui.toml");
    fs::write(shop.at("shoptui.toml"), config.replace(&toml(HIDDEN), &toml(EVIL))).unwrap();
    assert_eq!(tried.run("check", &[]).code, 2, "control characters are refused");
    fs::write(shop.at("shoptui.toml"), config).unwrap();
    tried.run("status", &[]);
    tried.run("run", &["--plan"]);
    assert_eq!(tried.run("run", &[]).code, 1, "one report is broken");
    // Another file for the first day, and one that cannot be read.
    land(&shop, "20241009", &[[evil_key, "silver", "1.50"], ["2", "silver", "2"]]);
    shop.land(&format!("people_20241011_{PART}.csv"), EVIL);
    tried.run("run", &["--plan"]);
    tried.run("status", &[]);
    tried.run("run", &[]);
    for command in ["status", "runs", "log", "errors", "doctor", "verify"] {
        tried.run(command, &[]);
    }
    tried.run("history", &["people", evil_key]);
    assert_eq!(tried.run("history", &["people", EVIL]).code, 1);
    tried.run("report", &[]);
    tried.run("report", &["names"]);
    tried.run("query", &["SELECT * FROM people"]);
    tried.run("query", &[&format!("SELECT \"{EVIL}\" FROM people")]);
    tried.run("query", &[EVIL]);
    // What is data for a program is not changed; JSON has an escape of its own.
    let csv = shop.cli(&["export", "people", "--format", "csv"]);
    assert!(csv.code == 0 && csv.out.contains(EVIL));
    tried.run("export", &[EVIL]);
    for args in [["log", "--json"].as_slice(), &["runs", "--json"], &["errors", "--json"], &["verify", "--json"]] {
        let json = shop.cli(args);
        assert!(json.out.bytes().all(|b| b >= 0x20 || b == b'\n'), "{args:?}");
    }
    tried.run("errors fix", &["people", "2024-10-10"]);
    let fixes = shop.names("fixes");
    let fix = shop.at("fixes").join(&fixes[0]);
    tried.run("errors apply", &[fix.to_str().unwrap()]);
    let edited = fs::read_to_string(&fix).unwrap().replace("\"silver\"", "\"bronze\"").replacen(EVIL, "copper", 40);
    fs::write(&fix, edited).unwrap();
    tried.run("errors apply", &[fix.to_str().unwrap(), "--by", EVIL]);
    // A rotten archive, and what an undo says of it.
    let archived = shop.names("archive").into_iter().find(|name| name.contains("20241010")).unwrap();
    let bytes = fs::read(shop.at("archive").join(&archived)).unwrap();
    fs::write(shop.at("archive").join(&archived), "rotten").unwrap();
    assert_eq!(tried.run("verify", &[]).code, 1);
    tried.run("doctor", &[]);
    tried.run("verify", &["--rebuild"]);
    fs::write(shop.at("archive").join(&archived), bytes).unwrap();
    tried.run("verify", &["--rebuild"]);
    tried.run("undo", &["--plan"]);
    tried.run("undo", &[]);
    // A journal may say anything.
    let journal =
        format!("warehouse/_runs/{}", shop.names("warehouse/_runs").iter().rfind(|n| n.ends_with(".jsonl")).unwrap());
    let evil = serde_json::to_string(EVIL).unwrap();
    let line = format!("{{\"time\":\"2024-10-09T00:00:00Z\",\"run\":{evil},\"event\":\"run_started\"}}\n");
    fs::write(shop.at(&journal), line.clone() + &shop.read(&journal)).unwrap();
    tried.run("log", &[]);
    tried.run("runs", &[]);
    tried.run("verify", &[]);
    tried.run("reset", &["--yes"]);
    tried.run("reset", &[]);
    // These say nothing of files, but of folders and of what was typed.
    tried.run("init", &[&format!("{folder}/new{PART}")]);
    tried.run("init", &[folder]);
    tried.run("sample", &[&format!("{folder}/sample{PART}"), "--days", "1"]);
    tried.run("keys", &[]);
    tried.run("lineage", &[]);
    tried.run("lineage", &[EVIL]);
    tried.run("man", &[&format!("{folder}/man{PART}")]);
    tried.run("help", &["run"]);
    tried.run("help", &[EVIL]);
    let script = shop.cli(&["completions", "bash"]);
    tried.seen.insert("completions".to_owned());
    assert!(script.code == 0 && !script.out.contains('\u{1b}'));
    assert_eq!(tried.seen, commands(), "each command is tried");
    // It was there to be shown.
    assert!(tried.told.contains("␛[2J") && tried.told.contains("INJECTED"));
}

/// Under the name that can be shown, such a file would be taken for another.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_left_where_it_is() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let config = crate::support::people_config("snapshot", 1.0).replace(r"\d{8})\.csv", r"\d{8})_(?<part>.+)\.csv");
    let shop = Shop::new(&config);
    for byte in [0xfe_u8, 0xff] {
        let name = [b"people_20241009_".as_slice(), &[byte], b".csv"].concat();
        let path = shop.at("landing_zone").join(OsStr::from_bytes(&name));
        fs::write(&path, format!("id,name,tier,note\n{byte},Ann,gold,\n")).unwrap();
        rest(&path);
    }
    shop.land("people_20241009_\u{fffd}.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.err.matches("left in the landing zone: its name is not UTF-8").count(), 2, "{}", run.err);
    assert_eq!(fs::read_dir(shop.at("landing_zone")).unwrap().count(), 2);
    assert_eq!(shop.versions("people").lines().count(), 2);
    assert_eq!(shop.cli(&["status", "--json"]).out.matches("its name is not UTF-8").count(), 2);
    shop.assert_sound();
}

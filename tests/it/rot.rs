//! Rot: a flipped bit in every kind of file of a workspace, and who must see it.
//!
//! Whatever is flipped, no command panics or hangs. What a command reads of a table is right, or it is an error that
//! names the file. What has a hash is seen by `verify`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use shoptui::run::{self, Edit, Event, Listener};

use super::kills::random;
use super::scenes::{TOTALS, write_totals};
use super::support::{Cli, Shop, command, people_config};

/// How many times as many bits are flipped; 1 if it is not set.
const TIMES: &str = "SHOPTUI_TEST_TIMES";
/// Which bits are flipped; 0 if it is not set.
const SEED: &str = "SHOPTUI_TEST_SEED";
/// Of each kind of file, so many bits are flipped beside those at its ends.
const BITS: usize = 2;
/// A command that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// What must become of a flipped bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Must {
    /// These commands see it.
    Seen(&'static [&'static str]),
    /// They see it if any reader gives something else than what is right.
    SeenIfRead(&'static [&'static str]),
    /// What is read may be another text: the owner wrote it.
    Harmless,
}

impl Must {
    fn see(self) -> &'static [&'static str] {
        match self {
            Self::Seen(by) | Self::SeenIfRead(by) => by,
            Self::Harmless => &[],
        }
    }
}

/// Whose exit code says whether anything is wrong; those that read tables.
const LOOKS: [(&str, &[&str]); 3] = [("verify", &["verify"]), ("doctor", &["doctor"]), ("deep", &["doctor", "--deep"])];
const READS: [&[&str]; 5] = [
    &["export", "people"],
    &["export", "sale", "--current"],
    &["history", "people", "1"],
    &["query", "SELECT * FROM sale ORDER BY id, effective_from"],
    &["report", "totals", "--format", "csv"],
];
/// They show what is not in a table.
const SHOWS: [&[&str]; 5] = [&["status"], &["errors", "--json"], &["log", "--json"], &["runs"], &["run", "--plan"]];
/// What nobody reads who reads tables.
const BESIDE: [&str; 7] = [
    "archived file that another took the place of",
    "correction",
    "quarantined file",
    "reason",
    "error report",
    "export",
    "journal",
];
/// What only they read who read tables.
const BENEATH: [&str; 4] = ["data file", "commit", "checkpoint", "last checkpoint"];

/// The bit that is flipped, counted from the first of the file; `at` is any number.
pub fn flip(path: &Path, at: usize) -> usize {
    let mut bytes = fs::read(path).unwrap();
    let at = at % (bytes.len() * 8);
    bytes[at / 8] ^= 1 << (at % 8);
    fs::write(path, bytes).unwrap();
    at
}

/// The data files of a table that count, in the order of their names.
pub fn live_files(shop: &Shop, table: &str) -> Vec<PathBuf> {
    let folder = shop.at("warehouse").join(table);
    let mut live = BTreeSet::new();
    for commit in commits(shop, table) {
        for line in fs::read_to_string(commit).unwrap().lines() {
            let action: Value = serde_json::from_str(line).unwrap();
            let path = |name: &str| action[name]["path"].as_str().map(|path| folder.join(decoded(path)));
            live.extend(path("add"));
            if let Some(gone) = path("remove") {
                live.remove(&gone);
            }
        }
    }
    live.into_iter().collect()
}

/// A path of a Delta log, in which signs may be written as `%3D`.
fn decoded(path: &str) -> String {
    path.replace("%3D", "=").replace("%20", " ").replace("%25", "%")
}

/// The commits of a table in their order.
fn commits(shop: &Shop, table: &str) -> Vec<PathBuf> {
    let Ok(log) = fs::read_dir(shop.at("warehouse").join(table).join("_delta_log")) else { return Vec::new() };
    let files = log.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    files
}

/// A workspace with every kind of file.
fn scene() -> Shop {
    let config = people_config("snapshot", 1.0)
        + r#"
[pipelines.sale]
files = 'sale_(?<date>\d{8})\.csv'
format = { type = "delimited", header = true }
load = "transaction"
key = ["id"]
complete_when = "*.done"
control = { files = 'sale_(?<date>\d{8})\.ctl', rows = 'rows=(\d+)' }
columns = [ { name = "id", type = "int" }, { name = "total", type = "decimal(12,2)", required = true } ]
"# + TOTALS;
    let shop = Shop::new(&config);
    write_totals(&shop);
    for day in 1..=23 {
        let rows = format!("1,Ann,gold,{day}\n2,Bo,silver,vip\n{},Cy,gold,\n", 3 + day % 2);
        shop.land(&format!("people_202410{day:02}.csv"), format!("id,name,tier,note\n{rows}"));
    }
    shop.land("people_20241024.csv", "id,name,tier,note\n1,\"Ann,silver,\n");
    for (day, rows) in [(9, "1,10.00\n2,20.00\n"), (10, "2,25.00\n3,x\n4,y\n")] {
        shop.land(&format!("sale_202410{day:02}.csv"), format!("id,total\n{rows}"));
        shop.land(&format!("sale_202410{day:02}.ctl"), format!("rows={}\n", rows.lines().count()));
        shop.land(&format!("202410{day:02}.done"), "");
    }
    assert_eq!(shop.cli(&["run"]).code, 3);
    shop.land("people_20241022.csv", "id,name,tier,note\n1,Ann,gold,again\n2,Bo,silver,vip\n5,Di,gold,\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    let edit = Edit::Row {
        pipeline: "sale",
        report: "errors_sale_20241010.csv",
        at: 0,
        values: vec!["3".to_owned(), "30.00".to_owned()],
    };
    let author = shoptui::check::Author { by: "Ann".to_owned(), at: chrono::Utc::now() };
    run::correct(&shop.workspace(), &edit, &author, chrono::Utc::now, &Deaf).unwrap();
    shop.assert_sound();
    shop
}

struct Deaf;

impl Listener for Deaf {
    fn event(&self, _: &Event) {}
}

/// A kind of file, where its files are, and what must become of a flipped bit in it.
struct Kind {
    name: &'static str,
    files: fn(&Shop) -> Vec<PathBuf>,
    must: Must,
}

fn in_folder(shop: &Shop, folder: &str, is: fn(&str) -> bool) -> Vec<PathBuf> {
    let names = shop.names(folder).into_iter().filter(|name| is(name));
    names.map(|name| shop.at(folder).join(name)).collect()
}

fn kinds() -> Vec<Kind> {
    use Must::{Harmless, Seen, SeenIfRead};
    let kind = |name, must, files| Kind { name, files, must };
    vec![
        kind("archived file", Seen(&["verify", "doctor"]), |shop| {
            vec![shop.at("archive/people/people_20241009.csv"), shop.at("archive/sale/sale_20241009.csv")]
        }),
        kind("archived file that another took the place of", Seen(&["verify"]), |shop| {
            vec![shop.at("archive/people/people_20241022.csv")]
        }),
        kind("correction", Seen(&["verify"]), |shop| vec![shop.at("archive/sale/corrections/sale_20241010.csv.1.csv")]),
        kind("quarantined file", Seen(&["verify"]), |shop| vec![shop.at("quarantine/people_20241024.csv")]),
        kind("reason", Seen(&["verify"]), |shop| vec![shop.at("quarantine/people_20241024.csv.reason.json")]),
        kind("error report", Seen(&["verify"]), |shop| in_folder(shop, "error_reports", |name| name.ends_with(".csv"))),
        kind("export", Seen(&["verify"]), |shop| in_folder(shop, "exports", |_| true)),
        kind("journal", Seen(&["verify"]), |shop| in_folder(shop, "warehouse/_runs", |name| name.ends_with(".jsonl"))),
        kind("control file", Seen(&["verify"]), |shop| in_folder(shop, "archive/sale/control", |_| true)),
        kind("data file", Seen(&["verify", "deep"]), |shop| both(shop, live_files)),
        kind("commit", SeenIfRead(&["verify"]), |shop| both(shop, commits)),
        kind("checkpoint", SeenIfRead(&["verify"]), |shop| {
            in_folder(shop, "warehouse/people/_delta_log", |name| name.ends_with(".parquet"))
        }),
        kind("last checkpoint", SeenIfRead(&["verify"]), |shop| {
            vec![shop.at("warehouse/people/_delta_log/_last_checkpoint")]
        }),
        kind("format", Seen(&["verify", "doctor", "deep"]), |shop| vec![shop.at("warehouse/_format")]),
        kind("lock", SeenIfRead(&[]), |shop| vec![shop.at("warehouse/_runs/.lock")]),
        kind("config", Harmless, |shop| vec![shop.at("shoptui.toml")]),
        kind("report's SQL", Harmless, |shop| vec![shop.at("totals.sql")]),
    ]
}

/// The files of both tables.
fn both(shop: &Shop, of: fn(&Shop, &str) -> Vec<PathBuf>) -> Vec<PathBuf> {
    ["people", "sale"].into_iter().flat_map(|table| of(shop, table)).collect()
}

/// What a command says, unless it hangs.
fn ask(shop: &Shop, args: &[&str]) -> Cli {
    let folder = shop.path().to_str().unwrap();
    let mut process =
        command(&[&["-w", folder], args].concat()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (out, err) = (process.stdout.take().unwrap(), process.stderr.take().unwrap());
    let read = |mut pipe: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let (out, err) = (read(Box::new(out)), read(Box::new(err)));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > LIMIT {
            process.kill().unwrap();
            panic!("{args:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Cli { code: status.code().unwrap_or(-1), out: out.join().unwrap(), err: err.join().unwrap() }
}

/// A number without meaning, by which a story of flips goes on.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        (random(&mut self.0) * end as f64) as usize
    }
}

/// The bits of a file at its ends and, in a Parquet file, at its marks.
fn ends(path: &Path, chance: &mut Chance) -> Vec<usize> {
    let length = length(path);
    let from_end = if path.extension().is_some_and(|e| e == "parquet") { [1, 6, 9, 40].as_slice() } else { &[1] };
    let bytes = [0].into_iter().chain(from_end.iter().map(|back| length.saturating_sub(*back)));
    bytes.map(|byte| byte * 8 + chance.below(8)).collect()
}

/// So many bytes of a file are looked at. A journal without its seal is that of a run that was killed.
fn length(path: &Path) -> usize {
    let bytes = fs::read(path).unwrap();
    let seal = memchr::memmem::rfind(&bytes, b",\"seal\":");
    seal.filter(|_| path.extension().is_some_and(|e| e == "jsonl")).unwrap_or(bytes.len())
}

/// A workspace and what its commands said before anything was flipped.
struct Sound {
    shop: Shop,
    said: BTreeMap<&'static [&'static str], String>,
}

impl Sound {
    fn new() -> Self {
        let shop = scene();
        let said = READS.into_iter().map(|args| {
            let read = ask(&shop, args);
            assert_eq!(read.code, 0, "{}", read.err);
            (args, read.out)
        });
        let said = said.collect();
        Self { shop, said }
    }

    /// Flips a bit, asks everybody, and flips it back; gives what is wrong, and who saw it.
    fn flipped(&self, kind: &Kind, path: &Path, bit: usize) -> (Vec<String>, BTreeSet<&'static str>) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (mut wrong, mut saw) = (Vec::new(), BTreeSet::new());
        let before = fs::read(path).unwrap();
        flip(path, bit);
        for (who, args) in LOOKS {
            let told = ask(&self.shop, args);
            wrong.extend(broke(args, &told));
            if told.code != 0 {
                saw.insert(who);
            }
        }
        for args in READS.into_iter().filter(|_| !BESIDE.contains(&kind.name)) {
            let told = ask(&self.shop, args);
            wrong.extend(broke(args, &told));
            if told.code != 0 {
                saw.insert("readers");
                if kind.name == "data file" && !told.err.contains(name) {
                    wrong.push(format!("{args:?} does not name the file: {}", told.err));
                }
            } else if told.out != self.said[args] {
                saw.insert("wrong");
            }
        }
        for args in SHOWS.into_iter().filter(|_| !BENEATH.contains(&kind.name)) {
            wrong.extend(broke(args, &ask(&self.shop, args)));
        }
        let must = !matches!(kind.must, Must::SeenIfRead(_)) || saw.contains("wrong");
        let blind = kind.must.see().iter().filter(|who| must && !saw.contains(**who));
        wrong.extend(blind.map(|who| format!("{who} says ok")));
        if kind.must == Must::SeenIfRead(&[]) && must {
            wrong.push("a reader gives something else".to_owned());
        }
        // The lock says who held it last, so a bit would not do.
        fs::write(path, before).unwrap();
        let place = path.strip_prefix(self.shop.path()).unwrap().display();
        let told = wrong.into_iter().map(|what| format!("{}: bit {bit} of {place}: {what}", kind.name));
        (told.collect(), saw)
    }
}

/// A panic, or a death by signal.
fn broke(args: &[&str], told: &Cli) -> Option<String> {
    let panicked = told.err.contains("panicked") || told.err.contains("RUST_BACKTRACE");
    (panicked || ![0, 1, 2, 3].contains(&told.code)).then(|| format!("{args:?} breaks off: {} {}", told.code, told.err))
}

/// Whether the commit of a data file says its hash; older tables, which have none, cannot be checked like this.
pub fn is_sealed(shop: &Shop, table: &str, path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    let says = |line: &str| {
        let action: Value = serde_json::from_str(line).unwrap();
        let add = &action["add"];
        let mine = add["path"].as_str().is_some_and(|path| path.ends_with(name));
        mine && add["tags"].as_object().is_some_and(|tags| tags.keys().any(|tag| tag.starts_with("shoptui.")))
    };
    commits(shop, table).iter().any(|commit| fs::read_to_string(commit).unwrap().lines().any(says))
}

#[test]
fn a_flipped_bit_is_seen() {
    let number = |name: &str, otherwise: u64| std::env::var(name).map_or(otherwise, |text| text.parse().unwrap());
    let (times, seed) = (number(TIMES, 1) as usize, number(SEED, 0));
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            scope.spawn(move || {
                let sound = Sound::new();
                let mut chance = Chance(seed * 2 + half);
                let kinds = kinds();
                let mine = kinds.iter().enumerate().filter(|(at, _)| *at as u64 % 2 == half).map(|(_, kind)| kind);
                mine.flat_map(|kind| every(&sound, kind, &mut chance, times)).collect::<Vec<_>>()
            })
        });
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

/// Flips bits of the files of a kind; gives what is wrong.
fn every(sound: &Sound, kind: &Kind, chance: &mut Chance, times: usize) -> Vec<String> {
    let files = (kind.files)(&sound.shop);
    let filled: Vec<&PathBuf> = files.iter().filter(|path| fs::metadata(path).unwrap().len() > 0).collect();
    assert!(!filled.is_empty(), "there is no {}", kind.name);
    let (mut wrong, mut seen) = (Vec::new(), BTreeMap::<&str, usize>::new());
    let sealed = live_files(&sound.shop, "people").iter().all(|path| is_sealed(&sound.shop, "people", path));
    if BENEATH.contains(&kind.name) && !sealed {
        // Without the hash of a data file nobody can see this.
        eprintln!("{}: the tables have no hashes", kind.name);
        return wrong;
    }
    let path = filled[chance.below(filled.len())];
    let mut places: Vec<(&Path, usize)> = ends(path, chance).into_iter().map(|bit| (path.as_path(), bit)).collect();
    for _ in 0..BITS * times {
        let path = filled[chance.below(filled.len())];
        places.push((path, chance.below(length(path) * 8)));
    }
    let flips = places.len();
    for (path, bit) in places {
        let (found, saw) = sound.flipped(kind, path, bit);
        saw.into_iter().for_each(|who| *seen.entry(who).or_default() += 1);
        wrong.extend(found);
    }
    eprintln!("{}: {flips} bits; seen by {seen:?}", kind.name);
    wrong
}

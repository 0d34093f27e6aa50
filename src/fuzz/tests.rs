//! Every target over its corpus in `tests/data/corpus`, and over inputs made of that and of the words in
//! `tests/fuzz/dictionaries`: the same ones every time.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use super::{TARGETS, target};

macro_rules! targets {
    ($($name:ident: $times:literal,)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name), $times);
        })*

        #[test]
        fn every_target_is_tested() {
            assert_eq!(TARGETS.map(|(name, _)| name).to_vec(), [$(stringify!($name)),*]);
        }
    };
}

targets! {
    canvas: 3000,
    cast: 3000,
    config: 1000,
    corrections: 1000,
    delimited: 2000,
    delta_log: 100,
    error_report: 1000,
    journal: 1000,
    json: 2000,
}

fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below)
}

#[track_caller]
fn check(name: &str, times: u64) {
    let run = target(name).unwrap();
    let mut corpus = files(&folder("data/corpus").join(name));
    assert!(!corpus.is_empty(), "tests/data/corpus/{name} is empty");
    for (path, bytes) in &corpus {
        assert!(catch_unwind(|| run(bytes)).is_ok(), "{} breaks {name}", path.display());
    }
    if name == "delta_log" {
        corpus.extend(super::delta_log::seeds().into_iter().map(|seed| (PathBuf::new(), seed)));
    }
    let words = dictionary(&std::fs::read_to_string(folder("fuzz/dictionaries").join(format!("{name}.dict"))).unwrap());
    let mut chance = Chance(0x5eed);
    for time in 0..times {
        let bytes = made_up(&corpus, &words, &mut chance);
        assert!(catch_unwind(|| run(&bytes)).is_ok(), "input {time} breaks {name}: b\"{}\"", bytes.escape_ascii());
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}

/// A file of the corpus after a few edits.
fn made_up(corpus: &[(PathBuf, Vec<u8>)], words: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = chance.one(corpus).1.clone();
    for _ in 0..=chance.below(12) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(9)).min(bytes.len());
        match chance.below(8) {
            0..=3 => drop(bytes.splice(at..at, chance.one(words).iter().copied())),
            4 => drop(bytes.drain(at..end)),
            5 => drop(bytes.splice(at..end, chance.one(words).iter().copied())),
            6 => {
                // A number or a sign changes.
                let from = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |found| at + found);
                let sign = b"0123456789-\xff"[chance.below(12)];
                bytes.get_mut(from).into_iter().for_each(|byte| *byte = sign);
            }
            _ => {
                let other = &chance.one(corpus).1;
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(40)).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
        }
    }
    bytes
}

/// The words of a dictionary as libFuzzer reads it: a text in quotes a line, with `\\`, `\"` and `\xAB`.
fn dictionary(text: &str) -> Vec<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| word(line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).expect(line))).collect()
}

fn word(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut word = Vec::new();
    while let Some(byte) = bytes.next() {
        word.push(match byte {
            b'\\' => match bytes.next() {
                Some(b'x') => {
                    let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                other => other.unwrap(),
            },
            byte => byte,
        });
    }
    word
}

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % end as u64) as usize
    }

    fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

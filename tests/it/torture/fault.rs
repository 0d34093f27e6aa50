//! What can go wrong at a call on a file.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The kind that stands for every kind.
pub const ALL: &str = "all";
/// The kind that stands for all that change a file or folder.
pub const CHANGE: &str = "change";
/// The kinds that `change` stands for, as in `shim.c`.
const CHANGES: [&str; 10] =
    ["create", "write", "rename", "link", "unlink", "rmdir", "mkdir", "truncate", "copy", "meta"];

/// A fault at the n-th call of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: String,
    /// At which call of the kind, from 1.
    pub at: usize,
    pub mode: Mode,
    pub error: &'static str,
}

/// What is done to the call, as in `shim.c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Once,
    Always,
    Short,
    Full,
    DieBefore,
    DieWithin,
    DieAfter,
    Stop,
}

const MODES: [(Mode, &str); 8] = [
    (Mode::Once, "once"),
    (Mode::Always, "always"),
    (Mode::Short, "short"),
    (Mode::Full, "full"),
    (Mode::DieBefore, "die-before"),
    (Mode::DieWithin, "die-within"),
    (Mode::DieAfter, "die-after"),
    (Mode::Stop, "stop"),
];

/// What happens to each kind of call: the kind, how, and with which errors.
const MATRIX: &[(&str, Mode, &[&str])] = &[
    ("open", Mode::Once, &["EIO", "EACCES", "EMFILE"]),
    ("open", Mode::Always, &["EMFILE", "EIO"]),
    ("create", Mode::Once, &["EIO", "EACCES", "EMFILE", "ENOSPC"]),
    ("create", Mode::Always, &["ENOSPC", "EACCES"]),
    ("read", Mode::Once, &["EIO"]),
    ("read", Mode::Always, &["EIO"]),
    ("read", Mode::Short, &["EIO"]),
    ("write", Mode::Once, &["EIO", "ENOSPC"]),
    ("write", Mode::Always, &["EIO"]),
    ("write", Mode::Short, &["EIO"]),
    ("write", Mode::Full, &["ENOSPC"]),
    ("write", Mode::DieWithin, &["EIO"]),
    ("sync", Mode::Once, &["EIO"]),
    ("sync", Mode::Always, &["EIO"]),
    ("rename", Mode::Once, &["EIO", "EACCES", "ENOSPC"]),
    ("rename", Mode::Always, &["EIO"]),
    ("link", Mode::Once, &["EIO", "ENOSPC"]),
    ("link", Mode::Always, &["EIO"]),
    ("unlink", Mode::Once, &["EIO", "EACCES"]),
    ("unlink", Mode::Always, &["EACCES"]),
    ("rmdir", Mode::Once, &["EIO", "EACCES"]),
    ("rmdir", Mode::Always, &["EIO"]),
    ("mkdir", Mode::Once, &["EIO", "EACCES", "ENOSPC"]),
    ("mkdir", Mode::Always, &["ENOSPC"]),
    ("stat", Mode::Once, &["EIO", "EACCES"]),
    ("stat", Mode::Always, &["EIO"]),
    ("readdir", Mode::Once, &["EIO"]),
    ("readdir", Mode::Always, &["EIO"]),
    ("truncate", Mode::Once, &["EIO", "ENOSPC"]),
    ("truncate", Mode::Always, &["EIO"]),
    ("copy", Mode::Once, &["EIO", "ENOSPC"]),
    ("copy", Mode::Short, &["EIO"]),
    ("copy", Mode::DieWithin, &["EIO"]),
    ("meta", Mode::Once, &["EIO", "EACCES"]),
    ("meta", Mode::Always, &["EACCES"]),
    ("lock", Mode::Once, &["EIO"]),
    ("mmap", Mode::Once, &["ENOMEM"]),
    ("mmap", Mode::Always, &["ENOMEM"]),
    ("close", Mode::Once, &["EIO"]),
    (CHANGE, Mode::Always, &["EACCES"]),
    (CHANGE, Mode::DieBefore, &["EIO"]),
    (CHANGE, Mode::DieAfter, &["EIO"]),
    (ALL, Mode::Always, &["EIO"]),
];

impl Fault {
    /// What tells the shim.
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("FAULT_KIND", self.kind.clone()),
            ("FAULT_AT", self.at.to_string()),
            ("FAULT_MODE", self.mode.to_string()),
            ("FAULT_ERROR", self.error.to_owned()),
        ]
    }

    /// Whether the process is to die of it.
    pub fn dies(&self) -> bool {
        matches!(self.mode, Mode::DieBefore | Mode::DieWithin | Mode::DieAfter)
    }
}

/// Every fault that so many calls of each kind can have: a list for each kind, mode and error.
pub fn faults(counts: &BTreeMap<&str, usize>, die: bool) -> Vec<Vec<Fault>> {
    let count = |kind: &str| match kind {
        CHANGE => changes(counts),
        kind => counts.get(kind).copied().unwrap_or(0),
    };
    let lists = MATRIX.iter().flat_map(|(kind, mode, errors)| {
        let calls = 1..=count(kind);
        let fault = move |at, error| Fault { kind: (*kind).to_owned(), at, mode: *mode, error };
        errors.iter().map(move |error| calls.clone().map(|at| fault(at, *error)).collect::<Vec<_>>())
    });
    lists.filter(|list| list.first().is_some_and(|fault| die || !fault.dies())).collect()
}

/// How many of the calls change a file or folder.
pub fn changes(counts: &BTreeMap<&str, usize>) -> usize {
    CHANGES.iter().filter_map(|kind| counts.get(kind)).sum()
}

/// About so many of them: some of each list, and more of a long one, evenly.
pub fn sample(lists: &[Vec<Fault>], many: usize, seed: u64) -> Vec<Fault> {
    let all: usize = lists.iter().map(Vec::len).sum();
    let mut chosen = Vec::new();
    for list in lists {
        let many = (many * list.len()).div_ceil(all.max(1)).min(list.len());
        chosen.extend((0..many).map(|part| {
            let (from, to) = (part * list.len() / many, (part + 1) * list.len() / many);
            list[from + seed as usize % (to - from)].clone()
        }));
    }
    chosen
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MODES.iter().find(|(mode, _)| mode == self).unwrap().1)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.kind, self.at, self.mode, self.error)
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let [kind, at, mode, error] = text.split(' ').collect::<Vec<_>>()[..] else {
            return Err(format!("`{text}` is not: kind, number, mode, error"));
        };
        let mode = MODES.iter().find(|(_, name)| *name == mode).ok_or(format!("no mode `{mode}`"))?.0;
        let errors = MATRIX.iter().flat_map(|(.., errors)| errors.iter());
        let error = errors.copied().find(|known| *known == error).ok_or(format!("no error `{error}`"))?;
        Ok(Self { kind: kind.to_owned(), at: at.parse().map_err(|_| format!("no number `{at}`"))?, mode, error })
    }
}

#[test]
fn a_fault_is_what_it_says() {
    let lists = faults(&BTreeMap::from([("write", 7), ("rename", 2), (ALL, 9)]), true);
    for fault in lists.iter().flatten() {
        assert_eq!(fault.to_string().parse(), Ok(fault.clone()));
    }
    let sampled = sample(&lists, 20, 1);
    assert!(sampled.len() >= lists.len() && sampled.len() < 60, "{}", sampled.len());
    assert_eq!(sample(&lists, 1000, 1).len(), lists.iter().map(Vec::len).sum::<usize>());
}

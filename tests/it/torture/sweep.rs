//! Every file call of every command that writes fails, or the process dies at it. After each: an exit code and words,
//! never a hang, a panic or a signal; then a clean run leaves what it would have left without the fault, `verify` and
//! `doctor` find nothing wrong, and every file that ever landed is still there.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::fault::{Fault, faults, sample};
use super::scenes::{self, Cure, Scene, filled, kept, plain};
use super::shim::{Ended, shim, start};
use super::{Effort, seed};
use crate::kills::random;
use crate::support::{Shop, State};

/// One case: `NAME KIND AT MODE ERROR`, as a finding names it.
const CASE: &str = "SHOPTUI_TORTURE_CASE";
/// So many cases of a command in a test run.
const SAMPLE: usize = 40;
/// Of so many tests, two at once.
const SHARE: f64 = 2.0 / 9.0;
/// How a process that was to die ends.
const DEAD: i32 = 137;

/// What is known to be wrong and not yet mended: part of a finding, and why it is let pass.
const KNOWN: &[(&str, &str)] = &[];

#[test]
fn run() {
    sweep(scenes::run);
}

#[test]
fn resend() {
    sweep(scenes::resend);
}

#[test]
fn late() {
    sweep(scenes::late_file);
}

#[test]
fn reprocess() {
    sweep(scenes::reprocess);
}

#[test]
fn undo() {
    sweep(scenes::undo);
}

#[test]
fn undated_run() {
    sweep(scenes::undated_run);
}

#[test]
fn undated_undo() {
    sweep(scenes::undated_undo);
}

#[test]
fn undated_reset() {
    sweep(scenes::undated_reset);
}

#[test]
fn apply() {
    sweep(scenes::apply);
}

#[test]
fn rebuild() {
    sweep(scenes::rebuild);
}

#[test]
fn reset() {
    sweep(scenes::reset);
}

/// What was tried, and what was found.
#[derive(Default)]
struct Tally {
    cases: usize,
    /// Faults whose call never came, since threads took another turn.
    missed: usize,
    /// By what is wrong: each case and where it hit.
    findings: BTreeMap<String, Vec<String>>,
    known: usize,
}

fn sweep(scene: fn() -> Scene) {
    let Some(shim) = shim() else { return };
    let began = Instant::now();
    let scene = scene();
    let shop = scene.before.copy();
    let args = filled(&scene.args, &shop);
    let dry = start(shim, &shop, &args.iter().map(String::as_str).collect::<Vec<_>>(), None).end();
    assert_eq!(dry.code, Some(scene.undisturbed.0), "{}", dry.err);
    assert_eq!(shop.state(), scene.undisturbed.2, "the shim alone changes nothing");
    let counts = dry.counts();
    let mut tally = Tally::default();
    let effort = Effort::asked(SHARE);
    for (number, fault) in chosen(scene.name, &faults(&counts, true), SAMPLE, effort).iter().enumerate() {
        if effort.is_spent() {
            break;
        }
        try_fault(shim, &scene, fault, &scene.cures[number % scene.cures.len()], &mut tally);
    }
    tally.report(scene.name, &format!("{counts:?}"), began);
}

/// What only looks says what it would have said, or that it cannot.
#[test]
fn readers() {
    const READERS: [&str; 9] = [
        "export people",
        "history people 2",
        "status --json",
        "errors --json",
        "runs --json",
        "log --json",
        "verify",
        "doctor",
        "run --plan",
    ];
    let Some(shim) = shim() else { return };
    let shop = scenes::resent();
    let before = shop.state();
    let mut queries = READERS.map(|line| line.split(' ').map(str::to_owned).collect::<Vec<_>>()).to_vec();
    queries.push(vec!["query".to_owned(), "SELECT COUNT(*) FROM people".to_owned()]);
    for args in &queries {
        let began = Instant::now();
        let name = format!("look-{}", args[0]);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let dry = start(shim, &shop, &args, None).end();
        let counts = dry.counts();
        let mut tally = Tally::default();
        let effort = Effort::asked(SHARE / queries.len() as f64);
        for fault in chosen(&name, &faults(&counts, false), SAMPLE / 4, effort) {
            if effort.is_spent() {
                break;
            }
            let ended = start(shim, &shop, &args, Some(&fault)).end();
            tally.cases += 1;
            let silent = ended.code == dry.code && plain(&ended.err) == plain(&dry.err) && ended.out != dry.out;
            let said = || format!("exit {:?} without a word, but other data:\n{}", ended.code, ended.out);
            let wrong = sane(&fault, &ended).and_then(|()| if silent { Err(said()) } else { Ok(()) });
            if let Err(wrong) = wrong {
                tally.add(&name, &fault, &shop, &ended, &wrong);
            }
        }
        tally.report(&name, &format!("{counts:?}"), began);
    }
    assert_eq!(shop.state(), before, "a look changes nothing");
}

/// The faults of a command that are tried, in their order.
fn chosen(name: &str, lists: &[Vec<Fault>], many: usize, effort: Effort) -> Vec<Fault> {
    if let Ok(case) = std::env::var(CASE) {
        let (of, fault) = case.split_once(' ').unwrap();
        return if of == name { vec![fault.parse().unwrap()] } else { Vec::new() };
    }
    match effort {
        Effort::Sample => sample(lists, many, seed()),
        Effort::All => lists.concat(),
        Effort::Until(_) => shuffled(lists.concat()),
    }
}

fn shuffled(mut faults: Vec<Fault>) -> Vec<Fault> {
    let mut chance = seed();
    for last in (1..faults.len()).rev() {
        faults.swap(last, (random(&mut chance) * (last + 1) as f64) as usize);
    }
    faults
}

fn try_fault(shim: &Path, scene: &Scene, fault: &Fault, cure: &Cure, tally: &mut Tally) {
    let shop = scene.before.copy();
    let args = filled(&scene.args, &shop);
    let ended = start(shim, &shop, &args.iter().map(String::as_str).collect::<Vec<_>>(), Some(fault)).end();
    tally.cases += 1;
    if ended.hit().is_none() {
        tally.missed += 1;
    }
    let wrong = judged(scene, fault, &shop, &ended).and_then(|()| cured(scene, cure, &shop));
    if let Err(wrong) = wrong {
        tally.add(scene.name, fault, &shop, &ended, &wrong);
    }
}

/// What is wrong right after the fault.
fn judged(scene: &Scene, fault: &Fault, shop: &Shop, ended: &Ended) -> Result<(), String> {
    sane(fault, ended)?;
    lost(scene, shop)?;
    let (code, said, state) = &scene.undisturbed;
    if ended.code != Some(*code) || plain(&ended.err) != *said || ended.hit().is_none() {
        return Ok(());
    }
    if fault.kind == "sync" {
        return Err("a sync that failed is not told".to_owned());
    }
    let found = shop.state();
    if found == *state { Ok(()) } else { Err(format!("exit {code} without a word, but\n{}", differs(&found, state))) }
}

/// An exit code and words, and no more than that.
pub fn sane(fault: &Fault, ended: &Ended) -> Result<(), String> {
    if ended.hung {
        return Err("it hangs".to_owned());
    }
    if ended.err.contains("panicked") || ended.out.contains("panicked") {
        return Err(format!("a panic:\n{}", ended.err));
    }
    match ended.code {
        Some(DEAD) if fault.dies() => Ok(()),
        Some(0) => Ok(()),
        Some(1..=3) if !ended.err.is_empty() || ended.out.contains("DIFFERS") || ended.out.contains("BAD") => Ok(()),
        Some(code) => Err(format!("exit {code}:\n{}", ended.err)),
        None => Err(format!("signal {:?}:\n{}", ended.signal, ended.err)),
    }
}

fn lost(scene: &Scene, shop: &Shop) -> Result<(), String> {
    let kept = kept(shop);
    match scene.landed.iter().filter(|hash| !kept.contains(*hash)).count() {
        0 => Ok(()),
        lost => Err(format!("{lost} of {} landed files are lost", scene.landed.len())),
    }
}

/// What is wrong after commands that nothing disturbs.
fn cured(scene: &Scene, cure: &Cure, shop: &Shop) -> Result<(), String> {
    for step in &cure.steps {
        let cli = shop.cli(&filled(step, shop).iter().map(String::as_str).collect::<Vec<_>>());
        // What was corrected by a command that died is no longer there to correct.
        if ![0, 1, 2, 3].contains(&cli.code) || cli.err.contains("panicked") {
            return Err(format!("then `{}` exits {}:\n{}", step.join(" "), cli.code, cli.err));
        }
    }
    let steps = cure.steps.iter().map(|step| step.join(" ")).collect::<Vec<_>>().join("; ");
    lost(scene, shop).map_err(|lost| format!("after `{steps}` {lost}"))?;
    let state = shop.state();
    if !cure.states.contains(&state) {
        return Err(format!("after `{steps}`\n{}", differs(&state, &cure.states[0])));
    }
    for look in ["verify", "doctor"] {
        let cli = shop.cli(&[look]);
        if cli.code != 0 || cli.out.contains("BAD") {
            return Err(format!("after `{steps}` {look} exits {}:\n{}{}", cli.code, cli.out, cli.err));
        }
    }
    Ok(())
}

/// The lines in which two states differ.
fn differs(found: &State, expected: &State) -> String {
    let lines = |state: &State| format!("{state:#?}").lines().map(str::to_owned).collect::<Vec<_>>();
    let (found, expected) = (lines(found), lines(expected));
    let mut text = String::new();
    found.iter().filter(|line| !expected.contains(line)).for_each(|line| writeln!(text, "  found    {line}").unwrap());
    expected.iter().filter(|line| !found.contains(line)).for_each(|line| writeln!(text, "  expected {line}").unwrap());
    text
}

impl Tally {
    pub fn add(&mut self, name: &str, fault: &Fault, shop: &Shop, ended: &Ended, wrong: &str) {
        if let Some((_, reason)) = KNOWN.iter().find(|(part, _)| wrong.contains(part)) {
            eprintln!("KNOWN, {reason}: {name} {fault}");
            self.known += 1;
            return;
        }
        let folder = shop.path().canonicalize().unwrap();
        let at = ended.hit().map_or("never", |call| call.path.trim_start_matches(folder.to_str().unwrap()));
        let wrong = wrong.replace(folder.to_str().unwrap(), "SHOP");
        let case = format!(
            "{CASE}='{name} {fault}'  at {at}\n      said: {}",
            ended.err.trim().replace('\n', "\n            ")
        );
        self.findings
            .entry(kind_of(&wrong))
            .or_default()
            .push(format!("{case}\n      {}", wrong.replace('\n', "\n      ")));
    }

    /// Says what was tried; fails if anything was found.
    pub fn report(self, name: &str, counts: &str, began: Instant) {
        let Self { cases, missed, findings, known } = self;
        let seconds = began.elapsed().as_secs();
        eprintln!("{name}: {cases} cases, {missed} never reached, {known} known, in {seconds} s; calls {counts}");
        let mut text = String::new();
        for (kind, cases) in &findings {
            writeln!(text, "\n{} cases: {kind}", cases.len()).unwrap();
            cases.iter().take(4).for_each(|case| writeln!(text, "  - {case}").unwrap());
        }
        assert!(findings.is_empty(), "{name}: what went wrong{text}");
    }
}

/// What findings have in common: their first words without names and numbers.
fn kind_of(wrong: &str) -> String {
    let lines: Vec<&str> = wrong.lines().take(2).collect();
    lines.join(" ").chars().filter(|c| !c.is_ascii_digit()).collect()
}

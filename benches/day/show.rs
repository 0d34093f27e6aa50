//! The figures as text.

use crate::load::{Day, Stage};
use crate::peers::{self, Peer};
use crate::process::Week;

/// Prints how the sample week went.
pub fn week(weeks: &[Week]) {
    let passed = median(weeks.iter().map(|week| week.seconds));
    let process = weeks.iter().map(|week| week.process).collect::<Option<Vec<_>>>().map(|all| median(all.into_iter()));
    let process = process.map_or_else(|| "unknown".to_owned(), |seconds| format!("{seconds:.2} s"));
    println!(
        "sample week (shoptui run --sample): process time {process}, passed {passed:.2} s, of which 0.5 s waiting"
    );
}

/// Prints what is measured.
pub fn title(size: u64, days: u32, rounds: usize) {
    println!("\n{} customers, {} sales a day, {days} days, {rounds} round(s)", number(size), number(size));
}

/// Prints the stages of a day.
pub fn day(day: &Day) {
    println!("\n{} · {} rows · {:.1} MB", day.date, number(day.rows), day.bytes as f64 / 1e6);
    println!("  {:<12} {:>8} {:>12} {:>8}   of which", "", "seconds", "rows/s", "MB/s");
    for stage in &day.stages {
        println!("  {}   {}", figures(&name(stage), day, stage.seconds), parts(stage));
    }
    println!("  {}   peak memory {}", figures("day's load", day, day.load), memory(day.peak));
    let peak = memory(day.peak_with_reports);
    println!("  {:<12} {:>8.2} {:>24}{}; peak memory {peak}", "reports", day.reports.seconds, "", parts(&day.reports));
}

fn name(stage: &Stage) -> String {
    format!("{:?}", stage.step).to_lowercase()
}

/// The seconds of each pipeline or report, the longest first.
fn parts(stage: &Stage) -> String {
    const MOST: usize = 3;
    let mut parts: Vec<&(String, f64)> = stage.parts.iter().collect();
    parts.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    parts.iter().take(MOST).map(|(name, seconds)| format!("{name} {seconds:.2}")).collect::<Vec<_>>().join(", ")
}

fn figures(name: &str, day: &Day, seconds: f64) -> String {
    let rate = |amount: f64| amount / seconds.max(1e-9);
    format!(
        "{name:<12} {seconds:>8.2} {:>12} {:>8.0}",
        number(rate(day.rows as f64) as u64),
        rate(day.bytes as f64 / 1e6)
    )
}

/// Prints the days' loads beside those of the peers; of several rounds the median.
pub fn side_by_side(ours: &[Vec<Day>], peers: &[Peer], theirs: &[Vec<Vec<peers::Day>>]) {
    let days = ours.first().map_or(0, Vec::len);
    let table = |title: &str, our: fn(&Day) -> f64, their: fn(&peers::Day) -> f64| {
        let head: String = (1..=days).map(|day| format!("{:>9}", format!("day {day}"))).collect();
        println!("\n  {title:<20}{head}");
        let ours = by_day(ours, days, our);
        println!("  {:<20}{}", "shoptui", cells(&ours));
        for (peer, rounds) in peers.iter().zip(theirs) {
            let theirs = by_day(rounds, days, their);
            let ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect();
            println!("  {:<20}{}", peer.name, cells(&theirs));
            println!("  {:<20}{}", format!("shoptui / {}", peer.name), cells(&ratios));
        }
    };
    table("seconds passed", |day| day.load, |day| day.seconds);
    table("processor seconds", |day| day.process.unwrap_or(f64::NAN), |day| day.process.unwrap_or(f64::NAN));
    table("peak memory, GB", |day| gigabytes(day.peak), |day| gigabytes(day.peak));
}

fn gigabytes(bytes: Option<u64>) -> f64 {
    bytes.map_or(f64::NAN, |bytes| bytes as f64 / 1e9)
}

fn by_day<T>(rounds: &[Vec<T>], days: usize, value: impl Fn(&T) -> f64) -> Vec<f64> {
    (0..days).map(|day| median(rounds.iter().filter_map(|round| round.get(day)).map(&value))).collect()
}

fn cells(values: &[f64]) -> String {
    values.iter().map(|value| format!("{value:>9.2}")).collect()
}

/// The middle value; of an even number of values the greater of the two in the middle.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn memory(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "unknown".to_owned(), |bytes| format!("{:.2} GB", bytes as f64 / 1e9))
}

/// A number with a comma for every thousand.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

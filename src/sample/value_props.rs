//! What the app of a payment company records: which value props its users were shown (prints), which they tapped, and
//! what they paid. Three files, each whole.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};

use super::plan::{BadRows, beyond_the_calendar};
use super::random::Random;
use super::rows::{RowFile, Style, make_room};
use crate::error::Result;

/// The names of the files.
pub const VALUE_PROPS_FILES: [&str; 3] = ["prints.json", "taps.json", "pays.csv"];
const VALUE_PROPS: [&str; 7] =
    ["cellphone_recharge", "credits_consumer", "link_cobro", "point", "prepaid", "send_money", "transport"];
/// So many prints a user has on the average.
const PRINTS_OF_USER: u64 = 20;
/// So many value props are shown side by side at most.
const SIDE_BY_SIDE: u64 = 4;
/// In ten thousand: prints that are tapped, taps that are paid for, and prints that are paid for without a tap.
const TAPPED: u32 = 1_000;
const PAID: u32 = 4_000;
const PAID_UNTAPPED: u32 = 1_500;
/// A payment follows within so many days.
const PAID_WITHIN: u64 = 6;
/// So many rows at the end of each file are bad, where some are.
const BAD: usize = 2;
/// No day of the calendar.
const IMPOSSIBLE: &str = "2020-11-31";

/// What to make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueProps {
    /// How many prints there are; about a tenth of them are tapped.
    pub prints: u64,
    /// The first day.
    pub start: NaiveDate,
    /// How many days there are.
    pub days: u32,
    /// Where bad rows are.
    pub bad_rows: BadRows,
    /// What all chance is drawn from.
    pub seed: u64,
}

impl ValueProps {
    /// Four weeks with so many prints: what the last of them is compared with is the three before.
    pub fn four_weeks(prints: u64) -> Self {
        let start = NaiveDate::from_ymd_opt(2020, 11, 1).unwrap_or_default();
        Self { prints, start, days: 28, bad_rows: BadRows::Nowhere, seed: 98_702 }
    }
}

/// A value prop in front of a user.
#[derive(Clone, Copy)]
struct Print {
    day: usize,
    user: u64,
    value_prop: &'static str,
    position: u64,
}

struct Payment {
    day: usize,
    user: u64,
    value_prop: &'static str,
    cents: u64,
}

/// Writes the three files into a folder, which is made if need be, and returns their paths.
///
/// A file gets its name only when it is whole. Fails before it writes anything if one of the files is already there,
/// and if the days go beyond the calendar.
pub fn write_value_props(dir: &Path, plan: &ValueProps) -> Result<Vec<PathBuf>> {
    let day = |number: u32| plan.start.checked_add_days(Days::new(number.into())).map(|day| day.to_string());
    let days: Option<Vec<String>> = (0..plan.days).map(day).collect();
    let days = days.ok_or_else(|| beyond_the_calendar(plan.days, plan.start))?;
    make_room(dir, VALUE_PROPS_FILES.map(str::to_owned))?;
    let [prints_file, taps_file, pays_file] = VALUE_PROPS_FILES;
    let mut random = Random::of(&[plan.seed, b'v'.into()]);
    let mut prints = Events::create(dir, prints_file, plan)?;
    let mut taps = Events::create(dir, taps_file, plan)?;
    let mut payments = Vec::new();
    for (number, day) in days.iter().enumerate() {
        // As many prints up to the end of the day as its share of all days.
        let until = u128::from(plan.prints) * (number as u128 + 1) / days.len() as u128;
        while u128::from(prints.rows) < until {
            for print in side_by_side(number, plan, &mut random).take((until - u128::from(prints.rows)) as usize) {
                let tapped = random.chance(TAPPED);
                prints.write(day, &print)?;
                if tapped {
                    taps.write(day, &print)?;
                }
                pay(&print, tapped, days.len(), &mut random, &mut payments);
            }
        }
    }
    let pays = write_payments(dir, pays_file, plan, &days, payments)?;
    Ok(vec![prints.end()?, taps.end()?, pays])
}

/// What a user is shown at once: value props that differ, at positions from 0.
fn side_by_side(day: usize, plan: &ValueProps, random: &mut Random) -> impl Iterator<Item = Print> + use<> {
    let user = 1_000 + 7 * random.below(plan.prints / PRINTS_OF_USER + 1);
    let mut value_props = VALUE_PROPS;
    let count = random.below(SIDE_BY_SIDE) + 1;
    for place in 0..count {
        let other = place + random.below(value_props.len() as u64 - place);
        // In bounds: both are below the number of value props.
        value_props.swap(place as usize, other as usize);
    }
    let shown = value_props.into_iter().take(count as usize);
    shown.zip(0..).map(move |(value_prop, position)| Print { day, user, value_prop, position })
}

/// Whether a print is paid for, and how often: a few are paid for several times.
fn pay(print: &Print, tapped: bool, days: usize, random: &mut Random, payments: &mut Vec<Payment>) {
    if !random.chance(if tapped { PAID } else { PAID_UNTAPPED }) {
        return;
    }
    let times = 1 + random.below(10).saturating_sub(7);
    for _ in 0..times {
        let day = print.day + random.below(PAID_WITHIN + 1) as usize;
        let cents = 50 + random.below(20_000);
        if day < days {
            payments.push(Payment { day, user: print.user, value_prop: print.value_prop, cents });
        }
    }
}

fn write_payments(
    dir: &Path,
    name: &str,
    plan: &ValueProps,
    days: &[String],
    mut payments: Vec<Payment>,
) -> Result<PathBuf> {
    payments.sort_by_key(|payment| payment.day);
    let mut file = RowFile::create(dir, name, Style::Quoted)?;
    file.raw(b"pay_date,total,user_id,value_prop\n")?;
    for (at, Payment { day, user, value_prop, cents }) in payments.iter().enumerate() {
        let text = days.get(*day).map_or("", String::as_str);
        let total = format!("{}.{:02}", cents / 100, cents % 100);
        let bad = plan.bad_rows == BadRows::OnLastDay;
        let (text, total) = match payments.len() - at {
            1 if bad => (IMPOSSIBLE, total.as_str()),
            2 if bad => (text, "ERROR"),
            _ => (text, total.as_str()),
        };
        file.raw(format!("{text},{total},{user},{value_prop}\n").as_bytes())?;
    }
    file.publish()
}

/// A file of events, one JSON object a line. The last two lines are kept back: they may have to be bad.
struct Events {
    file: RowFile,
    rows: u64,
    bad: bool,
    last: Vec<(String, Print)>,
}

impl Events {
    fn create(dir: &Path, name: &str, plan: &ValueProps) -> Result<Self> {
        let file = RowFile::create(dir, name, Style::Quoted)?;
        Ok(Self { file, rows: 0, bad: plan.bad_rows == BadRows::OnLastDay, last: Vec::new() })
    }

    fn write(&mut self, day: &str, print: &Print) -> Result<()> {
        self.rows += 1;
        if !self.bad {
            return self.line(day, print, true);
        }
        if self.last.len() == BAD {
            let (day, print) = self.last.remove(0);
            self.line(&day, &print, true)?;
        }
        self.last.push((day.to_owned(), *print));
        Ok(())
    }

    fn line(&mut self, day: &str, print: &Print, whole: bool) -> Result<()> {
        let Print { user, value_prop, position, .. } = print;
        let data = match whole {
            true => format!(r#"{{"position":{position},"value_prop":"{value_prop}"}}"#),
            false => format!("\"{value_prop}\""),
        };
        self.file.raw(format!("{{\"day\":\"{day}\",\"event_data\":{data},\"user_id\":{user}}}\n").as_bytes())
    }

    /// The file under its name; of its bad rows one has no object, and the last an impossible day.
    fn end(mut self) -> Result<PathBuf> {
        let last = std::mem::take(&mut self.last);
        for (left, (day, print)) in (0..last.len()).rev().zip(&last) {
            match left {
                0 => self.line(IMPOSSIBLE, print, true)?,
                _ => self.line(day, print, false)?,
            }
        }
        self.file.publish()
    }
}

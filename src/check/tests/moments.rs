//! Days and times against plain arithmetic on digits.

use polars_arrow::array::Utf8ViewArray;
use proptest::prelude::*;

use super::super::cast::cast;
use super::check;
const DIGITS: &str = "more digits than microseconds can keep";
use crate::workspace::{Column, ColumnType};

/// A moment as people count, with the digits of its second.
#[derive(Debug, Clone)]
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    digits: String,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEK: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Moment {
    fn of_year(&self) -> i64 {
        (1..self.month).map(|month| days_of(self.year, month)).sum::<i64>() + self.day
    }

    /// Days since 1970-01-01.
    fn days(&self) -> i64 {
        let before = self.year - 1;
        before * 365 + before / 4 - before / 100 + before / 400 + self.of_year() - 719_163
    }

    fn seconds(&self) -> i64 {
        self.days() * 86_400 + self.hour * 3600 + self.minute * 60 + self.second
    }

    /// Microseconds since 1970-01-01, if that is all of it.
    fn micros(&self) -> Option<i64> {
        let (kept, lost) = self.digits.split_at(self.digits.len().min(6));
        let micros = format!("{kept:0<6}").parse::<i64>().unwrap();
        lost.bytes().all(|b| b == b'0').then_some(self.seconds() * 1_000_000 + micros)
    }

    /// The text of a format; digits that it has no room for must be zeros.
    fn text(&self, format: &str) -> String {
        let mut out = String::new();
        let mut rest = format;
        let fraction = |n: usize| format!("{:0<n$.n$}", self.digits);
        while let Some(c) = rest.chars().next() {
            let item = ["%.3f", "%.6f", "%.9f", "%3f", "%6f", "%9f", "%.f", "%-d", "%-m", "%-H", "%_d", "%0e", "%-I"]
                .into_iter()
                .find(|item| rest.starts_with(item))
                .unwrap_or(if c == '%' { rest.get(..2).unwrap() } else { rest.get(..c.len_utf8()).unwrap() });
            rest = rest.get(item.len()..).unwrap();
            let twelve = (self.hour + 11) % 12 + 1;
            out += &match item {
                "%Y" => format!("{:04}", self.year),
                "%C" => format!("{:02}", self.year / 100),
                "%y" => format!("{:02}", self.year % 100),
                "%m" => format!("{:02}", self.month),
                "%-m" => self.month.to_string(),
                "%d" | "%0e" => format!("{:02}", self.day),
                "%-d" => self.day.to_string(),
                "%e" | "%_d" => format!("{:2}", self.day),
                "%j" => format!("{:03}", self.of_year()),
                "%b" | "%h" => MONTHS[self.month as usize - 1].get(..3).unwrap().to_owned(),
                "%B" => MONTHS[self.month as usize - 1].to_owned(),
                // 1970-01-01 was a Thursday.
                "%A" => WEEK[(self.days() + 3).rem_euclid(7) as usize].to_owned(),
                "%a" => WEEK[(self.days() + 3).rem_euclid(7) as usize].get(..3).unwrap().to_owned(),
                "%u" => ((self.days() + 3).rem_euclid(7) + 1).to_string(),
                "%w" => ((self.days() + 4).rem_euclid(7)).to_string(),
                // Weeks that begin on Sunday, and on Monday.
                "%U" => format!("{:02}", (self.of_year() + 6 - (self.days() + 4).rem_euclid(7)) / 7),
                "%W" => format!("{:02}", (self.of_year() + 6 - (self.days() + 3).rem_euclid(7)) / 7),
                "%H" => format!("{:02}", self.hour),
                "%-H" => self.hour.to_string(),
                "%k" => format!("{:2}", self.hour),
                "%I" => format!("{twelve:02}"),
                "%-I" => twelve.to_string(),
                "%l" => format!("{twelve:2}"),
                "%p" => if self.hour < 12 { "AM" } else { "PM" }.to_owned(),
                "%P" => if self.hour < 12 { "am" } else { "pm" }.to_owned(),
                "%M" => format!("{:02}", self.minute),
                "%S" => format!("{:02}", self.second),
                "%s" => self.seconds().to_string(),
                "%.f" if self.digits.is_empty() => String::new(),
                "%.f" => format!(".{}", self.digits),
                "%.3f" => format!(".{}", fraction(3)),
                "%.6f" => format!(".{}", fraction(6)),
                "%.9f" => format!(".{}", fraction(9)),
                "%3f" => fraction(3),
                "%6f" => fraction(6),
                "%9f" | "%f" => fraction(9),
                "%F" => self.text("%Y-%m-%d"),
                "%T" | "%X" => self.text("%H:%M:%S"),
                "%R" => self.text("%H:%M"),
                "%r" => self.text("%I:%M:%S %p"),
                "%D" | "%x" => self.text("%m/%d/%y"),
                "%v" => self.text("%e-%b-%Y"),
                "%c" => self.text("%a %b %e %H:%M:%S %Y"),
                literal => literal.to_owned(),
            };
        }
        out
    }
}

const DATES: [&str; 22] = [
    "%Y-%m-%d",
    "%F",
    "%d.%m.%Y",
    "%Y%m%d",
    "%-d/%-m/%Y",
    "%-m/%-d/%Y",
    "%_d.%m.%Y",
    "%0e.%m.%Y",
    "%e %B %Y",
    "%d-%b-%Y",
    "%v",
    "%D",
    "%x",
    "%y%m%d",
    "%C%y-%m-%d",
    "%Y-%j",
    "%Y%j",
    "%A, %d %h %Y",
    "%a %F",
    "%Y %U %w",
    "%Y %W %u",
    "day %d of month %m of %Y",
];
const TIMES: [&str; 21] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%F %T",
    "%FT%R",
    "%F %X",
    "%d.%m.%Y %k:%M",
    "%-d.%-m.%Y %-H:%M",
    "%F %I:%M:%S %p",
    "%F %-I:%M%P",
    "%F %l:%M %p",
    "%F %r",
    "%c",
    "%s",
    "%F %T%.f",
    "%s%.f",
    "%Y%m%d%H%M%S%.f",
    "%F %T%.3f",
    "%F %T%.6f",
    "%F %T%.9f",
    "%Y%m%d%H%M%S%6f",
    "%F %T %f",
];

fn two_digits(format: &str) -> bool {
    ["%y", "%D", "%x"].iter().any(|item| format.contains(item)) && !format.contains("%C")
}

fn moment(format: &'static str) -> impl Strategy<Value = Moment> {
    let years = if two_digits(format) { 1970..2070i64 } else { 1..10_000i64 };
    let most = match format {
        f if f.contains("%.f") => 12,
        f if f.contains("%.3f") => 3,
        f if f.contains("%6f") || f.contains("%.6f") => 6,
        f if f.contains('f') => 9,
        _ => 0,
    };
    let seconds = if ["%S", "%T", "%X", "%r", "%c", "%s"].iter().any(|item| format.contains(item)) { 60 } else { 1 };
    let digits = prop_oneof!["[0-9]{0,12}", "[0-9]{0,6}0{0,6}", Just(String::new())];
    (years, 1..13i64, 1..32i64, 0..24i64, 0..60i64, 0..seconds as i64, digits).prop_map(
        move |(year, month, day, hour, minute, second, digits)| {
            let day = day.min(days_of(year, month));
            let mut digits = digits;
            digits.truncate(most);
            Moment { year, month, day, hour, minute, second, digits }
        },
    )
}

/// What a text is: a value of the table, or what is wrong with it.
fn read(kind: &ColumnType, text: &str) -> Result<i64, String> {
    let cast = cast(&Utf8ViewArray::from_slice([Some(text)]), &Column::new("c", kind.clone()));
    match cast.faults.first() {
        Some(fault) => Err(fault.rule.to_string()),
        None => Ok(cast.values.to_physical_repr().get(0).unwrap().try_extract().unwrap()),
    }
}

/// A moment from what a table keeps; its digits as a text has them.
fn kept(micros: i64, digits: &str) -> Moment {
    let (days, within) = (micros.div_euclid(86_400_000_000), micros.rem_euclid(86_400_000_000));
    let mut moment = Moment {
        year: 1,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        digits: format!("{:06}", within % 1_000_000),
    };
    let seconds = within / 1_000_000;
    (moment.hour, moment.minute, moment.second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let near = 1970 + days.div_euclid(365);
    moment.year =
        (near - 20..=near + 10).rev().find(|year| Moment { year: *year, ..moment.clone() }.days() <= days).unwrap();
    moment.month = (1..=12).rev().find(|month| Moment { month: *month, ..moment.clone() }.days() <= days).unwrap();
    moment.day = days - moment.days() + 1;
    if digits.len() < 6 {
        let (kept, cut) = moment.digits.split_at(digits.len());
        assert!(cut.bytes().all(|b| b == b'0'));
        moment.digits = kept.to_owned();
    } else {
        moment.digits += &"0".repeat(digits.len() - 6);
    }
    moment
}

/// What follows the last point of a text.
fn fraction(text: &str) -> String {
    text.rsplit_once('.').map(|(_, digits)| digits.to_owned()).unwrap_or_default()
}

fn formats() -> impl Strategy<Value = (&'static str, bool)> {
    let all: Vec<_> = DATES.map(|f| (f, false)).into_iter().chain(TIMES.map(|f| (f, true))).collect();
    proptest::sample::select(all)
}

fn kind(format: &str, is_time: bool) -> ColumnType {
    if is_time { ColumnType::Datetime(format.to_owned()) } else { ColumnType::Date(format.to_owned()) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_is_written_is_read(((format, is_time), moment) in formats().prop_flat_map(|f| (Just(f), moment(f.0)))) {
        let moment = if is_time { moment } else { Moment { hour: 0, minute: 0, second: 0, ..moment } };
        let text = moment.text(format);
        let expected = match moment.micros() {
            _ if !is_time => Ok(moment.days()),
            // Seconds since 1970 have no sign.
            _ if format.starts_with("%s") && moment.days() < 0 => Err(format!("not a datetime ({format})")),
            Some(micros) => Ok(micros),
            None => Err(DIGITS.to_owned()),
        };
        prop_assert_eq!(read(&kind(format, is_time), &text), expected, "{} as {}", text, format);
    }

    #[test]
    fn what_is_read_is_written(
        ((format, is_time), moment) in formats().prop_flat_map(|f| (Just(f), moment(f.0))),
        at in 0..30usize, cut in 0..3usize, with in "[0-9 :.+/A-Za-z-]{0,2}",
    ) {
        let mut text = Moment { digits: moment.digits.get(..moment.digits.len().min(6)).unwrap().into(), ..moment }.text(format);
        let at = at.min(text.len());
        text.replace_range(at..(at + cut).min(text.len()), &with);
        if let Ok(value) = read(&kind(format, is_time), &text) {
            // Where a format says how many digits, all of them are written.
            let digits = if format.contains("%.f") { fraction(&text) } else { "000000".to_owned() };
            let again = kept(if is_time { value } else { value * 86_400_000_000 }, &digits);
            prop_assert_eq!(again.text(format), text, "{}", format);
        }
    }
}

#[test]
fn a_minute_has_sixty_seconds() {
    for (format, text) in [
        ("%Y-%m-%d %H:%M:%S", "2024-02-03 12:30:60"),
        ("%F %T", "2024-06-30 23:59:60"),
        ("%F %T%.f", "2016-12-31 23:59:60.5"),
        ("%F %r", "2024-02-03 12:30:60 PM"),
        ("%c", "Sat Feb  3 12:30:60 2024"),
    ] {
        check(
            &format!(r#"type = "datetime", format = "{format}""#),
            text,
            &format!("not a datetime ({format}) (got {text:?})"),
        );
    }
}

#[test]
fn digits_are_kept_or_rejected() {
    let any = r#"type = "datetime", format = "%Y-%m-%d %H:%M:%S%.f""#;
    for (digits, kept) in [
        ("", ""),
        (".5", ".500"),
        (".50", ".500"),
        (".500000", ".500"),
        (".123", ".123"),
        (".123000", ".123"),
        (".123456", ".123456"),
        (".1234560", ".123456"),
        (".123456000000000", ".123456"),
        (".0", ""),
        (".000000000000", ""),
    ] {
        check(any, &format!("2024-02-03 04:05:06{digits}"), &format!("= 2024-02-03 04:05:06{kept}"));
    }
    for digits in [".1234567", ".0000001", ".000000001", ".1234560001", ".1234560000000001"] {
        let text = format!("2024-02-03 04:05:06{digits}");
        check(any, &text, &format!("{DIGITS} (got {text:?})"));
    }
    for digits in [".", ".5 ", ". 5", ".+5", ".5.5", ",5", ".5e1"] {
        let text = format!("2024-02-03 04:05:06{digits}");
        check(any, &text, &format!("not a datetime (%Y-%m-%d %H:%M:%S%.f) (got {text:?})"));
    }
    for format in ["%.9f", "%9f", "%f"] {
        let (point, column) = (
            if format.starts_with("%.") { "." } else { "" },
            format!(r#"type = "datetime", format = "%Y-%m-%d %H:%M:%S{format}""#),
        );
        check(&column, &format!("2024-02-03 04:05:06{point}123456000"), "= 2024-02-03 04:05:06.123456");
        let fine = format!("2024-02-03 04:05:06{point}123456789");
        check(&column, &fine, &format!("{DIGITS} (got {fine:?})"));
    }
}

#[test]
fn a_year_has_four_digits() {
    for (kind, format, text) in [
        ("date", "%d/%m/%Y", "31/12/+10000"),
        ("date", "%d/%m/%Y", "01/01/0000"),
        ("date", "%d/%m/%Y", "01/01/-001"),
        ("datetime", "%Y-%m-%d %H:%M:%S", "+10000-01-01 00:00:00"),
        ("datetime", "%Y-%m-%d %H:%M:%S", "+262000-01-01 00:00:00"),
        ("datetime", "%Y-%m-%d %H:%M:%S", "0000-12-31 00:00:00"),
        ("datetime", "%s", "253402300800"),
        ("datetime", "%s", "-62135596801"),
    ] {
        let column = format!(r#"type = "{kind}", format = "{format}""#);
        check(&column, text, &format!("not a {kind} ({format}) (got {text:?})"));
    }
    check(r#"type = "date", format = "%d/%m/%Y""#, "31/12/9999", "= 9999-12-31");
    check(r#"type = "datetime", format = "%s""#, "253402300799", "= 9999-12-31 23:59:59");
}

//! The hidden names under which files lie in the landing zone while they are taken or put back.

use chrono::NaiveDate;

use super::number::number;

/// The end of the name of a file that is taken: `.sales.txt.1.take`; `.prints.json.1.2024-10-16.take` where the name of
/// the file does not say its day.
const CLAIMED: &str = ".take";
/// The end of the name of a note: `prints.json.1.2024-10-16.json`.
const NOTE: &str = ".json";
/// The end of the name of a copy on its way back from the archive: `.sales.txt.untake`.
const RETURNING: &str = ".untake";

/// The hidden name of a file that is taken; with its day if its own name does not say it.
pub(super) fn claim_name(name: &str, number: u32, day: Option<NaiveDate>) -> String {
    match day {
        None => format!(".{name}.{number}{CLAIMED}"),
        Some(day) => format!(".{name}.{number}.{day}{CLAIMED}"),
    }
}

/// What the hidden name of a claimed file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claimed<'a> {
    /// The file's own name.
    pub(super) name: &'a str,
    /// The number of the claim.
    pub(super) number: u32,
    /// The file's day, if its own name does not say it.
    pub(super) day: Option<NaiveDate>,
}

/// The hidden name of a copy on its way back into the landing zone.
pub(super) fn returning(name: &str) -> String {
    format!(".{name}{RETURNING}")
}

/// Whether a copy on its way back has this name.
pub(super) fn is_returning(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(RETURNING)
}

/// What the hidden name of a claimed file says; none if it is no such name.
pub(super) fn claimed(hidden: &str) -> Option<Claimed<'_>> {
    claim(hidden.strip_prefix('.')?.strip_suffix(CLAIMED)?)
}

/// The name of the note of a claimed file's day, once it has its own name again.
pub(super) fn note_name(name: &str, number: u32, day: NaiveDate) -> String {
    format!("{name}.{number}.{day}{NOTE}")
}

/// The claim of whose day a note has this name; none if none has.
pub(super) fn noted(note: &str) -> Option<Claimed<'_>> {
    claim(note.strip_suffix(NOTE)?).filter(|claim| claim.day.is_some())
}

fn claim(inner: &str) -> Option<Claimed<'_>> {
    let (before, last) = inner.rsplit_once('.')?;
    let day = day(last);
    let (name, digits) = if day.is_some() { before.rsplit_once('.')? } else { (before, last) };
    let visible = !name.is_empty() && !name.starts_with('.');
    Some(Claimed { name, number: number(digits)?, day }).filter(|_| visible)
}

/// A day as it is written here, YYYY-MM-DD.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day: &NaiveDate| day.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_knows_the_name_of_its_file() {
        let check = |name: &str, number: u32, day: Option<NaiveDate>, expected: &str| {
            assert_eq!(claim_name(name, number, day), expected);
            assert_eq!(claimed(expected), Some(Claimed { name, number, day }));
        };
        check("sales.txt", 1, None, ".sales.txt.1.take");
        check("sales.txt~2", 12, None, ".sales.txt~2.12.take");
        check("sales.3.take", 1, None, ".sales.3.take.1.take");
        check("sales.2024-10-16", 1, None, ".sales.2024-10-16.1.take");
        let day = NaiveDate::from_ymd_opt(2024, 10, 16);
        check("prints.json", 1, day, ".prints.json.1.2024-10-16.take");
        check("prints.json~2", 3, day, ".prints.json~2.3.2024-10-16.take");
        check("prints.json.1.2024-10-16", 3, day, ".prints.json.1.2024-10-16.3.2024-10-16.take");
        for other in
            ["sales.1.take", ".sales.take", ".sales.0.take", ".sales.1.take.part", "..a.1.take", "..1.take", ".take"]
                .into_iter()
                .chain([".a.2024-10-16.take", ".a.0.2024-10-16.take", ".a.1.2024-1-6.take", ".1.2024-10-16.take"])
        {
            assert_eq!(claimed(other), None, "{other}");
        }
    }
}

//! The fix file: written from an error report, edited, and compared with it again.

use proptest::prelude::*;
use tempfile::TempDir;

use super::{CSV, JSON, checked, pipeline, report};
use crate::check::{Author, Corrections, FixFile, Fixed, ReportReader, joined_reasons, read_report, write_fix};
use crate::error::{Error, ErrorKind};
use crate::store::Location;
use crate::workspace::Pipeline;

const COLUMNS: &str = r#"{ name = "id", type = "int" }, { name = "v", type = "int", min = 1, required = true }, { name = "note", type = "string" }"#;
const FILE: &str = "t_20241009";
const ROWS: &str = "1,x,a\n2,2,b\n3,,=1+1\n4\n5,0,\"two\nlines\"\n";

struct Case {
    folder: TempDir,
    pipeline: Pipeline,
    report: Location,
    /// The fix file as it was written.
    text: String,
}

fn case(format: &str, rows: &str) -> Case {
    let pipeline = pipeline(format, r#"["id"]"#, COLUMNS);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("errors_t_20241009.csv");
    std::fs::write(&path, report(&pipeline, &checked(&pipeline, rows))).unwrap();
    let path = Location::of_path(&path).unwrap();
    let mut out = Vec::new();
    write_fix(&mut ReportReader::open(&path).unwrap(), FILE, &mut out, &|_| Ok(())).unwrap();
    Case { folder, pipeline, report: path, text: String::from_utf8(out).unwrap() }
}

impl Case {
    fn judge(&self, text: impl AsRef<[u8]>) -> crate::error::Result<Fixed> {
        let path = self.folder.path().join("fix.csv");
        std::fs::write(&path, text).unwrap();
        let fix = FixFile::read(&path)?;
        assert_eq!(fix.file(), FILE);
        let author = Author { by: "Zoë".to_owned(), at: "2024-10-17T08:30:00Z".parse().unwrap() };
        fix.judge(&read_report(&self.report).unwrap(), &self.pipeline, &author)
    }

    /// The corrections as `line: was -> fields`, the rows still wrong as `line! reasons`, and how many were not edited.
    fn said(&self, text: impl AsRef<[u8]>) -> (Vec<String>, usize) {
        let found = self.judge(text).unwrap();
        let joined =
            |fields: &[Option<String>]| fields.iter().map(|f| f.as_deref().unwrap()).collect::<Vec<_>>().join("|");
        let good = found.corrections.iter().map(|c| format!("{}: {} -> {}", c.line, joined(&c.was), joined(&c.fields)));
        let wrong = found.wrong.iter().map(|w| format!("{}! {}", w.line, joined_reasons(&w.reasons)));
        (good.chain(wrong).collect(), found.unedited)
    }

    #[track_caller]
    fn check(&self, text: impl AsRef<[u8]>, expected: &[&str], unedited: usize) {
        let (said, left) = self.said(text);
        assert_eq!((said.iter().map(String::as_str).collect::<Vec<_>>(), left), (expected.to_vec(), unedited));
    }
}

#[test]
fn the_fix_file() {
    let expected = "id,v,note,line,errors,file\n\
        1,x,a,1,\"v: not a whole number (got \"\"x\"\")\",t_20241009\n\
        3,,'=1+1,3,\"v: required, but empty\",t_20241009\n\
        4,,,4,\"1 fields, expected 3\",t_20241009\n\
        5,0,\"two\nlines\",5,\"v: below 1 (got \"\"0\"\")\",t_20241009\n";
    let text = case(CSV, ROWS).text;
    let signs = regex::Regex::new(",r[0-9a-f]{16}\n").unwrap();
    assert_eq!(signs.find_iter(&text).count(), 4);
    assert_eq!(
        signs.replace_all(&text, ",r\n").replace("file,row", "file"),
        expected.replace("_20241009\n", "_20241009,r\n")
    );
}

#[test]
fn edited_rows_are_corrections() {
    let case = case(CSV, ROWS);
    let text = case.text.clone();
    case.check(&text, &[], 4);
    case.check(text.replace("1,x,a", "1,10,a"), &["1: 1|x|a -> 1|10|a"], 3);
    case.check(text.replace("4,,,4", "4,4,four,4"), &["4: 4|| -> 4|4|four"], 3);
    case.check(text.replace("3,,", "3,3,"), &["3: 3||=1+1 -> 3|3|=1+1"], 3);
    case.check(text.replace("3,,'=1+1", "3,3,=1+1"), &["3: 3||=1+1 -> 3|3|=1+1"], 3);
    case.check(text.replace("3,,'=1+1", "3,3,'-x"), &["3: 3||=1+1 -> 3|3|-x"], 3);
    case.check(text.replace("3,,'=1+1", "3,3,'tis"), &["3: 3||=1+1 -> 3|3|'tis"], 3);
    case.check(text.replace("5,0,\"two\nlines\"", "6,1,"), &["5: 5|0|two\nlines -> 6|1|"], 3);
}

#[test]
fn rows_that_are_still_wrong() {
    let case = case(CSV, ROWS);
    let text = case.text.clone();
    case.check(text.replace("1,x,a", "1,y,a"), &["1! v: not a whole number (got \"y\")"], 3);
    case.check(text.replace("1,x,a", ",0,a"), &["1! id: required, but empty; v: below 1 (got \"0\")"], 3);
    // One wrong row keeps the good ones from being corrections.
    let both = text.replace("1,x,a", "1,10,a").replace("5,0,", "5,0.5,");
    case.check(both, &["5! v: not a whole number (got \"0.5\")"], 2);
}

#[test]
fn spreadsheets_save_in_their_own_ways() {
    let case = case(CSV, ROWS);
    let edited = case.text.replace("1,x,a", "1,10,a");
    let expected = ["1: 1|x|a -> 1|10|a"];
    case.check(format!("\u{feff}{edited}"), &expected, 3);
    case.check(edited.replace('\n', "\r\n"), &expected, 3);
    case.check(format!("{edited},,,,,\n"), &expected, 3);
    case.check(edited.replace(',', ";"), &expected, 3);
    let utf16: Vec<u8> =
        format!("\u{feff}{}", edited.replace(',', "\t")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    case.check(utf16, &expected, 3);
    let lines: Vec<&str> = edited.lines().collect();
    case.check([lines[0], lines[1]].join("\n"), &expected, 0);
    case.check([lines[0], lines[3], lines[2], lines[1]].join("\n"), &expected, 2);
}

#[test]
fn rows_of_json_share_a_line() {
    let case = case(JSON, r#"[{"id":1,"v":0},{"id":1,"v":0},{"id":2,"v":0},{"id":3,"v":-1,"note":"n"}]"#);
    let lines: Vec<&str> = case.text.lines().collect();
    assert_eq!(lines.len(), 5);
    let with = |rows: &[&str]| [&[lines[0]], rows].concat().join("\n");
    // Wherever an edited row stands, and whatever rows are left out, it is known which one it was.
    let third = lines[3].replace("2,0", "2,2");
    case.check(with(&[lines[1], lines[2], &third, lines[4]]), &["1: 2|0| -> 2|2|"], 3);
    case.check(with(&[&third, lines[4]]), &["1: 2|0| -> 2|2|"], 1);
    let (first, second) = (lines[1].replace("1,0", "1,7"), lines[2].replace("1,0", "1,8"));
    case.check(with(&[&first, &first]), &["1: 1|0| -> 1|7|", "1: 1|0| -> 1|7|"], 0);
    let alike = "1! another row of its line came just like this one: correct both in the same way";
    case.check(with(&[&first, &second]), &[alike, alike], 0);
    // What cannot be told apart by its columns, but came with other faults, is not corrected by the way.
    let case = self::case(JSON, "[1, true]");
    let lines: Vec<&str> = case.text.lines().collect();
    let mended = lines[1].replacen(",,", "1,1,", 1);
    let with = |rows: &[&str]| [&[lines[0]], rows].concat().join("\n");
    case.check(with(&[&mended]), &[alike], 0);
    case.check(with(&[&mended, &lines[2].replacen(",,", "1,1,", 1)]), &["1: || -> 1|1|", "1: || -> 1|1|"], 0);
}

/// What was written as corrections and put in is what the file then says.
#[test]
fn a_fix_mends_the_file() {
    let case = case(CSV, ROWS);
    let edited = case.text.replace("1,x,a", "1,10,a").replace("4,,,4", "4,4,four,4").replace("3,,", "3,3,");
    let corrections = Corrections::new(case.judge(edited).unwrap().corrections);
    let path = case.folder.path().join(FILE);
    std::fs::write(&path, ROWS).unwrap();
    let found = corrections.read(&Location::of_path(&path).unwrap(), &case.pipeline, |batch| {
        assert!(batch.broken.is_empty());
        Ok((0..batch.lines.len()).map(|row| batch.columns[1].get(row).unwrap_or("∅").to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(found.unwrap().concat(), ["10", "2", "3", "4", "0"]);
    assert_eq!(corrections.unused().count(), 0);
}

#[test]
fn files_that_are_no_fix_files() {
    let case = case(CSV, ROWS);
    let check = |text: &[u8], line: u64, expected: &str| {
        let error: Error = case.judge(text).unwrap_err();
        assert_eq!((error.kind, error.place.line), (ErrorKind::Usage, Some(line)), "{error}");
        assert!(!error.hints.is_empty() && error.place.file.is_some());
        assert_eq!(error.message, expected);
    };
    let row = |row: &str| format!("id,v,note,line,errors,file,row\n{row}\n").into_bytes();
    check(b"", 1, "is not a fix file: its last columns are not line, errors, file, row");
    check(b"\xff\xfe\x00", 1, "is not UTF-16LE text");
    check(b"id,v\n\xe9", 2, "is not UTF-8 text");
    check(b"id,v,note,line,errors\n", 1, "is not a fix file: its last columns are not line, errors, file, row");
    check(b"id,v,note,line,errors,file,row\n", 1, "has no row");
    check(
        b"id,note,v,line,errors,file,row\n1,a,x,1,e,t_20241009,r\n",
        1,
        "its columns are not those of `t`: id, v, note",
    );
    check(&row("1,2"), 2, "2 cells, expected 7");
    check(&row("1,x,a,1,e,t_20241009,r,,"), 2, "9 cells, expected 7");
    check(&row("1,x,a,one\u{1b},e,t_20241009,r"), 2, "`one\\u{1b}` is not a line number");
    check(&row("1,x,a,0,e,t_20241009,r"), 2, "`0` is not a line number");
    check(&row("1,x,a,1,e,,r"), 2, "the row does not say which file it belongs to");
    check(&row("1,x,a,1,e,t_20241009,r\n1,x,a,3,e,other,r"), 3, "rows of two files: `t_20241009` and `other`");
    check(&row("\"1,x,a,1,e,t_20241009,r"), 2, "1 cells, expected 7");
    let lost = |line| format!("this row of line {line} is no longer in the error report");
    check(&row("1,x,a,1,e,t_20241009,r"), 2, &lost(1));
    let first = case.text.lines().nth(1).unwrap();
    check(&row(&format!("{first}\n{first}")), 3, &lost(1));
    check(&row(&first.replace("a,1,", "a,2,")), 2, &lost(2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever somebody did to a fix file, it gives corrections, rows that are still wrong, or an error with a place.
    #[test]
    fn any_edit_is_judged_or_refused(
        at in any::<prop::sample::Index>(),
        length in 0..20_usize,
        edit in prop::collection::vec(prop::sample::select(b"1x,;\t\"\r\n'=\xe9\x00r".as_slice()), 0..20),
    ) {
        let case = case(CSV, ROWS);
        let mut bytes = case.text.clone().into_bytes();
        let from = at.index(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, edit);
        let path = case.folder.path().join("fix.csv");
        std::fs::write(&path, &bytes).unwrap();
        let author = Author { by: "me".to_owned(), at: "2024-10-17T08:30:00Z".parse().unwrap() };
        let report = read_report(&case.report).unwrap();
        match FixFile::read(&path).and_then(|fix| fix.judge(&report, &case.pipeline, &author)) {
            Ok(fixed) => prop_assert!(fixed.corrections.is_empty() || fixed.wrong.is_empty()),
            Err(error) => prop_assert!(!error.hints.is_empty() && error.place.line.is_some(), "{}", error),
        }
    }
}

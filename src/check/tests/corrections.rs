//! Corrections: which rows they take the place of, and how they come back from their files.

use std::path::Path;

use super::{CSV, JSON, SALES, accepted_rows, bad_rows, pipeline, rejects, rows, sorted};
use crate::check::{
    self, Checked, Correction, Corrections, Lookups, Rejects, Scratch, Source, lines_of, write_corrections,
};
use crate::error::ErrorKind;
use crate::store::Location;
use crate::workspace::Pipeline;

const HEADED: &str = r#"{ type = "delimited" }"#;
const PAIR: &str = r#"{ name = "id", type = "int" }, { name = "v", type = "int" }"#;

fn correction(line: u64, was: &[&str], fields: &[&str]) -> Correction {
    let texts = |texts: &[&str]| texts.iter().map(|text| Some((*text).to_owned())).collect();
    let at = "2024-10-17T08:30:00Z".parse().unwrap();
    Correction { line, was: texts(was), fields: texts(fields), by: "Zoë".to_owned(), at }
}

/// Checks a file with corrections, as a whole and in parts; gives what it says and which corrections did nothing.
fn corrected(pipeline: &Pipeline, bytes: &str, list: &[Correction]) -> (Checked, Vec<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t_20241009");
    std::fs::write(&path, bytes).unwrap();
    let check = |part_bytes| {
        let corrections = Corrections::new(list.to_vec());
        let scratch = Scratch { folder: folder.path().join("parts"), part_bytes };
        let source = Source {
            file: &Location::of_path(&path).unwrap(),
            pipeline,
            scratch: &scratch,
            corrections: &corrections,
            lookups: &Lookups::default(),
            check_cancelled: &|_| Ok(()),
        };
        let found = check::file(&source).unwrap();
        (found, corrections.unused().map(|c| c.line).collect::<Vec<_>>())
    };
    let ((mut whole, unused), (parted, also_unused)) = (check(1 << 30), check(16));
    assert_eq!((rejects(&whole), whole.counts, &unused), (rejects(&parted), parted.counts, &also_unused));
    // What is on disk goes with the folder.
    whole.rejects = Rejects::of(&bad_rows(&whole)).unwrap();
    (whole, unused)
}

/// The accepted rows, the rejects, the held keys, and the lines of corrections that did nothing.
#[track_caller]
fn check(
    (format, columns, bytes): (&str, &str, &str),
    list: &[Correction],
    expected: (&[&str], &[&str], &[&str]),
    unused: &[u64],
) {
    let (found, left) = corrected(&pipeline(format, r#"["id"]"#, columns), bytes, list);
    assert_eq!(sorted(accepted_rows(&found)), expected.0);
    assert_eq!(rejects(&found), expected.1);
    assert_eq!(sorted(rows(&found.held)), expected.2);
    assert_eq!(left, unused);
}

#[test]
fn rows_are_replaced() {
    let file = (CSV, PAIR, "1,x\n2,2\n3,y\n");
    let wrong = "3: v: not a whole number (got \"y\")";
    check(file, &[correction(1, &["1", "x"], &["1", "10"])], (&["1|10", "2|2"], &[wrong], &["3"]), &[]);
    check(file, &[correction(2, &["2", "2"], &["4", ""])], (&["4|null"], &[rejects_x(), wrong], &["1", "3"]), &[]);
    let all = [correction(1, &["1", "x"], &["1", "1"]), correction(3, &["3", "y"], &["3", "3"])];
    check(file, &all, (&["1|1", "2|2", "3|3"], &[], &[]), &[]);
    check(
        ("{ type = \"delimited\" }", PAIR, "v,id\nx,1\n"),
        &[correction(2, &["1", "x"], &["1", "7"])],
        (&["1|7"], &[], &[]),
        &[],
    );
}

fn rejects_x() -> &'static str {
    "1: v: not a whole number (got \"x\")"
}

#[test]
fn a_correction_touches_no_other_row() {
    let file = (CSV, PAIR, "1,x\n2,2\n");
    let nothing = (&["2|2"][..], &[rejects_x()][..], &["1"][..]);
    check(file, &[correction(1, &["1", "y"], &["1", "1"])], nothing, &[1]);
    check(file, &[correction(2, &["1", "x"], &["1", "1"])], nothing, &[2]);
    check(file, &[correction(9, &["1", "x"], &["1", "1"])], nothing, &[9]);
    check(file, &[correction(1, &["1"], &["1"])], nothing, &[1]);
}

#[test]
fn rows_of_the_wrong_shape_get_one() {
    let file = (CSV, PAIR, "1\n2,2,2\n\"3\"x,3\n4,4\n");
    let list = [
        correction(1, &["1", ""], &["1", "1"]),
        correction(2, &["2", "2"], &["2", "2"]),
        correction(3, &["\"3\"x", "3"], &["3", "3"]),
    ];
    check(file, &list, (&["1|1", "2|2", "3|3", "4|4"], &[], &[]), &[]);
    let many = format!("{}7\n{}", "1,1\n".repeat(200), "1,1\n".repeat(200));
    check((CSV, PAIR, &many), &[correction(201, &["7", ""], &["7", "7"])], (&["1|1", "7|7"], &[], &[]), &[]);
}

#[test]
fn rows_that_share_a_line() {
    let text = r#"[{"id":1,"v":"x"},{"id":2,"v":"x"},{"id":1,"v":"x"},{"id":3,"new":1},{"id":4,"v":""}]"#;
    let list = [
        correction(1, &["1", "x"], &["1", "5"]),
        correction(1, &["3", ""], &["3", "6"]),
        correction(1, &["4", ""], &["4", ""]),
    ];
    let rest = "1: v: not a whole number (got \"x\")";
    check((JSON, PAIR, text), &list, (&["1|5", "3|6", "4|null"], &[rest], &["2"]), &[]);
}

#[test]
fn the_later_correction_counts() {
    let file = (CSV, PAIR, "1,x\n");
    let first = correction(1, &["1", "x"], &["1", "5"]);
    check(file, &[first.clone(), correction(1, &["1", "x"], &["1", "6"])], (&["1|6"], &[], &[]), &[]);
    check(file, &[first.clone(), correction(1, &["1", "5"], &["1", "7"])], (&["1|7"], &[], &[]), &[]);
    check(file, &[correction(1, &["1", "5"], &["1", "7"]), first], (&["1|5"], &[], &[]), &[1]);
}

#[test]
fn conflicts_and_their_rejects_are_of_corrected_rows() {
    let file = (CSV, PAIR, "1,1\n1,2\n2,x\n");
    check(
        file,
        &[correction(2, &["1", "2"], &["1", "1"]), correction(3, &["2", "x"], &["2", "2"])],
        (&["1|1", "2|2"], &[], &[]),
        &[],
    );
    let list = [correction(3, &["2", "x"], &["1", "3"])];
    let (found, _) = corrected(&pipeline(CSV, r#"["id"]"#, PAIR), file.2, &list);
    assert_eq!((found.counts.accepted, found.counts.rejected), (0, 3));
    assert!(
        bad_rows(&found).iter().all(|r| r.reasons[0].to_string().contains("lines 1, 2, 3")),
        "{:?}",
        bad_rows(&found)
    );
    assert_eq!(bad_rows(&found)[2].fields.iter().collect::<Vec<_>>(), ["1", "3"]);
}

fn stored(folder: &Path, name: &str, pipeline: &Pipeline, list: &[Correction]) -> Location {
    let path = folder.join(name);
    let mut out = Vec::new();
    write_corrections(list, pipeline, &mut out).unwrap();
    std::fs::write(&path, out).unwrap();
    Location::of_path(&path).unwrap()
}

#[test]
fn correction_files_come_back_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let pipeline = pipeline(CSV, r#"["id"]"#, SALES);
    assert!(Corrections::of(&[], &pipeline).unwrap().is_empty());
    let odd = correction(7, &["1", "", "\"\n", "é,"], &["2", " ", "'\r\n", "=1"]);
    let (mut made, mut files) = (Vec::new(), Vec::new());
    for line in 1..=11 {
        made.push(correction(line, &["1", "a", "b", "c"], &["2", "", "x", "y"]));
        made.push(odd.clone());
        files.push(stored(folder.path(), &format!("{line}.csv"), &pipeline, &made[made.len() - 2..]));
    }
    assert_eq!(Corrections::of(&files, &pipeline).unwrap().list(), made);
}

#[test]
fn corrections_outlive_a_change_of_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let before = pipeline(HEADED, r#"["id"]"#, PAIR);
    let file = stored(folder.path(), "1.csv", &before, &[correction(2, &["1", "x"], &["1", "5"])]);
    let columns = r#"{ name = "new", type = "string" }, { name = "qty", type = "int", from = "v" }, { name = "id", type = "int" }"#;
    let after = pipeline(HEADED, r#"["id"]"#, columns);
    let list = Corrections::of(&[file], &after).unwrap().list().to_vec();
    let (found, unused) = corrected(&after, "id,v,new\n1,x,n\n", &list);
    assert_eq!((accepted_rows(&found), unused), (vec!["n|5|1".to_owned()], vec![]));
}

#[test]
fn correction_files_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = Location::of_path(&folder.path().join("t.1.csv")).unwrap();
    let pipeline = pipeline(CSV, r#"["id"]"#, PAIR);
    let check = |text: &[u8], expected: &str| {
        std::fs::write(file.local_path(), text).unwrap();
        let error = Corrections::of(std::slice::from_ref(&file), &pipeline).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Io);
        assert!(!error.hints.is_empty() && error.place.line.is_some() && error.place.file.is_some());
        assert!(error.message.starts_with(expected), "{error}");
    };
    let with = |row: &str| format!("id,v,line,was,corrected_by,corrected_at\n{row}\n").into_bytes();
    check(b"", "no correction file");
    check(b"id,v,line,was,corrected_by\n", "no correction file");
    check(&with("1,2"), "the corrections cannot be read");
    check(b"id,v,line,was,corrected_by,corrected_at\n\xff,,,,,\n", "the corrections cannot be read");
    check(&with("1,2,0,[],me,x"), "`0` is not a line number");
    check(&with("1,2,1,[1],me,x"), "`was` is no list of texts");
    check(&with("1,2,1,\"[\"\"1\"\"]\",me,x"), "`was` has 1 fields, the row 2");
    check(&with("1,2,1,\"[\"\"1\"\",\"\"x\"\"]\",me,x"), "`corrected_at` is no time");
}

#[test]
fn the_lines_of_a_key_are_those_of_corrected_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t_20241009");
    std::fs::write(&path, "1,x\n2,2\n3,y\n").unwrap();
    let pipeline = pipeline(CSV, r#"["id"]"#, PAIR);
    let corrections = Corrections::new(vec![correction(1, &["1", "x"], &["7", "1"])]);
    let lines = |key: &str| -> Vec<u64> {
        let found = lines_of(&Location::of_path(&path).unwrap(), &pipeline, &corrections, &[key.to_owned()]).unwrap();
        found.into_iter().map(|(line, _)| line).collect()
    };
    assert_eq!((lines("1"), lines("7"), lines("2")), (vec![], vec![1], vec![2]));
}

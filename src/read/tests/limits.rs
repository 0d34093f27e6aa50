//! What is too long, and that it does not matter where blocks end.

use proptest::prelude::*;

use super::{BARE, COMMA, JSON, check, file, gz, pipeline, read, rows};
use crate::error::Result;
use crate::read::map;
use crate::store::Location;
use crate::workspace::Pipeline;

/// Two columns whose fields have at most 20 bytes, and rows 80.
fn short(format: &str) -> Pipeline {
    Pipeline { max_field: 20, ..pipeline(format, 2) }
}

#[track_caller]
fn check_short(format: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let bytes = bytes.as_ref();
    assert_eq!(read(&short(format), bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
}

const LONG: &str = "longer than 20 B, the most that `max_field` allows";
const ROW: &str = "the row is longer than 80 B, four times `max_field`";

#[test]
fn a_field_that_is_too_long_rejects_its_row() {
    let (most, over) = ("x".repeat(20), "x".repeat(21));
    check_short(
        BARE,
        format!("1,{most}\n2,\"{most}\"\n3,4\r\n5,{most}\r\n"),
        &[&format!("1: 1|{most}"), &format!("2: 2|{most}"), "3: 3|4", &format!("4: 5|{most}")],
    );
    // What is left of it is no more than its beginning, and the rest of the row is as it came.
    let left = format!("{most}…");
    check_short(
        BARE,
        format!("1,{over}\n{over},2\n3,4\n"),
        &[&format!("1! 1|{left}: b: {LONG}"), &format!("2! {left}|2: a: {LONG}"), "3: 3|4"],
    );
    let huge = "y".repeat(100_000);
    let left = format!("{}…", &huge[..20]);
    check_short(
        BARE,
        format!("1,2\n{huge},\"a\nb\"\n3,4\n"),
        &["1: 1|2", &format!("2! {left}|a\nb: {ROW}; a: {LONG}"), "4: 3|4"],
    );
    check_short(BARE, format!("1,{huge}"), &[&format!("1! 1|{left}: {ROW}; b: {LONG}")]);
    check_short(
        BARE,
        format!("1,2,{huge},3\n4,5\n"),
        &[&format!("1! 1|2|{left}|3: 4 fields, expected 2; {ROW}; field 3: {LONG}"), "2: 4|5"],
    );
    check_short(
        r#"{ type = "delimited", header = false, delimiter = "||" }"#,
        format!("{huge}||2\n3||4\n"),
        &[&format!("1! {left}|2: {ROW}; a: {LONG}"), "2: 3|4"],
    );
    check_short(
        BARE,
        format!("\"1\"{huge},2\n3,4\n"),
        &[&format!("1! \"1\"{}…|2: text after the closing quote; {ROW}; a: {LONG}", &huge[..17]), "2: 3|4"],
    );
    // A lone byte that is no text is not looked for in what is left out.
    let bytes = [b"\xff,".as_slice(), huge.as_bytes(), b"\n3,4\n"].concat();
    check_short(BARE, bytes, &[&format!("1! \u{fffd}|{left}: {ROW}; b: {LONG}; a: not UTF-8 text"), "2: 3|4"]);
}

#[test]
fn a_row_that_is_too_long_is_rejected() {
    let row = vec!["0123456789"; 40].join(",");
    let text = format!("1,2\n{row}\n3,4\n");
    let found = read(&short(BARE), text.as_bytes());
    assert_eq!(found.len(), 3);
    assert!(found[1].ends_with(&format!("0123456789: 40 fields, expected 2; {ROW}")), "{}", found[1]);
    // Of very many fields the first ones are kept, and all are counted.
    let many = ",".repeat(50_000);
    let found = read(&short(BARE), format!("{many}\n3,4\n").as_bytes());
    let (fields, reasons) = found[0].split_once(": ").unwrap();
    assert_eq!(reasons, format!("50001 fields, expected 2; {ROW}"));
    assert_eq!(fields.matches('|').count(), 1001);
    assert_eq!(found[1], "2: 3|4");
    let many = ",".repeat(5_000);
    let found = read(&pipeline(BARE, 2), format!("{many}\n3,4\n").as_bytes());
    assert!(found[0].ends_with(": 5001 fields, expected 2"));
    assert_eq!(found[0].matches('|').count(), 1001);
}

#[test]
fn a_quote_that_stays_open_for_too_long_is_told_with_its_place() {
    let told = |place: &str| format!("{place}: a quote opens here and does not close within 20 B");
    let (most, over) = ("x".repeat(20), "x\n".repeat(11));
    check_short(BARE, format!("1,2\né,\"{over}\"\n3,4\n"), &[&told("2:3")]);
    check_short(BARE, format!("1,2\né,\"{}", "x\n".repeat(50_000)), &[&told("2:3")]);
    check_short(BARE, format!("1,\"{most}"), &["1:3: a quote opens here and is never closed"]);
    // In a row that is too long already.
    let huge = "é".repeat(5_000);
    check_short(BARE, format!("1,2\n{huge},\"{over}\"\n"), &[&told("2:5002")]);
    check_short(BARE, format!("1,2\n{huge},\"a\nb\",\"{most}"), &["3:4: a quote opens here and is never closed"]);
    check_short(COMMA, format!("a,\"{over}\n\n1,2\n"), &[&told("1:3")]);
}

#[test]
fn a_header_that_is_too_long_is_no_header() {
    check_short(COMMA, format!("{}\n1,2\n", "x".repeat(100_000)), &["1:1: the header is longer than 20 B"]);
    check_short(COMMA, format!("{}\n1,2\n", "x,".repeat(12)), &["1:1: the header is longer than 20 B"]);
    check_short(COMMA, "x".repeat(100_000), &["1:1: the header is longer than 20 B"]);
    let names = ",".repeat(100_000);
    check(COMMA, format!("{names}\n"), &["1:1: wrong header: 100001 names, more than 100000"]);
    let name = "n".repeat(5_000);
    let told = format!("1:1: wrong header: field 1 is `{}…`, expected `a`", &name[..80]);
    check(COMMA, format!("{name},b\n"), &[&told]);
}

#[test]
fn blank_lines_cost_nothing_but_their_numbers() {
    let lines = "\n".repeat(100_000);
    check(BARE, format!("{lines}1,2{lines}"), &["100001: 1|2"]);
    check(COMMA, format!("a,b\r\n{}1,2", "\r\n".repeat(70_000)), &["70002: 1|2"]);
}

#[test]
fn a_compressed_file_that_becomes_too_large_is_refused() {
    let blanks = |size: usize| gz(&vec![b'\n'; size]);
    let told = "the compressed file becomes more than 256 KB, as much as `max_unpacked` allows";
    let found = read(&pipeline(BARE, 2), &blanks((1 << 18) + 4000));
    assert!(found[0].ends_with(told), "{found:?}");
    let found = read(&pipeline(JSON, 2), &blanks((1 << 18) + 4000));
    assert!(found[0].ends_with(told), "{found:?}");
    let (noise, seed): (Vec<u8>, _) = (Vec::new(), 7u64);
    let noise = (0..6000u64).fold((noise, seed), |(mut noise, seed), _| {
        let seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        noise.push(b'0' + (seed >> 60) as u8);
        (noise, seed)
    });
    let found = read(&pipeline(BARE, 2), &gz(&[noise.0, vec![b'\n'; 1 << 20]].concat()));
    let told = "the compressed file becomes more than 100 times its size, as much as `max_unpacked` allows";
    assert!(found.last().unwrap().ends_with(told), "{found:?}");
    // However small a compressed file is, it may become that much.
    check(BARE, blanks(1 << 18), &["1:1: the file is empty"]);
    let packed = blanks(4 << 20);
    let most = Pipeline { max_unpacked: (4 << 20) / packed.len() as u64 + 1, ..pipeline(BARE, 2) };
    assert_eq!(read(&most, &packed), ["1:1: the file is empty"]);
    check(BARE, vec![b'\n'; 4 << 20], &["1:1: the file is empty"]);
}

#[test]
fn json_that_is_too_long() {
    let (most, over) = ("x".repeat(20), "x".repeat(21));
    let left = format!("{most}…");
    check_short(
        JSON,
        format!("[{{\"a\":\"{most}\"}},\n{{\"a\":\"{over}\",\"b\":2}}]"),
        &[&format!("1: {most}|∅"), &format!("2! {left}|2: a: {LONG}")],
    );
    let long = format!("{{\"a\":{}1}}", " ".repeat(100));
    check_short(JSON, format!("{{\"a\":1}}\n{long}\n{{\"a\":2}}\n"), &["1: 1|∅", &format!("2! : {ROW}"), "3: 2|∅"]);
    check_short(JSON, "[{\"a\":1},\n é", &["2:2: broken JSON: expected value"]);
    check_short(JSON, format!("[{{\"a\":1}},\n {long}]"), &["2:2: a value of the array is longer than 80 B"]);
    let huge = format!("{{\"a\":{}", " ".repeat(100_000));
    check_short(JSON, format!("{{\"a\":1}}\n{huge}\n{{\"a\":2}}\n"), &["1: 1|∅", &format!("2! : {ROW}"), "3: 2|∅"]);
    check_short(JSON, format!("{{\"a\":1}}\n{huge}"), &["1: 1|∅", &format!("2! : {ROW}")]);
    check_short(JSON, &huge, &["1:1: the row is longer than 80 B"]);
    check_short(JSON, format!("[{{\"a\":1}},\n {huge}"), &["2:2: a value of the array is longer than 80 B"]);
    // White space between values is no value.
    let space = " \n".repeat(50_000);
    check_short(
        JSON,
        format!("{space}[{space}{{\"a\":1}}{space},{space}{{\"a\":2}}{space}]{space}"),
        &["100001: 1|∅", "200001: 2|∅"],
    );
    let members = vec!["\"a\":1"; 5_000].join(",");
    let found = read(&pipeline(JSON, 2), format!("[{{{members}}}]").as_bytes());
    assert_eq!(found[0].matches("stands twice").count(), 1000);
}

#[test]
fn nesting_may_be_as_deep_as_it_likes() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let nested = deep(200_000);
    let shown = format!("`{}…`", "[".repeat(60));
    check(JSON, format!("[{nested}, {{\"a\":1}}]"), &["1: 1|∅", &format!("1! |: not an object: {shown}")]);
    check(JSON, format!("{{\"a\":1}}\n{nested}\n"), &["1: 1|∅", &format!("2! |: not an object: {shown}")]);
    let told = format!("1! {nested}|: a: an array, not a value");
    check(JSON, format!("[{{\"a\":{nested}}}]"), &[&told]);
}

/// What is wrong with a file: line, column, words.
type Fault = (u64, Option<u64>, String);

/// Rows with their lines counted from behind so many lines, or the error with its place counted so.
fn shifted(pipeline: &Pipeline, bytes: &[u8], lines: u64) -> Result<Vec<(u64, String)>, Fault> {
    let (_folder, path) = file(bytes);
    match map(&Location::of_path(&path).unwrap(), pipeline, |batch| Ok(rows(&batch))) {
        Ok(found) => {
            let mut found: Vec<_> = found
                .into_iter()
                .flatten()
                .map(|(line, row)| (line - lines, row.replacen(&line.to_string(), "", 1)))
                .collect();
            found.sort();
            Ok(found)
        }
        Err(error) => Err((error.place.line.unwrap_or(0) - lines, error.place.column, error.message)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Blank lines before a file move the edges of blocks and stretches; nothing may come of that but other lines.
    #[test]
    fn edges_do_not_matter(
        pieces in prop::collection::vec(
            prop_oneof![
                8 => r#"[a",\r\n]{1,6}"#,
                2 => "[xé]{15,30}",
                1 => "[xé,]{60,200}",
                1 => "x{900,1500}",
                1 => r#"("x{10,20}",){8}"#,
                1 => "(a,b\n){20}",
            ],
            1..30,
        ),
        shifts in prop::collection::vec(1u64..1200, 4),
        wide in any::<bool>(),
    ) {
        let delimiter = if wide { "é" } else { "," };
        let text = format!("1{delimiter}2\n{}", pieces.concat().replace(',', delimiter));
        let pipeline = short(&format!("{{ type = \"delimited\", header = false, delimiter = \"{delimiter}\" }}"));
        let expected = shifted(&pipeline, text.as_bytes(), 0);
        for shift in shifts {
            let moved = format!("{}{text}", "\n".repeat(shift as usize));
            prop_assert_eq!(shifted(&pipeline, moved.as_bytes(), shift), expected.clone());
        }
    }
}

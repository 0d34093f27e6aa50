//! Bytes -> rows: `check(format, bytes, expected)`, a row as `line: field|field`, a broken one as `line! fields: why`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod drift;
mod json_whole;
mod limits;
mod nested;

use std::io::Write;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{Batch, RowFault, map};
use crate::store::Location;
use crate::workspace::{self, Pipeline};

const COMMA: &str = r#"{ type = "delimited" }"#;
const BARE: &str = r#"{ type = "delimited", header = false }"#;
const JSON: &str = r#"{ type = "json" }"#;

/// A pipeline of optional texts `a`, `b`, ... in this format.
fn pipeline(format: &str, columns: usize) -> Pipeline {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a", "b", "c", "d", "e"].into_iter().take(columns);
    let columns: Vec<String> = names.map(|name| format!("{{ name = \"{name}\", type = \"string\" }}")).collect();
    let config = format!(
        "[pipelines.t]\nfiles = 't_(?<date>\\d{{8}})'\nformat = {format}\nload = \"snapshot\"\nkey = [\"a\"]\n\
         columns = [ {} ]\n",
        columns.join(", ")
    );
    std::fs::write(folder.path().join("shoptui.toml"), config).unwrap();
    workspace::open(folder.path()).unwrap().pipelines.remove(0)
}

fn file(bytes: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t_20241009");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// What a file gives, in the order of its lines.
fn read(pipeline: &Pipeline, bytes: &[u8]) -> Vec<String> {
    let (_folder, path) = file(bytes);
    let mut rows: Vec<(u64, String)> = match map(&Location::of_path(&path).unwrap(), pipeline, |batch| Ok(rows(&batch)))
    {
        Ok(batches) => batches.into_iter().flatten().collect(),
        Err(error) => {
            assert_eq!(error.kind, crate::error::ErrorKind::Unreadable, "{error}");
            assert!(!error.hints.is_empty(), "{error}");
            let place = [error.place.line, error.place.column].into_iter().flatten();
            return vec![format!("{}: {}", place.map(|n| n.to_string()).collect::<Vec<_>>().join(":"), error.message)];
        }
    };
    // Good rows of a line stand before the broken ones.
    rows.sort_by_key(|(line, _)| *line);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn words(faults: &[RowFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn rows(batch: &Batch) -> Vec<(u64, String)> {
    assert!(batch.columns.iter().all(|c| c.len() == batch.lines.len()));
    let good = batch.lines.iter().enumerate().map(|(row, line)| {
        let fields: Vec<&str> = batch.columns.iter().map(|c| c.get(row).unwrap_or("∅")).collect();
        (*line, format!("{line}: {}", fields.join("|")))
    });
    let broken = batch
        .broken
        .iter()
        .map(|row| (row.line, format!("{}! {}: {}", row.line, row.fields.join("|"), words(&row.faults))));
    good.chain(broken).collect()
}

/// Two columns, `a` and `b`.
#[track_caller]
fn check(format: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(read(&pipeline(format, 2), bytes.as_ref()), expected, "{:?}", String::from_utf8_lossy(bytes.as_ref()));
}

#[test]
fn quoted_fields() {
    check(COMMA, "a,b\n\"1\",\"x\ny\"\n\"2\",\"\"\"z\"\"\"\n3,w\n", &["2: 1|x\ny", "4: 2|\"z\"", "5: 3|w"]);
    check(COMMA, "a,b\n1,\"\"\n2,\n\"\",3\n", &["2: 1|∅", "3: 2|∅", "4: ∅|3"]);
    check(COMMA, "a,b\n1,\"\"\"\"\n2,\"\"\"\"\"\"\n", &["2: 1|\"", "3: 2|\"\""]);
    check(COMMA, "a,b\n1,\"x,\r\ny\"\r\n2,z\r\n", &["2: 1|x,\r\ny", "4: 2|z"]);
    check(COMMA, "\"a\",\"b\"\n1,2\n", &["2: 1|2"]);
    check(COMMA, "a,b\n 1 , 2 \n1,x\"y\"\n", &["2:  1 | 2 ", "3: 1|x\"y\""]);
    check(r#"{ type = "delimited", quote = "'" }"#, "a,b\n'1,1','it''s'\n", &["2: 1,1|it's"]);
    check(r#"{ type = "delimited", quote = "" }"#, "a,b\n\"1\",\"x\n2,y\"\n", &["2: \"1\"|\"x", "3: 2|y\""]);
}

#[test]
fn line_breaks_and_ends() {
    check(COMMA, "a,b\r\n1,2\r\n3,4\r\n", &["2: 1|2", "3: 3|4"]);
    check(COMMA, "a,b\n1,2", &["2: 1|2"]);
    check(COMMA, "a,b\n1,", &["2: 1|∅"]);
    check(COMMA, "a,b\r\n1,\"2\"\r", &["2: 1|2"]);
    check(COMMA, "a,b\n\n1,2\n\r\n\n3,4\n\n", &["3: 1|2", "6: 3|4"]);
    check(COMMA, "a,b\n", &[]);
    check(COMMA, "a,b", &[]);
    check(BARE, "1,2\n3,4", &["1: 1|2", "2: 3|4"]);
    check(BARE, "\n\n1,2\n", &["3: 1|2"]);
    check(BARE, "1,a\rb\n", &["1: 1|a\rb"]);
    assert_eq!(read(&pipeline(BARE, 1), b"x\n\"\"\n\ny\n"), ["1: x", "2: ∅", "4: y"]);
}

#[test]
fn empty_files() {
    for format in [COMMA, BARE, JSON] {
        check(format, "", &["1:1: the file is empty"]);
        check(format, "\n\r\n\n", &["1:1: the file is empty"]);
        check(format, "\u{feff}", &["1:1: the file is empty"]);
        check(format, gz(b""), &["1:1: the file is empty"]);
    }
}

#[test]
fn delimiters() {
    check(r#"{ type = "delimited", delimiter = "\t" }"#, "a\tb\n1\tx,y\n", &["2: 1|x,y"]);
    check(r#"{ type = "delimited", delimiter = "||" }"#, "a||b\n1|1||\"x||y\"\n|2||3\n", &["2: 1|1|x||y", "3: |2|3"]);
    check(r#"{ type = "delimited", delimiter = "¦" }"#, "a¦b\n1¦é\n", &["2: 1|é"]);
    check(
        r#"{ type = "delimited", delimiter = "~", quote = "", header = false }"#,
        "1~\"\n~2\n",
        &["1: 1|\"", "2: ∅|2"],
    );
    check(r#"{ type = "delimited", delimiter = " " }"#, "a b\n1 2\n", &["2: 1|2"]);
    check(r#"{ type = "delimited", delimiter = "::" }"#, "a::b\n1:::2\n", &["2: 1|:2"]);
}

#[test]
fn headers() {
    check(COMMA, "a,c\n1,2\n", &["1:3: wrong header: field 2 is `c`, expected `b`"]);
    check(COMMA, "b,a\n1,2\n", &["2: 2|1"]);
    check(COMMA, "a\n1\n", &["1:3: wrong header: column `b` is missing"]);
    check(COMMA, "a,b,c\n1,2,3\n", &["1:5: wrong header: field 3 `c` is in no column of the schema"]);
    check(COMMA, "A,b\n", &["1:1: wrong header: field 1 is `A`, expected `a`"]);
    check(COMMA, "\na,b\n1,2\n", &["1:1: wrong header: field 1 is ``, expected `a`"]);
    check(COMMA, "1,2\n3,4\n", &["1:1: wrong header: field 1 is `1`, expected `a`"]);
    check(COMMA, "a,\"b\n1,2\n", &["1:3: a quote opens here and is never closed"]);
    check(COMMA, "\"a\nx\",\"b\n1,2\n", &["2:4: a quote opens here and is never closed"]);
}

#[test]
fn rows_of_the_wrong_shape() {
    check(COMMA, "a,b\n1\n1,2,3\n4,5\n", &["2! 1: 1 fields, expected 2", "3! 1|2|3: 3 fields, expected 2", "4: 4|5"]);
    check(COMMA, "a,b\n  \n", &["2!   : 1 fields, expected 2"]);
    check(COMMA, "a,b\n\"1\"x,2\n3,4\n", &["2! \"1\"x|2: text after the closing quote", "3: 3|4"]);
    check(COMMA, "a,b\n1,\"x\ny\" \n3,4\n", &["2! 1|\"x\ny\" : text after the closing quote", "4: 3|4"]);
    check(COMMA, "a,b\n\"x\"\"\"y\n", &["2! \"x\"\"\"y: text after the closing quote; 1 fields, expected 2"]);
    check(COMMA, b"a,b\n1,caf\xe9\n2,x\n", &["2! 1|caf\u{fffd}: b: not UTF-8 text", "3: 2|x"]);
    check(COMMA, b"a,b\n\xff\xff\n", &["2! \u{fffd}\u{fffd}: 1 fields, expected 2; a: not UTF-8 text"]);
    check(COMMA, b"a,b\n1,\xc3\n\xa9,2\n", &["2! 1|\u{fffd}: b: not UTF-8 text", "3! \u{fffd}|2: a: not UTF-8 text"]);
    check(COMMA, "a,b\n1,nul\0here\n", &["2: 1|nul\0here"]);
}

#[test]
fn quotes_that_never_close() {
    check(COMMA, "a,b\n1,2\n3,\"4\n5,6\n", &["3:3: a quote opens here and is never closed"]);
    check(COMMA, "a,b\né,\"", &["2:3: a quote opens here and is never closed"]);
    check(COMMA, "a,b\n1,\"x\ny\"\n2,\"\"\"", &["4:3: a quote opens here and is never closed"]);
    check(BARE, "\"", &["1:1: a quote opens here and is never closed"]);
    let many = format!("a,b\n{}9,\"never", "1,\"x\ny\"\n".repeat(1000));
    check(COMMA, many, &["2002:3: a quote opens here and is never closed"]);
}

#[test]
fn encodings_and_marks() {
    check(COMMA, "\u{feff}a,b\n1,é\n", &["2: 1|é"]);
    check(COMMA, utf16("\u{feff}a,b\n1,é€😀\n", u16::to_le_bytes), &["2: 1|é€😀"]);
    check(COMMA, utf16("\u{feff}a,b\r\n1,é\r\n", u16::to_be_bytes), &["2: 1|é"]);
    check(r#"{ type = "delimited", encoding = "utf-16le" }"#, utf16("a,b\n1,é\n", u16::to_le_bytes), &["2: 1|é"]);
    check(r#"{ type = "delimited", encoding = "windows-1252" }"#, b"a,b\n1,\x80\xe9\n", &["2: 1|€é"]);
    check(r#"{ type = "delimited", encoding = "latin1" }"#, "\u{feff}a,b\n1,é\n", &["2: 1|é"]);
    let odd = [utf16("\u{feff}a,b\n1,", u16::to_le_bytes), vec![0x00, 0xd8, b'x', 0x00]].concat();
    check(COMMA, odd, &["2:3: the bytes here are notttttt UTF-16LE text"]);
    check(
        r#"{ type = "delimited", encoding = "shift_jis" }"#,
        b"a,b\n1,\xff\n",
        &["2:3: the bytes here are notttttt Shift_JIS text"],
    );
    let many = utf16(&format!("\u{feff}a,b\n{}", "1,é€😀\n".repeat(500)), u16::to_le_bytes);
    assert_eq!(read(&pipeline(COMMA, 2), &many).last().unwrap(), "501: 1|é€😀");
    check(JSON, utf16("\u{feff}[{\"a\":\"é\"}]", u16::to_le_bytes), &["1: é|∅"]);
}

#[test]
fn a_json_file_without_a_row() {
    check(JSON, "{\n  \"a\": 1,\n  \"b\": 2\n}\n", &["1:1: broken JSON: EOF while parsing an object"]);
    check(JSON, "{\"a\": 1}\n{\"a\": \n", &["1: 1|∅", "2! |: broken JSON: EOF while parsing a value, column 5"]);
}

#[test]
fn compressed_files() {
    let text = format!("a,b\n{}", "1,\"x\ny\"\n".repeat(2000));
    let rows = read(&pipeline(COMMA, 2), text.as_bytes());
    assert_eq!(read(&pipeline(COMMA, 2), &gz(text.as_bytes())), rows);
    let (first, second) = text.as_bytes().split_at(1234);
    assert_eq!(read(&pipeline(COMMA, 2), &[gz(first), gz(second)].concat()), rows);
    let whole = gz(text.as_bytes());
    check(COMMA, &whole[..whole.len() - 4], &["3840:1: the compressed file ends in the middle"]);
    check(COMMA, &whole[..5], &[": the compressed file ends in the middle"]);
    let json = gz(format!("[{}1]", "{\"a\": 1},\n".repeat(2000)).as_bytes());
    let cut = read(&pipeline(JSON, 2), &json[..json.len() / 2]);
    assert!(cut.last().unwrap().ends_with(": the compressed file ends in the middle"), "{cut:?}");
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 0x40;
    assert!(read(&pipeline(COMMA, 2), &damaged)[0].contains(":1: the compressed file is damaged"));
    check(JSON, gz(b"[{\"a\": 1}]"), &["1: 1|∅"]);
}

#[test]
fn json_rows() {
    check(JSON, r#"[{"a": "x", "b": null}, {"b": "", "a": "y"}]"#, &["1: x|∅", "1: y|"]);
    check(JSON, "[\n  {\n    \"a\": \"x\",\n    \"b\": \"y\"\n  },\n\n  { \"a\": \"z\" }\n]\n", &["2: x|y", "7: z|∅"]);
    check(JSON, "{\"a\": 1}\n\n{\"a\": 2, \"b\": true}\r\n", &["1: 1|∅", "3: 2|true"]);
    check(JSON, "[]", &[]);
    check(JSON, " \n[\n]\n", &[]);
    check(JSON, "[{}]", &["1: ∅|∅"]);
    check(JSON, "\u{feff}[{\"a\":\"é\"}]", &["1: é|∅"]);
    let many = format!("[\n{}\n]", vec!["{\"a\":1}"; 100].join(",\n"));
    assert_eq!(read(&pipeline(JSON, 2), many.as_bytes()).last().unwrap(), "101: 1|∅");
}

#[test]
fn json_values_are_the_text_they_were_written_with() {
    check(
        JSON,
        r#"[{"a": 1.50, "b": 12345678901234567890123456789.000}]"#,
        &["1: 1.50|12345678901234567890123456789.000"],
    );
    check(JSON, r#"[{"a": 1e3, "b": -0}]"#, &["1: 1e3|-0"]);
    check(JSON, r#"[{"a": "\u00e9\n\"\\\/\ud83d\ude00", "b": " x "}]"#, &["1: é\n\"\\/😀| x "]);
    check(JSON, r#"[{"\u0061": "x"}]"#, &["1: x|∅"]);
    check(JSON, r#"[{"a": false, "b": "false"}]"#, &["1: false|false"]);
}

#[test]
fn json_objects_of_the_wrong_shape() {
    check(JSON, r#"[{"a": {"x": 1}}, {"a": "y"}]"#, &["1: y|∅", "1! {\"x\": 1}|: a: an object, not a value"]);
    check(JSON, r#"[{"a": "x", "b": [1]}]"#, &["1! x|[1]: b: an array, not a value"]);
    check(JSON, r#"[{"a": "x", "a": "y"}]"#, &["1! x|: field `a` stands twice: second value `\"y\"`"]);
    check(JSON, r#"[{"a": "x", "c": 1}]"#, &["1! x|: field `c` is in no column of the schema: `1`"]);
    check(JSON, r#"[{"a": "x", "A": 1}]"#, &["1! x|: field `A` is in no column of the schema: `1`"]);
    check(
        JSON,
        r#"[1, "x", null, [], {"a": "y"}]"#,
        &[
            "1! |: not an object: `1`",
            "1! |: not an object: `\"x\"`",
            "1! |: not an object: `null`",
            "1: y|∅",
            "1! |: not an object: `[]`",
        ],
    );
    check(
        JSON,
        "{\"a\": 1}\n{\"a\": }\n{\"a\": 2}\nnonsense\n",
        &["1: 1|∅", "2! |: broken JSON: expected value, column 7", "3: 2|∅", "4! |: not an object: `nonsense`"],
    );
    check(JSON, r#"[{"a": "\ud800"}]"#, &["1! \"\\ud800\"|: a: text with a broken escape"]);
}

#[test]
fn broken_json() {
    check(JSON, "[\n {\"a\": 1},\n {\"a\" 2}\n]", &["3:7: broken JSON: expected `:`"]);
    check(JSON, "[{\"a\": 1}", &["1:9: broken JSON: EOF while parsing a list"]);
    check(JSON, "[{\"a\": 1}] x", &["1:12: broken JSON: trailing characters"]);
    check(JSON, "[{\"a\": 1},]", &["1:11: broken JSON: trailing comma"]);
    check(JSON, "[\n{\"a\": \"é\" 1}]", &["2:11: broken JSON: expected `,` or `}`"]);
    check(JSON, "\n  \"text\"", &["2:3: expected `[` or `{`: an array of objects, or one object a line"]);
    check(JSON, b"[\n{\"a\": \"\xe9\"}]", &["2:8: the bytes here are notttttt UTF-8 text"]);
    check(JSON, format!("[{}", "[".repeat(100_000)), &["1:100001: broken JSON: EOF while parsing a list"]);
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Fields with everything that a quote is there for.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z0-9]{0,8}",
        3 => r#"[a-c,;~|\t"'\r\n é€😀]{0,12}"#,
        1 => r#"[x\n"]{60,200}"#,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Blocks and stretches are small in tests, so that records lie across their edges everywhere.
    #[test]
    fn records_come_back_as_they_were(
        records in prop::collection::vec(prop::collection::vec(field(), 3), 0..120),
        delimiter in prop::sample::select(b",;~|\t".as_slice()),
        always in any::<bool>(),
        crlf in any::<bool>(),
        compressed in any::<bool>(),
    ) {
        let mut writer = WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(if always { QuoteStyle::Always } else { QuoteStyle::Necessary })
            .terminator(if crlf { Terminator::CRLF } else { Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        let mut expected = Vec::new();
        for record in &records {
            writer.flush().unwrap();
            let line = writer.get_ref().iter().filter(|b| **b == b'\n').count() + 1;
            let fields: Vec<&str> = record.iter().map(|f| if f.is_empty() { "∅" } else { f }).collect();
            expected.push(format!("{line}: {}", fields.join("|")));
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let text = if delimiter == b'\t' { "\\t".to_owned() } else { char::from(delimiter).to_string() };
        let format = format!("{{ type = \"delimited\", delimiter = \"{text}\" }}");
        let bytes = if compressed { gz(&bytes) } else { bytes };
        prop_assert_eq!(read(&pipeline(&format, 3), &bytes), expected);
    }

    /// Whatever the bytes are, reading them ends in rows or in an error with its place.
    #[test]
    fn any_bytes_are_rows_or_an_error(
        bytes in prop::collection::vec(prop::sample::select(b"a,b\"\r\n\xe9 {}[]:".as_slice()), 0..400),
        json in any::<bool>(),
    ) {
        let format = if json { JSON } else { BARE };
        let rows = read(&pipeline(format, 2), &bytes);
        if let Some(row) = rows.first() {
            prop_assert!(row.as_bytes().first().is_some_and(u8::is_ascii_digit), "{:?}", rows);
        }
    }
}

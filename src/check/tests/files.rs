//! What a file as a whole must have: `check(keys, control file, expected)`.

use super::*;
use crate::check::ControlFile;
use crate::error::ErrorKind;

const SIX: &str = "1,1.10\n2,2.20\n2,2.20\n3,x\n4,-900\n5,7,8\n";

/// Whether a file is refused or warned of, and with which words.
#[track_caller]
fn check(keys: &str, control: ControlFile, expected: &str) {
    let columns = r#"{ name = "id", type = "int" }, { name = "amount", type = "decimal(12,2)", min = 0 }"#;
    let rest = format!("format = {CSV}\nload = \"snapshot\"\nkey = [\"id\"]\n{keys}\ncolumns = [ {columns} ]\n");
    let mut lookups = Lookups::default();
    lookups.set_control(control.clone());
    let found = match tried(&configured(&rest, ""), SIX, &lookups) {
        Ok(checked) => format!("= {}", warnings(&checked).join(" / ")),
        Err(error) => {
            assert!(error.kind == ErrorKind::Unreadable && !error.hints.is_empty());
            error.message.clone()
        }
    };
    assert_eq!(found, expected, "{keys} {control:?}");
}

fn there(text: &str) -> ControlFile {
    ControlFile::There { name: "t.ctl".to_owned(), text: text.to_owned() }
}

#[test]
fn least_rows() {
    let check = |keys: &str, expected: &str| check(keys, ControlFile::Unknown, expected);
    check("min_rows = 6", "= ");
    check("min_rows = 7", "the file has 6 rows; at least 7 are expected");
    check("min_rows = { rows = 6, severity = \"warn\" }", "= ");
    let warned = "= the file has 6 rows; at least 7 are expected; loaded all the same";
    check("min_rows = { rows = 7, severity = \"warn\" }", warned);
}

#[test]
fn numbers_of_rows() {
    let keys = |rest: &str| format!(r"control = {{ files = 'c_(?<date>\d{{8}})', rows = 'rows=(\w+)'{rest} }}");
    let said = |text: &str, expected: &str| check(&keys(""), there(text), expected);
    said("rows=6", "= ");
    said("day=5\r\nrows=6\r\n", "= ");
    said("rows=6\nrows=6\n", "= ");
    said("rows=5", "t.ctl says 5 rows, but the file has 6");
    said("rows=six", "t.ctl says `six` rows, which is not a number");
    said("", r"t.ctl does not say how many rows it has: no line matches rows=(\w+)");
    said("rows=6\nrows=5\n", "t.ctl does not say how many rows it has: its lines say 6 and 5");
    check(&keys(""), ControlFile::Unknown, "= ");
    check(&keys(""), ControlFile::Absent, "there is no control file for it");
    let warned = "= t.ctl says 5 rows, but the file has 6; loaded all the same";
    check(&keys(r#", severity = "warn""#), there("rows=5"), warned);
}

#[test]
fn totals() {
    let of = |column: &str| {
        let total = format!(r"{{ column = '{column}', pattern = 'total=(\S+)' }}");
        format!(r"control = {{ files = 'c_(?<date>\d{{8}})', total = {total} }}")
    };
    let amount = |text: &str, expected: &str| check(&of("amount"), there(text), expected);
    // Every value that can be read: of repeats, beyond the limits, and in a row that is too long.
    amount("total=-887.50", "= ");
    amount("total=-887.5", "= ");
    amount("total=-887.500", "= ");
    amount("total=-887.501", "t.ctl says a total amount of -887.501, but the rows have -887.50");
    amount("total=5.50", "t.ctl says a total amount of 5.50, but the rows have -887.50");
    amount("total=x", "t.ctl says a total amount of x, but the rows have -887.50");
    amount("sum=1", r"t.ctl does not say the total of amount: no line matches total=(\S+)");
    check(&of("id"), there("total=17"), "= ");
    check(&of("id"), there("total=16"), "t.ctl says a total id of 16, but the rows have 17");
}

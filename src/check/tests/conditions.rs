//! Conditions over a row: `check(expression, row, expected)`.

use super::*;

const COLUMNS: &str = r#"{ name = "id", type = "int" }, { name = "q", type = "int" },
    { name = "price", type = "decimal(12,2)", min = -100 }, { name = "total", type = "decimal(18,4)" },
    { name = "rate", type = "float" }, { name = "name", type = "string" },
    { name = "day", type = "date" }, { name = "big", type = "decimal(38,0)" }, { name = "ok", type = "bool" }"#;

fn asked(keys: &str, bytes: &str) -> Checked {
    let rest = format!("format = {CSV}\nload = \"snapshot\"\nkey = [\"id\"]\n{keys}\ncolumns = [ {COLUMNS} ]\n");
    checked(&configured(&rest, ""), bytes)
}

/// Whether a row `q,price,total,rate,name,day,big,ok` passes; commas at the end may be left out.
#[track_caller]
fn check(expression: &str, row: &str, passes: bool) {
    let missing = 7 - row.matches(',').count();
    let found = asked(&format!("expression = {expression:?}"), &format!("1,{row}{}\n", ",".repeat(missing)));
    let expected = if passes { vec![] } else { vec![format!("1: the check does not hold: {expression}")] };
    assert_eq!(rejects(&found), expected, "{row}");
}

#[test]
fn decimals_are_exact() {
    let product = "total = q * price";
    check(product, "3,0.10,0.30", true);
    check(product, "3,0.10,0.3001", false);
    check(product, "3,0.10,0.29", false);
    check(product, "-7,1.15,-8.05", true);
    check(product, "1000,9999999.99,9999999990.00", true);
    check(product, "1000,9999999.99,9999999990.0001", false);
    // A product has the decimals of both its factors.
    check("total = price * price", ",0.15,0.0225", true);
    check("total = price * price", ",0.15,0.02", false);
    check("total = price * price * 2", ",0.15,0.0450", true);
    check("price * price * price > 0", ",0.01", true);
    check("total = price * 0.1", ",0.01,0.001", true);
    check("total = price * 1.07", ",19.99,21.3893", true);
    check("total = price * 1.07", ",19.99,21.39", false);
    check("total = price + 0.1 + 0.2", ",0.00,0.3", true);
    check("price = 0.1", ",0.10", true);
    check("price <= 0.3", ",0.30", true);
    check("price < 0.3", ",0.30", false);
    check("price > -0.3", ",-0.29", true);
    check("price > -0.3", ",-0.30", false);
    check("total - price = 0.0001", ",1.00,1.0001", true);
    check("total = price", ",1.00,1.0000", true);
    check("total = q", "5,,5", true);
    check("total = q", "5,,5.0001", false);
    check("q = price", "900719925,900719925.01", false);
    check("price BETWEEN 0.1 AND 0.3", ",0.30", true);
    check("price BETWEEN 0.1 AND 0.3", ",0.31", false);
    check("ABS(price - total) < 0.005", ",1.00,1.0049", true);
    check("ABS(price - total) < 0.005", ",1.00,1.0050", false);
}

#[test]
fn ints_do_not_wrap() {
    check("q * q > 0", "9223372036854775807", true);
    check("q * 4 = 0", "4611686018427387904", false);
    check("q % 2 = 0", "4", true);
    check("q % 2 = 0", "5", false);
    check("q + 1 = 5", "4", true);
}

#[test]
fn other_types() {
    check("rate > 0.5", ",,,0.6", true);
    check("rate > 0.5", ",,,0.5", false);
    check("name LIKE 'A%'", ",,,,Ann", true);
    check("name LIKE 'A%'", ",,,,Bob", false);
    check("name IN ('a', 'b')", ",,,,b", true);
    check("name IN ('a', 'b')", ",,,,c", false);
    check("LENGTH(name) = 3 AND UPPER(name) = 'ANN'", ",,,,Ann", true);
    check("day >= DATE '2024-01-01'", ",,,,,2024-01-01", true);
    check("day >= DATE '2024-01-01'", ",,,,,2023-12-31", false);
    check("EXTRACT(year FROM day) = 2024", ",,,,,2024-01-01", true);
    check("ok", ",,,,,,,true", true);
    check("ok", ",,,,,,,false", false);
    check("NOT ok", ",,,,,,,false", true);
    check("CASE WHEN ok THEN q > 1 ELSE q IS NULL END", "1,,,,,,,true", false);
    check("CASE WHEN ok THEN q > 1 ELSE q IS NULL END", ",,,,,,,false", true);
    check("COALESCE(q, 0) > 0", "", false);
}

#[test]
fn null_passes() {
    for expression in ["total = q * price", "rate > 0.5", "name LIKE 'A%'", "ok", "q % 2 = 0", "q > 0 AND price > 1"] {
        check(expression, "", true);
    }
    check("q > 0 AND price > 1", "0", false);
    check("q > 0 OR TRUE", "0", true);
}

#[test]
fn what_cannot_be_computed_is_told_by_row() {
    let keys = r#"expression = "price / total = 2.0""#;
    let bytes: String = (1..=99).map(|id| format!("{id},,4,{},,,,,\n", if id % 40 == 0 { 0 } else { 2 })).collect();
    let told = |line| format!("{line}: the check cannot be computed: price / total = 2.0");
    assert_eq!(rejects(&asked(keys, &bytes)), [told(40), told(80)]);
    let nines = "9".repeat(38);
    let found = asked(r#"expression = "big * 10 > 0""#, &format!("1,,,,,,,{nines},\n2,,,,,,,1,\n3,,,,,,,-1,\n"));
    let expected = ["1: the check cannot be computed: big * 10 > 0", "3: the check does not hold: big * 10 > 0"];
    assert_eq!(rejects(&found), expected);
}

#[test]
fn several_checks_and_severities() {
    let keys = r#"expression = "q > 0"
        checks = [ { expression = "price > 0", name = "positive" }, { expression = "price < 100", severity = "warn" } ]"#;
    let found = asked(keys, "1,0,-1,,,,,,\n2,1,100,,,,,,\n3,1,5,,,,,,\n4,x,-1,,,,,,\n5,1,-200,,,,,,\n6,0,100,,,,,,\n");
    let expected = [
        "1: the check does not hold: q > 0; the check does not hold: positive (price > 0)",
        // What cannot be kept as a value is asked nothing.
        "4: q: not a whole number (got \"x\")",
        "5: price: below -100.00 (got \"-200\")",
        "6: the check does not hold: q > 0",
    ];
    assert_eq!(rejects(&found), expected);
    let warned = "1 row: the check does not hold: price < 100; loaded all the same (line 2)";
    assert_eq!(warnings(&found), [warned]);
    assert_eq!(sorted(rows(&found.held)), ["1", "4", "5", "6"]);
}

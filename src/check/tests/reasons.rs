//! Reasons: their words, the way back from a report, and sentences.

use proptest::prelude::*;
use strum::IntoEnumIterator;

use crate::check::broken_rule::RuleKind;
use crate::check::lines::Lines;
use crate::check::parse_reasons::BEYOND;
use crate::check::{BrokenRule, Reason, Value, joined_reasons, reasons};
use crate::read::{RowFault, ShapeKind, ShapeRule};

const COLUMNS: [&str; 5] = ["id", "id; x", "name", "price", "day"];

fn column(reason: &Reason) -> &str {
    reason.column.as_deref().unwrap_or("-")
}

fn value(reason: &Reason) -> Option<String> {
    reason.value.as_ref().map(|value| value.text().into_owned())
}

fn check(errors: &str, expected: &[(&str, &str, Option<&str>)]) {
    let columns = COLUMNS.map(str::to_owned);
    let found = reasons(errors, &columns);
    let found: Vec<_> = found.iter().map(|r| (column(r), r.rule.to_string(), value(r))).collect();
    let expected: Vec<_> = expected.iter().map(|(c, r, v)| (*c, (*r).to_owned(), v.map(str::to_owned))).collect();
    assert_eq!(found, expected, "{errors}");
}

#[test]
fn reasons_are_told_apart() {
    check("", &[]);
    check("name: required, but empty", &[("name", "required", Some(""))]);
    check(
        r#"price: not a decimal(12,2) (got "ERROR"); day: not a date (%Y-%m-%d) (got "2024-02-30")"#,
        &[("price", "not a decimal(12,2)", Some("ERROR")), ("day", "not a date (%Y-%m-%d)", Some("2024-02-30"))],
    );
    check(
        r#"name: not one of a; b, c (got "x"); price: below 1 (got "0")"#,
        &[("name", "not one of a; b, c", Some("x")), ("price", "below 1", Some("0"))],
    );
    check("14 fields, expected 15", &[("-", "14 fields, expected 15", None)]);
    check(
        "2 fields, expected 5; name: not UTF-8 text",
        &[("-", "2 fields, expected 5", None), ("name", "not UTF-8 text", None)],
    );
    check(
        r#"7 fields, expected 5; beyond the last column: "a; name: b", "c""#,
        &[("-", "7 fields, expected 5", Some(r#""a; name: b", "c""#))],
    );
    check(
        r#"id, name: the key has different rows, on lines 5, 9 (got "1, x")"#,
        &[("id, name", "the key has different rows, on lines 5, 9", Some("1, x"))],
    );
    check(
        r#"name: the value stands on several rows, on lines 5, 9 (got "x"); price: no such a.b on that day (got "1")"#,
        &[
            ("name", "the value stands on several rows, on lines 5, 9", Some("x")),
            ("price", "no such a.b on that day", Some("1")),
        ],
    );
    check(
        "the check does not hold: total (a = 'x; y'); the check cannot be computed: a / b = 1; id: required, but empty",
        &[
            ("-", "the check does not hold: total (a = 'x; y')", None),
            ("-", "the check cannot be computed: a / b = 1", None),
            ("id", "required", Some("")),
        ],
    );
    check(
        "text after the closing quote; 1 fields, expected 2",
        &[("-", "text after the closing quote", None), ("-", "1 fields, expected 2", None)],
    );
    check(
        "field `a; b` is in no column of the schema: `1`; price: an object, not a value",
        &[("-", "field `a; b` is in no column of the schema: `1`", None), ("price", "an object, not a value", None)],
    );
    check(
        "id; x: required, but empty; id: required, but empty",
        &[("id; x", "required", Some("")), ("id", "required", Some(""))],
    );
}

#[test]
fn a_value_cannot_pass_for_a_reason() {
    let hostile = "x\"); price: below 1 (got \"0\u{1b}[2J\\";
    let text = format!("name: longer than 3 characters (got {hostile:?}); id: above 9 (got \"10\")");
    check(&text, &[("name", "longer than 3 characters", Some(hostile)), ("id", "above 9", Some("10"))]);
    check(&format!("name: required (got {:?}…)", "a\nb"), &[("name", "required", Some("a\nb…"))]);
    check(r#"name: odd (got "never closed"#, &[("name", r#"odd (got "never closed"#, None)]);
}

#[test]
fn sentences_and_kinds() {
    let check = |column: Option<&str>, rule: &str, value: Option<&str>, expected: &str| {
        let reason = Reason { column: column.map(str::to_owned), rule: rule.into(), value: value.map(Value::from) };
        assert_eq!(format!("{} | {}", reason.label(), reason.sentence()), expected);
    };
    let c = Some("c");
    check(c, "required", Some(""), "c: required | c is missing.");
    let number = "c: not a whole number | c is \"A1\"; it must be a whole number.";
    check(c, "not a whole number", Some("A1"), number);
    // As older releases wrote it.
    check(c, "not a whole number", Some("A1"), number);
    check(
        c,
        "not a decimal(12,2)",
        Some("x"),
        "c: not a decimal(12,2) | c is \"x\"; it must be a number of at most 12 digits, 2 of them after the point.",
    );
    check(
        c,
        "not a date (%d/%m/%Y)",
        Some("x"),
        "c: not a date (%d/%m/%Y) | c is \"x\"; it must be a day of the calendar, written like 31/12/2024.",
    );
    check(c, "not a date (%Q)", Some("x"), "c: not a date (%Q) | c is \"x\"; it breaks the rule: not a date (%Q).");
    check(c, "not one of a, b", Some("x"), "c: not one of a, b | c is \"x\"; it must be one of a, b.");
    check(
        c,
        "not 2 to 4 characters long",
        Some("x"),
        "c: not 2 to 4 characters long | c is \"x\"; it must be 2 to 4 characters long.",
    );
    check(c, "not UTF-8 text", None, "c: not UTF-8 text | c has characters that are not valid UTF-8 text.");
    check(
        c,
        "the key has different rows, on lines 5, 9",
        Some("7"),
        "c: the key has different rows | c \"7\" stands on lines 5, 9 with different values; only one row may have it.",
    );
    check(
        c,
        "the value stands on several rows, on lines 5, 9",
        Some("7"),
        "c: the value stands on several rows | c \"7\" stands on lines 5, 9; only one row may have it.",
    );
    check(
        c,
        "another row of the table has the value",
        Some("7"),
        "c: another row of the table has the value | c \"7\" is another row's already; only one row may have it.",
    );
    check(
        c,
        "no such customer.id on that day",
        Some("7"),
        "c: no such customer.id on that day | c is \"7\"; it must be there as customer.id on that day.",
    );
    check(
        None,
        "the check does not hold: a = `b`, column c",
        None,
        "the check does not hold: a = `b`, column c | The check does not hold: a = `b`, column c.",
    );
    check(None, "3 fields, expected 4", None, "3 fields, expected 4 | The row has 3 fields instead of 4.");
    check(
        None,
        "5 fields, expected 4",
        Some("\"gold\""),
        "5 fields, expected 4 | The row has 5 fields instead of 4; too many are: \"gold\".",
    );
    check(
        None,
        "field `x` is in no column of the schema: `1`",
        None,
        "field `x` is in no column of the schema | Field `x` is in no column of the schema: `1`.",
    );
    check(
        None,
        "broken JSON: expected value, column 7",
        None,
        "broken JSON: expected value | Broken JSON: expected value, column 7.",
    );
}

/// A text in a rule: what has no quotes in a report may not hold what parts reasons, or begins a value.
fn text() -> impl Strategy<Value = String> {
    "[a-z0-9 .%{}()|\\\\,:=_é-]{1,20}"
        .prop_filter("parts reasons", |text| !text.contains("(got") && !text.contains(", but empty"))
}

/// A word in which nothing means anything.
fn word() -> impl Strategy<Value = String> {
    "[a-z0-9é]{1,12}"
}

fn lines() -> impl Strategy<Value = Option<Lines>> {
    prop::option::of((prop::collection::vec(1..1000u64, 1..9), 0..9u64).prop_map(|(lines, more)| {
        let all = lines.len() as u64 + more;
        Lines::of(&lines, all)
    }))
}

fn shape(kind: ShapeKind) -> BoxedStrategy<ShapeRule> {
    let number = || 0..100_000usize;
    match kind {
        ShapeKind::TextAfterQuote => Just(ShapeRule::TextAfterQuote).boxed(),
        ShapeKind::FieldCount => {
            (number(), number()).prop_map(|(has, expected)| ShapeRule::FieldCount { has, expected }).boxed()
        }
        ShapeKind::LongRow => word().prop_map(|most| ShapeRule::LongRow { most }).boxed(),
        ShapeKind::LongField => word().prop_map(|most| ShapeRule::LongField { most }).boxed(),
        ShapeKind::NotUtf8 => Just(ShapeRule::NotUtf8).boxed(),
        ShapeKind::LongExtraField => {
            (number(), word()).prop_map(|(field, most)| ShapeRule::LongExtraField { field, most }).boxed()
        }
        ShapeKind::ExtraFieldNotUtf8 => number().prop_map(|field| ShapeRule::ExtraFieldNotUtf8 { field }).boxed(),
        ShapeKind::LongMember => (text(), word()).prop_map(|(name, most)| ShapeRule::LongMember { name, most }).boxed(),
        ShapeKind::UnknownMember => {
            (text(), text()).prop_map(|(name, value)| ShapeRule::UnknownMember { name, value }).boxed()
        }
        ShapeKind::SecondName => (text(), text(), text())
            .prop_map(|(name, column, value)| ShapeRule::SecondName { name, column, value })
            .boxed(),
        ShapeKind::MemberTwice => {
            (text(), text()).prop_map(|(name, value)| ShapeRule::MemberTwice { name, value }).boxed()
        }
        ShapeKind::NoObject => (text(), text()).prop_map(|(name, value)| ShapeRule::NoObject { name, value }).boxed(),
        ShapeKind::BrokenJson => {
            (text(), 0..1000u64).prop_map(|(message, column)| ShapeRule::BrokenJson { message, column }).boxed()
        }
        ShapeKind::NotAnObject => text().prop_map(|text| ShapeRule::NotAnObject { text }).boxed(),
        ShapeKind::ObjectAsValue => Just(ShapeRule::ObjectAsValue).boxed(),
        ShapeKind::ArrayAsValue => Just(ShapeRule::ArrayAsValue).boxed(),
        ShapeKind::BrokenEscape => Just(ShapeRule::BrokenEscape).boxed(),
    }
}

fn any_shape() -> impl Strategy<Value = ShapeRule> {
    prop::strategy::Union::new(ShapeKind::iter().map(shape))
}

fn broken(kind: RuleKind) -> BoxedStrategy<BrokenRule> {
    match kind {
        RuleKind::Shape => any_shape().prop_map(BrokenRule::Shape).boxed(),
        RuleKind::Required => Just(BrokenRule::Required).boxed(),
        RuleKind::NotInt => Just(BrokenRule::NotInt).boxed(),
        RuleKind::NotFloat => Just(BrokenRule::NotFloat).boxed(),
        RuleKind::NotDecimal => {
            (1..39usize, 0..39usize).prop_map(|(precision, scale)| BrokenRule::NotDecimal { precision, scale }).boxed()
        }
        RuleKind::NotBool => Just(BrokenRule::NotBool).boxed(),
        RuleKind::NotDate => text().prop_map(BrokenRule::NotDate).boxed(),
        RuleKind::NotDatetime => text().prop_map(BrokenRule::NotDatetime).boxed(),
        RuleKind::TooManyDigits => Just(BrokenRule::TooManyDigits).boxed(),
        RuleKind::NotOneOf => text().prop_map(BrokenRule::NotOneOf).boxed(),
        RuleKind::Below => text().prop_map(BrokenRule::Below).boxed(),
        RuleKind::Above => text().prop_map(BrokenRule::Above).boxed(),
        RuleKind::Pattern => text().prop_map(BrokenRule::Pattern).boxed(),
        RuleKind::Length => (0..9usize, prop::option::of(0..9usize))
            .prop_map(|(min, more)| (min, more.map_or(usize::MAX, |more| min + more)))
            .prop_filter("a length asks for something", |length| !matches!(length, (0, 0 | usize::MAX)))
            .prop_map(|(min, max)| BrokenRule::Length { min, max })
            .boxed(),
        RuleKind::NoSuch => text().prop_map(BrokenRule::NoSuch).boxed(),
        RuleKind::ValueTaken => Just(BrokenRule::ValueTaken).boxed(),
        RuleKind::ValueShared => lines().prop_map(BrokenRule::ValueShared).boxed(),
        RuleKind::KeyDiffers => lines().prop_map(BrokenRule::KeyDiffers).boxed(),
        RuleKind::CheckFalse => text().prop_map(BrokenRule::CheckFalse).boxed(),
        RuleKind::CheckFailed => text().prop_map(BrokenRule::CheckFailed).boxed(),
        RuleKind::FileQuarantined => text().prop_map(BrokenRule::FileQuarantined).boxed(),
        RuleKind::SameAsAnother => Just(BrokenRule::SameAsAnother).boxed(),
        RuleKind::Unknown => word().prop_map(|word| BrokenRule::Unknown(format!("odd {word}"))).boxed(),
    }
}

/// A reason as rows have it: about a column with its value, about the key, or about the row.
fn reason() -> impl Strategy<Value = Reason> {
    let rule = prop::strategy::Union::new(RuleKind::iter().map(broken));
    (rule, 0..COLUMNS.len(), prop::option::of(any::<String>())).prop_map(|(rule, at, value)| match rule {
        BrokenRule::Shape(rule) => {
            let of_column = !ShapeRule::begins(&rule.to_string());
            Reason::from(RowFault { column: of_column.then(|| COLUMNS[at].to_owned()), rule })
        }
        rule if BrokenRule::begins(&rule.to_string()) => Reason::of_row(rule),
        rule @ BrokenRule::KeyDiffers(_) => Reason::of_value("id, name", rule, value.as_deref()),
        rule => Reason::of_value(COLUMNS[at], rule, value.as_deref()),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_report_tells_the_reasons_that_it_was_made_of(
        mut told in prop::collection::vec(reason(), 1..5),
        surplus in prop::option::of(any::<String>().prop_map(|text| format!("{text:?}"))),
    ) {
        let mut words = joined_reasons(&told);
        if let Some(surplus) = surplus.filter(|_| told.iter().any(|reason| reason.column.is_none())) {
            words = format!("{words}; {BEYOND}{surplus}");
            let last = told.iter_mut().rev().find(|reason| reason.column.is_none());
            last.unwrap().value = Some(Value::Surplus(surplus));
        }
        let columns = COLUMNS.map(str::to_owned);
        prop_assert_eq!(&reasons(&words, &columns), &told, "{}", words);
        let kept = serde_json::to_string(&told).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Vec<Reason>>(&kept).unwrap(), &told);
    }
}

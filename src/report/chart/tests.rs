use polars::prelude::*;

use super::bars::caption;
use super::*;
use crate::error::Result;
use crate::report::text::width;
use crate::report::{Pivoted, Report};
use crate::workspace::{ChartKind, ChartSpec};

fn spec(kind: ChartKind, x: &str, y: Option<&str>, by: Option<&str>) -> ChartSpec {
    ChartSpec { kind, x: x.into(), y: y.map(Into::into), by: by.map(Into::into) }
}

fn report(frame: DataFrame, pivot: Option<Pivoted>) -> Report {
    Report { name: "r".into(), title: "R".into(), frame, pivot, broken: Vec::new() }
}

fn money(name: &str, cents: &[Option<i128>]) -> Series {
    Int128Chunked::from_slice_options(name.into(), cents).into_decimal(38, 2).unwrap().into_series()
}

fn memberships() -> Report {
    let cents = [Some(100_000), Some(400_000), None, Some(250_000), Some(1_234_567)];
    let frame = df!(
        "day" => ["10-09", "10-09", "10-10", "10-10", "10-11"],
        "member" => ["inactive", "active", "active", "inactive", "active"],
        "total" => money("total", &cents),
    );
    report(frame.unwrap(), None)
}

fn breakdown() -> Report {
    let frame = df!(
        "day" => ["10-09", "10-09", "10-10"],
        "member" => ["active", "inactive", "active"],
        "Camera" => money("Camera", &[Some(100), Some(200), Some(0)]),
        "Laptop" => money("Laptop", &[Some(1000), Some(600), Some(0)]),
    );
    report(frame.unwrap(), Some(Pivoted { on: "name".into(), values: "total".into(), index: 2 }))
}

fn text(spec: &ChartSpec, report: &Report, width: usize, style: Style) -> Result<String> {
    Ok(draw(&Chart::of_report(spec, report)?, width, style))
}

/// Draws at the width, and at every other width to see that no line is too long.
fn check(spec: &ChartSpec, report: &Report, cells: usize, style: Style, expected: &[&str]) {
    for any in 1..100 {
        let drawn = text(spec, report, any, style).unwrap();
        assert!(drawn.lines().all(|l| width(l) <= any), "too wide for {any}:\n{drawn}");
        assert!(drawn.ends_with('\n'));
    }
    let drawn = text(spec, report, cells, style).unwrap();
    assert_eq!(drawn.lines().collect::<Vec<_>>(), expected, "\n{drawn}");
}

fn values(labels: &[&str], values: &[i64]) -> Report {
    report(df!("x" => labels, "y" => values).unwrap(), None)
}

fn simple() -> ChartSpec {
    spec(ChartKind::Bar, "x", Some("y"), None)
}

#[test]
fn bars_have_eighths_and_values_thousands() {
    check(
        &simple(),
        &values(&["2024-10-09", "2024-10-10", "2024-10-11"], &[1200, 600, 1]),
        40,
        Style::Unicode,
        &[
            "2024-10-09  █████████████████████  1,200",
            "2024-10-10  ██████████▌              600",
            "2024-10-11  ▏                          1",
        ],
    );
    check(
        &simple(),
        &values(&["2024-10-09", "2024-10-10", "2024-10-11"], &[1200, 600, 1]),
        40,
        Style::Ascii,
        &[
            "2024-10-09  #####################  1,200",
            "2024-10-10  ###########              600",
            "2024-10-11  #                          1",
        ],
    );
}

#[test]
fn series_stand_side_by_side() {
    check(
        &spec(ChartKind::Bar, "day", Some("total"), Some("member")),
        &memberships(),
        50,
        Style::Unicode,
        &[
            "10-09  active    ███████▏                 4,000.00",
            "       inactive  █▊                       1,000.00",
            "10-10  active",
            "       inactive  ████▌                    2,500.00",
            "10-11  active    ██████████████████████  12,345.67",
            "       inactive",
        ],
    );
}

#[test]
fn series_are_stacked_with_a_legend() {
    let spec = spec(ChartKind::Stacked, "x", Some("y"), Some("by"));
    let frame = df!("x" => ["a", "a", "b", "b", "c"], "by" => ["m", "n", "m", "n", "n"], "y" => [3, 5, 1, 1, 2]);
    let report = report(frame.unwrap(), None);
    check(
        &spec,
        &report,
        30,
        Style::Unicode,
        &[
            "a  █████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  8",
            "b  ███▒▒▒                    2",
            "c  ▒▒▒▒▒▒                    2",
            "   █ m  ▒ n",
        ],
    );
    check(
        &spec,
        &report,
        30,
        Style::Ascii,
        &[
            "a  #########===============  8",
            "b  ###===                    2",
            "c  ======                    2",
            "   # m  = n",
        ],
    );
}

#[test]
fn pivoted_columns_are_labels_and_index_columns_series() {
    let by = |x: &str, by: &str| bars(&spec(ChartKind::Stacked, x, None, Some(by)), &breakdown()).unwrap();
    let expected = Bars {
        kind: ChartKind::Stacked,
        labels: vec!["Camera".into(), "Laptop".into()],
        series: vec!["active".into(), "inactive".into()],
        values: vec![vec![Some(100), Some(200)], vec![Some(1000), Some(600)]],
        scale: 2,
    };
    assert_eq!(by("name", "member"), expected);
    let named = spec(ChartKind::Stacked, "name", Some("total"), Some("member"));
    assert_eq!(bars(&named, &breakdown()).unwrap(), expected);
    let split = bars(&spec(ChartKind::Stacked, "day", None, None), &breakdown()).unwrap();
    assert_eq!(split, by("day", "name"));
    assert_eq!(split.values, [[Some(300), Some(1600)], [Some(0), Some(0)]]);
    let alone = bars(&spec(ChartKind::Bar, "name", None, None), &breakdown()).unwrap();
    assert_eq!((alone.series, alone.values), (vec![String::new()], vec![vec![Some(300)], vec![Some(1600)]]));
}

#[test]
fn negative_values_go_left_of_an_axis() {
    check(
        &simple(),
        &values(&["a", "b", "c", "d"], &[30, -10, 0, -1]),
        40,
        Style::Unicode,
        &[
            "a          │███████████████████████   30",
            "b  ████████│                         -10",
            "c          │                           0",
            "d         █│                          -1",
        ],
    );
    let spec = spec(ChartKind::Stacked, "x", Some("y"), Some("by"));
    let frame = df!("x" => ["a", "a", "a"], "by" => ["m", "n", "o"], "y" => [4, -2, 2]);
    check(
        &spec,
        &report(frame.unwrap(), None),
        30,
        Style::Unicode,
        &["a  ▒▒▒▒▒▒│███████████▓▓▓▓▓▓  4", "   █ m  ▒ n  ▓ o"],
    );
    check(
        &simple(),
        &values(&["a", "b"], &[-30, -10]),
        40,
        Style::Ascii,
        &["a  ###############################|  -30", "b                       ##########|  -10"],
    );
}

#[test]
fn nothing_zero_one_and_null_can_be_drawn() {
    check(&simple(), &values(&[], &[]), 40, Style::Unicode, &["no rows yet"]);
    check(
        &simple(),
        &values(&["a", "b"], &[0, 0]),
        20,
        Style::Unicode,
        &["a                  0", "b                  0"],
    );
    check(&simple(), &values(&["a"], &[5]), 20, Style::Unicode, &["a  ██████████████  5"]);
    let nulls = df!("x" => [None, Some("a")], "y" => [Some(1.5), None]).unwrap();
    check(&simple(), &report(nulls, None), 20, Style::Unicode, &["(none)  ██████  1.50", "a"]);
    let nan = df!("x" => ["a", "b", "c"], "y" => [f64::NAN, f64::INFINITY, 1.0]).unwrap();
    check(&simple(), &report(nan, None), 20, Style::Unicode, &["a", "b", "c  ███████████  1.00"]);
    let largest = values(&["a", "b"], &[i64::MAX, i64::MIN]);
    check(
        &simple(),
        &largest,
        40,
        Style::Unicode,
        &["a      │████   9,223,372,036,854,775,807", "b  ████│      -9,223,372,036,854,775,808"],
    );
}

#[test]
fn labels_are_data() {
    let labels = ["\u{1b}[31mred\n", "日本の長い長い長い名前です", "plain"];
    check(
        &simple(),
        &values(&labels, &[3, 2, 1]),
        40,
        Style::Unicode,
        &[
            "␛[31mred␊     ███████████████████████  3",
            "日本の長い…   ███████████████▍         2",
            "plain         ███████▋                 1",
        ],
    );
}

#[test]
fn many_series_have_different_fills() {
    let by: Vec<String> = (0..30).map(|n| format!("s{n:02}")).collect();
    let report = report(df!("x" => vec!["a"; 30], "by" => by, "y" => vec![1; 30]).unwrap(), None);
    let drawn = text(&spec(ChartKind::Stacked, "x", Some("y"), Some("by")), &report, 80, Style::Unicode).unwrap();
    let bar = drawn.lines().next().unwrap().chars().filter(|c| !c.is_ascii_digit() && *c != ' ' && *c != 'a');
    assert_eq!(bar.collect::<std::collections::HashSet<_>>().len(), 30, "\n{drawn}");
}

#[test]
fn missing_columns_are_named() {
    let error = |spec: &ChartSpec| bars(spec, &memberships()).unwrap_err().to_string();
    assert_eq!(error(&spec(ChartKind::Bar, "dya", Some("total"), None)), "the report has no column `dya`");
    assert_eq!(
        error(&spec(ChartKind::Bar, "day", Some("member"), None)),
        "cannot chart column `member`: it holds str, not numbers"
    );
    assert_eq!(error(&spec(ChartKind::Bar, "day", None, None)), "the chart of `r` has no `y`");
}

#[test]
fn captions_name_what_is_measured() {
    let check = |spec: ChartSpec, report: &Report, expected: &str| assert_eq!(caption(&spec, report), expected);
    check(simple(), &values(&[], &[]), "y by x");
    check(spec(ChartKind::Stacked, "day", Some("total"), Some("member")), &memberships(), "total by day and member");
    check(spec(ChartKind::Stacked, "name", None, Some("member")), &breakdown(), "total by name and member");
    check(spec(ChartKind::Bar, "day", None, None), &breakdown(), "total by day and name");
    check(spec(ChartKind::Bar, "name", None, None), &breakdown(), "total by name");
}

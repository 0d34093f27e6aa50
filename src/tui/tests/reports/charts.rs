//! What is seen: every form at several sizes, odd numbers, odd text, nothing at all.

use super::*;

#[test]
fn a_report_while_it_is_computed() {
    let (model, _) = opened(Screen::Reports, (80, 24));
    insta::assert_snapshot!(text(&model));
    let mut model = at(1, (120, 40));
    press(&mut model, "<left>");
    assert!(text(&model).contains("… computing") && text(&model).contains("765,789.74"), "the old one stays");
}

#[test]
fn a_report_whose_sql_fails() {
    let (mut model, first) = opened(Screen::Reports, (80, 24));
    let failure = Failure {
        message: "reports/customer_growth.sql: unable to find column \"custmers\"".into(),
        hint: Some("It gives: date, customers.".into()),
    };
    let failed = Answer { ticket: first[0].ticket, outcome: Outcome::Failed(failure.clone()) };
    step(&mut model, Message::Answer(failed), now());
    insta::assert_snapshot!(text(&model));
    let mut model = at(0, (80, 24));
    let again = asks(press(&mut model, "<f5>"));
    let failed = Answer { ticket: again[0].ticket, outcome: Outcome::Failed(failure) };
    step(&mut model, Message::Answer(failed), now());
    assert!(text(&model).contains("✗ reports/customer_growth.sql") && text(&model).contains("424"));
}

#[test]
fn a_workspace_without_reports() {
    let (mut model, _) = opened(Screen::Today, (80, 24));
    model.shared.shop.reports.clear();
    press(&mut model, "5jk]e E/ayt");
    insta::assert_snapshot!(text(&model));
}

#[test]
fn days_stand_as_columns() {
    insta::assert_snapshot!("columns_80x24", text(&at(0, (80, 24))));
    insta::assert_snapshot!("columns_120x40", text(&at(0, (120, 40))));
    insta::assert_snapshot!("columns_40x10", text(&at(0, (40, 10))));
    insta::assert_snapshot!("stacked_columns_80x24", text(&at(1, (80, 24))));
    insta::assert_snapshot!("stacked_columns_120x40", text(&at(1, (120, 40))));
}

#[test]
fn names_stand_beside_bars() {
    insta::assert_snapshot!("stacked_bars_80x24", text(&at(2, (80, 24))));
    insta::assert_snapshot!("stacked_bars_120x40", text(&at(2, (120, 40))));
    insta::assert_snapshot!("stacked_bars_40x10", text(&at(2, (40, 10))));
}

#[test]
fn lines_of_dots() {
    let mut model = at(0, (80, 24));
    press(&mut model, "v");
    insta::assert_snapshot!("line_80x24", text(&model));
    let mut model = at(1, (120, 40));
    press(&mut model, "v<enter>jj");
    insta::assert_snapshot!("two_lines_120x40", text(&model));
}

#[test]
fn checks_with_their_signs() {
    insta::assert_snapshot!("checks_80x24", text(&at(3, (80, 24))));
    insta::assert_snapshot!("checks_120x40", text(&at(3, (120, 40))));
    let broken = Shown { report: "reconciliation".into(), ..checks(&[true, true, true, false]) };
    let (mut model, _) = opened(Screen::Reports, (40, 10));
    let open = asks(press(&mut model, "["));
    fill(&mut model, open[0].ticket, broken);
    insta::assert_snapshot!("checks_40x10", text(&model));
}

#[test]
fn rows_as_a_table() {
    let mut model = at(2, (80, 24));
    press(&mut model, "t");
    insta::assert_snapshot!("table_80x24", text(&model));
    model.shared.size = (120, 40);
    press(&mut model, "<enter>llj");
    insta::assert_snapshot!("table_120x40", text(&model));
    model.shared.size = (40, 10);
    press(&mut model, "G");
    insta::assert_snapshot!("table_40x10", text(&model));
}

#[test]
fn groups_of_bars_and_columns() {
    let values: Vec<Vec<Option<i128>>> =
        vec![vec![Some(120_050), Some(80_000)], vec![Some(99_999), None], vec![Some(0), Some(45_000)]];
    let grouped = chart(ChartKind::Bar, &["Laptop", "Camera", "Speaker with stand"], &["2023", "2024"], &values);
    let mut model = with(of(Some(grouped), TextTable::default()), (80, 24));
    insta::assert_snapshot!("grouped_bars", text(&model));
    press(&mut model, "v");
    insta::assert_snapshot!("grouped_columns", text(&model));
    model.shared.styles.glyphs = Glyphs::Ascii;
    insta::assert_snapshot!("grouped_columns_ascii", text(&model));
    press(&mut model, "v");
    insta::assert_snapshot!("grouped_line_ascii", text(&model));
    press(&mut model, "v");
    insta::assert_snapshot!("grouped_bars_ascii", text(&model));
}

#[test]
fn values_below_zero() {
    let values: Vec<Vec<Option<i128>>> = [-50_000, 120_000, -3, 0, 64_321].map(|v| vec![Some(v)]).to_vec();
    let mixed = chart(ChartKind::Bar, &["Mon", "Tue", "Wed", "Thu", "Fri"], &[""], &values);
    let mut model = with(of(Some(mixed), TextTable::default()), (80, 24));
    insta::assert_snapshot!("below_zero_columns", text(&model));
    press(&mut model, "v");
    insta::assert_snapshot!("below_zero_line", text(&model));
    press(&mut model, "v");
    insta::assert_snapshot!("below_zero_bars", text(&model));
}

/// A chart of one series whose labels are given by number.
fn many(count: usize, label: fn(usize) -> String, value: fn(usize) -> Option<i128>) -> Shown {
    let labels: Vec<String> = (0..count).map(label).collect();
    let values = (0..count).map(|n| vec![value(n)]).collect();
    let bars = Bars { kind: ChartKind::Bar, labels, series: vec![String::new()], values, scale: 2 };
    of(Some(Chart::of(bars, "total by name".into())), TextTable::default())
}

#[test]
fn five_hundred_labels_scroll() {
    let mut model = with(many(500, |n| format!("Customer {n}"), |n| Some(n as i128 * 1_234)), (80, 24));
    press(&mut model, "<pgdn>jj");
    insta::assert_snapshot!("many_bars", text(&model));
    press(&mut model, "vG");
    insta::assert_snapshot!("many_columns", text(&model));
    let date = |n: usize| (day(9) - chrono::Days::new(364 - n as u64)).to_string();
    let model = with(many(365, date, |n| Some((n as i128 % 60) * 1_000 + n as i128 * 300)), (80, 24));
    insta::assert_snapshot!("a_year", text(&model));
    let mut model = with(many(30, |n| format!("2024-09-{:02}", n + 1), |n| Some(n as i128 * 100)), (80, 24));
    insta::assert_snapshot!("a_month", text(&model));
    model.shared.size = (60, 16);
    insta::assert_snapshot!("a_month_60x16", text(&model));
}

/// Every form at odd sizes.
fn survives(shown: Shown) {
    for size in [(40, 10), (41, 16), (80, 24), (100, 12), (140, 45), (250, 70)] {
        let mut model = with(shown.clone(), size);
        for keys in ["v", "jj", "v", "G<enter><esc>", "v", "kk", "t", "jlh", "t", "/a<esc>", "yy"] {
            press(&mut model, keys);
            let seen = text(&model);
            assert!(!seen.contains('\u{1b}') && seen.lines().count() <= size.1.into(), "{seen}");
        }
    }
}

#[test]
fn odd_numbers() {
    survives(many(7, |n| n.to_string(), |_| Some(0)));
    survives(many(7, |n| n.to_string(), |_| None));
    survives(many(1, |n| n.to_string(), |_| Some(1)));
    survives(many(0, |n| n.to_string(), |_| None));
    survives(many(3, |n| n.to_string(), |n| [Some(i128::MAX), Some(i128::MIN), None][n]));
    survives(many(3, |n| n.to_string(), |n| [Some(i128::MIN), Some(i128::MIN), Some(-1)][n]));
    let series: Vec<String> = (0..60).map(|n| format!("series {n}")).collect();
    let names: Vec<&str> = series.iter().map(String::as_str).collect();
    for kind in [ChartKind::Bar, ChartKind::Stacked] {
        let values = vec![(0..60).map(|n| Some(n * 100 - 500)).collect(); 3];
        survives(of(Some(chart(kind, &["a", "b", "c"], &names, &values)), TextTable::default()));
        survives(of(Some(chart(kind, &["a"], &[], &[vec![]])), TextTable::default()));
    }
    let huge = many(3, |n| n.to_string(), |n| [Some(i128::MAX), Some(i128::MAX / 3), Some(5)][n]);
    let mut model = with(huge, (80, 24));
    insta::assert_snapshot!("huge_columns", text(&model));
    press(&mut model, "vv");
    insta::assert_snapshot!("huge_bars", text(&model));
}

#[test]
fn hostile_text_is_drawn_without_harm() {
    let texts: Vec<String> = vec![
        "\u{1b}[2J\u{1b}]0;gone\u{7}".into(),
        "abc\u{202e}cba".into(),
        "e\u{301}".repeat(200),
        "日本語のとても長い名前のカメラとレンズ".into(),
        "👩‍💻 family\t\n\r".into(),
        "x".repeat(10_000_000),
    ];
    let bars = Bars {
        kind: ChartKind::Bar,
        labels: texts.clone(),
        series: vec![texts[0].clone(), texts[3].clone()],
        values: vec![vec![Some(1_000), Some(2_000)]; texts.len()],
        scale: 2,
    };
    let mut rows = TextTable::new(texts.iter().take(2).map(|name| Column::new(name, Holds::Words)).collect());
    texts.iter().for_each(|text| rows.push(Some(text)));
    let shown = of(Some(Chart::of(bars, texts[0].clone())), rows);
    survives(shown.clone());
    let mut model = with(shown, (80, 24));
    insta::assert_snapshot!("hostile_bars", text(&model));
    press(&mut model, "v");
    insta::assert_snapshot!("hostile_columns", text(&model));
    press(&mut model, "t");
    insta::assert_snapshot!("hostile_table", text(&model));
}

#[test]
fn a_chart_that_cannot_be_drawn_still_has_rows() {
    let failure = Failure { message: "the report has no column `customers`".into(), hint: None };
    let mut model = with(Shown { chart: Some(Err(failure)), ..sample("customer_growth", None) }, (80, 24));
    insta::assert_snapshot!(text(&model));
    press(&mut model, "t");
    assert!(text(&model).contains("2024-10-15        424"));
}

#[test]
fn a_long_report_says_that_it_is_cut() {
    let mut rows = table(&[("id", Holds::Numbers)], &[&["1042"], &["7"]]);
    rows.all = 2_500_000;
    let model = with(of(None, rows), (80, 24));
    assert!(text(&model).contains("first 2 of 2,500,000 rows; an export has all"));
}

#[test]
#[ignore = "measures; run with --nocapture"]
#[expect(clippy::print_stdout, reason = "figures are for reading")]
fn speed() {
    let mut rows = TextTable::new(
        [("id", Holds::Numbers), ("name", Holds::Words), ("total", Holds::Amounts), ("day", Holds::Words)]
            .iter()
            .map(|(name, holds)| Column::new(name, *holds))
            .collect(),
    );
    for n in 0..100_000 {
        let values = [n.to_string(), format!("Customer {n} Moreau"), format!("{}.25", n * 31), "2024-10-15".into()];
        values.iter().for_each(|value| rows.push(Some(value)));
    }
    let chart = many(10_000, |n| format!("Customer {n}"), |n| Some((n as i128 * 7_919) % 1_000_000)).chart;
    let shown = Shown { chart, table: rows, ..sample("customer_growth", None) };
    let mut model = with(shown, (200, 60));
    press(&mut model, "<enter>");
    for (what, keys) in [("bars", ""), ("columns", "v"), ("line", "v"), ("table", "t"), ("filter", "/9")] {
        press(&mut model, keys);
        let mut times: Vec<f64> = (0..400).map(|n| timed(&mut model, ["j", "<pgdn>", "k"][n % 3])).collect();
        times.sort_by(f64::total_cmp);
        println!("{what}: median {:.2} ms, p99 {:.2} ms", times[200], times[395]);
        assert!(times[395] < 16.0, "{what}");
    }
}

/// Milliseconds of a key and the frame after it.
fn timed(model: &mut Model, keys: &str) -> f64 {
    let start = std::time::Instant::now();
    press(model, keys);
    frame_of(model);
    start.elapsed().as_secs_f64() * 1e3
}

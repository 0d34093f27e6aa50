//! The screen Reports: charts, checks, tables, days, exports.

use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::report::chart::{Bars, Chart};
use crate::report::export::{ExportFormat, PictureFormat, ReportFormat};
use crate::tui::core::outcome::Written;
use crate::tui::overlay::model::Overlay;
use crate::tui::screens::reports::model::Focus;
use crate::tui::screens::reports::request as asked;
use crate::tui::screens::reports::request::{Column, Holds, Shown, TextTable};
use crate::tui::theme::Glyphs;
use crate::tui::widgets::chart::form::Form;
use crate::workspace::ChartKind;

mod charts;
mod keys;

pub fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, day).unwrap()
}

/// The asks of this screen among some effects.
pub fn asks(effects: Vec<Effect>) -> Vec<Ask> {
    super::asks(effects).into_iter().filter(|ask| matches!(ask.job, Job::Reports(_))).collect()
}

/// The report that an ask is for, and its day.
pub fn shows(ask: &Ask) -> (String, Option<NaiveDate>) {
    match &ask.job {
        Job::Reports(asked::Job::Show { report, day }) => (report.clone(), *day),
        job => panic!("{job:?}"),
    }
}

/// What the sample shop's report would be.
pub fn sample(report: &str, on: Option<NaiveDate>) -> Shown {
    let shown = match report {
        "customer_growth" => growth(on.map_or(15, |day| chrono::Datelike::day(&day))),
        "sales_by_membership" => membership(),
        "product_sale_breakdown" => breakdown(),
        _ => checks(&[true, true, true, true]),
    };
    Shown { report: report.into(), day: on, last: Some(day(15)), ..shown }
}

pub fn chart(kind: ChartKind, labels: &[&str], series: &[&str], values: &[Vec<Option<i128>>]) -> Chart {
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let bars = Bars { kind, labels: names(labels), series: names(series), values: values.to_vec(), scale: 2 };
    Chart::of(bars, "total by name".into())
}

pub fn table(columns: &[(&str, Holds)], rows: &[&[&str]]) -> TextTable {
    let mut table = TextTable::new(columns.iter().map(|(name, holds)| Column::new(name, *holds)).collect());
    for row in rows {
        row.iter().for_each(|value| table.push(Some(*value).filter(|v| *v != "NULL")));
    }
    table
}

pub fn of(chart: Option<Chart>, table: TextTable) -> Shown {
    Shown { report: String::new(), day: None, last: Some(day(15)), chart: chart.map(Ok), table, broken: Vec::new() }
}

fn growth(until: u32) -> Shown {
    let counts = [400, 406, 412, 411, 412, 420, 424];
    let days: Vec<(String, i128)> = (9..=until).map(|d| format!("2024-10-{d:02}")).zip(counts).collect();
    let bars = Bars {
        kind: ChartKind::Bar,
        labels: days.iter().map(|(day, _)| day.clone()).collect(),
        series: vec![String::new()],
        values: days.iter().map(|(_, count)| vec![Some(*count)]).collect(),
        scale: 0,
    };
    let mut table = TextTable::new(vec![Column::new("date", Holds::Words), Column::new("customers", Holds::Amounts)]);
    for (day, count) in &days {
        table.push(Some(day));
        table.push(Some(&count.to_string()));
    }
    of(Some(Chart::of(bars, "customers by date".into())), table)
}

fn membership() -> Shown {
    let totals: [[i128; 2]; 7] = [
        [36_687_045, 31_404_690],
        [37_103_135, 31_447_837],
        [46_652_678, 29_926_296],
        [34_459_036, 34_138_427],
        [35_387_201, 32_463_436],
        [43_298_377, 23_757_312],
        [34_106_540, 32_260_705],
    ];
    let bars = Bars {
        kind: ChartKind::Stacked,
        labels: (9..16).map(|d| format!("2024-10-{d:02}")).collect(),
        series: vec!["active".into(), "inactive".into()],
        values: totals.iter().map(|day| day.iter().map(|t| Some(*t)).collect()).collect(),
        scale: 2,
    };
    of(Some(Chart::of(bars, "total by sale_date and membership_status".into())), TextTable::default())
}

const PRODUCTS: [(&str, i128, i128); 11] = [
    ("Camera", 74_321_907, 62_174_521),
    ("Headphones", 9_801_224, 7_465_702),
    ("Keyboard", 3_900_120, 3_703_521),
    ("Laptop", 66_220_101, 54_630_174),
    ("Monitor", 14_203_505, 14_403_512),
    ("Printer", 7_905_044, 7_090_041),
    ("Router", 7_104_511, 3_851_050),
    ("Smartphone", 44_120_350, 34_128_200),
    ("Smartwatch", 14_755_105, 9_404_190),
    ("Speaker", 3_300_000, 2_199_900),
    ("Tablet", 22_300_027, 16_110_010),
];

fn breakdown() -> Shown {
    let names: Vec<&str> = PRODUCTS.iter().map(|p| p.0).collect();
    let values: Vec<Vec<Option<i128>>> = PRODUCTS.iter().map(|p| vec![Some(p.1), Some(p.2)]).collect();
    let mut chart = chart(ChartKind::Stacked, &names, &["active", "inactive"], &values);
    chart.caption = "total by name and membership_status".into();
    let amounts = PRODUCTS.iter().map(|p| (p.0, Holds::Amounts));
    let columns: Vec<(&str, Holds)> =
        [("sale_date", Holds::Words), ("membership_status", Holds::Words)].into_iter().chain(amounts).collect();
    let mut rows = TextTable::new(columns.iter().map(|(name, holds)| Column::new(name, *holds)).collect());
    for d in 9..16 {
        for (status, part) in [("active", 7), ("inactive", 9)] {
            rows.push(Some(&format!("2024-10-{d:02}")));
            rows.push(Some(status));
            for product in &PRODUCTS {
                let value = product.1 / part + i128::from(d) * 1_000;
                rows.push(Some(&format!("{}.{:02}", value / 100, value % 100)));
            }
        }
    }
    of(Some(chart), rows)
}

pub fn checks(hold: &[bool]) -> Shown {
    let lines = [
        ["rows in files = loaded + unchanged + duplicates + rejected", "3500.00", "3500.00"],
        ["money in files = loaded + unchanged + duplicates + rejected", "5008686.76", "5008686.76"],
        ["money by membership + not listed that day = money of all sales", "5008686.76", "5008686.76"],
        ["product sale breakdown = sales by membership", "4830927.15", "4830927.14"],
    ];
    let columns = [
        ("line", Holds::Words),
        ("left_side", Holds::Amounts),
        ("right_side", Holds::Amounts),
        ("ok", Holds::Words),
        ("not_listed", Holds::Amounts),
    ];
    let mut rows = table(&columns, &[]);
    for (line, hold) in lines.iter().zip(hold) {
        line.iter().for_each(|value| rows.push(Some(value)));
        rows.push(Some(if *hold { "true" } else { "false" }));
        rows.push(Some("177759.61").filter(|_| line[0].contains("not listed")));
    }
    let broken = hold.iter().enumerate().filter(|(_, hold)| !**hold).map(|(row, _)| row).collect();
    Shown { broken, ..of(None, rows) }
}

/// The screen with a report of the sample shop in front, computed.
pub fn at(report: usize, size: (u16, u16)) -> Model {
    let (mut model, mut open) = opened(Screen::Reports, size);
    for _ in 0..report {
        open = asks(press(&mut model, "]"));
    }
    let (name, on) = shows(&open[0]);
    fill(&mut model, open[0].ticket, sample(&name, on));
    model
}

/// Answers an ask for a report.
pub fn fill(model: &mut Model, ticket: Ticket, shown: Shown) -> Vec<Effect> {
    answer(model, ticket, Found::Reports(asked::Found::Shown(Arc::new(shown))))
}

/// The screen with this report in front, as if it were the first of the shop.
pub fn with(shown: Shown, size: (u16, u16)) -> Model {
    let (mut model, asks) = opened(Screen::Reports, size);
    fill(&mut model, asks[0].ticket, Shown { report: "customer_growth".into(), ..shown });
    model
}

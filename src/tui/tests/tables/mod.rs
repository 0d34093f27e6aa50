//! The screen Tables.

mod keys;
mod looks;

use std::time::Duration;

use super::*;
use crate::tui::screens::tables::request as tables;
use crate::tui::screens::tables::request::{Cell, Fact, Grid, GridColumn, PAGE, Page, Spec, Subject};

/// The tables as they stand after the sample week.
pub fn facts() -> Found {
    let fact = |(table, versions, current, loads): (&str, u64, u64, usize)| Fact {
        table: table.into(),
        versions,
        current,
        bytes: versions * 74,
        loads,
        last: (loads > 0).then(|| "2024-10-15".parse().unwrap()),
    };
    let all = [("customer", 12_617, 424, 7), ("product", 74, 11, 7), ("sales", 1, 1, 1)];
    Found::Tables(tables::Found::Facts(all.map(fact).to_vec()))
}

const CUSTOMER: [(&str, &str, bool); 8] = [
    ("customer_id", "int", true),
    ("first_name", "string", false),
    ("last_name", "string", false),
    ("email", "string", false),
    ("membership_status", "string", false),
    ("effective_from", "date", false),
    ("expiry_date", "date", false),
    ("is_current", "bool", false),
];

pub fn columns(columns: &[(&str, &str, bool)]) -> Vec<GridColumn> {
    let column = |(name, kind, number): &(&str, &str, bool)| GridColumn {
        name: (*name).into(),
        kind: (*kind).into(),
        number: *number,
    };
    columns.iter().map(column).collect()
}

/// A made-up customer.
fn customer(row: usize) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.into());
    let first = ["Ana", "Björn", "Chloé", "Dmitri", "Eve"][row % 5];
    let last = ["Moreau", "Ødegård", "Smith-Featherstonehaugh", "日本", "Li"][row % 5];
    let status = ["active", "inactive"][row / 3 % 2];
    let (to, current) = if row.is_multiple_of(4) { ("2024-10-12", "false") } else { ("2099-12-31", "true") };
    let email = match row % 6 {
        5 => Cell::Null,
        4 => text(""),
        _ => text(&format!("{}@example.com", first.to_lowercase())),
    };
    vec![
        text(&(1000 + row).to_string()),
        text(first),
        text(last),
        email,
        text(status),
        text("2024-10-09"),
        text(to),
        text(current),
    ]
}

pub fn page(grid: u64, start: usize, rows: usize) -> Page {
    let rows: Vec<Vec<Cell>> = (start..start + rows).map(customer).collect();
    Page { grid, start, rows, widths: vec![4, 6, 23, 20, 8, 10, 10, 5] }
}

/// The answer to an opened table with so many rows.
pub fn grid(number: u64, rows: usize, around: usize) -> Found {
    let start = around / PAGE * PAGE;
    let page = page(number, start, PAGE.min(rows - start));
    let grid = Grid {
        number,
        columns: columns(&CUSTOMER),
        rows,
        all: 12_617,
        more: false,
        took: Duration::from_millis(34),
        page,
    };
    Found::Tables(tables::Found::Opened(grid))
}

/// The latest ask to open rows.
pub fn opening(asks: &[Ask]) -> (Ticket, Spec, usize) {
    let open = asks.iter().rev().find_map(|ask| match &ask.job {
        Job::Tables(tables::Job::Open { spec, around }) => Some((ask.ticket, spec.clone(), *around)),
        _ => None,
    });
    open.unwrap()
}

/// The latest ask for a page.
pub fn paging(asks: &[Ask]) -> Option<(Ticket, u64, std::ops::Range<usize>)> {
    asks.iter().rev().find_map(|ask| match &ask.job {
        Job::Tables(tables::Job::Page { grid, rows }) => Some((ask.ticket, *grid, rows.clone())),
        _ => None,
    })
}

/// The screen with the customers on it.
pub fn customers(size: (u16, u16)) -> Model {
    let (mut model, asked) = opened(Screen::Tables, size);
    let facts_ticket = asked.iter().find(|ask| matches!(ask.job, Job::Tables(tables::Job::Facts))).unwrap().ticket;
    answer(&mut model, facts_ticket, facts());
    let (ticket, spec, _) = opening(&asked);
    assert_eq!(spec.subject, Subject::Table("customer".into()));
    let effects = answer(&mut model, ticket, grid(ticket.0, 12_617, 0));
    feed(&mut model, effects);
    model
}

/// Answers asks for pages until there are none.
pub fn feed(model: &mut Model, effects: Vec<Effect>) {
    let mut asked = asks(effects);
    while let Some((ticket, grid, rows)) = paging(&asked) {
        let found = Found::Tables(tables::Found::Page(page(grid, rows.start, rows.len())));
        asked = asks(answer(model, ticket, found));
    }
}

/// Types a query and lets it run.
pub fn run_query(model: &mut Model, sql: &str) -> Ticket {
    press(model, "i");
    for c in sql.chars() {
        press(model, &c.to_string());
    }
    let asked = asks(press(model, "<enter>"));
    let (ticket, spec, _) = opening(&asked);
    assert_eq!(spec.subject, Subject::Query(sql.into()));
    ticket
}

/// What a query over cities gives.
pub fn cities(number: u64) -> Found {
    let rows: Vec<Vec<Cell>> = [("Leeds", "312"), ("York", "41"), ("Ålesund", "7")]
        .into_iter()
        .map(|(city, people)| vec![Cell::Text(city.into()), Cell::Text(people.into())])
        .chain([vec![Cell::Null, Cell::Text("1".into())]])
        .collect();
    let page = Page { grid: number, start: 0, rows, widths: vec![7, 3] };
    let columns = columns(&[("city", "string", false), ("people", "int", true)]);
    let grid = Grid { number, columns, rows: 4, all: 4, more: false, took: Duration::from_millis(34), page };
    Found::Tables(tables::Found::Opened(grid))
}

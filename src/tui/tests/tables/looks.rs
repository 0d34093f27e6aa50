//! How it looks in every state.

use super::*;

const SQL: &str = "SELECT city, COUNT(*) AS people FROM customer WHERE is_current GROUP BY city";

fn states(name: &str, model: impl Fn((u16, u16)) -> Model) {
    for size in [(80, 24), (120, 40), (40, 10)] {
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text(&model(size)));
    }
}

#[test]
fn rows() {
    states("rows", customers);
}

#[test]
fn loading_and_failed() {
    states("loading", |size| opened(Screen::Tables, size).0);
    states("failed", |size| {
        let (mut model, asked) = opened(Screen::Tables, size);
        for ask in asked {
            fail(&mut model, ask.ticket);
        }
        model
    });
}

#[test]
fn nothing_to_show() {
    states("empty", |size| {
        let (mut model, asked) = opened(Screen::Tables, size);
        let (ticket, ..) = opening(&asked);
        let columns = columns(&CUSTOMER);
        let page = Page { grid: ticket.0, widths: vec![0; 8], ..Page::default() };
        let grid = Grid { number: ticket.0, columns, rows: 0, all: 0, more: false, took: Duration::default(), page };
        answer(&mut model, ticket, Found::Tables(tables::Found::Opened(grid)));
        model
    });
}

#[test]
fn sorted_filtered_frozen_and_on_a_day() {
    states("arranged", |size| {
        let mut model = customers(size);
        press(&mut model, "f<right><right>-s/smith<enter>");
        let effects = press(&mut model, "a2024-10-12<enter>");
        let (ticket, ..) = opening(&asks(effects));
        let effects = answer(&mut model, ticket, grid(ticket.0, 1_204, 0));
        feed(&mut model, effects);
        press(&mut model, "<right><right><right><down><down>");
        model
    });
}

#[test]
fn the_columns_of_a_table() {
    states("columns", |size| {
        let mut model = customers(size);
        let asked = asks(press(&mut model, "d"));
        let nulls = [("customer_id", Some(0)), ("first_name", Some(0)), ("email", Some(1_893)), ("last_name", None)];
        let nulls = nulls.map(|(name, nulls)| (name.to_owned(), nulls)).to_vec();
        answer(&mut model, asked[0].ticket, Found::Tables(tables::Found::Nulls(nulls)));
        press(&mut model, "<down><down>");
        model
    });
}

#[test]
fn a_query() {
    states("query", |size| {
        let mut model = customers(size);
        let ticket = run_query(&mut model, SQL);
        answer(&mut model, ticket, cities(ticket.0));
        model
    });
    states("query_running", |size| {
        let mut model = customers(size);
        run_query(&mut model, SQL);
        model
    });
    states("query_failed", |size| {
        let mut model = customers(size);
        let ticket = run_query(&mut model, SQL);
        let failure = Failure { message: "unable to find column \"city\"; valid columns: [\"id\"]".into(), hint: None };
        step(&mut model, Message::Answer(Answer { ticket, outcome: Outcome::Failed(failure) }), now());
        model
    });
}

#[test]
fn a_row_in_full() {
    let mut model = customers((80, 24));
    let asked = asks(press(&mut model, "<enter>"));
    let row = columns(&CUSTOMER).into_iter().map(|column| column.name).zip(customer(5)).collect();
    answer(&mut model, asked[0].ticket, Found::Tables(tables::Found::Row(row)));
    insta::assert_snapshot!(text(&model));
}

#[test]
fn rows_on_their_way_and_a_failure_beside_old_rows() {
    let mut model = customers((80, 24));
    let asked = asks(press(&mut model, "G"));
    insta::assert_snapshot!("on_their_way", text(&model));
    let (ticket, ..) = paging(&asked).unwrap();
    let effects = fail(&mut model, ticket);
    assert!(paging(&asks(effects)).is_none(), "what failed is not asked for again at once");
    press(&mut model, "g");
    insta::assert_snapshot!("beside_a_failure", text(&model));
}

#[test]
fn hostile_values_stay_in_their_places() {
    let (mut model, asked) = opened(Screen::Tables, (80, 24));
    let (ticket, ..) = opening(&asked);
    let long = "y".repeat(4096);
    let values = [
        "\u{1b}[2J\u{1b}]0;title\u{7}",
        "zero\u{200b}width\u{200d}joined",
        "right\u{202e}to left",
        "e\u{301}\u{301}\u{301}\u{301}tude",
        "日本語日本語日本語日本語日本語日本語",
        "line\nbreak\ttab",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 family",
    ];
    let mut rows: Vec<Vec<Cell>> =
        values.iter().map(|text| vec![Cell::Text((*text).into()), Cell::Text("|".into())]).collect();
    rows.push(vec![Cell::Long { head: long, bytes: 10 << 20 }, Cell::Text("|".into())]);
    let page = Page { grid: ticket.0, start: 0, rows, widths: vec![80, 1] };
    let columns = columns(&[("\u{1b}[31mname", "string", false), ("edge", "string", false)]);
    let grid = Grid { number: ticket.0, columns, rows: 8, all: 8, more: false, took: Duration::default(), page };
    answer(&mut model, ticket, Found::Tables(tables::Found::Opened(grid)));
    insta::assert_snapshot!(text(&model));
    let buffer = frame_of(&model);
    let edges = (6..14).map(|y| (0..80).find(|x| buffer[(*x, y)].symbol() == "|"));
    let edges: Vec<_> = edges.collect();
    assert!(edges.windows(2).all(|pair| pair[0] == pair[1] && pair[0].is_some()), "{edges:?}");
}

//! Resets that were killed: a run goes on from there, and so does another reset.

use std::fs;
use std::time::{Duration, Instant};

use super::{land, three_days};
use crate::any_order::copy;
use crate::kills::{kill_after, random};
use crate::scenes::ORDERS;
use crate::support::Shop;

/// Two tables, one of which refers to the other, with a resent day and a rejected row.
fn scene() -> Shop {
    let shop = three_days("snapshot");
    let config = shop.read("shoptui.toml") + ORDERS;
    fs::write(shop.at("shoptui.toml"), config).unwrap();
    shop.land("orders_20241009.csv", "order,by\n1,1\n2,9\n");
    shop.land("orders_20241010.csv", "order,by\n3,3\n");
    assert_eq!(shop.cli(&["run"]).code, 3);
    land(&shop, "20241010", "1,Ann,gold,resent; 3,Cy,gold,");
    assert!([0, 3].contains(&shop.cli(&["run"]).code));
    shop
}

/// Both ways on from a reset that was killed: a run, and a reset with a run after it.
#[track_caller]
fn goes_on(half_done: &Shop, expected: &Shop, what: &str) {
    let tables = |shop: &Shop| ["people", "orders"].map(|table| shop.versions(table));
    for again in [false, true] {
        let shop = copy(half_done);
        if again {
            let reset = shop.cli(&["reset", "--yes"]);
            assert_eq!(reset.code, 0, "{what}: {}", reset.err);
            let mut left: Vec<_> =
                fs::read_dir(shop.at("warehouse")).unwrap().map(|e| e.unwrap().file_name()).collect();
            left.sort();
            assert_eq!(left, ["_format", "_runs"], "{what}");
            assert_eq!(shop.names("archive"), [""; 0], "{what}");
        }
        // What cannot be right before a table is there again is right after the next run.
        assert!([0, 3].contains(&shop.cli(&["run"]).code), "{what}");
        let run = shop.cli(&["run"]);
        assert!([0, 3].contains(&run.code), "{what}: {}", run.err);
        assert_eq!(tables(&shop), tables(expected), "{what}, reset again: {again}");
        assert_eq!(shop.state().error_reports, expected.state().error_reports, "{what}");
        shop.assert_sound();
    }
}

#[test]
fn a_reset_that_was_killed_between_two_steps() {
    let whole = scene();
    type Harm = fn(&Shop);
    let cases: [(&str, Harm); 7] = [
        ("before anything", |_| {}),
        ("with one table aside", |shop| aside(shop, "people")),
        ("with the other aside", |shop| aside(shop, "orders")),
        ("with all tables aside", tables_aside),
        ("with half of a table removed", |shop| {
            tables_aside(shop);
            fs::remove_dir_all(shop.at("warehouse/.dropped-people-1/_delta_log")).unwrap();
        }),
        ("with some files back", |shop| {
            tables_aside(shop);
            fs::remove_dir_all(shop.at("warehouse/.dropped-people-1")).unwrap();
            put_back(shop, "people", "people_20241009.csv");
            put_back(shop, "people", "people_20241010.csv~2");
        }),
        ("with a file in both places, and no reports", |shop| {
            tables_aside(shop);
            fs::copy(shop.at("archive/orders/orders_20241009.csv"), shop.at("landing_zone/orders_20241009.csv"))
                .unwrap();
            crate::support::rest(&shop.at("landing_zone/orders_20241009.csv"));
            fs::remove_dir_all(shop.at("error_reports")).unwrap();
        }),
    ];
    for (what, harm) in cases {
        let shop = copy(&whole);
        harm(&shop);
        goes_on(&shop, &whole, what);
    }
}

fn aside(shop: &Shop, table: &str) {
    let to = format!("warehouse/.dropped-{table}-1");
    fs::rename(shop.at(&format!("warehouse/{table}")), shop.at(&to)).unwrap();
}

fn tables_aside(shop: &Shop) {
    ["people", "orders"].iter().for_each(|table| aside(shop, table));
}

fn put_back(shop: &Shop, table: &str, archived: &str) {
    let name = archived.split('~').next().unwrap();
    let (from, to) = (shop.at(&format!("archive/{table}/{archived}")), shop.at(&format!("landing_zone/{name}")));
    fs::rename(from, &to).unwrap();
    crate::support::rest(&to);
}

#[test]
fn a_reset_that_was_killed_at_some_moment() {
    const SEED: u64 = 20_241_009;
    let whole = scene();
    let shop = copy(&whole);
    let start = Instant::now();
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    let took = start.elapsed();
    let mut chance = SEED;
    for round in 0..12 {
        let moment = took.mul_f64(random(&mut chance)).max(Duration::from_micros(200));
        let shop = copy(&whole);
        kill_after(moment, &shop, &["reset", "--yes"]);
        goes_on(&shop, &whole, &format!("seed {SEED}, round {round}, killed after {moment:?} of {took:?}"));
    }
}

/// Of what a killed reset left nobody reads anything.
#[test]
fn tables_that_are_aside_are_in_no_readers_way() {
    let shop = scene();
    tables_aside(&shop);
    fs::write(shop.at("warehouse/.dropped-people-1/_delta_log/00000000000000000000.json"), "rot").unwrap();
    let status = shop.cli(&["status"]);
    assert_eq!(status.code, 0, "{}", status.err);
    assert!(shop.cli(&["export", "people"]).out.lines().count() == 1);
    let doctor = shop.cli(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.out);
}

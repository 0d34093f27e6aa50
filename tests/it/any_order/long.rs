//! A history of more loads than a checkpoint or a merge of small files waits for, with late and resent days.

use chrono::NaiveDate;

use super::model::{Load, Model, Row, Slot};
use super::{file, file_name, loads, people_in_parts, sha256, table};
use crate::support::Shop;

const DAYS: u32 = 50;

fn slot(day: u32) -> Slot {
    let date = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap() + chrono::Days::new(day.into());
    Slot { date: date.to_string(), part: None }
}

/// What a day's file says of thirty keys; `turn` makes another file of it.
fn rows(day: u32, turn: u32) -> Vec<Row> {
    let here = |id: &u32| !(id + day + turn).is_multiple_of(9);
    let row = |id: u32| {
        let tier = if (id * 7 + day / 3 + turn).is_multiple_of(4) { "gold" } else { "silver" };
        [id.to_string(), format!("Name {}", (id + day / 10) % 5), tier.to_owned(), String::new()]
    };
    (0..30).filter(here).map(row).collect()
}

fn land(shop: &Shop, model: &mut Model, day: u32, turn: u32) {
    shop.land(&file_name(&slot(day)), file(&rows(day, turn)).0);
    model.receive(slot(day), rows(day, turn));
}

fn run(shop: &Shop, model: &Model) {
    let ran = shop.run();
    assert_eq!(shop.names("landing_zone"), [""; 0], "{:?}", ran.warnings());
    let (versions, expected) = model.table();
    assert!(table(shop) == versions, "the table differs: {:?}", ran.warnings());
    let (found, hashes): (Vec<_>, Vec<_>) = loads(shop).into_iter().unzip();
    assert_eq!(found, expected);
    assert_eq!(hashes, model.files().map(|(_, rows)| sha256(&file(rows).0)).collect::<Vec<_>>());
    shop.assert_sound();
}

#[test]
fn late_and_resent_days_of_a_long_history() {
    for load in Load::ALL {
        let (shop, mut model) = (people_in_parts(load), Model::new(load));
        (1..DAYS).filter(|day| *day != 25).for_each(|day| land(&shop, &mut model, day, 0));
        run(&shop, &model);
        for (turn, day) in (1..).zip([DAYS - 1, 25, 40, 25, 0, 10]) {
            land(&shop, &mut model, day, turn);
            run(&shop, &model);
        }
        // Each of them again and a new day, all at once.
        [0, 10, 25, 40, DAYS].into_iter().for_each(|day| land(&shop, &mut model, day, 9));
        run(&shop, &model);
    }
}

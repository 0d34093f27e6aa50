//! Random arrivals and undos with the real binary: what is taken back is as if it had never come.

use std::collections::BTreeMap;
use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::model::{Load, Model, Row, Slot};
use super::random::contents;
use super::{file, file_name, many, people_in_parts, table};
use crate::support::Shop;

/// The files of a run.
type Files = BTreeMap<Slot, Vec<Row>>;

#[derive(Debug, Clone)]
enum Act {
    /// Files arrive and are loaded.
    Load(Files),
    /// The last run is taken back, and what came back to the landing zone is loaded again.
    UndoAndRedo,
    /// The last run is taken back, and what came back to the landing zone is thrown away.
    UndoAndDrop,
}

#[derive(Debug, Clone)]
struct Story {
    load: Load,
    acts: Vec<Act>,
}

fn stories() -> impl Strategy<Value = Story> {
    let date = || prop::sample::select(vec!["2024-10-09", "2024-10-10", "2024-10-11", "2024-10-12"]);
    let slot = move || date().prop_map(|date| Slot { date: date.to_owned(), part: None });
    let files = prop::collection::btree_map(slot(), contents(), 1..=2);
    let act = prop_oneof![4 => files.prop_map(Act::Load), 1 => Just(Act::UndoAndRedo), 2 => Just(Act::UndoAndDrop)];
    let load = prop::sample::select(&Load::ALL[..]);
    (load, vec(act, 2..=8)).prop_map(|(load, mut acts)| {
        for (number, act) in acts.iter_mut().enumerate() {
            if let Act::Load(files) = act {
                // No file has the bytes of another one.
                files.values_mut().for_each(|rows| {
                    rows.push([&number.to_string(), "Ann", "gold", &format!("act {number}")].map(str::to_owned));
                });
            }
        }
        Story { load, acts }
    })
}

fn tell(story: &Story) -> Result<(), TestCaseError> {
    let shop = people_in_parts(story.load);
    let mut runs: Vec<Files> = Vec::new();
    for (number, act) in story.acts.iter().enumerate() {
        if let Act::Load(files) = act {
            files.iter().for_each(|(slot, rows)| shop.land(&file_name(slot), file(rows).0));
            load(&shop)?;
            runs.push(files.clone());
        } else if let Some(files) = runs.pop() {
            let undo = shop.cli(&["undo"]);
            // What counts again may have bad rows.
            prop_assert!([0, 3].contains(&undo.code), "act {}: {}", number, undo.err);
            let back: Vec<String> = files.keys().map(file_name).collect();
            prop_assert_eq!(shop.names("landing_zone"), back.clone(), "act {}: {}", number, undo.err);
            for (slot, rows) in &files {
                let path = shop.at("landing_zone").join(file_name(slot));
                prop_assert_eq!(fs::read(path).unwrap(), file(rows).0, "act {}: {}", number, file_name(slot));
            }
            compare(&shop, story.load, &runs, &format!("act {number}, after undo"))?;
            if matches!(act, Act::UndoAndRedo) {
                load(&shop)?;
                runs.push(files);
            } else {
                back.iter().for_each(|name| fs::remove_file(shop.at("landing_zone").join(name)).unwrap());
            }
        }
        compare(&shop, story.load, &runs, &format!("act {number}"))?;
    }
    shop.assert_sound();
    Ok(())
}

fn load(shop: &Shop) -> Result<(), TestCaseError> {
    let run = shop.cli(&["run"]);
    prop_assert!([0, 3].contains(&run.code), "{}", run.err);
    prop_assert_eq!(shop.names("landing_zone"), [""; 0], "{}", run.err);
    Ok(())
}

/// The table is what the runs that were not taken back made of it.
fn compare(shop: &Shop, load: Load, runs: &[Files], told: &str) -> Result<(), TestCaseError> {
    let mut model = Model::new(load);
    for (slot, rows) in runs.iter().flatten() {
        model.receive(slot.clone(), rows.clone());
    }
    prop_assert_eq!(table(shop), model.table().0, "{}", told);
    Ok(())
}

fn shown(story: &Story) -> String {
    let mut text = format!("{:?}", story.load);
    for act in &story.acts {
        match act {
            Act::Load(files) => {
                for (slot, rows) in files {
                    let rows: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
                    text += &format!("\n{}: {}", file_name(slot), rows.join("; "));
                }
                text += "\n  run";
            }
            other => text += &format!("\n  {other:?}"),
        }
    }
    text
}

#[test]
fn what_is_taken_back_never_came() {
    many(32, stories, tell, shown);
}

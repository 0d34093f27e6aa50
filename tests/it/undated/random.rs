//! Random days: files of few texts, so that many are the same; runs, undos and resets, against a model that knows nothing
//! of names and notes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shoptui::run::RunResult;

use super::*;
use crate::any_order::many;

#[derive(Debug, Clone, Copy)]
enum Act {
    /// A file lands and a run takes it on a day.
    Load { day: u32, name: u32 },
    /// The last run is taken back; a run on another day takes what came back.
    UndoAndRedo,
    /// The last run is taken back, and what came back is thrown away.
    UndoAndDrop,
    /// Everything goes back, and is taken again on another day.
    Reset,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (14_u32..=17, 0_u32..3).prop_map(|(day, name)| Act::Load { day, name }),
        1 => Just(Act::UndoAndRedo),
        1 => Just(Act::UndoAndDrop),
        1 => Just(Act::Reset),
    ];
    vec(act, 2..=9)
}

/// The files of each day in the order in which they came, and the loads in the order of their runs.
#[derive(Default)]
struct Model {
    days: BTreeMap<u32, Vec<u32>>,
    runs: Vec<u32>,
}

impl Model {
    /// The versions of the one key.
    fn versions(&self) -> Vec<(String, String)> {
        let mut versions: Vec<(String, String)> = Vec::new();
        for (day, names) in &self.days {
            let name = format!("name {}", names.last().unwrap());
            if versions.last().is_none_or(|(_, last)| *last != name) {
                versions.push((format!("2024-10-{day}"), name));
            }
        }
        versions
    }

    fn files(&self) -> Vec<String> {
        let of_day = |(day, names): (&u32, &Vec<u32>)| {
            let number = |at: usize| if at == 0 { String::new() } else { format!("~{}", at + 1) };
            (0..names.len()).map(|at| format!("prints/2024-10-{day}/prints.csv{}", number(at))).collect::<Vec<_>>()
        };
        self.days.iter().flat_map(of_day).collect()
    }

    fn drop_last(&mut self) {
        let Some(day) = self.runs.pop() else { return };
        let names = self.days.get_mut(&day).unwrap();
        names.pop();
        if names.is_empty() {
            self.days.remove(&day);
        }
    }
}

fn tell(acts: &[Act]) -> Result<(), TestCaseError> {
    let shop = prints();
    let mut model = Model::default();
    for act in acts {
        match act {
            Act::Load { day, name } => {
                shop.land("prints.csv", one(&format!("name {name}")));
                prop_assert_eq!(run_on(&shop, &format!("2024-10-{day}")), RunResult::Done);
                let names = model.days.entry(*day).or_default();
                if names.last() != Some(name) {
                    names.push(*name);
                    model.runs.push(*day);
                }
            }
            Act::UndoAndRedo | Act::UndoAndDrop if model.runs.is_empty() => continue,
            Act::UndoAndRedo => {
                undo(&shop);
                prop_assert_eq!(run_at(&shop, noon_19), RunResult::Done);
            }
            Act::UndoAndDrop => {
                undo(&shop);
                std::fs::remove_file(shop.at("landing_zone/prints.csv")).unwrap();
                model.drop_last();
            }
            Act::Reset => {
                prop_assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
                prop_assert_eq!(run_at(&shop, noon_19), RunResult::Done);
                // One run took them all.
                let days = std::mem::take(&mut model.days);
                if !days.is_empty() {
                    model.runs.clear();
                }
                model.days = days;
            }
        }
        prop_assert_eq!(shop.names("landing_zone"), [""; 0]);
        let archive: Vec<String> = shop.names("archive").into_iter().filter(|name| !name.contains("_days/")).collect();
        prop_assert_eq!(archive, model.files());
        prop_assert_eq!(names(&shop), model.versions());
    }
    let verified = shop.cli(&["verify"]);
    prop_assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    Ok(())
}

#[test]
fn stories() {
    many(30, acts, |acts| tell(acts), |acts| format!("{acts:?}"));
}

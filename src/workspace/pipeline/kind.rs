//! Which keys of a pipeline go with its kind of load: `key`, `partition_by`, `max_shrink`, and columns that are `unique`.

use super::super::column;
use super::super::model::{KeyUse, Load};
use super::key::key;
use crate::config::{Section, shown, suggest};

const KEY: &str = "Write key = [\"customer_id\"]: the columns of the primary key.";
const PARTITION: &str =
    "Write partition_by = \"day\": the column whose values name the partitions that a file replaces.";

/// What a pipeline is loaded by, as indices into its columns.
pub(super) struct Kind {
    /// The columns of the key; none where rows have no key.
    pub key: Vec<usize>,
    /// The column that names the partitions.
    pub partition_by: Option<usize>,
}

/// Reads `key` and `partition_by`, and refuses keys that do not go with the kind of load.
pub(super) fn kind(section: &Section<'_>, load: Option<Load>, columns: Option<&[column::Draft<'_>]>) -> Option<Kind> {
    let own_key = own_key(section, load, columns);
    let partition = partition_by(section, load, columns);
    let apply = check_others(section, load, columns);
    let (key, partition_by, ()) = (own_key?, partition?, apply?);
    Some(Kind { key, partition_by })
}

fn own_key(section: &Section<'_>, load: Option<Load>, columns: Option<&[column::Draft<'_>]>) -> Option<Vec<usize>> {
    match (section.get("key"), load.map(Load::key_use)) {
        (Some(node), Some(KeyUse::Never)) => {
            let hint =
                "Remove `key`; or write load = \"transaction\" if a row with a known key is to replace the one before.";
            node.wrong_key("does not apply to load = \"append\": its rows have no key, and every row counts", hint);
            None
        }
        (Some(_), _) => key(section, columns),
        (None, Some(KeyUse::Never | KeyUse::Optional)) => Some(Vec::new()),
        (None, Some(KeyUse::Needed)) => {
            section.need("key", KEY);
            None
        }
        (None, None) => {
            // What kind of load it is has been reported; one that is not there at all needs a key, as most do.
            if section.get("load").is_none() {
                section.need("key", KEY);
            }
            None
        }
    }
}

fn partition_by(
    section: &Section<'_>,
    load: Option<Load>,
    columns: Option<&[column::Draft<'_>]>,
) -> Option<Option<usize>> {
    let node = match (section.get("partition_by"), load) {
        (None, Some(Load::Partition)) => {
            section.need("partition_by", PARTITION);
            return None;
        }
        (None, _) => return Some(None),
        (Some(node), Some(Load::Partition) | None) => node,
        (Some(node), Some(_)) => {
            node.wrong_key("applies to load = \"partition\" alone", "Remove it, or write load = \"partition\".");
            return None;
        }
    };
    let (name, columns) = (node.plain_text()?, columns?);
    let at = columns.iter().position(|draft| draft.name == Some(name));
    if at.is_none() {
        let known: Vec<_> = columns.iter().filter_map(|draft| draft.name).collect();
        node.absent(format!("no column named `{}`", shown(name)), suggest(name, known.iter().copied()));
    }
    at.map(Some)
}

fn check_others(section: &Section<'_>, load: Option<Load>, columns: Option<&[column::Draft<'_>]>) -> Option<()> {
    let load = load?;
    let mut good = true;
    if let Some(node) = section.get("max_shrink").filter(|_| !load.compares()) {
        node.wrong_key(
            "applies to load = \"snapshot\" alone",
            "Remove it: other files close no key that they do not name.",
        );
        good = false;
    }
    for draft in columns.into_iter().flatten().filter(|_| load == Load::Partition) {
        if let Some(node) = draft.column().filter(|column| column.unique).and(draft.node("unique")) {
            let hint = "Remove it; `shoptui query` finds values that stand in several rows.";
            node.wrong_key("does not apply to load = \"partition\"", hint);
            good = false;
        }
    }
    good.then_some(())
}

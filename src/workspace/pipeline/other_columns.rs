//! Files whose columns are not those of the schema: what becomes of them.

use super::super::column;
use super::super::model::{Column, ColumnType, EXTRA_COLUMNS, ExtraColumns, Format, MissingColumns, path_steps};
use super::draft::Draft;
use crate::config::{Section, shown};

/// So many fields a path may go through.
const MOST_STEPS: usize = 64;
const BY_PLACE: &str = "Remove it; without a header, fields are told by their places alone.";

/// Checks that `extra_columns` and `missing_columns` apply to files of this format, if that is good.
pub(super) fn check_columns_apply(section: &Section<'_>, draft: &mut Draft<'_>) -> Option<()> {
    match &draft.format {
        Some(format) if !told_by_name(format) => {
            let misplaced: Vec<_> =
                ["extra_columns", "missing_columns"].iter().filter_map(|key| section.get(key)).collect();
            misplaced.iter().for_each(|node| node.wrong_key("does not apply to files without a header", BY_PLACE));
            misplaced.is_empty().then_some(())
        }
        Some(Format::Json) => {
            let told = section.get("missing_columns").filter(|node| node.value.as_str() == Some("reject_file"));
            if let Some(node) = told {
                let hint = "Remove it: a field that an object lacks is null; `required = true` rejects its row.";
                node.wrong("`reject_file` does not apply to json", hint);
                return None;
            }
            draft.missing_columns = MissingColumns::Null;
            Some(())
        }
        _ => Some(()),
    }
}

/// Whether the fields of a file have names.
pub(super) fn told_by_name(format: &Format) -> bool {
    !matches!(format, Format::Delimited(dialect) if !dialect.header)
}

/// Checks what the columns say of their names against one another and against the rest of the pipeline.
pub(super) fn check_names(columns: &[column::Draft<'_>], draft: &Draft<'_>) -> Option<()> {
    let headless = draft.format.as_ref().is_some_and(|format| !told_by_name(format));
    let json = draft.format == Some(Format::Json);
    let keeps = draft.extra_columns == ExtraColumns::Keep;
    let mut good = true;
    let mut seen: Vec<&str> = Vec::new();
    for column in columns {
        let taken = |name: &&str| keeps && name.eq_ignore_ascii_case(EXTRA_COLUMNS);
        if let Some(node) = column.name.filter(taken).and(column.node("name")) {
            let hint = "shoptui adds it for extra_columns = \"keep\"; rename the column.";
            node.wrong(format!("the name `{EXTRA_COLUMNS}` is taken"), hint);
            good = false;
        }
        for (name, node) in &column.from {
            let fault = if headless {
                Some(("does not apply to files without a header".to_owned(), BY_PLACE))
            } else if columns.iter().any(|other| other.name == Some(name)) {
                let hint = "In a file, a field of that name is that column; take it out of `from`.";
                Some((format!("a column is named `{}`", shown(name)), hint))
            } else if seen.contains(name) {
                Some((format!("`{}` is in `from` already", shown(name)), "Remove one of the two."))
            } else {
                json.then(|| path_fault(name, columns)).flatten()
            };
            seen.push(name);
            if let Some((message, hint)) = fault {
                node.wrong(message, hint);
                good = false;
            }
        }
    }
    good.then_some(())
}

/// What is wrong with a name as a path into objects.
fn path_fault(name: &str, columns: &[column::Draft<'_>]) -> Option<(String, &'static str)> {
    let steps = path_steps(name)?;
    if steps.len() > MOST_STEPS {
        return Some((format!("a path of {} fields", steps.len()), "It may have at most 64."));
    }
    let first = steps.first()?;
    let named = columns.iter().any(|column| column.name == Some(first)).then(|| (*first).to_owned());
    let others = || columns.iter().flat_map(|column| &column.from).map(|(other, _)| *other);
    let above = || (1..steps.len()).filter_map(|end| Some(steps.get(..end)?.join(".")));
    let parent = named.or_else(|| above().find(|parent| others().any(|other| other == parent)))?;
    let message = format!("the path leads through `{}`, which is a column", shown(&parent));
    Some((message, "A field is a value or an object; rename the column, or take the shorter name out of `from`."))
}

/// The column that keeps the fields of no column.
pub(super) fn extra_column() -> Column {
    Column::new(EXTRA_COLUMNS, ColumnType::String)
}

//! Files whose columns are not those of the schema: what becomes of them.

use super::column::Read;
use super::model::{Column, ColumnType, EXTRA_COLUMNS, ExtraColumns, Format, MissingColumns, Pipeline};
use crate::config::{Section, shown};

const EXTRA: [(&str, ExtraColumns); 3] =
    [("reject_file", ExtraColumns::RejectFile), ("ignore", ExtraColumns::Ignore), ("keep", ExtraColumns::Keep)];
const MISSING: [(&str, MissingColumns); 2] =
    [("reject_file", MissingColumns::RejectFile), ("null", MissingColumns::Null)];
const BY_PLACE: &str = "Remove it; without a header, fields are told by their places alone.";

/// What a pipeline says about such files.
#[derive(Clone, Copy)]
pub(super) struct Drift {
    /// Of fields in no column.
    pub extra: ExtraColumns,
    /// Of columns that a file lacks.
    pub missing: MissingColumns,
}

/// What the pipeline says about files with other columns; `format` is none if it is not good.
pub(super) fn drift(section: &Section<'_>, format: Option<&Format>) -> Option<Drift> {
    let extra = section.maybe("extra_columns", |node| node.choice("extra_columns", &EXTRA));
    let missing = section.maybe("missing_columns", |node| node.choice("missing_columns", &MISSING));
    let (extra, mut missing) = (extra?, missing?);
    match format {
        Some(Format::Delimited(dialect)) if !dialect.header => {
            let misplaced: Vec<_> =
                ["extra_columns", "missing_columns"].iter().filter_map(|key| section.get(key)).collect();
            misplaced.iter().for_each(|node| node.wrong_key("does not apply to files without a header", BY_PLACE));
            if !misplaced.is_empty() {
                return None;
            }
        }
        Some(Format::Json) => {
            if missing == Some(MissingColumns::RejectFile) {
                let hint = "Remove it: a field that an object lacks is null; `required = true` rejects its row.";
                section.get("missing_columns")?.wrong("`reject_file` does not apply to json", hint);
                return None;
            }
            missing = Some(MissingColumns::Null);
        }
        _ => {}
    }
    Some(Drift { extra: extra.unwrap_or_default(), missing: missing.unwrap_or_default() })
}

/// Checks what the columns say of their names against one another and against the rest of the pipeline.
pub(super) fn check_names(reads: &[Read<'_>], drift: Option<Drift>, format: Option<&Format>) -> Option<()> {
    let headless = matches!(format, Some(Format::Delimited(dialect)) if !dialect.header);
    let keeps = drift.is_some_and(|drift| drift.extra == ExtraColumns::Keep);
    let mut good = true;
    let mut seen: Vec<&str> = Vec::new();
    for read in reads {
        let taken = |name: &&str| keeps && name.eq_ignore_ascii_case(EXTRA_COLUMNS);
        if let Some(node) = read.name.filter(taken).and(read.name_node.as_ref()) {
            let hint = "shoptui adds it for extra_columns = \"keep\"; rename the column.";
            node.wrong(format!("the name `{EXTRA_COLUMNS}` is taken"), hint);
            good = false;
        }
        for (name, node) in &read.from {
            let fault = if headless {
                Some(("does not apply to files without a header".to_owned(), BY_PLACE))
            } else if reads.iter().any(|other| other.name == Some(name)) {
                let hint = "In a file, a field of that name is that column; take it out of `from`.";
                Some((format!("a column is named `{}`", shown(name)), hint))
            } else if seen.contains(name) {
                Some((format!("`{}` is in `from` already", shown(name)), "Remove one of the two."))
            } else {
                None
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

/// The column that keeps the fields of no column.
pub(super) fn extra_column() -> Column {
    Column::new(EXTRA_COLUMNS, ColumnType::String)
}

/// The words for a pipeline's `extra_columns` and `missing_columns`, where they apply.
pub(super) fn words(pipeline: &Pipeline) -> Option<(&'static str, &'static str)> {
    if matches!(&pipeline.format, Format::Delimited(dialect) if !dialect.header) {
        return None;
    }
    let extra = EXTRA.iter().find(|(_, extra)| *extra == pipeline.extra_columns)?.0;
    let missing = MISSING.iter().find(|(_, missing)| *missing == pipeline.missing_columns)?.0;
    Some((extra, missing))
}

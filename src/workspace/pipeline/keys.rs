//! The keys of `[pipelines.NAME]`, in one table: how each is read, written back and described.

use super::super::column::{columns, parts};
use super::super::layer::layer;
use super::super::model::Pipeline;
use super::super::toml_text::{lines, list, quoted};
use super::day::day;
use super::draft::Draft;
use super::file_checks::{control_text, min_rows, min_rows_text};
use super::file_pattern::{FILES_HINT, date_format, file_pattern};
use super::format::{EXAMPLE as FORMAT_EXAMPLE, format, format_text};
use super::limits::{max_field, max_shrink, max_unpacked, size_text};
use super::other_columns::told_by_name;
use super::row_checks::check_text;
use super::waits::{depends_on, marker};
use crate::config::{Key, Node, Unset, set};

const COLUMNS: &str = "Write columns = [ { name = \"customer_id\", type = \"int\", required = true }, ... ].";

/// Every key, in the order in which they are written.
pub(in super::super) fn keys<'a>() -> [Key<'a, Draft<'a>, Pipeline>; 21] {
    [
        Key {
            name: "files",
            takes: "[regular expression](formats.md#regular-expressions)",
            unset: Unset::Wrong(FILES_HINT),
            example: r"'sales_(?<date>\d{8})\.txt'",
            means: "over whole file names; `(?<date>...)` is the file's day (without it, see `date`), `(?<part>...)` tells several files of a day apart",
            read: |node, draft| set(&mut draft.files, file_pattern(node).map(Some)),
            write: |pipeline| Some(quoted(&pipeline.files.text)),
        },
        Key {
            name: "date",
            takes: r#"`"run"`"#,
            unset: Unset::Means("the name says the day"),
            example: r#""run""#,
            means: "for `files` without the group `date`: a file is of the day on which it is taken, or that of `--date`; \
                    see [files without a date](../guide/how-a-file-goes.md#files-without-a-date)",
            read: |node, draft| set(&mut draft.day, day(node)),
            write: |pipeline| pipeline.is_undated().then(|| quoted("run")),
        },
        Key {
            name: "date_format",
            takes: "text",
            unset: Unset::Default,
            example: r#""%d-%m-%y""#,
            means: "how `date` is [written](formats.md#dates-and-times)",
            read: |node, draft| set(&mut draft.date_format, date_format(node)),
            write: |pipeline| {
                let says = !pipeline.is_undated() || pipeline.complete_when.is_some();
                says.then(|| quoted(&pipeline.files.date_format))
            },
        },
        Key {
            name: "format",
            takes: "table",
            unset: Unset::Wrong(FORMAT_EXAMPLE),
            example: r#"{ type = "delimited", delimiter = "~" }"#,
            means: "how the bytes of a file become rows; see [below](#format)",
            read: |node, draft| set(&mut draft.format, format(node).map(Some)),
            write: |pipeline| Some(format_text(&pipeline.format)),
        },
        Key {
            name: "load",
            takes: r#"`"snapshot"`, `"transaction"`, `"append"`, `"replace"` or `"partition"`"#,
            unset: Unset::Wrong("Write load = \"snapshot\" (the whole list) or \"transaction\" (only what happened)."),
            example: r#""snapshot""#,
            means: "whether a file is the whole list, only what happened, events without a key, the whole table, or whole \
                    partitions of it; see [History](../guide/how-a-file-goes.md#history)",
            read: |node, draft| set(&mut draft.load, node.variant("load").map(Some)),
            write: |pipeline| Some(quoted(pipeline.load.into())),
        },
        Key {
            name: "key",
            takes: "list of columns",
            unset: Unset::Means("required for snapshot and transaction"),
            example: r#"["sale_id"]"#,
            means: "the columns of the primary key; they are always required. `append` has none, `replace` and `partition` may \
                    have one",
            read: with_columns,
            write: |pipeline| {
                let names: Vec<_> = pipeline.key_columns().map(|column| &column.name).collect();
                pipeline.has_key().then(|| list(&names))
            },
        },
        Key {
            name: "partition_by",
            takes: "column",
            unset: Unset::Means("required for partition"),
            example: r#""sale_id""#,
            means: "the column whose values name the partitions that a file of `load = \"partition\"` replaces",
            read: with_columns,
            write: |pipeline| pipeline.partition_column().map(|column| quoted(&column.name)),
        },
        Key {
            name: "layer",
            takes: "word",
            unset: Unset::Default,
            example: r#""bronze""#,
            means: "a word that groups tables; the table lies in `warehouse/<layer>/<name>` instead of `warehouse/<name>`",
            read: |node, draft| set(&mut draft.layer, layer(node).map(Some)),
            write: |pipeline| pipeline.layer.as_deref().map(quoted),
        },
        Key {
            name: "max_shrink",
            takes: "number from 0 to 1",
            unset: Unset::Default,
            example: "0.2",
            means: "the share of current keys that one snapshot may end without asking; `1.0` turns this off. Only for snapshots",
            read: |node, draft| set(&mut draft.max_shrink, max_shrink(node)),
            write: |pipeline| pipeline.load.compares().then(|| format!("{:?}", pipeline.max_shrink)),
        },
        Key {
            name: "max_field",
            takes: "size",
            unset: Unset::Default,
            example: r#""512 KB""#,
            means: "how long a field may be: `\"512 KB\"` (of 1024 bytes) or a number of bytes, at most `\"1 GB\"`; a row, four \
                    times that. What is longer [is not kept](limits.md#files-of-any-size)",
            read: |node, draft| set(&mut draft.max_field, max_field(node)),
            write: |pipeline| Some(quoted(&size_text(pipeline.max_field))),
        },
        Key {
            name: "max_unpacked",
            takes: "whole number",
            unset: Unset::Default,
            example: "1000",
            means: "how many times its size a compressed file may become; 64 MB are always allowed",
            read: |node, draft| set(&mut draft.max_unpacked, max_unpacked(node)),
            write: |pipeline| Some(pipeline.max_unpacked.to_string()),
        },
        Key {
            name: "require_every_day",
            takes: "`true` or `false`",
            unset: Unset::Default,
            example: "true",
            means: "whether a file waits until every day before it, from the first that is loaded on, has one",
            read: |node, draft| set(&mut draft.require_every_day, node.flag()),
            write: |pipeline| Some(pipeline.require_every_day.to_string()),
        },
        Key {
            name: "complete_when",
            takes: "file names with `*` and `?`",
            unset: Unset::Default,
            example: r#""*.done""#,
            means: "the files that say that the files of a day are complete",
            read: |node, draft| set(&mut draft.complete_when, marker(node).map(Some)),
            write: |pipeline| Some(quoted(&pipeline.complete_when.as_ref()?.text)),
        },
        Key {
            name: "depends_on",
            takes: "list of pipelines",
            unset: Unset::Default,
            example: "[]",
            means: "the pipelines that are loaded before it, such as `[\"customer\"]`",
            read: |node, draft| set(&mut draft.depends_on, depends_on(node)),
            write: |pipeline| Some(list(&pipeline.depends_on)),
        },
        Key {
            name: "extra_columns",
            takes: r#"`"reject_file"`, `"ignore"` or `"keep"`"#,
            unset: Unset::Default,
            example: r#""keep""#,
            means: "what becomes of fields that are in no column; see [other columns](#files-with-other-columns)",
            read: |node, draft| set(&mut draft.extra_columns, node.variant("extra_columns")),
            write: |pipeline| told_by_name(&pipeline.format).then(|| quoted(pipeline.extra_columns.into())),
        },
        Key {
            name: "missing_columns",
            takes: r#"`"reject_file"` or `"null"`"#,
            unset: Unset::Default,
            example: r#""null""#,
            means: "what becomes of a file whose header lacks columns; in JSON always `\"null\"`",
            read: |node, draft| set(&mut draft.missing_columns, node.variant("missing_columns")),
            write: |pipeline| told_by_name(&pipeline.format).then(|| quoted(pipeline.missing_columns.into())),
        },
        Key {
            name: "columns",
            takes: "list of tables",
            unset: Unset::Wrong(COLUMNS),
            example: r#"[{ name = "sale_id", type = "int" }]"#,
            means: "the [columns](#columns); without a header, in the order of the file",
            read: |node, draft| set(&mut draft.columns, columns(node).map(Some)),
            write: |pipeline| {
                Some(lines(pipeline.file_columns().iter().map(|column| format!("{{ {} }}", parts(column).join(", ")))))
            },
        },
        Key {
            name: "expression",
            takes: "SQL condition",
            unset: Unset::Default,
            example: r#""sale_id > 0""#,
            means: "what each row must keep, such as `\"total = quantity * price\"`; see [checks](#checks)",
            read: with_columns,
            // One of `checks`.
            write: |_| None,
        },
        Key {
            name: "checks",
            takes: "list of tables",
            unset: Unset::Default,
            example: r#"[{ expression = "sale_id > 0", severity = "warn", name = "positive" }]"#,
            means: "several conditions, each an `expression`; `severity` and `name` may be left out; see [checks](#checks)",
            read: with_columns,
            write: |pipeline| (!pipeline.checks.is_empty()).then(|| lines(pipeline.checks.iter().map(check_text))),
        },
        Key {
            name: "min_rows",
            takes: "whole number, or `{ rows, severity }`",
            unset: Unset::Default,
            example: r#"{ rows = 100, severity = "warn" }"#,
            means: "the least number of rows of a file",
            read: |node, draft| set(&mut draft.min_rows, min_rows(node).map(Some)),
            write: |pipeline| pipeline.min_rows.map(min_rows_text),
        },
        Key {
            name: "control",
            takes: "table",
            unset: Unset::Default,
            example: r"{ files = 'sales_(?<date>\d{8})\.ctl', rows = 'rows=(\d+)' }",
            means: "the file that says how many rows a file has, or what they come to; see [checks](#checks)",
            read: with_columns,
            write: |pipeline| Some(control_text(pipeline.control.as_ref()?, &pipeline.columns)),
        },
    ]
}

/// A key that can be read only when all columns are known.
fn with_columns(_: &Node<'_>, _: &mut Draft<'_>) -> Option<()> {
    Some(())
}

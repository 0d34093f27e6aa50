//! The columns of what is looked at.

use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT};
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::model::Tables;

/// A column.
pub struct Line {
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Whether it must have a value; none where nothing is said of that.
    pub required: Option<bool>,
    /// Whether it is part of the key.
    pub key: bool,
}

/// The columns, one a line: those of the table with its interval, or those of a result.
pub fn lines(tables: &Tables, shared: &Shared) -> Vec<Line> {
    let table = tables.name().and_then(|name| shared.shop.table(name)).filter(|_| tables.query.is_none());
    let Some(table) = table else {
        let line = |(name, kind): (String, String)| Line { name, kind, required: None, key: false };
        return tables.view().columns().iter().map(|c| line((c.name.clone(), c.kind.clone()))).collect();
    };
    let own = table.columns.iter().map(|column| Line {
        name: column.name.clone(),
        kind: column.kind.clone(),
        required: Some(column.required),
        key: table.key.contains(&column.name),
    });
    let interval = [(EFFECTIVE_FROM, "date"), (EXPIRY_DATE, "date"), (IS_CURRENT, "bool")];
    let line =
        |(name, kind): (&str, &str)| Line { name: name.into(), kind: kind.into(), required: Some(true), key: false };
    own.chain(interval.map(line)).collect()
}

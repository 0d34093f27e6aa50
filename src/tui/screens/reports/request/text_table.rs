//! The rows of a report as text, row by row in one piece of memory.

use regex::RegexBuilder;

use crate::report::text::{escape_control, thousands, width};

/// The most cells of a column of words.
const WIDEST: usize = 40;
/// As much of a text as can matter for its width.
const HEAD: usize = 8 * WIDEST;
/// Stands behind every cell, so that a search never finds what reaches over two of them.
const END: char = '\u{1f}';

/// Rows and columns of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextTable {
    pub columns: Vec<Column>,
    /// How many rows the report has; more than are here if it is long.
    pub all: usize,
    text: String,
    /// Where each cell ends, and whether it has a value.
    ends: Vec<(usize, bool)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub holds: Holds,
    /// How many cells its values and its name need.
    pub cells: usize,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words, days, yes and no: on the left.
    Words,
    /// Numbers that name something, such as a customer's: on the right, digits as they are.
    Numbers,
    /// Numbers that count or measure: on the right, with thousands.
    Amounts,
}

impl Column {
    /// A column without values yet.
    pub fn new(name: &str, holds: Holds) -> Self {
        Self { name: name.to_owned(), holds, cells: cells(name).min(WIDEST) }
    }
}

impl TextTable {
    /// Columns without rows yet.
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, ..Self::default() }
    }

    /// Adds the next value: a row from its first column to its last, then the next row.
    pub fn push(&mut self, value: Option<&str>) {
        let text = value.unwrap_or_default();
        let column = self.ends.len() % self.columns.len().max(1);
        if let Some(column) = self.columns.get_mut(column) {
            let wide = match column.holds {
                Holds::Words => cells(text).min(WIDEST),
                Holds::Numbers => text.len(),
                Holds::Amounts => thousands(text).len(),
            };
            column.cells = column.cells.max(wide);
        }
        self.text.push_str(text);
        self.text.push(END);
        self.ends.push((self.text.len(), value.is_some()));
        self.all = self.all.max(self.rows());
    }

    /// How many rows are here.
    pub fn rows(&self) -> usize {
        self.ends.len() / self.columns.len().max(1)
    }

    /// A value; none for a null and for a place outside.
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        if column >= self.columns.len() {
            return None;
        }
        let place = row.checked_mul(self.columns.len())?.checked_add(column)?;
        let (end, there) = *self.ends.get(place)?;
        there.then(|| self.text.get(self.end_before(place)..end)?.strip_suffix(END)).flatten()
    }

    /// A row as text that spreadsheets take: its values between tabs.
    pub fn line(&self, row: usize) -> Option<String> {
        let values = || (0..self.columns.len()).map(|column| self.cell(row, column).unwrap_or_default());
        let clean = |value: &str| value.replace(['\t', '\n', '\r'], " ");
        (row < self.rows()).then(|| values().map(clean).collect::<Vec<_>>().join("\t"))
    }

    /// The rows that hold a text, in any case.
    pub fn matching(&self, text: &str) -> Vec<usize> {
        let Ok(pattern) = RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build() else {
            return Vec::new();
        };
        let columns = self.columns.len().max(1);
        let mut rows = Vec::new();
        let mut from = 0;
        // One search over all text, going on behind each row that was found.
        while let Some(found) = pattern.find_at(&self.text, from) {
            let place = self.ends.partition_point(|(end, _)| *end <= found.start());
            let row = place / columns;
            if row >= self.rows() {
                break;
            }
            rows.push(row);
            from = self.end_before((row + 1) * columns);
        }
        rows
    }

    /// Where the cell before a place ends, which is where that place begins.
    fn end_before(&self, place: usize) -> usize {
        place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end)
    }
}

fn cells(text: &str) -> usize {
    let head = text.char_indices().nth(HEAD).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    width(&escape_control(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> TextTable {
        let mut table = TextTable::new(vec![
            Column::new("id", Holds::Numbers),
            Column::new("name", Holds::Words),
            Column::new("total", Holds::Amounts),
        ]);
        for value in [Some("1042"), Some("Zoë"), Some("1234567.89"), Some("7"), Some(""), None] {
            table.push(value);
        }
        table
    }

    #[test]
    fn values_come_back_and_columns_know_their_width() {
        let table = table();
        assert_eq!((table.rows(), table.all), (2, 2));
        assert_eq!((table.cell(0, 1), table.cell(0, 2)), (Some("Zoë"), Some("1234567.89")));
        assert_eq!(
            (table.cell(1, 1), table.cell(1, 2), table.cell(0, 3), table.cell(2, 0)),
            (Some(""), None, None, None)
        );
        assert_eq!(table.columns.iter().map(|c| c.cells).collect::<Vec<_>>(), [4, 4, 12]);
        assert_eq!(table.line(0).as_deref(), Some("1042\tZoë\t1234567.89"));
        assert_eq!((table.line(1).as_deref(), table.line(2)), (Some("7\t\t"), None));
    }

    #[test]
    fn a_search_finds_rows_and_never_reaches_over_cells() {
        let table = table();
        let check = |text: &str, expected: &[usize]| assert_eq!(table.matching(text), expected, "{text}");
        check("zOË", &[0]);
        check("7", &[0, 1]);
        check("1042Z", &[]);
        check(".", &[0]);
        check("\u{1f}", &[0, 1]);
    }

    #[test]
    fn a_table_without_columns_has_no_rows() {
        let table = TextTable::default();
        assert_eq!((table.rows(), table.cell(0, 0), table.line(0), table.matching("a")), (0, None, None, vec![]));
    }
}

//! Rows as text: pages for the screen, one row in full, the columns.

use std::ops::Range;

use polars::prelude::*;

use crate::error::Result;
use crate::report::text::{Align, align, values};
use crate::tui::screens::tables::request::{Cell, GridColumn, Page};
use crate::tui::screens::tables::work::cached::CachedGrid;
use crate::tui::widgets::canvas::cells as cells_of;

/// So much of a value is moved about with its page, in bytes.
const HEAD: usize = 4 << 10;
/// So much of it where it is asked for in full.
const WHOLE: usize = 64 << 10;
/// No column is wider than this, in cells.
const WIDEST: u16 = 80;

/// Some rows.
pub(super) fn page(cached: &CachedGrid, range: Range<usize>) -> Result<Page> {
    let start = range.start;
    let frame = cached.slice(range)?;
    let columns = frame.columns().iter().map(|column| cells(column, HEAD)).collect::<Result<Vec<_>>>()?;
    let widths = columns.iter().map(|cells| cells.iter().map(cell_width).max().unwrap_or_default()).collect();
    let mut rows: Vec<Vec<Cell>> = (0..frame.height()).map(|_| Vec::with_capacity(columns.len())).collect();
    // The texts are made column by column; only a page of them is turned into rows.
    for column in columns {
        rows.iter_mut().zip(column).for_each(|(row, cell)| row.push(cell));
    }
    Ok(Page { grid: cached.number, start, rows, widths })
}

/// One row with its values in full.
pub(super) fn whole(cached: &CachedGrid, row: usize) -> Result<Vec<(String, Cell)>> {
    let frame = cached.slice(row..row + 1)?;
    let mut values = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        let cell = cells(column, WHOLE)?.pop().unwrap_or(Cell::Null);
        values.push((column.name().to_string(), cell));
    }
    Ok(values)
}

/// The columns of the rows.
pub(super) fn columns(cached: &CachedGrid) -> Result<Vec<GridColumn>> {
    let frame = cached.slice(0..0)?;
    let column = |column: &Column| GridColumn {
        name: column.name().to_string(),
        kind: kind(column.dtype()),
        number: align(column.dtype()) == Align::Right,
    };
    Ok(frame.columns().iter().map(column).collect())
}

fn kind(dtype: &DataType) -> String {
    match dtype {
        DataType::Decimal(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Boolean => "bool".to_owned(),
        DataType::Date => "date".to_owned(),
        DataType::Datetime(..) => "datetime".to_owned(),
        DataType::String => "string".to_owned(),
        DataType::Null => "nothing".to_owned(),
        dtype if dtype.is_integer() => "int".to_owned(),
        dtype if dtype.is_float() => "float".to_owned(),
        other => other.to_string(),
    }
}

fn cells(column: &Column, most: usize) -> Result<Vec<Cell>> {
    Ok(values(column)?.iter().map(|value| value.map_or(Cell::Null, |text| bounded(text, most))).collect())
}

fn bounded(text: &str, most: usize) -> Cell {
    if text.len() <= most {
        return Cell::Text(text.to_owned());
    }
    let head = text.get(..text.floor_char_boundary(most)).unwrap_or_default().to_owned();
    Cell::Long { head, bytes: text.len() }
}

fn cell_width(cell: &Cell) -> u16 {
    match cell {
        Cell::Null => 1,
        Cell::Text(text) | Cell::Long { head: text, .. } => cells_of(text, WIDEST),
    }
}

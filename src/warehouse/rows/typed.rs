//! Conditions and orders of rows as they are typed on the command line.

use polars::prelude::{Expr, SchemaRef};

use super::read::{Order, SortKey};
use crate::config::{shown, suggest};
use crate::error::{Error, ErrorKind, Result};
use crate::workspace;

/// A condition in SQL over the columns of a row, such as `price > 10 AND name LIKE 'A%'`.
pub fn condition(sql: &str, schema: &SchemaRef) -> Result<Expr> {
    workspace::condition(sql, schema).map_err(|wrong| {
        let error = Error::new(ErrorKind::Usage, wrong.message).hint(wrong.hint);
        match wrong.place {
            Some((line, column)) => error.at_line(line).at_column(column),
            None => error,
        }
    })
}

/// Columns to sort by: `price` and `price asc` begin with the least, `-price` and `price desc` with the greatest.
pub fn sort_keys(typed: &[String], columns: &[&str]) -> Result<Vec<SortKey>> {
    let known = |name: &str| columns.contains(&name.trim()).then(|| name.trim().to_owned());
    let key = |text: &String| {
        let (name, order) = match text.trim().rsplit_once(char::is_whitespace) {
            Some((name, word)) if word.eq_ignore_ascii_case("asc") => (name, Order::Ascending),
            Some((name, word)) if word.eq_ignore_ascii_case("desc") => (name, Order::Descending),
            _ => (text.trim(), Order::Ascending),
        };
        // A column may be called so: its name as it is comes first.
        if let Some(column) = known(text).or_else(|| known(name)) {
            let order = if column == text.trim() { Order::Ascending } else { order };
            return Ok(SortKey { column, order });
        }
        let bare = name.strip_prefix('-').unwrap_or(name);
        match known(bare) {
            Some(column) => Ok(SortKey { column, order: Order::Descending }),
            None => Err(Error::new(ErrorKind::Usage, format!("no column named `{}`", shown(bare.trim())))
                .hint(suggest(bare.trim(), columns.iter().copied()))),
        }
    };
    typed.iter().map(key).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn an_order_as_it_is_typed() {
        let check = |typed: &str, column: &str, order: Order| {
            let keys = sort_keys(&[typed.to_owned()], &["price", "-odd", "first name", "x desc"]).unwrap();
            assert_eq!(keys, [SortKey { column: column.to_owned(), order }], "{typed}");
        };
        check("price", "price", Order::Ascending);
        check(" price ", "price", Order::Ascending);
        check("price ASC", "price", Order::Ascending);
        check("-price", "price", Order::Descending);
        check("price  Desc", "price", Order::Descending);
        check("-odd", "-odd", Order::Ascending);
        check("--odd", "-odd", Order::Descending);
        check("-odd desc", "-odd", Order::Descending);
        check("first name desc", "first name", Order::Descending);
        check("x desc", "x desc", Order::Ascending);
        let error = sort_keys(&["pric desc".to_owned()], &["price", "id"]).unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (ErrorKind::Usage, "no column named `pric`"));
        assert_eq!(error.hint_text().unwrap(), "Did you mean `price`? Known: price, id.");
    }
}

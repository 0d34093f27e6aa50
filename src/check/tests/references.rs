//! Values that must stand in another table.

use super::*;
use crate::check::ValueSet;

fn orders(rest: &str) -> Pipeline {
    let columns = format!(
        "{{ name = \"id\", type = \"int\" }}, {{ name = \"customer\", type = \"int\", references = \"c.id\"{rest} }},
         {{ name = \"tier\", type = \"string\", references = \"c.tier\" }}"
    );
    let other = "[pipelines.c]\nfiles = 'c_(?<date>\\d{8})'\nformat = { type = \"json\" }\nload = \"snapshot\"\n\
        key = [\"id\"]\ncolumns = [ { name = \"id\", type = \"int\" },\n\
        { name = \"tier\", type = \"enum\", values = [\"gold\", \"x\"] } ]";
    configured(&format!("format = {CSV}\nload = \"snapshot\"\nkey = [\"id\"]\ncolumns = [ {columns} ]\n"), other)
}

fn set(parts: &[Column]) -> Box<ValueSet> {
    let mut values = ValueSet::default();
    parts.iter().for_each(|part| values.add(part).unwrap());
    Box::new(values)
}

fn known() -> Lookups {
    let mut lookups = Lookups::default();
    let ids = [Column::new("id".into(), [7i64, 8]), Column::new("anything".into(), [Some(9i64), None])];
    lookups.refer("customer", set(&ids));
    lookups.refer("tier", set(&[Column::new("tier".into(), ["gold"])]));
    lookups
}

#[test]
fn values_that_are_nowhere_else() {
    let found = tried(&orders(""), "1,7,gold\n2,6,gold\n3,,\n4,9,x\n5,5,x\n6,y,gold\n", &known()).unwrap();
    let expected = [
        "2: customer: no such c.id on that day (got \"6\")",
        "4: tier: no such c.tier on that day (got \"x\")",
        "5: customer: no such c.id on that day (got \"5\"); tier: no such c.tier on that day (got \"x\")",
        "6: customer: not a whole number (got \"y\")",
    ];
    assert_eq!(rejects(&found), expected);
    assert_eq!(accepted_rows(&found), ["1|7|gold", "3|null|null"]);
    assert_eq!(sorted(rows(&found.held)), ["2", "4", "5", "6"]);
}

#[test]
fn what_nobody_looked_up_is_not_checked() {
    assert_eq!(checked(&orders(""), "1,6,x\n").counts.accepted, 1);
}

#[test]
fn an_empty_table_has_no_values() {
    let mut lookups = Lookups::default();
    lookups.refer("customer", set(&[Column::new_empty("id".into(), &DataType::Int64)]));
    assert_eq!(tried(&orders(""), "1,7,gold\n2,,\n", &lookups).unwrap().counts.accepted, 1);
}

#[test]
fn references_that_only_warn() {
    let found = tried(&orders(", severity = \"warn\""), "1,7,gold\n2,6,gold\n3,5,x\n", &known()).unwrap();
    assert_eq!(accepted_rows(&found), ["1|7|gold", "2|6|gold"]);
    assert_eq!(warnings(&found), ["1 row: customer: no such c.id on that day; loaded all the same (line 2)"]);
}

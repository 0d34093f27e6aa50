//! `query`.

use super::{json, look, refused};
use crate::support::week;

#[test]
fn queries() {
    let sql = "SELECT pipeline, COUNT(*) AS files, SUM(rows) AS rows FROM loads GROUP BY pipeline ORDER BY pipeline";
    let expected = "pipeline,files,rows\ncustomer,7,2885\nproduct,7,74\nsales,7,3500\n";
    assert_eq!(look(&["query", sql, "--format", "csv"]).out, expected);
    assert_eq!(json(&look(&["query", sql, "--format", "json"]))[1]["rows"], 74);
    assert!(look(&["query", sql]).out.contains("customer"));
    let wrong = week().cli(&["query", "SELECT nothing FROM sales"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""));
    assert!(wrong.err.starts_with("Error: "), "{}", wrong.err);
    refused(&["query", "DROP TABLE sales"], 1, "a query only reads; it cannot begin with `DROP`", "SELECT or WITH");
}

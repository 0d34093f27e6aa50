//! `history` of a key.

use serde_json::Value;

use super::{json, look};
use crate::support::week;

#[test]
fn history_of_a_key() {
    let (week, table) = (week(), "customer");
    let sql = "SELECT customer_id, COUNT(*) AS versions FROM customer GROUP BY customer_id ORDER BY versions DESC, customer_id LIMIT 1";
    let found = json(&look(&["query", sql, "--format", "json"]));
    let (id, count) = (found[0]["customer_id"].to_string(), found[0]["versions"].as_u64().unwrap());
    assert!(count > 2);
    let told = json(&look(&["history", table, &id, "--json"]));
    let versions = told["versions"].as_array().unwrap();
    assert_eq!((versions.len() as u64, &told["key"]), (count, &Value::from(vec![id.as_str()])));
    for version in versions {
        let (file, line) = (version["file"].as_str().unwrap(), version["line"].as_u64().unwrap());
        let text = week.read(&format!("archive/customer/{file}"));
        let row = text.split('\n').nth(line as usize - 1).unwrap();
        assert!(row.starts_with(&format!("\"{id}\",")), "{file}:{line}: {row}");
        assert_eq!(version["values"]["customer_id"], id.as_str());
    }
    assert!(versions[1..].iter().all(|v| v["came_back"] == true || v["changes"] != Value::Array(Vec::new())));
    let page = look(&["history", table, &id]).out;
    assert!(page.starts_with(&format!("customer {id} · {count} history rows · ")), "{page}");
    let first = versions[0]["effective_from"].as_str().unwrap();
    let then = json(&look(&["history", table, &id, "--as-of", first, "--json"]));
    assert_eq!((then["versions"].as_array().unwrap().len(), &then["versions"][0]["is_current"]), (1, &true.into()));
    assert_eq!(week.cli(&["history", table, &id, "--as-of", "2024-10-08"]).code, 1);
    assert_eq!(week.cli(&["history", table]).code, 2);
    assert_eq!(week.cli(&["history", table, "1", "2"]).code, 2);
    assert_eq!(week.cli(&["history", table, "-1"]).code, 1);
}

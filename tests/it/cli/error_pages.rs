//! `errors --page` and `--filter`: the same rows as all of them, a page at a time, and those that have a text.

use std::fmt::Write as _;

use serde_json::Value;

use super::json;
use crate::support::people;

#[test]
fn pages_are_all_rejected_rows_in_their_order() {
    let shop = people("snapshot");
    let none = shop.cli(&["errors", "--page", "1"]);
    assert_eq!((none.code, none.out.as_str()), (0, "no error report yet\n"), "{}", none.err);
    let mut file = "id,name,tier,note\n1,Ann,gold,\n".to_owned();
    (2..=431).for_each(|id| writeln!(file, "{id},Bob,tin,\"a\nb\"").unwrap());
    shop.land("people_20241009.csv", file);
    assert_eq!(shop.cli(&["run"]).code, 3);

    let all = json(&shop.cli(&["errors", "--json"]));
    assert!(all["page"].is_null() && all["rows"].is_null(), "without pages nothing is told of them");
    let all = all["reports"][0]["rows"].as_array().unwrap().clone();
    assert_eq!(all.len(), 430);
    assert_eq!(
        all[0]["reasons"],
        serde_json::json!([{ "column": "tier", "rule": "not one of gold, silver", "value": "tin" }])
    );
    let mut rows: Vec<Value> = Vec::new();
    for (page, rows_of_page) in [("1", 200), ("2", 200), ("3", 30)] {
        let told = json(&shop.cli(&["errors", "people", "--date", "2024-10-09", "--page", page, "--json"]));
        assert_eq!(
            (&told["page"].to_string(), &told["pages"], &told["rows"]),
            (&page.to_owned(), &3.into(), &430.into())
        );
        let report = &told["reports"][0];
        assert_eq!((&report["rejected"], report["rows"].as_array().unwrap().len()), (&430.into(), rows_of_page));
        rows.extend(report["rows"].as_array().unwrap().iter().cloned());
    }
    assert_eq!(rows, all);

    let last = shop.cli(&["errors", "--page", "3"]);
    assert_eq!((last.code, last.err.as_str()), (0, "page 3 of 3; 430 rejected rows in all\n"));
    assert_eq!(last.out.matches("  line ").count(), 30);
    assert!(last.out.starts_with("errors_people_20241009.csv · 430 rejected\n"), "{}", last.out);

    let beyond = shop.cli(&["errors", "--page", "4"]);
    assert_eq!((beyond.code, beyond.out.as_str()), (2, ""));
    assert!(beyond.err.contains("there is no page 4: 430 rejected rows have 3"), "{}", beyond.err);
    assert!(beyond.err.contains("Hint: The last one is `--page 3`."), "{}", beyond.err);
    for wrong in ["0", "-1", "x"] {
        assert_eq!(shop.cli(&["errors", "--page", wrong]).code, 2, "{wrong}");
    }
}

#[test]
fn a_filter_shows_what_has_a_text_anywhere() {
    let shop = people("snapshot");
    let mut file = "id,name,tier,note\n1,Ann,gold,\n".to_owned();
    (2..=431).for_each(|id| writeln!(file, "{id},{},tin,", if id % 2 == 0 { "BoB" } else { "Cid" }).unwrap());
    shop.land("people_20241009.csv", file);
    shop.land("people_20241008.csv", "id,nobody\n");
    shop.cli(&["run"]);

    let all = json(&shop.cli(&["errors", "--json"]));
    let quarantined = all["quarantined"][0]["file"].as_str().unwrap().to_owned();
    let of_bob = |row: &&Value| row["values"]["name"] == "BoB";
    let bobs: Vec<Value> = all["reports"][0]["rows"].as_array().unwrap().iter().filter(of_bob).cloned().collect();
    let told = json(&shop.cli(&["errors", "--filter", "bob", "--json"]));
    let report = &told["reports"][0];
    assert_eq!((told["filter"].as_str(), told["quarantined"].as_array().unwrap().len()), (Some("bob"), 0));
    assert_eq!((&report["rejected"], &report["fitting"]), (&430.into(), &215.into()));
    assert_eq!(report["rows"].as_array().unwrap(), &bobs);

    let second = shop.cli(&["errors", "--filter", "bob", "--page", "2"]);
    assert_eq!((second.code, second.err.as_str()), (0, "page 2 of 2; 215 rejected rows with “bob” in all\n"));
    assert!(second.out.starts_with("errors_people_20241009.csv · 215 of 430 rejected\n"), "{}", second.out);
    assert_eq!(second.out.matches("  line ").count(), 15);

    // What is wrong with a row counts as its text, as it does in the app; so does the name of a quarantined file.
    let reason = json(&shop.cli(&["errors", "--filter", "NOT ONE OF", "--json"]));
    assert_eq!(reason["reports"][0]["fitting"], 430);
    let file = json(&shop.cli(&["errors", "--filter", &quarantined, "--json"]));
    assert_eq!((file["reports"].as_array().unwrap().len(), file["quarantined"].as_array().unwrap().len()), (0, 1));
    assert_eq!(shop.cli(&["errors", "--filter", "nowhere"]).out, "no match for “nowhere”\n");
}

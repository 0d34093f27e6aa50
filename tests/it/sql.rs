//! SQL that would do more than read tables, or is too large to be run: refused by every door, at once, with words.

use std::fs;
use std::time::{Duration, Instant};

use super::support::{Cli, Shop, people_config, week};

/// A workspace with a table and the report `r` of this SQL.
fn with_report(sql: &str) -> Shop {
    let shop = Shop::new(&format!("{}\n[reports.r]\nsql = 'r.sql'\n", people_config("snapshot", 1.0)));
    fs::write(shop.at("r.sql"), sql).unwrap();
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n2,Bob,silver,\n");
    shop
}

/// A workspace whose rows must meet a condition.
fn with_check(expression: &str) -> Shop {
    let config = people_config("snapshot", 1.0);
    Shop::new(&config.replacen("load =", &format!("expression = '{expression}'\nload ="), 1))
}

fn query(shop: &Shop, sql: &str) -> Cli {
    shop.cli(&["query", sql, "--format", "csv"])
}

/// So many copies with something between them.
fn many(count: usize, one: &str, between: &str) -> String {
    vec![one; count].join(between)
}

/// What takes longer is as good as hung, however busy the machine is.
const HANG: Duration = Duration::from_secs(60);

/// What there may be only so much of, how much, and a query with so much of it.
type Case<'a> = (&'a str, usize, &'a dyn Fn(usize) -> String);

#[test]
fn no_query_reads_files_or_addresses() {
    let (shop, folder) = (week(), tempfile::tempdir().unwrap());
    let secret = folder.path().join("secret.csv");
    fs::write(&secret, "word\nswordfish\n").unwrap();
    let file = secret.to_str().unwrap();
    for sql in [
        format!("SELECT * FROM read_csv('{file}')"),
        format!("-- a comment\nSELECT * FROM read_csv('{file}')"),
        format!("WITH t AS (SELECT * FROM read_csv('{file}')) SELECT * FROM t"),
        format!("SELECT word FROM customer JOIN read_csv('{file}') s ON true"),
        format!("SELECT * FROM customer WHERE first_name IN (SELECT word FROM read_csv('{file}'))"),
        format!("SELECT 'x' AS word UNION ALL SELECT * FROM read_csv('{file}')"),
        format!("EXPLAIN SELECT * FROM read_csv('{file}')"),
        format!("CREATE TABLE t AS SELECT * FROM read_csv('{file}')"),
        format!("SELECT * FROM read_parquet('{file}')"),
        format!("SELECT * FROM read_json('{file}')"),
        format!("SELECT * FROM read_ipc('{file}')"),
        "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')".to_owned(),
        "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')".to_owned(),
        "DROP TABLE customer".to_owned(),
        "SELECT 1; DELETE FROM customer".to_owned(),
    ] {
        let refused = query(&shop, &sql);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{sql}");
        assert!(refused.err.starts_with("Error: ") && refused.err.contains("\nHint: "), "{sql}: {}", refused.err);
        assert!(!refused.err.contains("swordfish"), "{sql}: {}", refused.err);
    }
    // A file is no table by its name alone.
    for sql in [format!("SELECT * FROM '{file}'"), format!("SELECT * FROM \"{file}\"")] {
        let refused = query(&shop, &sql);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{sql}");
        assert!(!refused.err.contains("swordfish"), "{sql}: {}", refused.err);
    }
    let counted = query(&shop, "-- drop read_csv('x')\nSELECT COUNT(*) AS n -- all\nFROM customer /* DELETE */");
    assert_eq!((counted.code, counted.err.as_str()), (0, ""));
}

#[test]
fn a_report_that_reads_files_is_a_config_error() {
    let shop = with_report("SELECT *\n  FROM read_csv('/etc/passwd')");
    for command in ["check", "run", "status", "report"] {
        let refused = shop.cli(&[command]);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{command}");
        let words =
            "Error: r.sql:2:8: reports.r.sql: a query reads tables only; `read_csv(...)` is not a table\nHint: ";
        assert!(refused.err.starts_with(words), "{command}: {}", refused.err);
    }
    assert_eq!(shop.names("landing_zone"), ["people_20241009.csv"]);
    let shop =
        with_report("-- by tier\nSELECT tier, COUNT(*) AS n -- all of them\nFROM people GROUP BY tier ORDER BY tier");
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(shop.cli(&["report", "r", "--format", "csv"]).out, "tier,n\ngold,1\nsilver,1\n");
    // What cannot be parsed at all keeps no file from its table.
    let shop = with_report("SELEC nothing");
    assert_eq!(shop.cli(&["check"]).code, 0);
}

/// The largest that are let through are run in good time, and what is larger is refused.
#[test]
fn the_largest_sql_runs_and_larger_sql_is_refused() {
    let shop = with_report("SELECT * FROM people");
    assert_eq!(shop.cli(&["run"]).code, 0);
    let cases: [Case<'_>; 9] = [
        ("50 UNION", 50, &|n| many(n + 1, "SELECT id FROM people", " UNION ALL ")),
        ("50 UNION", 50, &|n| many(n + 1, "SELECT id FROM people", " UNION ")),
        ("50 UNION", 50, &|n| many(n + 1, "(SELECT id FROM people)", " EXCEPT ")),
        ("200 operations", 198, &|n| format!("SELECT {} AS n FROM people", many(n, "id", " + "))),
        ("200 operations", 198, &|n| format!("SELECT id FROM people WHERE {}", many(n, "id = 1", " OR "))),
        ("200 operations", 198, &|n| {
            format!("SELECT CASE {} END AS n FROM people", many(n, "WHEN id = 1 THEN 2", " "))
        }),
        ("200 tables", 99, &|n| {
            format!(
                "WITH {} SELECT 1",
                (0..n).map(|i| format!("t{i} AS (SELECT 1 AS x)")).collect::<Vec<_>>().join(", ")
            )
        }),
        ("50000 words", 24_990, &|n| format!("SELECT id FROM people WHERE id IN ({})", many(n, "1", ","))),
        ("nested", 30, &|n| format!("SELECT {}id{} AS n FROM people", "(".repeat(n), ")".repeat(n))),
    ];
    for (what, most, sql) in cases {
        let start = Instant::now();
        let ran = query(&shop, &sql(most));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{what}");
        assert!(start.elapsed() < HANG, "{what}: {:?}", start.elapsed());
        for factor in [2, 5] {
            let sql = sql(most * factor + 10);
            // An argument has at most 128 KiB.
            if sql.len() > 120_000 {
                continue;
            }
            let start = Instant::now();
            let refused = query(&shop, &sql);
            assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{what}: {}", refused.err);
            assert!(refused.err.contains(what.split(' ').next().unwrap()), "{what}: {}", refused.err);
            assert!(start.elapsed() < HANG, "{what}: {:?}", start.elapsed());
        }
    }
}

#[test]
fn large_conditions_are_config_errors() {
    let cases: [Case<'_>; 4] = [
        ("200 operations", 198, &|n| format!("{} > 0", many(n, "id", " + "))),
        ("200 operations", 198, &|n| many(n, "id = 1", " OR ")),
        ("50000 words", 20_000, &|n| format!("id IN ({})", many(n, "1", ","))),
        ("nested", 20, &|n| format!("{}id{} > 0", "(".repeat(n), ")".repeat(n))),
    ];
    for (what, most, condition) in cases {
        let start = Instant::now();
        let shop = with_check(&condition(most));
        shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
        let good = shop.cli(&["check"]);
        assert_eq!(good.code, 0, "{what}: {}", good.err);
        let ran = shop.cli(&["run"]);
        assert_eq!(ran.code, 0, "{what}: {}", ran.err);
        assert!(start.elapsed() < HANG, "{what}: {:?}", start.elapsed());
        for factor in [3, 100] {
            let condition = condition(most * factor);
            // A config file has at most a megabyte.
            if condition.len() > 1_000_000 {
                continue;
            }
            let start = Instant::now();
            let refused = with_check(&condition).cli(&["check"]);
            assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{what}: {}", refused.err);
            // What is much too large is told by another count.
            let words = if what == "nested" { "nested deeper" } else { "has more than" };
            assert!(refused.err.contains(words), "{what}: {}", refused.err);
            assert!(
                refused.err.starts_with("Error: shoptui.toml:") && refused.err.contains("Hint: "),
                "{}",
                refused.err
            );
            assert!(start.elapsed() < HANG, "{what}: {:?}", start.elapsed());
        }
    }
}

use super::size::{BRACKETS, DEPTH, LINKS, SETS, SOURCES, TEXT, TOKENS};
use super::*;

#[track_caller]
fn good(sql: &str) {
    assert_eq!(only_reads(sql), Ok(()), "{sql}");
}

/// Whether the parser makes something of it: what it makes nothing of is not run.
fn is_parsed(sql: &str) -> bool {
    let tokens = Tokenizer::new(&GenericDialect, sql).tokenize_with_location();
    tokens.is_ok_and(|tokens| parser(tokens).parse_statements().is_ok())
}

/// Refuses it with these words, at this line and column.
#[track_caller]
fn bad(sql: &str, words: &str, at: (u64, u64)) {
    let Err(refused) = only_reads(sql) else { return assert!(!is_parsed(sql), "{sql}") };
    assert_eq!((refused.message.as_str(), (refused.line, refused.column)), (words, at), "{sql}");
    assert!(refused.hint.ends_with('.'), "{refused:?}");
}

#[test]
fn what_reads_tables_passes() {
    for sql in [
        "SELECT 1",
        "select * from sales;",
        "-- a comment\nSELECT 1 -- another",
        "/* a */ /* b\n */ SELECT 1",
        "(SELECT 1)",
        "FROM sales",
        "TABLE sales",
        "VALUES (1, 2), (3, 4)",
        "SHOW TABLES",
        "EXPLAIN SELECT * FROM sales",
        "WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT * FROM b",
        "SELECT * FROM a JOIN b USING (x) LEFT JOIN (SELECT 1) c ON a.x = c.x",
        "SELECT * FROM (a JOIN b ON a.x = b.x)",
        "SELECT * FROM a, b WHERE a.x IN (SELECT x FROM b) AND EXISTS (SELECT 1 FROM c)",
        "SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3 ORDER BY 1 LIMIT 5",
        "SELECT x, FROM a",
        "SELECT * FROM UNNEST([1, 2]) AS t(x)",
        "SELECT 'read_csv(''x'')' AS read_csv, \"drop\" FROM a -- read_csv('x')",
        // Polars knows no such table, and reads no file for it.
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"data.csv\"",
        // What cannot be parsed cannot be run.
        "SELECT * FROM",
        "SELECT 'no end",
        "",
        ";;",
        "nonsense",
    ] {
        good(sql);
    }
}

#[test]
fn functions_that_make_tables_are_refused_wherever_they_stand() {
    let words = |name: &str| format!("a query reads tables only; `{name}(...)` is not a table");
    for name in ["read_csv", "read_parquet", "read_json", "read_ipc", "READ_CSV", "scan_csv", "anything"] {
        bad(&format!("SELECT * FROM {name}('/etc/passwd')"), &words(name), (1, 15));
        bad(&format!("SELECT * FROM {name}('http://localhost/x')"), &words(name), (1, 15));
    }
    let csv = words("read_csv");
    for (sql, at) in [
        ("-- SELECT\nSELECT *\n  FROM read_csv('x')", (3, 8)),
        ("/* a */ FROM read_csv('x')", (1, 14)),
        ("SELECT * FROM a, read_csv('x')", (1, 18)),
        ("SELECT * FROM a JOIN read_csv('x') b ON a.x = b.x", (1, 22)),
        ("SELECT * FROM a CROSS JOIN read_csv('x')", (1, 28)),
        ("SELECT * FROM (a JOIN read_csv('x') b ON true)", (1, 23)),
        ("SELECT * FROM (SELECT * FROM read_csv('x')) t", (1, 30)),
        ("SELECT * FROM (((SELECT * FROM read_csv('x'))))", (1, 32)),
        ("WITH t AS (SELECT * FROM read_csv('x')) SELECT * FROM t", (1, 26)),
        ("WITH t AS (WITH u AS (FROM read_csv('x')) FROM u) FROM t", (1, 28)),
        ("SELECT 1 UNION ALL SELECT * FROM read_csv('x')", (1, 34)),
        ("SELECT 1 EXCEPT (SELECT * FROM read_csv('x'))", (1, 32)),
        ("SELECT * FROM a WHERE x IN (SELECT x FROM read_csv('x'))", (1, 43)),
        ("SELECT * FROM a WHERE NOT EXISTS (FROM read_csv('x'))", (1, 40)),
        ("SELECT (SELECT x FROM read_csv('x')) FROM a", (1, 23)),
        ("SELECT CASE WHEN 1 = (SELECT x FROM read_csv('x')) THEN 1 END", (1, 37)),
        ("SELECT x FROM a GROUP BY x HAVING x > (SELECT 1 FROM read_csv('x'))", (1, 54)),
        ("SELECT x FROM a QUALIFY x > (SELECT 1 FROM read_csv('x'))", (1, 44)),
        ("SELECT x FROM a ORDER BY (SELECT 1 FROM read_csv('x'))", (1, 41)),
        ("SELECT x FROM a LIMIT (SELECT 1 FROM read_csv('x'))", (1, 38)),
        ("SELECT x FROM a JOIN b ON a.x = (SELECT 1 FROM read_csv('x'))", (1, 48)),
        ("VALUES ((SELECT 1 FROM read_csv('x')))", (1, 24)),
        ("EXPLAIN SELECT * FROM read_csv('x')", (1, 23)),
        ("EXPLAIN EXPLAIN SELECT * FROM read_csv('x')", (1, 31)),
        ("SELECT * FROM LATERAL read_csv('x')", (1, 23)),
        ("SELECT * FROM a, LATERAL (SELECT * FROM read_csv('x')) t", (1, 41)),
    ] {
        bad(sql, &csv, at);
    }
    bad("SELECT * FROM \"read_csv\"('x')", &words("\"read_csv\""), (1, 15));
    bad("SELECT * FROM main.read_csv('x')", &words("main.read_csv"), (1, 15));
    bad("SELECT * FROM TABLE(read_csv('x'))", "a query reads tables only; this is not a table", (1, 21));
}

#[test]
fn what_would_not_only_read_is_refused() {
    let begin = |sql: &str, word: &str, at| bad(sql, &format!("a query only reads; it cannot begin with `{word}`"), at);
    begin("DROP TABLE sales", "DROP", (1, 1));
    begin("drop table sales", "DROP", (1, 1));
    begin("-- SELECT\n  DELETE FROM sales", "DELETE", (2, 3));
    begin("/* SELECT */ TRUNCATE TABLE sales", "TRUNCATE", (1, 14));
    begin("CREATE TABLE x AS SELECT * FROM sales", "CREATE", (1, 1));
    begin("CREATE TABLE x AS SELECT * FROM read_csv('x')", "CREATE", (1, 1));
    begin("INSERT INTO sales VALUES (1)", "INSERT", (1, 1));
    begin("UPDATE sales SET x = 1", "UPDATE", (1, 1));
    begin("COPY sales TO 'x.csv'", "COPY", (1, 1));
    begin("EXPLAIN DROP TABLE sales", "DROP", (1, 1));
    begin("EXPLAIN EXPLAIN DELETE FROM sales", "DELETE", (1, 1));
    begin("WITH a AS (SELECT 1) DELETE FROM sales", "DELETE", (1, 1));
    begin("WITH a AS (SELECT 1) INSERT INTO sales SELECT * FROM a", "INSERT", (1, 1));
    begin("WITH a AS (DELETE FROM sales) SELECT 1", "DELETE", (1, 1));
    begin("ATTACH DATABASE 'x' AS y", "ATTACH", (1, 1));
    bad("SELECT * INTO x FROM sales", "a query only reads; it cannot select into a table", (1, 1));
    bad("SELECT 1; DROP TABLE sales", "more than one statement", (1, 1));
    bad("SELECT 1; SELECT 2", "more than one statement", (1, 1));
}

#[test]
fn a_condition_sees_one_row() {
    for sql in ["a = 1", "a IN (1, 2) AND b LIKE 'x%'", "CASE WHEN a > 1 THEN b ELSE c END = 'x'", "a AS b", "x y z"] {
        assert_eq!(one_row(sql), Ok(()), "{sql}");
    }
    for sql in ["a IN (SELECT x FROM read_csv('x'))", "EXISTS (SELECT 1)", "a = (SELECT 1 FROM b)", "a > ANY(SELECT 1)"]
    {
        let refused = one_row(sql).unwrap_err();
        assert_eq!((refused.message.as_str(), refused.hint.as_str()), ("looks at more than one row", ONE_ROW), "{sql}");
    }
}

/// So many copies with something between them.
fn many(count: usize, one: &str, between: &str) -> String {
    vec![one; count].join(between)
}

#[track_caller]
fn limit(most: usize, what: &str, sql: impl Fn(usize) -> String) {
    good(&sql(most));
    let refused = only_reads(&sql(most + 1)).unwrap_err();
    assert_eq!(refused.message, format!("has more than {most} {what}"));
}

#[test]
fn sizes_have_limits() {
    limit(TEXT, "bytes", |n| format!("SELECT '{}'", "x".repeat(n - 9)));
    limit(TOKENS, "words and signs", |n| {
        let (pairs, odd) = ((n - 10) / 2, (n - 10) % 2);
        format!("SELECT a FROM b WHERE a IN ({}1{})", "1,".repeat(pairs), if odd == 1 { ";" } else { "" })
    });
    limit(SETS, "UNION, EXCEPT and INTERSECT", |n| many(n + 1, "SELECT 1", " UNION ALL "));
    limit(SETS, "UNION, EXCEPT and INTERSECT", |n| {
        format!("WITH a AS ({}) SELECT 1", many(n + 1, "(SELECT 1)", " EXCEPT "))
    });
    limit(SOURCES, "tables and subqueries", |n| format!("SELECT 1 FROM {}", many(n - 1, "a", ", ")));
    limit(SOURCES, "tables and subqueries", |n| format!("SELECT 1 FROM a {}", many(n - 2, "JOIN b ON true", " ")));
    let deep = "operations within each other, as in a chain of OR";
    limit(DEPTH, deep, |n| format!("SELECT {}", many(n, "1", " + ")));
    limit(DEPTH, deep, |n| format!("SELECT {}", many(n, "true", " OR ")));
    limit(DEPTH, deep, |n| format!("SELECT 1{}", many(n - 1, "::int", "")));
    limit(DEPTH, deep, |n| format!("SELECT 1 {}", many(n - 1, "IS NULL", " ")));
    limit(DEPTH, deep, |n| format!("SELECT CASE {} END", many(n - 1, "WHEN a THEN 1", " ")));
    limit(LINKS, "operators and keywords", |n| format!("SELECT {}", many(n - 1, "a + b", ", ")));
}

#[test]
fn nesting_has_limits() {
    let nested = |sql: &str| {
        let Err(refused) = only_reads(sql) else { return assert!(!is_parsed(sql), "{sql}") };
        assert_eq!(refused.message, format!("nested deeper than {BRACKETS} levels"), "{sql}");
    };
    let wrap = |n: usize, open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    for n in [BRACKETS + 1, 100, 10_000] {
        nested(&format!("SELECT {}", wrap(n, "(", "1", ")")));
        nested(&format!("SELECT * FROM {}", wrap(n, "(", "a", ")")));
        nested(&wrap(n, "(", "SELECT 1", ")"));
        nested(&format!("SELECT {}", wrap(n, "[", "1", "]")));
        nested(&format!("SELECT {}", wrap(n, "abs(", "a", ")")));
        nested(&format!("SELECT {}", wrap(n, "a[", "1", "]")));
        nested(&format!("SELECT a::{}", wrap(n, "Tuple(", "int", ")")));
        nested(&format!("SELECT a::{}", wrap(n, "ARRAY<", "int", ">")));
        nested(&format!("SELECT a::int{}", "[]".repeat(n)));
        nested(&format!("SELECT a{}", "[1]".repeat(n)));
        nested(&format!("SELECT a::{}", wrap(n, "STRUCT<a ", "int", ">")));
        nested(&format!("SELECT {}", "(".repeat(n)));
    }
    for n in [60, 1000] {
        nested(&format!("SELECT {} a", "NOT ".repeat(n)));
        nested(&format!("SELECT {} a", "- ".repeat(n)));
        nested(&format!("{} SELECT 1", "EXPLAIN ".repeat(n)));
    }
    good(&format!("SELECT {}", wrap(BRACKETS - 1, "(", "1", ")")));
    good(&format!("SELECT {}", many(100, "a::ARRAY<ARRAY<int>>", ", ")));
    good(&format!("SELECT {}", many(100, "a < 1 AND a > 1", ", ")));
}

/// Half of the stack that every thread has but the first, so that callers have room.
fn on_a_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn_scoped(scope, work);
        thread.unwrap().join().unwrap()
    })
}

#[test]
fn what_is_too_deep_is_refused_on_a_small_stack() {
    on_a_small_stack(|| {
        for n in [LINKS / 2 - 10, LINKS - 10, 100_000] {
            for sql in [
                format!("SELECT {}", many(n, "1", "+")),
                format!("SELECT {}", many(n, "a", " OR ")),
                format!("SELECT a {}", many(n, "COLLATE b", " ")),
                format!("SELECT 1{}", many(n, "::int", "")),
                format!("SELECT a{}", "!".repeat(n)),
                format!("SELECT a{}", "[1]".repeat(n)),
                format!("SELECT a::int{}", "[]".repeat(n)),
                format!("SELECT {} 1", "- ".repeat(n)),
                format!("SELECT CASE {} END", many(n, "WHEN 1 THEN 1", " ")),
                many(n, "SELECT 1", " UNION "),
                format!("SELECT 1 FROM {}", many(n, "a", " CROSS JOIN ")),
                format!("SELECT a::{}int", "ARRAY<".repeat(n)),
                format!("SELECT a::STRUCT<a {}int", "STRUCT<a ".repeat(n)),
                format!("WITH {} SELECT 1", many(n, "a AS (SELECT 1)", ", ")),
            ] {
                // Some are no SQL at all; none of them ends the process.
                let refused = only_reads(&sql).is_err();
                let is_sql = ["1+1", " OR ", "::int::", "[]", " UNION ", " JOIN ", "WITH "]
                    .iter()
                    .any(|sign| sql.contains(sign));
                assert!(refused || !is_sql, "{}", sql.get(..40).unwrap());
                let _ = one_row(sql.strip_prefix("SELECT ").unwrap_or(&sql));
            }
        }
    });
}

#[test]
fn the_largest_is_run_on_a_small_stack() {
    use polars::prelude::*;
    let largest = [
        format!("SELECT {} AS n FROM t", many(DEPTH, "a", " + ")),
        format!("SELECT a FROM t WHERE {}", many(DEPTH - 1, "a = 1", " OR ")),
        format!("SELECT CASE {} END AS n FROM t", many(DEPTH - 2, "WHEN a = 1 THEN 2", " ")),
        format!("SELECT a{} AS n FROM t", many(DEPTH - 1, "::bigint", "")),
        many(SETS + 1, "SELECT a FROM t", " UNION ALL "),
        many(SETS + 1, "SELECT a FROM t", " UNION "),
        many(SETS + 1, "SELECT a FROM t", " INTERSECT "),
        format!("SELECT COUNT(*) FROM {}", (0..60).map(|i| format!("t t{i}")).collect::<Vec<_>>().join(" CROSS JOIN ")),
        format!(
            "WITH c0 AS (SELECT a FROM t), {} SELECT * FROM c60",
            (1..61).map(|i| format!("c{i} AS (SELECT a + 1 AS a FROM c{})", i - 1)).collect::<Vec<_>>().join(", ")
        ),
        format!("SELECT a FROM t WHERE a IN ({})", many(24_000, "1", ",")),
        format!("SELECT {}a{} AS n FROM t", "abs(".repeat(BRACKETS - 2), ")".repeat(BRACKETS - 2)),
    ];
    for sql in largest {
        good(&sql);
        on_a_small_stack(|| {
            let mut context = polars::sql::SQLContext::new();
            context.register("t", df!("a" => [1i64]).unwrap().lazy());
            let rows = context.execute(&sql).and_then(LazyFrame::collect);
            assert!(rows.is_ok(), "{}: {:?}", sql.get(..40).unwrap(), rows.err());
        });
    }
}

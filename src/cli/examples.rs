//! Two examples for each command, which a test runs on a loaded week.

/// The words of a command, and two command lines.
pub const EXAMPLES: &[(&str, [&str; 2])] = &[
    ("", ["shoptui init my-shop --sample", "shoptui -w my-shop run"]),
    ("init", ["shoptui init my-shop", "shoptui init my-shop --sample"]),
    ("run", ["shoptui run --plan", "shoptui run --pipeline sales --from 2024-10-14"]),
    ("status", ["shoptui status", "shoptui status --json"]),
    ("runs", ["shoptui runs", "shoptui runs --json"]),
    ("log", ["shoptui log", "shoptui log last --json"]),
    ("errors", ["shoptui errors customer --date 2024-10-15", "shoptui errors --filter email --page 1"]),
    (
        "errors fix",
        ["shoptui errors fix customer 2024-10-15", "shoptui errors fix sales 2024-10-15 --output sales-to-fix.csv"],
    ),
    (
        "errors apply",
        [
            "shoptui errors apply fixes/fix_customer_20241015.csv",
            "shoptui errors apply sales-to-fix.csv --by Ann --json",
        ],
    ),
    ("history", ["shoptui history product P1000", "shoptui history product P1000 --as-of 2024-10-12 --json"]),
    (
        "report",
        ["shoptui report customer_growth", "shoptui report top_customers --format csv --output top_customers.csv"],
    ),
    ("export", ["shoptui export customer --current", "shoptui export sales --format parquet --output sales.parquet"]),
    (
        "query",
        [
            "shoptui query \"SELECT pipeline, SUM(rows) AS rows FROM loads GROUP BY pipeline\"",
            "shoptui query \"SELECT * FROM sales WHERE quantity > 2\" --format csv",
        ],
    ),
    ("undo", ["shoptui undo --plan", "shoptui undo sales"]),
    ("verify", ["shoptui verify", "shoptui verify customer --rebuild"]),
    ("reset", ["shoptui reset", "shoptui reset --yes"]),
    ("lineage", ["shoptui lineage", "shoptui lineage sales --json"]),
    ("check", ["shoptui check", "shoptui -w ../my-shop check"]),
    ("doctor", ["shoptui doctor", "shoptui doctor --deep"]),
    ("sample", ["shoptui sample sample-files", "shoptui sample busy-files --customers 5000 --days 30 --broken"]),
    ("keys", ["shoptui keys", "shoptui keys > keys.toml"]),
    ("completions", ["shoptui completions bash > shoptui.bash", "shoptui completions fish > shoptui.fish"]),
    ("man", ["shoptui man man1", "shoptui man ~/.local/share/man/man1"]),
    ("help", ["shoptui help run", "shoptui help config"]),
];

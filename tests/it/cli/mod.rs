//! The real binary: exit codes, what goes to which stream, and every command on the sample week.

mod error_pages;
mod export;
mod failures;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use polars::prelude::*;
use serde_json::Value;
use shoptui::sample::Plan;

use crate::support::{Cli, Shop, cli, command, people, people_config, week};

#[track_caller]
fn json(cli: &Cli) -> Value {
    serde_json::from_str(&cli.out).unwrap_or_else(|e| panic!("{e} in:\n{}\n{}", cli.out, cli.err))
}

/// A command that only looks: exit code 0, data and nothing else.
#[track_caller]
fn look(args: &[&str]) -> Cli {
    let cli = week().cli(args);
    assert_eq!((cli.code, cli.err.as_str()), (0, ""), "{args:?}\n{}", cli.out);
    assert!(!cli.out.is_empty() && !cli.out.contains('\u{1b}'), "{args:?}");
    cli
}

/// A command that cannot be done: its exit code, nothing on standard output, `Error:` and its hint.
#[track_caller]
fn refused(args: &[&str], code: i32, error: &str, hint: &str) {
    let cli = week().cli(args);
    assert_eq!((cli.code, cli.out.as_str()), (code, ""), "{args:?}\n{}", cli.err);
    let (first, rest) = cli.err.split_once('\n').unwrap();
    assert_eq!(first, format!("Error: {error}"), "{args:?}");
    assert!(rest.starts_with("Hint: ") && rest.contains(hint), "{args:?}: {rest}");
}

#[test]
fn exit_code_0_and_3() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    let run = shop.cli(&["run"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("✓ load people people_20241009.csv: 1 rows, 1 opened, 0 closed"), "{}", run.err);
    shop.land("people_20241010.csv", "id,name,tier,note\n1,Ann,copper,\n");
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("1 of 1 rows rejected; see error_reports/errors_people_20241010.csv"), "{}", run.err);
    assert_eq!(shop.cli(&["run"]).code, 0);
}

#[test]
fn exit_code_1() {
    let shop = people("snapshot");
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n");
    fs::write(shop.at("archive"), "a file where a folder must be").unwrap();
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("✗ people: "), "{}", run.err);
    assert_eq!(shop.names("landing_zone"), ["people_20241009.csv"]);
    // The next run goes on from there.
    fs::remove_file(shop.at("archive")).unwrap();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert!(json(&shop.cli(&["runs", "--json"]))[1]["result"] == "failed");
}

#[test]
fn exit_code_2() {
    let shop = people("snapshot");
    assert_eq!(shop.cli(&["run", "--nonsense"]).code, 2);
    assert_eq!(shop.cli(&["runn"]).code, 2);
    assert_eq!(shop.cli(&["run", "--date", "2024-13-01"]).code, 2);
    assert_eq!(shop.cli(&["run", "--date", "2024-10-09", "--from", "2024-10-09"]).code, 2);
    fs::write(shop.at("shoptui.toml"), "[pipelines.a]\nfile = 1\n[workspce]\n").unwrap();
    for command in ["run", "check", "doctor", "status"] {
        let cli = shop.cli(&[command]);
        assert_eq!((cli.code, cli.out.as_str()), (2, ""), "{command}");
        assert!(cli.err.matches("Error: shoptui.toml:").count() > 3, "{}", cli.err);
        assert!(cli.err.contains("Did you mean `workspace`?"), "{}", cli.err);
    }
    let nowhere = cli(&["-w", "/nonexistent/shop", "status"]);
    assert_eq!((nowhere.code, nowhere.out.as_str()), (2, ""));
    assert!(nowhere.err.starts_with("Error: /nonexistent/shop: no such folder\nHint: "), "{}", nowhere.err);
}

#[test]
fn unknown_names_get_a_hint() {
    refused(&["export", "custmer"], 2, "no pipeline named `custmer`", "Did you mean `customer`?");
    refused(&["history", "sale", "1"], 2, "no pipeline named `sale`", "Did you mean `sales`?");
    refused(&["errors", "x"], 2, "no pipeline named `x`", "Known: customer, product, sales.");
    refused(&["report", "reconcilation"], 2, "no report named `reconcilation`", "Did you mean `reconciliation`?");
    refused(&["report", "--format", "csv"], 2, "which report?", "customer_growth");
    refused(&["log", "x"], 1, "no run named `x`", "`shoptui runs` lists all runs");
    refused(&["log", "../x"], 1, "no run named `../x`", "`shoptui runs` lists all runs");
    refused(&["history", "customer", "1"], 1, "customer has no 1", "SELECT * FROM customer");
    refused(&["run", "-p", "prodct"], 2, "no pipeline named `prodct`", "Did you mean `product`?");
    refused(&["run", "--accept-shrink", "saless"], 2, "no pipeline named `saless`", "Did you mean `sales`?");
    refused(&["reset"], 2, "reset drops every table", "--yes");
}

#[test]
fn the_workspace_stands_before_or_after_the_command() {
    let week = week();
    let folder = week.path().to_str().unwrap();
    let before = cli(&["-w", folder, "status", "--json"]);
    let after = cli(&["status", "--json", "-w", folder]);
    let between = cli(&["status", "--workspace", folder, "--json"]);
    assert_eq!((before.code, &before.out), (0, &after.out));
    assert_eq!(before.out, between.out);
    let here = command(&["status", "--json"]).current_dir(week.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&here.stdout), before.out);
}

#[test]
fn a_folder_with_a_landing_zone_is_a_shop() {
    let shop = Shop::bare();
    assert_eq!(shop.cli(&["status"]).code, 0);
    let run = shop.cli(&["run", "--sample"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.versions("sales"), week().versions("sales"));
    assert!(run.out.starts_with("Customer growth\n") && run.out.contains("\nReconciliation\n"), "{}", run.out);
    let check = shop.cli(&["check"]);
    assert_eq!(check.code, 0);
    assert!(check.err.contains("built-in shop template"), "{}", check.err);
    // The sample week is landed once.
    let again = shop.cli(&["run", "--sample"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("there already"), "{}", again.err);
}

#[test]
fn init_makes_a_workspace_and_never_overwrites_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    let dir = path.to_str().unwrap();
    let init = cli(&["init", dir, "--sample"]);
    assert_eq!((init.code, init.out.as_str()), (0, ""), "{}", init.err);
    let config = fs::read_to_string(path.join("shoptui.toml")).unwrap();
    assert_eq!(cli(&["check", "-w", dir]).code, 0);
    fs::write(path.join("shoptui.toml"), config + "# mine\n").unwrap();
    let again = cli(&["init", dir]);
    assert_ne!(again.code, 0);
    assert!(again.err.contains("Hint: "), "{}", again.err);
    assert!(fs::read_to_string(path.join("shoptui.toml")).unwrap().ends_with("# mine\n"));
    let other = cli(&["init", folder.path().join("b").to_str().unwrap(), "--template", "shp"]);
    assert_eq!(other.code, 2);
    assert!(other.err.contains("shop"), "{}", other.err);
    assert_eq!(cli(&["run", "-w", dir]).code, 0);
}

#[test]
fn status_runs_and_log() {
    // Held on to: the next week would be loaded by a run of another name.
    let _week = week();
    let status = json(&look(&["status", "--json"]));
    assert_eq!(
        (&status["ready"], &status["left"], &status["quarantined"]),
        (&Value::from(vec![0; 0]), &status["ready"], &0.into())
    );
    let tables: Vec<(&str, u64)> = status["tables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| (t["table"].as_str().unwrap(), t["current"].as_u64().unwrap()))
        .collect();
    assert_eq!(tables, [("customer", 424), ("product", 11), ("sales", 3500)]);
    assert!(look(&["status"]).out.contains("Landing zone · 0 ready, 0 left"));
    let runs = json(&look(&["runs", "--json"]));
    let run = &runs[0];
    assert_eq!((&run["result"], &run["files"], &run["rows"]), (&"done".into(), &21.into(), &6459.into()));
    let name = run["run"].as_str().unwrap();
    assert!(look(&["runs"]).out.contains(name));
    let events: Vec<Value> =
        look(&["log", name, "--json"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&events[0]["event"], &events[events.len() - 1]["event"]),
        (&"run_started".into(), &"run_finished".into())
    );
    let loaded = |event: &&Value| event["event"] == "step_finished" && event["step"] == "load";
    let loads: Vec<&Value> = events.iter().filter(loaded).collect();
    assert_eq!(loads.len(), 21);
    for key in ["pipeline", "file", "date", "rows", "rejected", "opened", "closed", "unchanged", "seconds"] {
        assert!(loads.iter().all(|load| !load[key].is_null()), "{key}");
    }
    assert_eq!(look(&["log"]).out.lines().count(), events.len());
    assert_eq!(look(&["log"]).out, look(&["log", "last"]).out);
}

#[test]
fn errors_of_a_good_week() {
    let errors = json(&look(&["errors", "--json"]));
    let reports = errors["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|r| r["rows"] == Value::Array(Vec::new())), "{errors}");
    assert_eq!(errors["quarantined"], Value::Array(Vec::new()));
    assert!(
        look(&["errors", "sales", "--date", "2024-10-10"]).out.starts_with("errors_sales_20241010.csv · 0 rejected")
    );
}

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
    assert!(page.starts_with(&format!("customer {id} · {count} versions · ")), "{page}");
    let first = versions[0]["effective_from"].as_str().unwrap();
    let then = json(&look(&["history", table, &id, "--as-of", first, "--json"]));
    assert_eq!((then["versions"].as_array().unwrap().len(), &then["versions"][0]["is_current"]), (1, &true.into()));
    assert_eq!(week.cli(&["history", table, &id, "--as-of", "2024-10-08"]).code, 1);
    assert_eq!(week.cli(&["history", table]).code, 2);
    assert_eq!(week.cli(&["history", table, "1", "2"]).code, 2);
    assert_eq!(week.cli(&["history", table, "-1"]).code, 1);
}

#[test]
fn reports_in_every_format() {
    let week = week();
    let all = look(&["report"]).out;
    for name in ["Customer growth", "Sales by membership", "Product sale breakdown", "Top customers", "Reconciliation"]
    {
        assert!(all.contains(name), "{name}");
    }
    for (name, file) in [
        ("customer_growth", "customer_growth"),
        ("top_customers", "sales_report"),
        ("product_sale_breakdown", "product_sale_breakdown"),
    ] {
        let csv = look(&["report", name, "--format", "csv"]).out;
        assert_eq!(csv, week.read(&format!("exports/{file}.csv")), "{name}");
        let json = json(&look(&["report", name, "--format", "json"]));
        assert_eq!(json.as_array().unwrap().len() + 1, csv.lines().count(), "{name}");
    }
    let growth = "date,customers\n2024-10-09,400\n2024-10-10,406\n2024-10-11,412\n";
    assert_eq!(look(&["report", "customer_growth", "--as-of", "2024-10-11", "--format", "csv"]).out, growth);
    let header = look(&["report", "product_sale_breakdown", "--format", "csv"]).out;
    assert!(header.starts_with("sale_date,membership_status,"), "{header}");
}

#[test]
fn reports_as_pictures() {
    let (week, folder) = (week(), tempfile::tempdir().unwrap());
    let name = "product_sale_breakdown";
    let svg = look(&["report", name, "--format", "svg"]).out;
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    let titles = ["Product sale breakdown", "total by name and membership_status", "active", "inactive", "Laptop"];
    assert!(titles.iter().all(|words| svg.contains(&format!("\n{words}\n"))), "{svg}");
    for report in ["customer_growth", "sales_by_membership", "top_customers", name] {
        let path = folder.path().join(format!("{report}.png"));
        let png = week.cli(&["report", report, "--format", "png", "-o", path.to_str().unwrap()]);
        let wrote = format!("wrote {}\n", path.display());
        assert_eq!((png.code, png.out.as_str(), png.err.as_str()), (0, "", wrote.as_str()));
        assert!(fs::read(&path).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    let path = folder.path().join("growth.svg");
    let args = ["report", "customer_growth", "--format", "svg"];
    week.cli(&[args.as_slice(), &["-o", path.to_str().unwrap()]].concat());
    assert_eq!(fs::read_to_string(path).unwrap(), look(&args).out);
    refused(
        &["report", "reconciliation", "--format", "svg"],
        2,
        "report `reconciliation` has no chart to draw",
        "csv, json or parquet",
    );
    refused(&["report", "--format", "png"], 2, "which report?", "customer_growth");
    assert_eq!(week.cli(&["query", "SELECT 1 AS n", "--format", "svg"]).code, 2);
    assert_eq!(week.cli(&["export", "product", "--format", "png"]).code, 2);
}

#[test]
fn csv_is_data_unless_a_spreadsheet_opens_it() {
    let config = people_config("snapshot", 1.0);
    let shop = Shop::new(&format!("{config}\n[reports.r]\nsql = 'r.sql'\n"));
    fs::write(shop.at("r.sql"), "SELECT note AS \"@note\", id FROM people").unwrap();
    shop.land("people_20241009.csv", "id,name,tier,note\n-1,\"=cmd|' /C calc'!A0\",gold,+1-555\n");
    assert_eq!(shop.cli(&["run"]).code, 0);
    let check = |args: &[&str], plain: &str, safe: &str| {
        let out = |more: &[&str]| {
            let cli = shop.cli(&[args, more].concat());
            assert_eq!((cli.code, cli.err.as_str()), (0, ""), "{args:?}");
            cli.out
        };
        assert_eq!(
            (out(&["--format", "csv"]).as_str(), out(&["--format", "csv", "--spreadsheet"]).as_str()),
            (plain, safe)
        );
        let path = shop.at("out.csv");
        let wrote = shop.cli(&[args, &["--format", "csv", "--spreadsheet", "-o", path.to_str().unwrap()]].concat());
        assert_eq!((wrote.code, fs::read_to_string(&path).unwrap().as_str()), (0, safe), "{args:?}");
    };
    let columns = "id,name,tier,note,effective_from,expiry_date,is_current\n";
    let export = |name: &str, note: &str| format!("{columns}-1,{name},gold,{note},2024-10-09,2099-12-31,true\n");
    check(&["export", "people"], &export("=cmd|' /C calc'!A0", "+1-555"), &export("'=cmd|' /C calc'!A0", "'+1-555"));
    check(&["query", "SELECT name FROM people"], "name\n=cmd|' /C calc'!A0\n", "name\n'=cmd|' /C calc'!A0\n");
    check(&["report", "r"], "@note,id\n+1-555,-1\n", "'@note,id\n'+1-555,-1\n");
    assert_eq!(shop.read("exports/r.csv"), "@note,id\n+1-555,-1\n", "what a run exports is data");
    for args in [
        &["export", "people", "--format", "json"][..],
        &["export", "people", "--format", "parquet", "-o", "x.parquet"],
        &["query", "SELECT 1"],
        &["query", "SELECT 1", "--format", "json"],
        &["report", "r"],
        &["report"],
        &["report", "r", "--format", "png", "-o", "x.png"],
    ] {
        let refused = shop.cli(&[args, &["--spreadsheet"]].concat());
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{args:?}");
        assert!(refused.err.starts_with("Error: `--spreadsheet` is for CSV\nHint: "), "{args:?}: {}", refused.err);
    }
}

#[test]
fn what_held_on_a_day_and_what_is_current() {
    let count = |args: &[&str]| {
        let all = [&["export", "product", "--format", "json"], args].concat();
        json(&look(&all)).as_array().unwrap().len()
    };
    let sql = ["query", "--format", "csv", "SELECT COUNT(*) AS n FROM product"];
    assert_eq!(look(&sql).out, format!("n\n{}\n", count(&[])));
    assert_eq!(
        (count(&["--current"]), count(&["--as-of", "2024-10-09"]), count(&["--as-of", "2024-10-12"])),
        (11, 10, 11)
    );
    assert_eq!((count(&["--as-of", "2024-10-08"]), count(&["--as-of", "2030-01-01"])), (0, 11));
    assert_eq!(week().cli(&["export", "product", "--current", "--as-of", "2024-10-09"]).code, 2);
}

#[test]
fn exports_in_every_format_are_equal() {
    let (week, folder) = (week(), tempfile::tempdir().unwrap());
    for table in ["customer", "product", "sales"] {
        let frame = crate::support::versions(&week.workspace(), table);
        let csv = look(&["export", table]).out;
        assert_eq!(csv, week.versions(table), "{table}");
        let rows = json(&look(&["export", table, "--format", "json"]));
        let rows = rows.as_array().unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let names = reader.headers().unwrap().clone();
        for (row, record) in rows.iter().zip(reader.records()) {
            for (name, field) in names.iter().zip(record.unwrap().iter()) {
                let text = match &row[name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert!(
                    text == field || text.parse::<f64>().ok() == field.parse().ok(),
                    "{table}.{name}: {text} {field}"
                );
            }
        }
        let path = folder.path().join(format!("{table}.parquet"));
        let export = week.cli(&["export", table, "--format", "parquet", "-o", path.to_str().unwrap()]);
        assert_eq!((export.code, export.out.as_str()), (0, ""), "{}", export.err);
        let back = ParquetReader::new(fs::File::open(&path).unwrap()).finish().unwrap();
        assert!(back.equals_missing(&frame), "{table}");
        assert_eq!((rows.len(), back.height()), (frame.height(), frame.height()));
        let path = folder.path().join(format!("{table}.csv"));
        week.cli(&["export", table, "-o", path.to_str().unwrap()]);
        assert_eq!(fs::read_to_string(path).unwrap(), csv);
    }
}

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

#[test]
fn check_doctor_completions_and_help() {
    assert!(look(&["doctor"]).out.lines().all(|line| line.starts_with("ok    ")));
    let check = week().cli(&["check"]);
    assert_eq!(check.code, 0);
    assert!(check.out.contains("[pipelines.customer]"), "{}", check.out);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = cli(&["completions", shell]);
        assert_eq!((completions.code, completions.err.as_str()), (0, ""), "{shell}");
        assert!(completions.out.contains("shoptui"), "{shell}");
    }
    assert!(cli(&["--help"]).out.contains("Exit codes: 0 done; 1 failed; 2 usage or config;"));
    assert_eq!(cli(&["--version"]).out, format!("shoptui {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn run_with_json_prints_events_and_nothing_else() {
    let shop = Shop::with_plan(&Plan::shop(20, 20, 2));
    let run = shop.cli(&["run", "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let events: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.iter().filter(|e| e["event"] == "step_finished" && e["step"] == "load").count(), 6);
    // Two pipelines may speak at the same moment.
    let sorted = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(sorted(&run.out), sorted(&shop.cli(&["log", "--json"]).out));
    assert_eq!(shop.cli(&["runs", "--json"]).out.matches("\"result\": \"done\"").count(), 1);
}

#[test]
fn reset_puts_everything_back() {
    let shop = Shop::with_plan(&Plan::shop(20, 20, 2));
    let landed = shop.state().landing_zone;
    shop.run();
    let reset = shop.cli(&["reset", "--yes"]);
    assert_eq!((reset.code, reset.out.as_str()), (0, ""), "{}", reset.err);
    assert_eq!(shop.state().landing_zone, landed);
    assert!(shop.names("archive").is_empty() && shop.names("error_reports").is_empty());
    assert_eq!(shop.versions("sales").lines().count(), 1);
}

/// A reader that goes away early is no error.
#[test]
fn a_broken_pipe_is_no_error() {
    let week = week();
    let folder = week.path().to_str().unwrap();
    for args in [
        ["export", "sales", "--format", "csv"],
        ["export", "sales", "--format", "json"],
        ["export", "sales", "--format", "parquet"],
        ["query", "SELECT * FROM sales", "--format", "csv"],
        ["query", "SELECT * FROM sales", "--format", "table"],
    ] {
        let mut child = command(&[&["-w", folder], args.as_slice()].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = Vec::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_until(b'\n', &mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

/// The run goes on and keeps its exit code when nobody reads its events any more.
#[test]
fn a_broken_pipe_does_not_stop_a_run() {
    let shop = Shop::with_plan(&Plan::shop(20, 20, 2));
    let mut child = command(&["-w", shop.path().to_str().unwrap(), "run", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut again = command(&["-w", shop.path().to_str().unwrap(), "run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(again.stderr.take());
    assert_eq!(again.wait().unwrap().code(), Some(0));
    assert_eq!(shop.names("landing_zone"), [""; 0]);
}

/// The bad rows of a table of `sample_data/README.md`: file and line, with what is wrong.
fn told() -> BTreeMap<(String, u64), String> {
    let readme = include_str!("../../../sample_data/README.md");
    let rows = readme.lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').splitn(3, '|').map(str::trim);
        let file = cells.next()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        Some(((file, cells.next()?.parse().ok()?), cells.next()?.to_owned()))
    });
    rows.collect()
}

#[test]
fn the_broken_day_gives_the_rejects_that_its_page_tells() {
    let shop = Shop::with_plan(&Plan::week());
    for name in ["customer_20241016.csv", "products_20241016.json", "sales_20241016.txt"] {
        let broken = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/broken").join(name);
        shop.land(name, fs::read(broken).unwrap());
    }
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    let told = told();
    assert!(told.len() > 25, "{told:?}");
    let (repeats, rejects): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|(_, what)| what.contains("counts once, no reject"));
    let mut found = BTreeSet::new();
    let errors = json(&shop.cli(&["errors", "--json"]));
    for report in errors["reports"].as_array().unwrap() {
        let file = match report["pipeline"].as_str().unwrap() {
            "customer" => "customer_20241016.csv",
            "product" => "products_20241016.json",
            _ => "sales_20241016.txt",
        };
        for row in report["rows"].as_array().unwrap() {
            found.insert((file.to_owned(), row["line"].as_u64().unwrap()));
        }
    }
    assert_eq!(found, rejects.into_iter().map(|(place, _)| place).collect());
    let loads = shop.cli(&["query", "SELECT SUM(duplicates) AS n FROM loads", "--format", "csv"]).out;
    assert_eq!(loads, format!("n\n{}\n", repeats.len()));
    assert_eq!(errors["quarantined"], Value::Array(Vec::new()));
    shop.assert_sound();
}

/// `sample` writes the same bytes as the committed files.
#[test]
fn sample_writes_the_committed_week() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("week");
    let sample = cli(&["sample", dir.to_str().unwrap()]);
    assert_eq!((sample.code, sample.out.as_str()), (0, ""), "{}", sample.err);
    let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    for entry in fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(fs::read(&path).unwrap(), fs::read(committed.join(path.file_name().unwrap())).unwrap());
    }
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 21);
    assert_eq!(cli(&["sample", dir.to_str().unwrap()]).code, 2);
}

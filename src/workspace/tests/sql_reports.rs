use std::path::Path;

use super::{GOOD, check, check_report, folder, good, lines};
use crate::workspace::open::parse;
use crate::workspace::sql_file::SqlFiles;
use crate::workspace::{ChartKind, ReportSpec};

fn report(rest: &str) -> ReportSpec {
    good(&format!("{GOOD}[reports.top_ten]\n{rest}")).reports[0].clone()
}

#[test]
fn defaults() {
    let plain = report("sql = 'reports/r.sql'");
    assert_eq!((plain.title.as_str(), plain.file.as_str(), plain.check), ("Top ten", "top_ten", false));
    assert_eq!((plain.sql.as_str(), plain.sql_file.as_path()), ("SELECT 1", Path::new("reports/r.sql")));
    assert!(plain.chart.is_none() && plain.pivot.is_none());
    let full = report(
        "sql = './reports/r.sql'\ntitle = 'T'\nfile = 'f'\ncheck = true\npivot = { on = 'n', values = 'v' }
        chart = { type = 'stacked', x = 'n', y = 'v', by = 'm' }",
    );
    let chart = full.chart.unwrap();
    assert_eq!((chart.kind, chart.y.as_deref()), (ChartKind::Stacked, Some("v")));
    assert_eq!((full.file.as_str(), full.check), ("f", true));
    let pivoted =
        report("sql = 'reports/r.sql'\npivot = { on = 'n', values = 'v' }\nchart = { type = 'bar', x = 'd' }");
    assert_eq!(pivoted.chart.unwrap().y, None);
}

#[test]
fn sql_files() {
    let check =
        |sql: &str, words: &str| check_report(&format!("sql = '{sql}'"), &[&format!("15:7: reports.r.sql: {words}")]);
    check("reports/x.sql", "`reports/x.sql` does not exist");
    check("reports", "`reports` is not a file");
    check("reports/empty.sql", "`reports/empty.sql` is empty");
    check("reports/latin.sql", "`reports/latin.sql` is not UTF-8 text");
    check("../r.sql", "`../r.sql` is not inside the workspace");
    check("reports/../reports/r.sql", "`reports/../reports/r.sql` is not inside the workspace");
    check("/etc/passwd", "`/etc/passwd` is not inside the workspace");
    check("", "is empty");
    check_report("title = 'x'", &["14:1: reports.r: `sql` is missing"]);
    check_report("sql = 1", &["15:7: reports.r.sql: must be text, not a whole number"]);
}

#[cfg(unix)]
#[test]
fn sql_links() {
    let (dir, outside) = (folder(), folder());
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, dir.path().join(name)).unwrap();
    link(&outside.path().join("reports/r.sql"), "out.sql");
    link(Path::new("reports/r.sql"), "in.sql");
    let text = format!("{GOOD}[reports.a]\nsql = 'in.sql'\n[reports.b]\nsql = 'out.sql'\n");
    let errors = parse(&text, dir.path(), SqlFiles::Folder(dir.path())).unwrap_err();
    assert_eq!(lines(&errors), ["17:7: reports.b.sql: `out.sql` is a link that leads out of the workspace"]);
}

#[test]
fn charts() {
    let check = |chart: &str, expected: &[&str]| {
        check_report(&format!("sql = 'reports/r.sql'\nchart = {chart}"), expected);
    };
    check("{ type = 'bar', x = 'a', y = 'b' }", &[]);
    check("{ type = 'bars', x = 'a', y = 'b' }", &["16:18: reports.r.chart.type: unknown chart `bars`"]);
    check(
        "{ x = 1 }",
        &[
            "16:9: reports.r.chart: `type` is missing",
            "16:9: reports.r.chart: `y` is missing",
            "16:15: reports.r.chart.x: must be text, not a whole number",
        ],
    );
    check("{ type = 'bar', x = '', y = 'b' }", &["16:29: reports.r.chart.x: is empty"]);
    check("{ type = 'stacked', x = 'a', y = 'b' }", &["16:9: reports.r.chart: a stacked chart needs `by`"]);
    check("{ type = 'bar', x = 'a', y = 'b', colour = 'red' }", &["16:43: reports.r.chart.colour: unknown key"]);
    check("'bar'", &["16:9: reports.r.chart: must be a table, not text"]);
}

#[test]
fn pivots() {
    let check = |pivot: &str, expected: &[&str]| {
        check_report(&format!("sql = 'reports/r.sql'\npivot = {pivot}"), expected);
    };
    check("{ on = 'a', values = 'b' }", &[]);
    check("{ on = 'a', values = 'a' }", &["16:9: reports.r.pivot: `on` and `values` are the same column"]);
    check("{ on = 'a', value = 'b' }", &["16:21: reports.r.pivot.value: unknown key"]);
}

#[test]
fn files_and_checks() {
    let check = |rest: &str, expected: &[&str]| check_report(&format!("sql = 'reports/r.sql'\n{rest}"), expected);
    for stem in ["a/b", "a\\b", "..", ".hidden", "a:b", "a*"] {
        check(&format!("file = '{stem}'"), &[&format!("16:8: reports.r.file: `{stem}` is not a file name")]);
    }
    check("file = ''", &["16:8: reports.r.file: is empty"]);
    check("check = 'yes'", &["16:9: reports.r.check: must be true or false, not text"]);
    check("titel = 'T'", &["16:1: reports.r.titel: unknown key"]);
    check(
        "[reports.s]\nsql = 'reports/r.sql'\nfile = 'R'",
        &["18:8: reports.s.file: another report exports to `R` already"],
    );
    check(
        "[reports.'Bad name']\nsql = 'reports/r.sql'",
        &["16:10: reports.\"Bad name\": `Bad name` is not a valid name for a report"],
    );
}

#[test]
fn reports_as_a_whole() {
    check(&format!("{GOOD}[reports]\n"), &[]);
    check(&format!("{GOOD}[[reports]]\n"), &["14:1: reports: must be a table, not a list"]);
    check(&format!("{GOOD}[reports]\nr = 1\n"), &["15:5: reports.r: must be a table, not a whole number"]);
}

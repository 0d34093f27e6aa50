use std::path::Path;

use super::{GOOD, check, good};
use crate::workspace::{ModelFormat, ModelLoad, ModelSpec};

/// The model `gold`, whose section begins on line 14.
#[track_caller]
fn model(rest: &str) -> ModelSpec {
    good(&format!("{GOOD}[models.gold]\n{rest}")).models[0].clone()
}

#[track_caller]
fn wrong(rest: &str, expected: &[&str]) {
    check(&format!("{GOOD}[models.gold]\n{rest}"), expected);
}

#[test]
fn defaults() {
    let plain = model("sql = 'models/sales.sql'");
    assert_eq!((plain.sql.as_str(), plain.sql_file.as_path()), ("SELECT *\nFROM sales", Path::new("models/sales.sql")));
    assert_eq!((plain.layer, plain.load, plain.exports.len()), (None, ModelLoad::Replace, 0));
    let table = &plain.reads.unwrap()[0];
    assert_eq!((table.name.as_str(), table.line, table.column), ("sales", 2, 6));
    let full = model(
        "sql = 'models/sales.sql'\nlayer = 'silver'\nload = 'partition'\npartition_by = 'day'
        export = [{ format = 'csv', path = 'out/{day}/x_{day}.csv' }, { format = 'ndjson', path = 'out/x.ndjson' }]",
    );
    assert_eq!((full.layer.as_deref(), full.partition_by()), (Some("silver"), Some("day")));
    assert_eq!(full.exports[0].path.parts, ["out/", "/x_", ".csv"]);
    assert_eq!((full.exports[1].format, full.exports[1].path.parts.len()), (ModelFormat::Ndjson, 1));
    assert_eq!(model("sql = 'models/loads.sql'").tables().count(), 2);
}

#[test]
fn sections() {
    wrong("layer = 'gold'", &["14:1: models.gold: `sql` is missing"]);
    wrong("sql = 'models/x.sql'", &["15:7: models.gold.sql: `models/x.sql` does not exist"]);
    let sql = "sql = 'models/sales.sql'\n";
    let check = |rest: &str, words: &str| wrong(&format!("{sql}{rest}"), &[words]);
    check("layer = 'Gold'", "16:9: models.gold.layer: `Gold` is not a valid name for a layer");
    check("layer = 'a/b'", "16:9: models.gold.layer: `a/b` is not a valid name for a layer");
    check("load = 'append'", "16:8: models.gold.load: unknown load `append`");
    check("load = 'partition'", "14:1: models.gold: `partition_by` is missing");
    check("partition_by = 'day'", "16:16: models.gold.partition_by: belongs to load = \"partition\"");
    check(&format!("[models.sales]\n{sql}"), "16:9: models.sales: the pipeline `sales` has a table of this name");
    check(&format!("[models.loads]\n{sql}"), "16:9: models.loads: the name `loads` is reserved");
    check(&format!("[models.G]\n{sql}"), "16:9: models.G: `G` is not a valid name for a model");
}

#[test]
fn exports_stay_where_they_belong() {
    let check = |path: &str, words: &str| {
        let rest = format!("sql = 'models/sales.sql'\nexport = [{{ format = 'csv', path = '{path}' }}]");
        wrong(&rest, &[words]);
    };
    let place = "16:36: models.gold.export[1].path:";
    for path in ["../x.csv", "/x.csv", "a/../x.csv", "out/", "a\\b.csv"] {
        check(path, &format!("{place} `{path}` is no file inside the workspace"));
    }
    let list = "16:10: models.gold.export:";
    check("warehouse/x.csv", &format!("{list} `warehouse/x.csv` lies in the warehouse"));
    check("archive/a/x.csv", &format!("{list} `archive/a/x.csv` lies in the archive"));
    check("landing_zone/x.csv", &format!("{list} `landing_zone/x.csv` lies in the landing zone"));
    check("{day}.csv", &format!("{list} `{{day}}.csv` has braces in it"));
    wrong(
        "sql = 'models/sales.sql'\nload = 'partition'\npartition_by = 'day'
export = [{ format = 'csv', path = '{month}/{day}.csv' }, { format = 'csv', path = '{Month}/{day}.csv' }]",
        &[
            "18:10: models.gold.export: `{month}/` has braces in it",
            "18:10: models.gold.export: `{Month}/` has braces in it",
            "18:10: models.gold.export: `{Month}/{day}.csv` is written twice",
        ],
    );
    wrong(
        "sql = 'models/sales.sql'\nexport = [{ format = 'csv', path = 'x' }, { format = 'json', path = 'X' }]",
        &["16:10: models.gold.export: `X` is written twice"],
    );
    wrong(
        "sql = 'models/sales.sql'\nexport = [{ format = 'csv', path = 'x' }]
[models.b]\nsql = 'models/sales.sql'\nexport = [{ format = 'csv', path = 'X' }]",
        &["17:1: models.b: the model `gold` exports to `X` already"],
    );
}

#[test]
fn sql_that_is_wrong_is_told_when_it_is_computed() {
    let fault = |file: &str| {
        let fault = model(&format!("sql = 'models/{file}.sql'")).reads.unwrap_err();
        (fault.message, fault.line, fault.column)
    };
    assert_eq!(fault("bad"), ("expected an expression, found the end".to_owned(), 2, 18));
    assert_eq!(fault("strange"), ("no table named `sale`".to_owned(), 2, 6));
}

#[test]
fn models_in_a_circle() {
    let section = |name: &str| format!("[models.{name}]\nsql = 'models/{name}.sql'\n");
    let circle = format!("{GOOD}{}{}{}", section("a"), section("b"), section("c"));
    check(&circle, &["14:9: models.a: models read one another in a circle: `a` -> `b` -> `c` -> `a`"]);
    let own = format!("{GOOD}{}", section("self"));
    check(&own, &["14:9: models.self: models read one another in a circle: `self` -> `self`"]);
    // Without one of them, the others read a table that is not there.
    let open = good(&format!("{GOOD}{}{}", section("a"), section("b")));
    assert_eq!(open.models[0].tables().collect::<Vec<_>>(), ["b"]);
    assert_eq!(open.models[1].reads.as_ref().unwrap_err().message, "no table named `c`");
}

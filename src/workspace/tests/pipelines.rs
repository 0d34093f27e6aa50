use super::{GOOD, check, check_with, good, hints};
use crate::workspace::{Delimited, Format, Load};

#[test]
fn defaults() {
    let workspace = good(GOOD);
    let sales = &workspace.pipelines[0];
    assert_eq!((sales.name.as_str(), sales.load, sales.max_shrink), ("sales", Load::Transaction, 0.5));
    assert_eq!((sales.key.as_slice(), sales.files.date_format.as_str()), (&[0][..], "%Y%m%d"));
    assert_eq!(sales.columns.iter().map(|c| c.required).collect::<Vec<_>>(), [true, false]);
    let utf8 = encoding_rs::UTF_8;
    let format = Delimited { delimiter: "~".into(), quote: Some(b'"'), header: true, encoding: utf8 };
    assert_eq!(sales.format, Format::Delimited(format));
}

#[test]
fn order_is_that_of_the_file() {
    let other = |name: &str| GOOD.split_once("\n\n").unwrap().1.replace("sales", name);
    let workspace = good(&format!("{}{}{}", other("zoo"), other("ant"), other("mid")));
    assert_eq!(workspace.pipelines.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["zoo", "ant", "mid"]);
}

#[test]
fn files() {
    let check = |text: &str, expected: &[&str]| check_with(r"'sales_(?<date>\d{8})\.txt'", text, expected);
    check(r"'s_(?P<date>\d{8})(?:_(?<part>\d+))?\.txt'", &[]);
    check("'sales.txt'", &["5:9: pipelines.sales.files: has no group `date`"]);
    check(r"'sales_(?<dat>\d+)'", &["5:9: pipelines.sales.files: unknown group `dat`"]);
    check(
        r"'(?<date>\d+)(?<x>a)(?<y>b)'",
        &["5:9: pipelines.sales.files: unknown group `x`", "5:9: pipelines.sales.files: unknown group `y`"],
    );
    check("'('", &["5:9: pipelines.sales.files: unclosed group"]);
    check("''", &["5:9: pipelines.sales.files: is empty"]);
    check("1", &["5:9: pipelines.sales.files: must be text, not a whole number"]);
    let regex = &good(GOOD).pipelines[0].files.regex;
    assert!(regex.is_match("sales_20241016.txt"));
    for other in ["old_sales_20241016.txt", "sales_20241016.txt.gz", "sales_20241016.txt\n", "sales_2024101.txt"] {
        assert!(!regex.is_match(other), "{other}");
    }
}

#[test]
fn date_formats() {
    let check = |format: &str, expected: &[&str]| {
        check_with("load =", &format!("date_format = {format}\nload ="), expected);
    };
    check("\"%d-%m-%y\"", &[]);
    check("\"%Y%m\"", &["7:15: pipelines.sales.date_format: `%Y%m` does not give a full date: year, month and day"]);
    check("\"%Y%m%d%H\"", &["7:15: pipelines.sales.date_format: `%Y%m%d%H` has a time, but this is a date"]);
    check("\"%!\"", &["7:15: pipelines.sales.date_format: `%!` has an unknown `%` specifier"]);
    check("20241016", &["7:15: pipelines.sales.date_format: must be text, not a whole number"]);
}

#[test]
fn formats() {
    let check = |rest: &str, expected: &[&str]| check_with("\"delimited\", delimiter = \"~\"", rest, expected);
    let at = |rest: &str, expected: &str| check(rest, &[&format!("6:{expected}")]);
    check(r#""json""#, &[]);
    check(r#""ndjson""#, &[]);
    check(r#""delimited", delimiter = "\t", quote = "'", header = false, encoding = "latin1""#, &[]);
    check(r#""delimited", delimiter = "||", quote = """#, &[]);
    at(r#""csv""#, "19: pipelines.sales.format.type: unknown format `csv`");
    at(r#""parquet""#, "19: pipelines.sales.format.type: format `parquet` is not available yet");
    at("1", "19: pipelines.sales.format.type: must be text, not a whole number");
    at(r#""json", header = true"#, "27: pipelines.sales.format.header: does not apply to json");
    at(r#""delimited", delimeter = ",""#, "32: pipelines.sales.format.delimeter: unknown key");
    at(r#""delimited", delimiter = """#, "44: pipelines.sales.format.delimiter: is empty");
    at(r#""delimited", delimiter = 1"#, "44: pipelines.sales.format.delimiter: must be text, not a whole number");
    at(
        r#""delimited", delimiter = "\r\n""#,
        "44: pipelines.sales.format.delimiter: has a line break, which ends a row",
    );
    at(
        r#""delimited", delimiter = 'a"b'"#,
        "44: pipelines.sales.format.delimiter: the delimiter `a\"b` contains the quote `\"`",
    );
    at(r#""delimited", quote = ",""#, "40: pipelines.sales.format.quote: the delimiter `,` contains the quote `,`");
    for quote in ["''", "«", " ", "\\n"] {
        let rest = format!("\"delimited\", quote = \"{quote}\"");
        at(&rest, "40: pipelines.sales.format.quote: must be one ASCII sign, or nothing");
    }
    at(r#""delimited", header = "yes""#, "41: pipelines.sales.format.header: must be true or false, not text");
    at(r#""delimited", encoding = "utf8x""#, "43: pipelines.sales.format.encoding: unknown encoding `utf8x`");
    check_with(
        "{ type = \"delimited\", delimiter = \"~\" }",
        "\"json\"",
        &["6:10: pipelines.sales.format: must be a table, not text"],
    );
    check_with("type = \"delimited\", ", "", &["6:10: pipelines.sales.format: `type` is missing"]);
}

#[test]
fn loads() {
    let check = |text: &str, expected: &str| check_with("\"transaction\"", text, &[expected]);
    check("\"snapshott\"", "7:8: pipelines.sales.load: unknown load `snapshott`");
    check("true", "7:8: pipelines.sales.load: must be text, not true or false");
    check_with("load = \"transaction\"\n", "", &["4:1: pipelines.sales: `load` is missing"]);
}

#[test]
fn kinds_of_load() {
    let check = |lines: &str, expected: &[&str]| {
        check_with("load = \"transaction\"\nkey = [\"id\"]\n", &format!("{lines}\n"), expected);
    };
    for good in [
        "load = 'append'",
        "load = 'replace'",
        "load = 'replace'\nkey = ['id']",
        "load = 'partition'\npartition_by = 'qty'",
        "load = 'partition'\npartition_by = 'qty'\nkey = ['id', 'qty']",
        "load = 'transaction'\nkey = ['id']\nmax_shrink = 0.5",
    ] {
        check(good, &[]);
    }
    let none = "4:1: pipelines.sales: `key` is missing";
    check("load = 'snapshot'", &[none]);
    check("load = 'transaction'", &[none]);
    check("load = 'appendix'", &["7:8: pipelines.sales.load: unknown load `appendix`"]);
    let counts = "does not apply to load = \"append\": its rows have no key, and every row counts";
    check("load = 'append'\nkey = ['id']", &[&format!("8:1: pipelines.sales.key: {counts}")]);
    check("load = 'partition'", &["4:1: pipelines.sales: `partition_by` is missing"]);
    check("load = 'partition'\npartition_by = 'day'", &["8:16: pipelines.sales.partition_by: no column named `day`"]);
    for load in ["'append'", "'replace'", "'snapshot'\nkey = ['id']"] {
        let at = load.matches('\n').count() + 8;
        check(
            &format!("load = {load}\npartition_by = 'qty'"),
            &[&format!("{at}:1: pipelines.sales.partition_by: applies to load = \"partition\" alone")],
        );
    }
    for load in ["'append'", "'replace'", "'partition'\npartition_by = 'qty'"] {
        let at = load.matches('\n').count() + 8;
        check(
            &format!("load = {load}\nmax_shrink = 1.0"),
            &[&format!("{at}:1: pipelines.sales.max_shrink: applies to load = \"snapshot\" alone")],
        );
    }
    let unique = GOOD
        .replace("load = \"transaction\"\nkey = [\"id\"]", "load = 'partition'\npartition_by = 'qty'")
        .replace("\"id\", type = \"int\"", "\"id\", type = \"int\", unique = true");
    let alone = "10:32: pipelines.sales.columns.id.unique: does not apply to load = \"partition\"";
    super::check(&unique, &[alone]);
    let referred = GOOD.replace("load = \"transaction\"", "load = \"replace\"")
        + &GOOD
            .split_once("\n\n")
            .unwrap()
            .1
            .replace("sales", "other")
            .replace("\"qty\", type = \"int\"", "\"qty\", type = \"int\", references = \"sales.id\"");
    let kept = "`sales` is loaded with load = \"replace\", which keeps no history";
    super::check(&referred, &[&format!("21:46: pipelines.other.columns.qty.references: {kept}")]);
}

#[test]
fn layers() {
    let check = |layer: &str, expected: &[&str]| {
        check_with("load =", &format!("layer = {layer}\nload ="), expected);
    };
    check("'bronze'", &[]);
    check("'sales'", &[]);
    for wrong in ["", "Bronze", "_runs", "a/b", "..", "1st", "a b"] {
        let said =
            if wrong.is_empty() { "is empty".to_owned() } else { format!("`{wrong}` is not a valid name for a layer") };
        check(&format!("'{wrong}'"), &[&format!("7:9: pipelines.sales.layer: {said}")]);
    }
    let other = GOOD.split_once("\n\n").unwrap().1.replace("sales", "other");
    let both = GOOD.replace("load =", "layer = 'other'\nload =") + &other;
    let taken = "the layer `other` is called like a table without a layer";
    super::check(&both, &[&format!("4:1: pipelines.sales: {taken}")]);
    super::check(&both.replace("[pipelines.other]", "[pipelines.other]\nlayer = 'other'"), &[]);
}

#[test]
fn keys() {
    let check = |text: &str, expected: &[&str]| check_with("[\"id\"]", text, expected);
    check("[]", &["8:7: pipelines.sales.key: is empty"]);
    check("\"id\"", &["8:7: pipelines.sales.key: must be a list, not text"]);
    check("[1]", &["8:8: pipelines.sales.key[1]: must be text, not a whole number"]);
    check("[\"id\", \"qty\", \"id\"]", &["8:21: pipelines.sales.key[3]: `id` is in the key twice"]);
    check(
        "[\"idd\", \"x\"]",
        &["8:8: pipelines.sales.key[1]: no column named `idd`", "8:15: pipelines.sales.key[2]: no column named `x`"],
    );
    check("[\"ID\"]", &["8:8: pipelines.sales.key[1]: no column named `ID`"]);
    let text = GOOD.replace("\"id\", type = \"int\"", "\"id\", type = \"int\", required = false");
    super::check(&text, &["10:43: pipelines.sales.columns.id.required: a key column is always required"]);
    let swapped = good(&GOOD.replace("[\"id\"]", "[\"qty\", \"id\"]"));
    assert_eq!(swapped.pipelines[0].key, [1, 0]);
    assert!(swapped.pipelines[0].columns.iter().all(|c| c.required));
}

#[test]
fn max_shrink() {
    let check = |text: &str, expected: &[&str]| {
        check_with("load =", &format!("max_shrink = {text}\nload ="), expected);
    };
    for good in ["0", "1", "0.0", "1.0", "0.25", "5e-1"] {
        check(good, &[]);
    }
    for wrong in ["-0.1", "1.01", "2", "nan", "inf", "\"0.5\"", "50"] {
        check(wrong, &["7:14: pipelines.sales.max_shrink: must be a number from 0 to 1"]);
    }
}

#[test]
fn limits() {
    let check = |text: &str, expected: &[&str]| {
        check_with("load =", &format!("{text}\nload ="), expected);
    };
    for good in
        ["max_field = '16 MB'", "max_field = 1", "max_field = '1 GB'", "max_unpacked = 1", "max_unpacked = 5000"]
    {
        check(good, &[]);
    }
    for wrong in ["0", "-1", "'2 GB'", "'16'", "1.5", "true", "'lots'"] {
        let told = "7:13: pipelines.sales.max_field: must be a size from 1 byte to 1 GB";
        check(&format!("max_field = {wrong}"), &[told]);
    }
    for wrong in ["0", "-1", "1.5", "'100'"] {
        let told = "7:16: pipelines.sales.max_unpacked: must be a whole number of at least 1";
        check(&format!("max_unpacked = {wrong}"), &[told]);
    }
}

#[test]
fn names() {
    let check = |name: &str, expected: &str| {
        check_with("[pipelines.sales]", &format!("[pipelines.{name}]"), &[expected]);
    };
    check("Sales", "4:12: pipelines.Sales: `Sales` is not a valid name for a pipeline");
    check("_x", "4:12: pipelines._x: `_x` is not a valid name for a pipeline");
    check("1x", "4:12: pipelines.1x: `1x` is not a valid name for a pipeline");
    check("a-b", "4:12: pipelines.a-b: `a-b` is not a valid name for a pipeline");
    check("\"\"", "4:12: pipelines.\"\": `` is not a valid name for a pipeline");
    check("\"../x\"", "4:12: pipelines.\"../x\": `../x` is not a valid name for a pipeline");
    check("loads", "4:12: pipelines.loads: the name `loads` is reserved");
    check("load_totals", "4:12: pipelines.load_totals: the name `load_totals` is reserved");
}

#[test]
fn columns_as_a_whole() {
    check_with(
        "columns = [",
        "columns = []\nx = [",
        &["9:11: pipelines.sales.columns: is empty", "10:1: pipelines.sales.x: unknown key"],
    );
    check_with(
        "columns = [",
        "columns = 3\nx = [",
        &["9:11: pipelines.sales.columns: must be a list, not a whole number", "10:1: pipelines.sales.x: unknown key"],
    );
    check_with("columns = [", "colums = [", &["9:1: pipelines.sales.colums: unknown key"]);
}

#[test]
fn pipelines_as_a_whole() {
    check("", &["1:1: no pipeline is described"]);
    check("[pipelines]\n", &["1:1: pipelines: no pipeline is described"]);
    check("pipelines = 1\n", &["1:13: pipelines: must be a table, not a whole number"]);
    check("[[pipelines]]\n", &["1:1: pipelines: must be a table, not a list"]);
    check("[pipelines]\nsales = 1\n", &["2:9: pipelines.sales: must be a table, not a whole number"]);
    check(
        "[pipelines.sales]\n",
        &[
            "1:1: pipelines.sales: `files` is missing",
            "1:1: pipelines.sales: `format` is missing",
            "1:1: pipelines.sales: `load` is missing",
            "1:1: pipelines.sales: `columns` is missing",
            "1:1: pipelines.sales: `key` is missing",
        ],
    );
    let twice = format!("{GOOD}{}", GOOD.split_once("\n\n").unwrap().1.replace(".sales]", ".other]"));
    check(&twice, &["15:9: pipelines.other.files: pipeline `sales` takes these files already"]);
}

#[test]
fn hints_lead_on() {
    let hint = |old: &str, new: &str| hints(&GOOD.replacen(old, new, 1)).join(" / ");
    assert_eq!(
        hint("\"transaction\"", "\"snapshop\""),
        "Did you mean `snapshot`? Known: snapshot, transaction, append, replace, partition."
    );
    assert_eq!(hint("[\"id\"]", "[\"qtty\"]"), "Did you mean `qty`? Known: id, qty.");
    assert_eq!(hint("\"delimited\"", "\"delimitd\""), "Did you mean `delimited`? Known: delimited, json, ndjson.");
    assert_eq!(hint("(?<date>", "(?<dat>"), "Did you mean `date`?");
}

#[test]
fn undated_files() {
    let check = |files: &str, line: &str, expected: &[&str]| {
        let with = GOOD.replace(r"'sales_(?<date>\d{8})\.txt'", files);
        check(&with.replace("load =", &format!("{line}\nload =")), expected);
    };
    check("'sales.txt'", "date = \"run\"", &[]);
    check(r"'sales(?:_(?<part>\d))?.txt'", "date = \"run\"\ncomplete_when = \"*.done\"\ndate_format = \"%F\"", &[]);
    check("'sales.txt'", "", &["5:9: pipelines.sales.files: has no group `date`"]);
    check(
        r"'sales_(?<date>\d{8})'",
        "date = \"run\"",
        &["7:8: pipelines.sales.date: `files` has the group `date`, so the name says the day"],
    );
    check("'sales.txt'", "date = \"name\"", &["7:8: pipelines.sales.date: must be \"run\""]);
    check("'sales.txt'", "date = 2024-10-16", &["7:8: pipelines.sales.date: must be text, not a date or time"]);
    check("'sales.txt'", "date = \"run\"\nrequire_every_day = false", &[]);
    check(
        "'sales.txt'",
        "date = \"run\"\nrequire_every_day = true",
        &[
            "8:21: pipelines.sales.require_every_day: goes only with days in the names of files, not with date = \"run\"",
        ],
    );
    check(
        "'sales.txt'",
        "date = \"run\"\ndate_format = \"%d-%m-%y\"",
        &[
            "8:15: pipelines.sales.date_format: says how dates in names are read, and with date = \"run\" there are none",
        ],
    );
    check(
        "'sales.txt'",
        "date = \"run\"\ncontrol = { files = 'sales.ctl', rows = 'rows=(\\d+)' }",
        &["8:21: pipelines.sales.control.files: has no group `date`"],
    );
    let hint = "Write (?<date>\\d{8}) where the date stands: files = 'sales_(?<date>\\d{8})\\.txt'. Where no date stands, \
                add date = \"run\": the day is that of the run.";
    assert_eq!(hints(&GOOD.replace(r"_(?<date>\d{8})", "")), [hint]);
}

#[test]
fn timezones() {
    let check = |zone: &str, expected: &[&str]| {
        check_with("name = \"Test\"", &format!("timezone = {zone}"), expected);
    };
    check("\"Europe/Lisbon\"", &[]);
    check("\"UTC\"", &[]);
    check("\"\"", &["2:12: workspace.timezone: is empty"]);
    check("1", &["2:12: workspace.timezone: must be text, not a whole number"]);
    check("\"Europe/Lisboa\"", &["2:12: workspace.timezone: no time zone is called `Europe/Lisboa`"]);
    let of = |zone: &str| hints(&GOOD.replace("name = \"Test\"", &format!("timezone = \"{zone}\"")));
    assert_eq!(of("Europe/Lisboa"), ["Did you mean `Europe/Lisbon`?"]);
    assert!(of("Nowhere")[0].contains("IANA"));
    let noon = "2024-10-16T12:00:00Z".parse().unwrap();
    let workspace = good(&GOOD.replace("name = \"Test\"", "timezone = \"Pacific/Kiritimati\""));
    assert_eq!(workspace.day(noon).to_string(), "2024-10-17");
}

use std::fs;

use super::{GOOD, check_with, folder, good, lines};
use crate::workspace::open::parse;
use crate::workspace::sql_file::SqlFiles;

#[track_caller]
fn check(keys: &str, expected: &[&str]) {
    check_with("name = \"Test\"", keys, expected);
}

#[test]
fn defaults_and_other_folders() {
    let workspace = good(&GOOD.replace("[workspace]\nname = \"Test\"\n", ""));
    assert_eq!(workspace.landing_zone.local_path(), workspace.root.join("landing_zone"));
    assert_eq!(workspace.warehouse.local_path(), workspace.root.join("warehouse"));
    assert_eq!(workspace.name, workspace.root.file_name().unwrap().to_string_lossy());
    let workspace = good(&GOOD.replace("name = \"Test\"", "landing_zone = '../in'\nwarehouse = '/srv/tables'"));
    assert_eq!(workspace.landing_zone.local_path(), workspace.root.join("../in"));
    assert_eq!(workspace.warehouse.local_path(), std::path::Path::new("/srv/tables"));
}

#[test]
fn names() {
    check("name = 1", &["2:8: workspace.name: must be text, not a whole number"]);
    check("name = \" \"", &["2:8: workspace.name: is empty"]);
    check("name = \"a\\u001b[31m\"", &[r"2:8: workspace.name: `a\u{1b}[31m` has a control character"]);
    check("landing_zone = \"\"", &["2:16: workspace.landing_zone: is empty"]);
}

#[test]
fn elsewhere() {
    let words = "is not a folder: this build reads and writes local folders only";
    for url in ["az://c/p", "s3://b", "gs://b/x", "postgres://u@h/db", "sc://h:15002", "env:WAREHOUSE", "file:///x"] {
        check(&format!("warehouse = \"{url}\""), &[&format!("2:13: workspace.warehouse: `{url}` {words}")]);
        check(&format!("landing_zone = \"{url}\""), &[&format!("2:16: workspace.landing_zone: `{url}` {words}")]);
    }
    check("landing_zone = \"~/in\"", &["2:16: workspace.landing_zone: `~/in`: ~ is not expanded here"]);
    check(
        "landing_zone = \"reports/r.sql\"",
        &["2:16: workspace.landing_zone: `reports/r.sql` is a file, not a folder"],
    );
}

#[test]
fn apart_from_each_other() {
    let landing = |path: &str, words: &str| {
        check(&format!("landing_zone = \"{path}\""), &[&format!("2:16: workspace.landing_zone: {words}")]);
    };
    landing("warehouse", "the landing zone and the warehouse are the same folder");
    landing("./x/../warehouse", "the landing zone and the warehouse are the same folder");
    landing("warehouse/in", "the landing zone is inside the warehouse");
    landing("archive", "the landing zone and the archive are the same folder");
    landing("quarantine/x", "the landing zone is inside the quarantine");
    landing("exports", "the landing zone and the exports are the same folder");
    landing("reports", "the landing zone and the reports are the same folder");
    landing(".", "the warehouse would be inside the landing zone");
    landing("..", "the warehouse would be inside the landing zone");
    check(
        "warehouse = \"error_reports\"",
        &["2:13: workspace.warehouse: the warehouse and the error reports are the same folder"],
    );
    check(
        "warehouse = \".\"",
        &[
            "2:13: workspace.warehouse: the landing zone is inside the warehouse",
            "2:13: workspace.warehouse: the archive would be inside the warehouse",
        ],
    );
    check("landing_zone = \"archived\"", &[]);
}

#[cfg(unix)]
#[test]
fn apart_through_links() {
    let dir = folder();
    fs::create_dir(dir.path().join("warehouse")).unwrap();
    std::os::unix::fs::symlink("warehouse", dir.path().join("landing_zone")).unwrap();
    let errors = parse(GOOD, dir.path(), SqlFiles::Folder(dir.path())).unwrap_err();
    assert_eq!(lines(&errors), ["1:1: workspace: the landing zone and the warehouse are the same folder"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_looked_at_is_not_taken_for_absent() {
    let dir = folder();
    std::os::unix::fs::symlink("archive", dir.path().join("archive")).unwrap();
    assert!(parse(GOOD, dir.path(), SqlFiles::Folder(dir.path())).is_ok(), "`doctor` tells of this one");
    std::os::unix::fs::symlink("warehouse", dir.path().join("warehouse")).unwrap();
    let errors = lines(&parse(GOOD, dir.path(), SqlFiles::Folder(dir.path())).unwrap_err());
    let warehouse = format!("1:1: workspace: cannot look at `{}`: ", dir.path().join("warehouse").display());
    assert!(errors.len() == 1 && errors[0].starts_with(&warehouse), "{errors:?}");
}

use std::fs;
use std::path::Path;

use super::{GOOD, folder, lines};
use crate::error::{Error, ErrorKind};
use crate::workspace::{CONFIG_FILE, FORMAT, mark_format, open, template};

fn only(errors: Vec<Error>) -> Error {
    let [error] = <[Error; 1]>::try_from(errors).unwrap();
    error
}

#[test]
fn a_folder_with_a_config_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(CONFIG_FILE), GOOD).unwrap();
    let workspace = open(dir.path()).unwrap();
    assert_eq!((workspace.name.as_str(), workspace.root.as_path()), ("Test", dir.path()));
}

#[test]
fn a_folder_with_a_landing_zone_is_a_shop() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("landing_zone")).unwrap();
    let embedded = open(dir.path()).unwrap();
    assert_eq!(
        embedded.pipelines.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
        ["customer", "product", "sales"]
    );
    template::init(dir.path(), "shop").unwrap();
    assert_eq!(open(dir.path()).unwrap(), embedded);
}

#[test]
fn no_workspace() {
    let dir = tempfile::tempdir().unwrap();
    let error = only(open(dir.path()).unwrap_err());
    assert_eq!((error.kind, error.exit_code()), (ErrorKind::Config, 2));
    assert_eq!(error.message, "no shoptui.toml and no landing_zone/ in this folder");
    assert!(error.hint_text().unwrap().contains("`shoptui init "));
    let error = only(open(&dir.path().join("none")).unwrap_err());
    assert_eq!(error.message, "no such folder");
    // No path is this folder: the crate's own, which has a landing zone.
    assert_eq!(open(Path::new("")).unwrap().root, Path::new(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn a_file_that_is_none() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(CONFIG_FILE)).unwrap();
    let error = only(open(dir.path()).unwrap_err());
    assert_eq!(error.to_string(), "shoptui.toml: is not a file");
}

#[test]
fn other_bytes_than_utf8() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(CONFIG_FILE), b"[workspace]\nname = \"caf\xe9\"\n").unwrap();
    assert_eq!(lines(&open(dir.path()).unwrap_err()), ["2:12: is not UTF-8 text"]);
    fs::write(dir.path().join(CONFIG_FILE), b"\xff\xfe[\0w\0").unwrap();
    assert_eq!(lines(&open(dir.path()).unwrap_err()), ["1:1: is not UTF-8 text"]);
}

#[test]
fn a_file_that_is_too_large() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(CONFIG_FILE), "#".repeat((1 << 20) + 1)).unwrap();
    assert_eq!(only(open(dir.path()).unwrap_err()).to_string(), "shoptui.toml: is larger than a megabyte");
}

#[test]
fn formats_of_a_workspace() {
    let dir = folder();
    fs::write(dir.path().join(CONFIG_FILE), GOOD).unwrap();
    let path = dir.path().join("warehouse/_format");
    let workspace = open(dir.path()).unwrap();
    fs::create_dir(dir.path().join("warehouse")).unwrap();
    mark_format(&workspace).unwrap();
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), FORMAT), ("1\n", 1));
    for good in ["1", "1\n", "01\n"] {
        fs::write(&path, good).unwrap();
        mark_format(&workspace).unwrap();
        assert_eq!(open(dir.path()).unwrap(), workspace, "{good:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), good, "what is there stays");
    }
    let refused = |text: &[u8], expected: &str| {
        fs::write(&path, text).unwrap();
        let error = only(open(dir.path()).unwrap_err());
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Config, expected), "{text:?}");
        assert_eq!(mark_format(&workspace).unwrap_err().message, expected);
    };
    refused(b"2\n", "the workspace has format 2; this shoptui knows formats up to 1");
    refused(b"17", "the workspace has format 17; this shoptui knows formats up to 1");
    for text in [&b""[..], b"0\n", b"one", b"1\n\n", b"1 ", b"-1", b"+1", b"1.0", b"99999999999", b"\xff"] {
        refused(text, "does not name the format of a workspace");
    }
}

//! `init` and `sample`: what they write, and never write over.

use std::fs;

use crate::support::cli;

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

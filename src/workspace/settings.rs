//! The keys of `[workspace]`, in one table: how each is read, written back and described.

use std::path::Path;

use chrono_tz::{TZ_VARIANTS, Tz};

use super::folders::{check_apart, folder};
use super::model::Workspace;
use super::toml_text::quoted;
use crate::config::{Key, Node, Section, Unset, names, set, shown};
use crate::error::did_you_mean;
use crate::store::Store;

const EXAMPLE: &str = "Begin the section with [workspace].";

/// Every key.
pub(super) fn keys<'a>() -> [Key<'a, Workspace>; 4] {
    [
        Key {
            name: "name",
            takes: "text",
            unset: Unset::Means("the folder's name"),
            example: r#""Corner Tech Shop""#,
            means: "shown in titles",
            read: |node, workspace| set(&mut workspace.name, node.plain_text().map(str::to_owned)),
            write: |workspace| Some(quoted(&workspace.name)),
        },
        Key {
            name: "timezone",
            takes: "IANA name",
            unset: Unset::Means("the system's"),
            example: r#""Europe/Lisbon""#,
            means: "whose days are those of files without a date in their names (`date = \"run\"`)",
            read: |node, workspace| set(&mut workspace.timezone, timezone(node).map(Some)),
            write: |workspace| Some(quoted(workspace.timezone?.name())),
        },
        Key {
            name: "landing_zone",
            takes: "folder",
            unset: Unset::Default,
            example: r#""/mnt/till/out""#,
            means: "where files arrive; may lie on another file system",
            read: |node, workspace| set(&mut workspace.landing_zone, store(node, "landing_zone", &workspace.root)),
            write: |workspace| Some(store_text(workspace, &workspace.landing_zone)),
        },
        Key {
            name: "warehouse",
            takes: "folder",
            unset: Unset::Default,
            example: r#""tables""#,
            means: "where the tables are",
            read: |node, workspace| set(&mut workspace.warehouse, store(node, "warehouse", &workspace.root)),
            write: |workspace| Some(store_text(workspace, &workspace.warehouse)),
        },
    ]
}

/// Reads `[workspace]`, all of which may be left out, into a workspace without pipelines and reports.
pub(super) fn settings(document: &Section<'_>, root: &Path) -> Option<Workspace> {
    let mut workspace = bare(root);
    let Some(node) = document.get("workspace") else {
        check_apart(&document.node, &workspace, [None, None]);
        return Some(workspace);
    };
    let keys = keys();
    let section = node.section(&names(&keys), EXAMPLE)?;
    section.read(&keys, &mut workspace)?;
    check_apart(&section.node, &workspace, [section.get("landing_zone"), section.get("warehouse")]);
    Some(workspace)
}

/// What holds where `[workspace]` says nothing.
fn bare(root: &Path) -> Workspace {
    let name = root.file_name().map_or_else(|| "shop".to_owned(), |name| name.to_string_lossy().into_owned());
    Workspace {
        name,
        timezone: None,
        landing_zone: Store::folder(root.join("landing_zone")),
        warehouse: Store::folder(root.join("warehouse")),
        root: root.to_owned(),
        pipelines: Vec::new(),
        models: Vec::new(),
        reports: Vec::new(),
    }
}

/// A time zone by its name in the IANA database, which is compiled in.
fn timezone(node: &Node<'_>) -> Option<Tz> {
    let name = node.plain_text()?;
    let zone = name.parse::<Tz>().ok();
    if zone.is_none() {
        let hint = match did_you_mean(name, TZ_VARIANTS.iter().map(|zone| zone.name())) {
            Some(close) => format!("Did you mean `{close}`?"),
            None => "Use a name of the IANA time zone database, such as \"Europe/Lisbon\" or \"UTC\".".to_owned(),
        };
        node.wrong(format!("no time zone is called `{}`", shown(name)), hint);
    }
    zone
}

/// Where files or tables lie: a local folder, for now.
fn store(node: &Node<'_>, example: &str, root: &Path) -> Option<Store> {
    folder(node, example, root).map(Store::folder)
}

fn store_text(workspace: &Workspace, store: &Store) -> String {
    quoted(&workspace.relative(store.local_path()).to_string_lossy())
}

//! The workspaces that the program carries with it, and `init`, which writes one into a folder.
//!
//! Nothing here ever overwrites a file.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind as IoKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

use super::model::CONFIG_FILE;
use crate::config::{shown, suggest};
use crate::store::local;

/// A workspace that the program carries with it.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Its name on the command line.
    pub name: &'static str,
    /// The text of its config file.
    pub config: &'static str,
    /// Its other files: path in the workspace, with `/`, and text.
    pub files: &'static [(&'static str, &'static str)],
    /// The folders that its models are written to.
    pub outputs: &'static [&'static str],
}

impl Template {
    /// The text of a file of the template.
    pub fn file(&self, path: &str) -> Option<&'static str> {
        self.files.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
    }
}

/// A small shop: customers, products and sales, and the reports on them.
pub const SHOP: Template = Template {
    name: "shop",
    config: include_str!("../../assets/templates/shop/shoptui.toml"),
    files: &[
        ("reports/customer_growth.sql", include_str!("../../assets/templates/shop/reports/customer_growth.sql")),
        (
            "reports/sales_by_membership.sql",
            include_str!("../../assets/templates/shop/reports/sales_by_membership.sql"),
        ),
        (
            "reports/product_sale_breakdown.sql",
            include_str!("../../assets/templates/shop/reports/product_sale_breakdown.sql"),
        ),
        (
            "reports/product_sale_breakdown_published.sql",
            include_str!("../../assets/templates/shop/reports/product_sale_breakdown_published.sql"),
        ),
        ("reports/top_customers.sql", include_str!("../../assets/templates/shop/reports/top_customers.sql")),
        (
            "reports/top_customers_active.sql",
            include_str!("../../assets/templates/shop/reports/top_customers_active.sql"),
        ),
        ("reports/reconciliation.sql", include_str!("../../assets/templates/shop/reports/reconciliation.sql")),
    ],
    outputs: &[],
};

/// What the users of an app were shown, tapped and paid: tables made of tables, in layers.
pub const VALUE_PROPS: Template = Template {
    name: "value-props",
    config: include_str!("../../assets/templates/value-props/shoptui.toml"),
    files: &[
        ("models/silver_prints.sql", include_str!("../../assets/templates/value-props/models/silver_prints.sql")),
        ("models/silver_taps.sql", include_str!("../../assets/templates/value-props/models/silver_taps.sql")),
        ("models/silver_pays.sql", include_str!("../../assets/templates/value-props/models/silver_pays.sql")),
        ("models/gold.sql", include_str!("../../assets/templates/value-props/models/gold.sql")),
        (
            "reports/taps_by_value_prop.sql",
            include_str!("../../assets/templates/value-props/reports/taps_by_value_prop.sql"),
        ),
    ],
    outputs: &["out"],
};

/// Every template there is.
pub const TEMPLATES: &[Template] = &[SHOP, VALUE_PROPS];
/// Templates that have a name already.
const PLANNED: [&str; 3] = ["retail", "orders", "northwind"];
/// The folders of a new workspace, beside those of its files.
const FOLDERS: [&str; 2] = ["landing_zone", "warehouse"];
/// What of a workspace does not belong into version control.
const GITIGNORE: &str = "/archive/\n/quarantine/\n/error_reports/\n/exports/\n/warehouse/*\n";

/// Writes a template into a folder, which is made if need be, and returns the files and folders that are new.
///
/// Files that are there stay as they are. Fails, having written nothing, when there is a `shoptui.toml` already or no
/// such template.
pub fn init(dir: &Path, template: &str) -> Result<Vec<PathBuf>> {
    let template = find(template)?;
    let config = dir.join(CONFIG_FILE);
    if local::is_there(&config)? {
        let hint = "Choose another folder; or move this file away, and `init` writes a fresh one.";
        return Err(Error::new(ErrorKind::Usage, "there is a workspace already").at_file(config).hint(hint));
    }
    let mut made = Vec::new();
    make_folder(dir, &mut made)?;
    for folder in FOLDERS {
        make_folder(&dir.join(folder), &mut made)?;
    }
    let outputs = template.outputs.iter().map(|folder| format!("/{folder}/\n"));
    make_file(&dir.join(".gitignore"), &outputs.fold(GITIGNORE.to_owned(), |all, one| all + &one), &mut made)?;
    for (path, text) in template.files {
        let path = dir.join(path);
        path.parent().map_or(Ok(()), |folder| make_folder(folder, &mut made))?;
        make_file(&path, text, &mut made)?;
    }
    // Last, so that an `init` that was cut short can be done again.
    make_file(&config, template.config, &mut made)?;
    Ok(made)
}

fn find(name: &str) -> Result<&'static Template> {
    if let Some(template) = TEMPLATES.iter().find(|template| template.name == name) {
        return Ok(template);
    }
    let known = TEMPLATES.iter().map(|template| template.name);
    if PLANNED.contains(&name) {
        let hint = format!("Templates of this build: {}.", known.collect::<Vec<_>>().join(", "));
        return Err(Error::new(ErrorKind::Usage, format!("template `{name}` is not available yet")).hint(hint));
    }
    Err(Error::new(ErrorKind::Usage, format!("no template named `{}`", shown(name))).hint(suggest(name, known)))
}

fn make_folder(path: &Path, made: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).map_err(|e| Error::io("create the folder", path, e))?;
    made.push(path.to_owned());
    Ok(())
}

fn make_file(path: &Path, text: &str, made: &mut Vec<PathBuf>) -> Result<()> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).map_err(|e| Error::io("write", path, e))?;
            made.push(path.to_owned());
            Ok(())
        }
        Err(e) if e.kind() == IoKind::AlreadyExists => Ok(()),
        Err(e) => Err(Error::io("create", path, e)),
    }
}

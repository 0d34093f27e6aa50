//! The config reference: the tables of all keys as markdown.

use std::path::Path;

use strum::VariantArray as _;

use super::model::{Rule, Workspace};
use super::open::parse;
use super::sql_file::SqlFiles;
use super::{column, pipeline, settings, sql_model, sql_report, template};
use crate::config::{Key, Unset};
use crate::error::Error;

/// A config file that says no more than it must.
const LEAST: &str = r#"
[pipelines.sales]
files = '(?<date>\d{8})'
format = { type = "delimited" }
load = "transaction"
key = ["id"]
columns = [{ name = "id", type = "int" }, { name = "other", type = "int" }]
[models.gold]
sql = "reports/top_customers.sql"
[reports.sales]
sql = "reports/top_customers.sql"
"#;

/// The parts of the reference that the tables of keys write, by name.
///
/// A default is what a config file that does not set the key comes to.
pub fn reference() -> Result<Vec<(&'static str, String)>, Vec<Error>> {
    let workspace = parse(LEAST, Path::new("shop"), SqlFiles::Template(&template::SHOP))?;
    let Workspace { pipelines, models, reports, .. } = &workspace;
    let mut parts = vec![("workspace", rows(&settings::keys(), Some(&workspace)))];
    parts.push(("pipelines", rows(&pipeline::keys(), pipelines.first())));
    parts.push(("format", rows(&pipeline::format_keys(), pipelines.first().map(|pipeline| &pipeline.format))));
    let column = pipelines.first().and_then(|pipeline| pipeline.columns.last());
    parts.push(("columns", rows(&column::keys().map(|key| key.key), column)));
    parts.push(("types", types()));
    parts.push(("rules", rules()));
    parts.push(("models", rows(&sql_model::keys(), models.first())));
    parts.push(("reports", rows(&sql_report::keys(), reports.first())));
    Ok(parts)
}

fn rows<D, V>(keys: &[Key<'_, D, V>], least: Option<&V>) -> String {
    let row = |key: &Key<'_, D, V>| {
        let default = match key.unset {
            Unset::Wrong(_) => "required".to_owned(),
            Unset::Means(words) => words.to_owned(),
            Unset::Default => least.and_then(key.write).map_or_else(|| "none".to_owned(), |value| format!("`{value}`")),
        };
        let example = format!("`{} = {}`", key.name, key.example);
        [format!("`{}`", key.name), key.takes.to_owned(), default, format!("{}. Example: {example}", key.means)]
    };
    table(["key", "value", "default", "meaning"], keys.iter().map(row))
}

fn types() -> String {
    let keys = column::keys();
    let row = |(name, form, means): (_, &str, &str)| {
        let of_type = |on| matches!(on, column::On::Types(types, _) if types.contains(&name));
        let own: Vec<_> = keys.iter().filter(|key| of_type(key.on)).map(|key| format!("`{}`", key.key.name)).collect();
        [format!("`{form}`"), means.to_owned(), own.join(", ")]
    };
    table(["type", "what the text must be", "keys of its own"], column::type_rows().into_iter().map(row))
}

fn rules() -> String {
    let names: Vec<_> = Rule::VARIANTS.iter().map(|rule| format!("`{}`", rule.name())).collect();
    format!("The rules of columns are {}.\n", names.join(", "))
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    let mut out = line(head.map(str::to_owned));
    out += &format!("|{}\n", "---|".repeat(N));
    rows.for_each(|row| out += &line(row));
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests {
    use super::*;
    use crate::workspace::open;

    const CUSTOMER: &str = r#"
[pipelines.customer]
files = 'customer_(?<date>\d{8})'
format = { type = "json" }
load = "snapshot"
key = ["customer_id"]
columns = [{ name = "customer_id", type = "int" }]
"#;

    /// The keys that must be set, with their examples, and one more.
    fn section<D, V>(keys: &[Key<'_, D, V>], shown: &str) -> Vec<String> {
        let told = keys.iter().filter(|key| key.name == shown || matches!(key.unset, Unset::Wrong(_)));
        told.map(|key| format!("{} = {}", key.name, key.example)).collect()
    }

    #[track_caller]
    fn check(text: &str) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("reports")).unwrap();
        std::fs::write(dir.path().join("reports/sales_by_day.sql"), "SELECT 1").unwrap();
        std::fs::write(dir.path().join("shoptui.toml"), text).unwrap();
        open(dir.path()).unwrap_or_else(|errors| panic!("{errors:?} in\n{text}"));
    }

    #[test]
    fn every_example_can_be_written() {
        for key in settings::keys() {
            check(&format!("[workspace]\n{}{CUSTOMER}", section(&settings::keys(), key.name).join("\n")));
        }
        for key in pipeline::keys() {
            let keys = section(&pipeline::keys(), key.name).join("\n");
            let keys = match key.name {
                "key" => keys,
                "partition_by" => keys.replace("\"snapshot\"", "\"partition\""),
                _ => format!("key = [\"sale_id\"]\n{keys}"),
            };
            // Where the run says the day, the name does not.
            let keys = if key.name == "date" { keys.replace("(?<date>", "(?:") } else { keys };
            check(&format!("[pipelines.sales]\n{keys}"));
        }
        for key in pipeline::format_keys() {
            let format = section(&pipeline::format_keys(), key.name).join(", ");
            check(&CUSTOMER.replace("type = \"json\"", &format));
        }
        for key in sql_report::keys() {
            check(&format!("{CUSTOMER}[reports.r]\n{}", section(&sql_report::keys(), key.name).join("\n")));
        }
    }

    #[test]
    fn every_example_of_a_column_can_be_written() {
        for column::ColumnKey { key, on, .. } in column::keys() {
            let kind = match on {
                column::On::Types([first, ..], _) => (*first).into(),
                _ => "int",
            };
            let told = [("name", "\"c\"".to_owned()), ("type", format!("{kind:?}")), ("required", "true".to_owned())];
            let mut parts = vec![format!("{} = {}", key.name, key.example)];
            parts.extend(
                told.iter().filter(|(name, _)| *name != key.name).map(|(name, value)| format!("{name} = {value}")),
            );
            let sales =
                CUSTOMER.replace("customer", "sales").replace("}]", &format!("}}, {{ {} }}]", parts.join(", ")));
            check(&format!("{sales}{CUSTOMER}"));
        }
    }
}

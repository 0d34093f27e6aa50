//! Rejected rows and quarantined files.

use serde_json::{Map, Value, json};

use super::{Page, json as print_json};
use crate::check::{ListedReport, Listing, ReportedRow, reasons};
use crate::error::Result;
use crate::landing::Quarantined;
use crate::report::text::counted;

/// Prints rejected rows and quarantined files; `names` are the pipeline and the name of each report, `filter` is the
/// text that all of them have.
pub fn errors(
    names: &[(&str, &str)],
    listing: &Listing,
    quarantined: &[Quarantined],
    filter: &str,
    as_json: bool,
) -> Result<()> {
    let named = listing.reports.iter().filter_map(|listed| Some((*names.get(listed.at)?, listed)));
    if as_json {
        let mut reports: Vec<Value> = named.map(|(names, listed)| report(names, listed)).collect();
        let mut told = Map::new();
        if !filter.is_empty() {
            told.insert("filter".to_owned(), json!(filter));
            for (report, listed) in reports.iter_mut().zip(&listing.reports) {
                report["fitting"] = json!(listed.fitting);
            }
        }
        if let Some(page) = listing.page {
            told.extend([
                ("page".to_owned(), json!(page.number)),
                ("pages".to_owned(), json!(page.pages)),
                ("rows".to_owned(), json!(listing.rows)),
            ]);
        }
        told.extend([("reports".to_owned(), json!(reports)), ("quarantined".to_owned(), json!(quarantined))]);
        return print_json(&told);
    }
    let mut page = Page::default();
    for ((_, name), ListedReport { rejected, fitting, report, .. }) in named {
        let of = if filter.is_empty() { String::new() } else { format!("{fitting} of ") };
        page.line(format_args!("{name} · {of}{rejected} rejected"));
        for row in &report.rows {
            page.line(format_args!("  line {:>6}  {}", row.line, row.errors));
            if row.values.iter().any(|value| !value.is_empty()) {
                page.line(format_args!("               {}", row.values.join(" · ")));
            }
        }
    }
    for file in quarantined {
        let place = [file.line, file.column].into_iter().flatten().map(|n| format!(":{n}")).collect::<String>();
        page.line(format_args!("quarantined {}{place}  {}", file.file, file.reason));
    }
    if page.is_empty() {
        match (names, filter) {
            ([], _) => page.line("no error report yet"),
            (_, "") => page.line("no rejected rows"),
            (_, text) => page.line(format_args!("no match for “{text}”")),
        }
    }
    page.print()?;
    if let Some(page) = listing.page {
        let with = if filter.is_empty() { String::new() } else { format!(" with “{filter}”") };
        let rows = counted(listing.rows as u64, "rejected row", "rejected rows");
        super::note(&format!("page {} of {}; {rows}{with} in all", page.number, page.pages));
    }
    Ok(())
}

fn report((pipeline, name): (&str, &str), ListedReport { rejected, report, .. }: &ListedReport) -> Value {
    let rows: Vec<Value> = report.rows.iter().map(|row| row_of(row, &report.columns)).collect();
    json!({ "pipeline": pipeline, "report": name, "rejected": rejected, "rows": rows })
}

fn row_of(row: &ReportedRow, columns: &[String]) -> Value {
    let values: Map<String, Value> = columns.iter().cloned().zip(row.values.iter().map(|v| json!(v))).collect();
    let reasons: Vec<Value> = reasons(&row.errors, columns)
        .iter()
        .map(|reason| {
            let value = reason.value.as_ref().map(|value| value.text().into_owned());
            json!({ "column": reason.column, "rule": reason.rule.to_string(), "value": value })
        })
        .collect();
    json!({ "line": row.line, "values": values, "errors": row.errors, "reasons": reasons })
}

//! `report` in every format.

use std::fs;

use super::{json, look, refused};
use crate::support::week;

#[test]
fn reports_in_every_format() {
    let week = week();
    let all = look(&["report"]).out;
    for name in ["Customer growth", "Sales by membership", "Product sale breakdown", "Top customers", "Reconciliation"]
    {
        assert!(all.contains(name), "{name}");
    }
    for (name, file) in [
        ("customer_growth", "customer_growth"),
        ("top_customers", "sales_report"),
        ("product_sale_breakdown", "product_sale_breakdown"),
    ] {
        let csv = look(&["report", name, "--format", "csv"]).out;
        assert_eq!(csv, week.read(&format!("exports/{file}.csv")), "{name}");
        let json = json(&look(&["report", name, "--format", "json"]));
        assert_eq!(json.as_array().unwrap().len() + 1, csv.lines().count(), "{name}");
    }
    let growth = "date,customers\n2024-10-09,400\n2024-10-10,406\n2024-10-11,412\n";
    assert_eq!(look(&["report", "customer_growth", "--as-of", "2024-10-11", "--format", "csv"]).out, growth);
    let header = look(&["report", "product_sale_breakdown", "--format", "csv"]).out;
    assert!(header.starts_with("sale_date,membership_status,"), "{header}");
}

#[test]
fn reports_as_pictures() {
    let (week, folder) = (week(), tempfile::tempdir().unwrap());
    let name = "product_sale_breakdown";
    let svg = look(&["report", name, "--format", "svg"]).out;
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    let titles = ["Product sale breakdown", "total by name and membership_status", "active", "inactive", "Laptop"];
    assert!(titles.iter().all(|words| svg.contains(&format!(">{words}</text>"))), "{svg}");
    for report in ["customer_growth", "sales_by_membership", "top_customers", name] {
        let path = folder.path().join(format!("{report}.png"));
        let png = week.cli(&["report", report, "--format", "png", "-o", path.to_str().unwrap()]);
        let wrote = format!("wrote {}\n", path.display());
        assert_eq!((png.code, png.out.as_str(), png.err.as_str()), (0, "", wrote.as_str()));
        assert!(fs::read(&path).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    let path = folder.path().join("growth.svg");
    let args = ["report", "customer_growth", "--format", "svg"];
    week.cli(&[args.as_slice(), &["-o", path.to_str().unwrap()]].concat());
    assert_eq!(fs::read_to_string(path).unwrap(), look(&args).out);
    refused(
        &["report", "reconciliation", "--format", "svg"],
        2,
        "report `reconciliation` has no chart to draw",
        "csv, json or parquet",
    );
    refused(&["report", "--format", "png"], 2, "which report do you mean?", "customer_growth");
    assert_eq!(week.cli(&["query", "SELECT 1 AS n", "--format", "svg"]).code, 2);
    assert_eq!(week.cli(&["export", "product", "--format", "png"]).code, 2);
}

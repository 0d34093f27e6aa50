use std::fs;
use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::workspace::template::init;
use crate::workspace::{ChartKind, Column, ColumnType, Delimited, Format, Load, Workspace, open};

fn shop() -> Workspace {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), "shop").unwrap();
    open(dir.path()).unwrap()
}

#[test]
fn the_tree() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("new/shop");
    let made = init(&root, "shop").unwrap();
    let mut made: Vec<_> = made.iter().map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap()).collect();
    made.sort_unstable();
    assert_eq!(
        made,
        [
            "",
            ".gitignore",
            "landing_zone",
            "reports",
            "reports/customer_growth.sql",
            "reports/product_sale_breakdown.sql",
            "reports/product_sale_breakdown_published.sql",
            "reports/reconciliation.sql",
            "reports/sales_by_membership.sql",
            "reports/top_customers.sql",
            "reports/top_customers_active.sql",
            "shoptui.toml",
            "warehouse",
        ]
    );
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap();
    assert_eq!(ignored, "/archive/\n/quarantine/\n/error_reports/\n/exports/\n/warehouse/*\n");
}

#[test]
fn nothing_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("reports")).unwrap();
    let mine = dir.path().join("reports/top_customers.sql");
    fs::write(&mine, "SELECT 'mine'").unwrap();
    let made = init(dir.path(), "shop").unwrap();
    assert!(!made.contains(&mine));
    assert_eq!(fs::read_to_string(&mine).unwrap(), "SELECT 'mine'");

    let error = init(dir.path(), "shop").unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Usage, "there is a workspace already"));
    assert!(!error.hints.is_empty());
}

#[test]
fn other_templates() {
    let dir = tempfile::tempdir().unwrap();
    let check = |name: &str, message: &str, hint: &str| {
        let Error { message: said, hints, kind, .. } = init(&dir.path().join("x"), name).unwrap_err();
        assert_eq!((said.as_str(), hints.as_slice(), kind), (message, [hint.to_owned()].as_slice(), ErrorKind::Usage));
        assert!(!dir.path().join("x").exists());
    };
    check("shopp", "no template named `shopp`", "Did you mean `shop`? Known: shop, value-props.");
    for planned in ["retail", "orders", "northwind"] {
        check(
            planned,
            &format!("template `{planned}` is not available yet"),
            "Templates of this build: shop, value-props.",
        );
    }
}

#[test]
fn value_props() {
    let dir = tempfile::tempdir().unwrap();
    let made = init(dir.path(), "value-props").unwrap();
    assert!(made.contains(&dir.path().join("models")) && made.contains(&dir.path().join("models/gold.sql")));
    let ignored = fs::read_to_string(dir.path().join(".gitignore")).unwrap();
    assert!(ignored.ends_with("/warehouse/*\n/out/\n"), "{ignored}");
    let workspace = open(dir.path()).unwrap();
    let layers = workspace.pipelines.iter().map(|p| (p.name.as_str(), p.layer.as_deref().unwrap()));
    let layers = layers.chain(workspace.models.iter().map(|m| (m.name.as_str(), m.layer.as_deref().unwrap())));
    assert_eq!(
        layers.map(|(name, layer)| format!("{layer}/{name}")).collect::<Vec<_>>(),
        [
            "bronze/prints",
            "bronze/taps",
            "bronze/pays",
            "silver/silver_prints",
            "silver/silver_taps",
            "silver/silver_pays",
            "gold/gold"
        ]
    );
    for (pipeline, file) in workspace.pipelines.iter().zip(["prints.json", "taps.json", "pays.csv"]) {
        assert!(pipeline.files.regex.is_match(file));
        assert_eq!((pipeline.load, pipeline.key.len()), (Load::Replace, 0));
    }
    let events = ["day %Y-%m-%d", "user_id int", "value_prop string", "position int"];
    assert_eq!(described(&workspace.pipelines[0].columns), events);
    assert_eq!(described(&workspace.pipelines[1].columns), events);
    let payments = ["pay_date %Y-%m-%d", "total decimal(12,2)", "user_id int", "value_prop string"];
    assert_eq!(described(&workspace.pipelines[2].columns), payments);
}

#[test]
fn a_file_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("x"), "").unwrap();
    assert_eq!(init(&dir.path().join("x"), "shop").unwrap_err().kind, ErrorKind::Io);
}

fn described(columns: &[Column]) -> Vec<String> {
    let word = |column: &Column| {
        let kind = match &column.kind {
            ColumnType::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
            ColumnType::Enum(values) => values.join("|"),
            ColumnType::Date(format) => format.clone(),
            other => format!("{other:?}").to_lowercase(),
        };
        format!("{} {kind}{}", column.name, if column.required { "" } else { "?" })
    };
    columns.iter().map(word).collect()
}

#[test]
fn customers() {
    let shop = shop();
    let customer = shop.pipeline("customer").unwrap();
    assert!(customer.files.regex.is_match("customer_20241016.csv"));
    assert_eq!((customer.load, customer.key.as_slice(), customer.max_shrink), (Load::Snapshot, &[0][..], 0.5));
    let utf8 = encoding_rs::UTF_8;
    let format = Delimited { delimiter: ",".into(), quote: Some(b'"'), header: true, encoding: utf8 };
    assert_eq!(customer.format, Format::Delimited(format));
    assert_eq!(
        described(&customer.columns),
        [
            "customer_id int",
            "first_name string",
            "last_name string",
            "gender M|F|U",
            "email string",
            "membership_status active|inactive",
            "address string?",
            "phone_number string?",
            "date_of_birth %Y-%m-%d",
            "job string?",
            "company string?",
            "city string?",
            "state string?",
            "country string?",
            "language en-US|es-ES|fr-FR",
        ]
    );
}

#[test]
fn products_and_sales() {
    let shop = shop();
    let product = shop.pipeline("product").unwrap();
    assert!(product.files.regex.is_match("products_20241016.json"));
    assert_eq!((product.load, product.key.as_slice(), &product.format), (Load::Snapshot, &[1][..], &Format::Json));
    assert_eq!(
        described(&product.columns),
        ["name string", "product_id string", "price decimal(12,2)", "description string?", "creation_date %Y-%m-%d",]
    );
    let sales = shop.pipeline("sales").unwrap();
    assert!(sales.files.regex.is_match("sales_20241016.txt"));
    assert_eq!((sales.load, sales.key.as_slice()), (Load::Transaction, &[0][..]));
    let utf8 = encoding_rs::UTF_8;
    let format = Delimited { delimiter: "~".into(), quote: None, header: false, encoding: utf8 };
    assert_eq!(sales.format, Format::Delimited(format));
    assert_eq!(
        described(&sales.columns),
        [
            "sale_id int",
            "customer_id int",
            "product_id string",
            "quantity int",
            "price_per_unit decimal(12,2)",
            "total_price decimal(12,2)",
            "sale_date %Y-%m-%d",
        ]
    );
    let limited: Vec<_> = sales.columns.iter().filter(|c| c.min.is_some()).map(|c| c.name.as_str()).collect();
    assert_eq!(limited, ["quantity", "price_per_unit", "total_price"]);
}

#[test]
fn reports() {
    let shop = shop();
    let names: Vec<_> = shop.reports.iter().map(|r| (r.name.as_str(), r.file.as_str())).collect();
    assert_eq!(
        names,
        [
            ("customer_growth", "customer_growth"),
            ("sales_by_membership", "sales_by_membership"),
            ("product_sale_breakdown", "product_sale_breakdown"),
            ("product_sale_breakdown_published", "product_sale_breakdown_published"),
            ("top_customers", "sales_report"),
            ("top_customers_active", "sales_report_active_member"),
            ("reconciliation", "reconciliation"),
        ]
    );
    for report in &shop.reports {
        assert_eq!(report.sql_file, Path::new("reports").join(format!("{}.sql", report.name)));
        assert_eq!(report.check, report.name == "reconciliation");
        assert_eq!(report.chart.is_none(), report.check);
        assert_eq!(report.pivot.is_some(), report.name.starts_with("product_sale_breakdown"));
    }
    let chart = shop.report("sales_by_membership").unwrap().chart.as_ref().unwrap();
    assert_eq!((chart.kind, chart.by.as_deref()), (ChartKind::Stacked, Some("membership_status")));
}

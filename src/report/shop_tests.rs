//! The reports of the shop template over a small shop whose figures were worked out by hand.

use polars::prelude::*;
use polars::sql::SQLContext;

use super::*;
use crate::report::export::{ExportFormat, write};
use crate::workspace::PivotSpec;

/// The tables as CSV, so that a test can add or lose a row.
struct Shop {
    customer: String,
    product: String,
    sales: String,
    loads: String,
    load_totals: String,
}

const CUSTOMER: &str = "\
customer_id,first_name,last_name,email,membership_status,effective_from,expiry_date,is_current
";
const PRODUCT: &str = "product_id,name,effective_from,expiry_date,is_current\n";
const SALES: &str = "\
sale_id,customer_id,product_id,quantity,total_price,sale_date,effective_from,expiry_date,is_current
";
const LOADS: &str = "pipeline,date,part,rows,accepted,rejected,duplicates,opened,closed,unchanged\n";
const LOAD_TOTALS: &str = "pipeline,date,part,column,total,rejected,duplicates,unchanged,opened\n";

impl Shop {
    fn empty() -> Self {
        let [customer, product, sales, loads, load_totals] =
            [CUSTOMER, PRODUCT, SALES, LOADS, LOAD_TOTALS].map(String::from);
        Self { customer, product, sales, loads, load_totals }
    }

    /// Ana becomes inactive on the 12th, Bo is away on the 11th and 12th, Cy joins on the 10th; the laptop is renamed
    /// on the 11th; sale 8 was corrected, sale 2 resent, one line of sales came twice and two were rejected.
    fn week() -> Self {
        let mut shop = Self::empty();
        shop.customer += "\
1,Ana,Silva,ana@a,active,2024-10-09,2024-10-12,false
1,Ana,Moreau,ana@b,inactive,2024-10-12,2099-12-31,true
2,Bo,Lund,bo@x,inactive,2024-10-09,2024-10-11,false
2,Bo,Lund,bo@y,active,2024-10-13,2099-12-31,true
3,Cy,Roe,cy@x,active,2024-10-10,2099-12-31,true
";
        shop.product += "\
P1,Laptop,2024-10-09,2024-10-11,false
P1,Laptop Pro,2024-10-11,2099-12-31,true
P2,Camera,2024-10-10,2099-12-31,true
";
        shop.sales += "\
1,1,P1,2,100.00,2024-10-11,2024-10-11,2099-12-31,true
2,1,P1,1,50.50,2024-10-12,2024-10-12,2099-12-31,true
3,2,P1,3,30.00,2024-10-10,2024-10-10,2099-12-31,true
4,2,P1,5,20.00,2024-10-11,2024-10-11,2099-12-31,true
5,2,P2,1,10.00,2024-10-13,2024-10-13,2099-12-31,true
6,3,P2,4,40.00,2024-10-09,2024-10-09,2099-12-31,true
7,3,P2,1,7.00,2024-10-10,2024-10-10,2099-12-31,true
8,3,P9,100,999.00,2024-10-10,2024-10-10,2024-10-11,false
8,3,P9,1,9.00,2024-10-10,2024-10-11,2099-12-31,true
9,99,P1,50,500.00,2024-10-12,2024-10-12,2099-12-31,true
";
        for day in 9..=13 {
            shop.loads += &format!("customer,2024-10-{day:02},,3,3,0,0,1,0,2\n");
        }
        shop.loads += "\
customer,2024-10-10,b,3,3,0,0,1,0,2
sales,2024-10-09,,4,3,1,0,3,0,0
sales,2024-10-13,,10,8,1,1,7,1,1
";
        shop.load_totals += "\
sales,2024-10-09,,price_per_unit,1.00,1.00,1.00,1.00,1.00
sales,2024-10-09,,total_price,50.00,4.00,0.00,0.00,46.00
sales,2024-10-13,,total_price,1784.00,7.00,7.00,50.50,1719.50
";
        shop
    }

    fn run(&self, sql: &str) -> PolarsResult<DataFrame> {
        let tables = [
            ("customer", &self.customer),
            ("product", &self.product),
            ("sales", &self.sales),
            ("loads", &self.loads),
            ("load_totals", &self.load_totals),
        ];
        let mut context = SQLContext::new();
        for (name, csv) in tables {
            context.register(name, typed(name, csv)?);
        }
        context.execute(sql)?.collect()
    }

    fn broken(&self) -> Vec<usize> {
        let rows = self.run(RECONCILIATION).unwrap();
        build(&ReportSpec { check: true, ..spec(None) }, rows).unwrap().broken
    }
}

fn typed(table: &str, csv: &str) -> PolarsResult<LazyFrame> {
    let options = CsvReadOptions::default().with_infer_schema_length(Some(0)).with_has_header(true);
    let frame = options.into_reader_with_file_handle(std::io::Cursor::new(csv.as_bytes())).finish()?;
    let columns = frame.get_column_names_owned().into_iter().map(|name| {
        let text = col(name.clone());
        match (table, name.as_str()) {
            (_, "customer_id" | "sale_id" | "quantity") => text.cast(DataType::Int64),
            ("loads", "rows" | "accepted" | "rejected" | "duplicates" | "opened" | "closed" | "unchanged") => {
                text.cast(DataType::Int64)
            }
            ("load_totals", "total" | "rejected" | "duplicates" | "unchanged" | "opened") => {
                text.cast(DataType::Decimal(38, 2))
            }
            (_, "total_price") => text.cast(DataType::Decimal(12, 2)),
            (_, "effective_from" | "expiry_date" | "sale_date" | "date") => text.cast(DataType::Date),
            (_, "is_current") => text.eq(lit("true")).alias(name),
            _ => text,
        }
    });
    Ok(frame.clone().lazy().select(columns.collect::<Vec<_>>()))
}

fn spec(pivot: Option<PivotSpec>) -> ReportSpec {
    ReportSpec {
        name: "r".into(),
        title: "R".into(),
        sql: String::new(),
        sql_file: "reports/r.sql".into(),
        chart: None,
        pivot,
        file: "r".into(),
        check: false,
    }
}

fn csv(mut frame: DataFrame) -> String {
    let mut out = Vec::new();
    write(&mut frame, ExportFormat::Csv, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(shop: &Shop, sql: &str, expected: &str) {
    assert_eq!(csv(shop.run(sql).unwrap()), expected);
}

const CUSTOMER_GROWTH: &str = include_str!("../../assets/templates/shop/reports/customer_growth.sql");
const SALES_BY_MEMBERSHIP: &str = include_str!("../../assets/templates/shop/reports/sales_by_membership.sql");
const BREAKDOWN: &str = include_str!("../../assets/templates/shop/reports/product_sale_breakdown.sql");
const PUBLISHED: &str = include_str!("../../assets/templates/shop/reports/product_sale_breakdown_published.sql");
const TOP: &str = include_str!("../../assets/templates/shop/reports/top_customers.sql");
const TOP_ACTIVE: &str = include_str!("../../assets/templates/shop/reports/top_customers_active.sql");
const RECONCILIATION: &str = include_str!("../../assets/templates/shop/reports/reconciliation.sql");

#[test]
fn growth_counts_who_holds_on_every_file_date() {
    check(
        &Shop::week(),
        CUSTOMER_GROWTH,
        "date,customers\n2024-10-09,2\n2024-10-10,3\n2024-10-11,2\n2024-10-12,2\n2024-10-13,3\n",
    );
    let mut gone = Shop::empty();
    gone.customer += "1,Ana,Silva,ana@a,active,2024-10-09,2024-10-10,false\n";
    gone.loads += "customer,2024-10-09,,1,1,0,0,1,0,0\ncustomer,2024-10-10,,0,0,0,0,0,1,0\n";
    check(&gone, CUSTOMER_GROWTH, "date,customers\n2024-10-09,1\n2024-10-10,0\n");
    check(&Shop::empty(), CUSTOMER_GROWTH, "date,customers\n");
}

#[test]
fn membership_is_the_one_held_on_the_day_of_the_sale() {
    check(
        &Shop::week(),
        SALES_BY_MEMBERSHIP,
        "sale_date,membership_status,total\n2024-10-10,active,16.00\n2024-10-10,inactive,30.00\n\
         2024-10-11,active,100.00\n2024-10-12,inactive,50.50\n2024-10-13,active,10.00\n",
    );
    check(&Shop::empty(), SALES_BY_MEMBERSHIP, "sale_date,membership_status,total\n");
}

#[test]
fn the_breakdown_counts_a_sale_once_under_the_name_of_its_day() {
    check(
        &Shop::week(),
        BREAKDOWN,
        "sale_date,membership_status,name,total\n2024-10-10,active,(not in catalogue),9.00\n\
         2024-10-10,active,Camera,7.00\n2024-10-10,inactive,Laptop,30.00\n2024-10-11,active,Laptop Pro,100.00\n\
         2024-10-12,inactive,Laptop Pro,50.50\n2024-10-13,active,Camera,10.00\n",
    );
    check(&Shop::empty(), BREAKDOWN, "sale_date,membership_status,name,total\n");
}

#[test]
fn the_breakdown_is_pivoted_with_a_column_a_product() {
    let pivot = Some(PivotSpec { on: "name".into(), values: "total".into() });
    let report = |shop: &Shop| build(&spec(pivot.clone()), shop.run(BREAKDOWN).unwrap()).unwrap();
    assert_eq!(
        csv(report(&Shop::week()).frame),
        "sale_date,membership_status,(not in catalogue),Camera,Laptop,Laptop Pro\n\
         2024-10-10,active,9.00,7.00,0.00,0.00\n2024-10-10,inactive,0.00,0.00,30.00,0.00\n\
         2024-10-11,active,0.00,0.00,0.00,100.00\n2024-10-12,inactive,0.00,0.00,0.00,50.50\n\
         2024-10-13,active,0.00,10.00,0.00,0.00\n"
    );
    let empty = report(&Shop::empty());
    assert_eq!(csv(empty.frame), "sale_date,membership_status\n");
    assert_eq!(empty.pivot, Some(Pivoted { on: "name".into(), values: "total".into(), index: 2 }));
}

#[test]
fn the_published_breakdown_counts_a_sale_once_per_version() {
    check(
        &Shop::week(),
        PUBLISHED,
        "sale_date,membership_status,name,total\n2024-10-10,active,Camera,7.00\n2024-10-10,inactive,Laptop,30.00\n\
         2024-10-10,inactive,Laptop Pro,30.00\n2024-10-11,active,Laptop,100.00\n2024-10-11,active,Laptop Pro,100.00\n\
         2024-10-12,inactive,Laptop,50.50\n2024-10-12,inactive,Laptop Pro,50.50\n2024-10-13,active,Camera,10.00\n",
    );
    let mut repriced = Shop::empty();
    repriced.customer += "1,Ana,Silva,ana@a,active,2024-10-09,2099-12-31,true\n";
    repriced.product += "P1,Laptop,2024-10-09,2024-10-10,false\nP1,Laptop,2024-10-10,2099-12-31,true\n";
    repriced.sales += "1,1,P1,1,5.00,2024-10-09,2024-10-09,2099-12-31,true\n";
    check(&repriced, PUBLISHED, "sale_date,membership_status,name,total\n2024-10-09,active,Laptop,10.00\n");
    check(&repriced, BREAKDOWN, "sale_date,membership_status,name,total\n2024-10-09,active,Laptop,5.00\n");
    check(&Shop::empty(), PUBLISHED, "sale_date,membership_status,name,total\n");
}

const TOP_HEADER: &str = "customer_id,first_name,last_name,email,quantity\n";

#[test]
fn top_customers_count_all_sales_and_the_latest_names() {
    let expected = "99,,,,50\n2,Bo,Lund,bo@y,9\n3,Cy,Roe,cy@x,6\n1,Ana,Moreau,ana@b,3\n";
    check(&Shop::week(), TOP, &format!("{TOP_HEADER}{expected}"));
    check(&Shop::empty(), TOP, TOP_HEADER);
}

#[test]
fn top_active_customers_count_sales_on_active_days() {
    let expected = "1,Ana,Moreau,ana@b,2\n3,Cy,Roe,cy@x,2\n2,Bo,Lund,bo@y,1\n";
    check(&Shop::week(), TOP_ACTIVE, &format!("{TOP_HEADER}{expected}"));
    check(&Shop::empty(), TOP_ACTIVE, TOP_HEADER);
}

#[test]
fn ten_customers_by_id_where_they_tie_and_no_sum_overflows() {
    let mut shop = Shop::empty();
    for id in (1..=12).rev() {
        shop.sales += &format!("{id},{id},P1,4,1.00,2024-10-09,2024-10-09,2099-12-31,true\n");
    }
    for id in [20, 21] {
        shop.sales += &format!("{id},-5,P1,{},1.00,2024-10-09,2024-10-09,2099-12-31,true\n", i64::MAX);
    }
    let rest: String = (1..=9).map(|id| format!("{id},,,,4\n")).collect();
    check(&shop, TOP, &format!("{TOP_HEADER}-5,,,,18446744073709551614\n{rest}"));
}

#[test]
fn every_row_and_cent_is_accounted_for() {
    let lines = "line,left_side,right_side,ok,not_listed\n\
         rows in files = loaded + unchanged + duplicates + rejected,14.00,14.00,true,\n\
         money in files = loaded + unchanged + duplicates + rejected,1834.00,1834.00,true,\n\
         money by membership + not listed that day = money of all sales,766.50,766.50,true,560.00\n\
         product sale breakdown = sales by membership,206.50,206.50,true,\n";
    check(&Shop::week(), RECONCILIATION, lines);
    let nothing = ["14.00", "1834.00", "766.50", "206.50", "560.00"]
        .into_iter()
        .fold(lines.to_string(), |lines, figure| lines.replace(&format!(",{figure}"), ",0.00"));
    check(&Shop::empty(), RECONCILIATION, &nothing);
    assert!(Shop::week().broken().is_empty());
}

#[test]
fn a_lost_row_and_lost_money_show() {
    let mut shop = Shop::week();
    shop.sales = shop.sales.replace("7,3,P2,1,7.00,2024-10-10,2024-10-10,2099-12-31,true\n", "");
    assert_eq!(shop.broken(), [0, 1]);
    let mut shop = Shop::week();
    shop.sales = shop.sales.replace("P2,1,7.00", "P2,1,7.01");
    assert_eq!(shop.broken(), [1]);
}

#[test]
fn versions_that_overlap_show() {
    let mut shop = Shop::week();
    shop.customer += "1,Ana,Silva,ana@a,active,2024-10-11,2024-10-12,false\n";
    assert_eq!(shop.broken(), [2]);
    let mut shop = Shop::week();
    shop.product += "P1,Laptop Max,2024-10-12,2024-10-13,false\n";
    assert_eq!(shop.broken(), [3]);
}

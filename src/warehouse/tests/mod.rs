//! What every kind of warehouse must do, tried on Delta and on plain rows in memory: both must tell the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod memory;

use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::*;

use super::*;
use crate::check::{self, Checked, Corrections, Lookups, Scratch};
use crate::error::{Error, ErrorKind};
use crate::history::View;
use crate::landing::Slot;
use crate::report::export::{self, ExportFormat};
use crate::store::Location;
use crate::workspace::{self, Pipeline};
use memory::MemoryWarehouse;

const CONFIG: &str = r#"
[pipelines.people]
files = 'people_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "snapshot"
key = ["id"]
columns = [
  { name = "id", type = "int", required = true },
  { name = "name", type = "string" },
  { name = "spent", type = "decimal(9,2)" },
]

[pipelines.visits]
files = 'visits_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "transaction"
key = ["shop", "person"]
columns = [
  { name = "shop", type = "string", required = true },
  { name = "person", type = "int", required = true },
  { name = "day", type = "date", format = "%Y-%m-%d" },
]

[pipelines.clicks]
files = 'clicks_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "append"
columns = [
  { name = "page", type = "string", required = true },
  { name = "spent", type = "decimal(9,2)" },
]

[pipelines.prices]
files = 'prices_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "replace"
key = ["sku"]
columns = [
  { name = "sku", type = "int", required = true },
  { name = "price", type = "decimal(9,2)" },
]

[pipelines.shelves]
files = 'shelves_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "replace"
columns = [
  { name = "shelf", type = "string", required = true },
  { name = "full", type = "bool" },
]

[pipelines.stock]
files = 'stock_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "partition"
partition_by = "region"
columns = [
  { name = "region", type = "string" },
  { name = "amount", type = "int", required = true },
]

[pipelines.routes]
files = 'routes_(?<date>\d{8})\.csv'
format = { type = "delimited" }
load = "partition"
partition_by = "week"
key = ["stop", "van"]
columns = [
  { name = "van", type = "int", required = true },
  { name = "stop", type = "string", required = true },
  { name = "week", type = "date", format = "%Y-%m-%d" },
  { name = "boxes", type = "int" },
]
"#;

/// What is done to a warehouse: files of days to tables.
const PEOPLE: [(u32, &str); 5] = [
    (1, "id,name,spent\n1,ann,1.50\n2,bob,\n3,cid,7.00\n4,dan,0.10\n5,eve,\n"),
    (2, "id,name,spent\n1,ann,1.50\n2,bob,2.00\n3,cid,7.00\n4,dan,0.10\n5,eve,\n"),
    // A row that is rejected: its key is held.
    (3, "id,name,spent\n1,ann,1.50\nx,?,1\n3,,7.00\n4,dan,much\n6,fay,\n"),
    (4, "id,name,spent\n1,ann,1.50\n2,bob,2.00\n3,cid,7.00\n4,dan,0.10\n6,fay,\n"),
    // A second file of the day: what the first opened held on no day.
    (4, "id,name,spent\n1,ann,9.99\n2,bob,2.00\n3,cid,7.01\n4,dan,0.10\n6,fay,\n"),
];
const VISITS: [(u32, &str); 3] = [
    (1, "shop,person,day\nnorth,1,2024-10-01\nnorth,2,2024-10-01\nsouth,1,\n"),
    (2, "shop,person,day\nnorth,1,2024-10-02\nsouth,1,\n"),
    (3, "shop,person,day\neast,7,2024-10-03\n"),
];

const CLICKS: [(u32, &str); 4] = [
    (1, "page,spent\nhome,1.00\nhome,1.00\nabout,\n"),
    (1, "page,spent\nhome,1.00\n"),
    (2, "page,spent\n"),
    (4, "page,spent\nhome,1.00\n,2.00\n"),
];
const PRICES: [(u32, &str); 5] = [
    (1, "sku,price\n1,1.00\n2,2.00\n3,3.00\n"),
    // A key twice with different rows, and one that says the same twice; none of it stays of the day before.
    (2, "sku,price\n1,1.00\n1,1.50\n2,2.00\n2,2.00\n"),
    // A second file of the day says a key anew.
    (2, "sku,price\n2,2.50\n4,4.00\n"),
    (4, "sku,price\n"),
    (5, "sku,price\n5,5.00\nx,1.00\n"),
];
const SHELVES: [(u32, &str); 4] = [
    (1, "shelf,full\na,true\na,true\nb,\n"),
    (3, "shelf,full\na,true\n"),
    (3, "shelf,full\na,true\nc,false\n"),
    (4, "shelf,full\n,true\nd,false\n"),
];
const STOCK: [(u32, &str); 6] = [
    (1, "region,amount\nnorth,1\nnorth,1\nsouth,2\n,3\n"),
    (2, "region,amount\nnorth,1\nsouth,x\n"),
    (3, "region,amount\n,4\n,4\neast,5\n"),
    // A second file of the day names a partition that the first has named.
    (3, "region,amount\neast,6\n"),
    (4, "region,amount\n"),
    (5, "region,amount\nsouth,7\nnorth,8\n,9\n"),
];
const ROUTES: [(u32, &str); 4] = [
    (1, "van,stop,week,boxes\n1,a,2024-10-01,1\n1,b,2024-10-01,2\n2,a,2024-10-08,3\n2,b,,4\n"),
    // A bad row holds its key; another key comes in from another week; the rest of the week ends.
    (2, "van,stop,week,boxes\n1,a,2024-10-01,x\n2,a,2024-10-01,3\n"),
    // One row that says the same, and a key with two rows.
    (3, "van,stop,week,boxes\n2,b,,4\n3,c,2024-10-08,1\n3,c,2024-10-08,2\n"),
    (3, "van,stop,week,boxes\n2,b,2024-10-08,4\n"),
];

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 10, day).unwrap()
}

/// What is loaded into each table.
const FILES: [(&str, &[(u32, &str)]); 7] = [
    ("people", &PEOPLE),
    ("visits", &VISITS),
    ("clicks", &CLICKS),
    ("prices", &PRICES),
    ("shelves", &SHELVES),
    ("stock", &STOCK),
    ("routes", &ROUTES),
];

/// Rows as CSV.
fn text(mut rows: DataFrame) -> String {
    let mut out = Vec::new();
    export::write(&mut rows, ExportFormat::Csv, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A warehouse with the folder and the pipelines that it is for.
struct Tried {
    warehouse: Box<dyn Warehouse>,
    pipelines: Vec<Pipeline>,
    folder: tempfile::TempDir,
}

/// Both kinds of warehouse, empty.
fn both() -> [Tried; 2] {
    let tried = |kind: fn(&Path, &[Pipeline]) -> Box<dyn Warehouse>| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("shoptui.toml"), CONFIG).unwrap();
        let pipelines = workspace::open(folder.path()).unwrap().pipelines;
        Tried { warehouse: kind(&folder.path().join("tables"), &pipelines), pipelines, folder }
    };
    [
        tried(|folder, pipelines| Box::new(DeltaWarehouse::open(folder, pipelines, &[]).unwrap())),
        tried(|_, pipelines| Box::new(MemoryWarehouse::new(pipelines))),
    ]
}

impl Tried {
    fn pipeline(&self, name: &str) -> &Pipeline {
        self.pipelines.iter().find(|pipeline| pipeline.name == name).unwrap()
    }

    fn checked(&self, pipeline: &Pipeline, bytes: &str) -> Checked {
        let path = self.folder.path().join("file.csv");
        std::fs::write(&path, bytes).unwrap();
        let (corrections, lookups) = (&Corrections::default(), &Lookups::default());
        let scratch = &Scratch { folder: self.folder.path().join("parts"), part_bytes: 1 << 20 };
        let check_cancelled = &|_| Ok(());
        check::file(&check::Source {
            file: &Location::of_path(&path).unwrap(),
            pipeline,
            scratch,
            corrections,
            lookups,
            check_cancelled,
        })
        .unwrap()
    }

    fn load(
        &self,
        change: &mut dyn Change,
        pipeline: &Pipeline,
        (at, number): (u32, usize),
        bytes: &str,
    ) -> LoadOutcome {
        let file = format!("{}_{at}_{number}.csv", pipeline.name);
        let source = &Source {
            slot: Slot { date: day(at), part: Some(number.to_string()) },
            archived: file.clone(),
            sha256: format!("{number:064}"),
            file,
            corrections: Vec::new(),
            upstream_fingerprint: None,
        };
        let (checked, shrink) = (self.checked(pipeline, bytes), Shrink::Hold);
        change.load(LoadRequest { source, run: "a-run", checked, shrink, check_cancelled: &|_| Ok(()) }).unwrap()
    }

    /// Applies files in one change.
    fn change(&self, table: &str, start: Start<'_>, files: &[(u32, &str)]) {
        let pipeline = self.pipeline(table);
        let mut change = self.warehouse.change(Begin { pipeline, run: "a-run", start }).unwrap();
        for (number, (at, bytes)) in files.iter().enumerate() {
            let outcome = self.load(change.as_mut(), pipeline, (*at, number), bytes);
            assert!(matches!(outcome, LoadOutcome::Loaded(_)), "{outcome:?}");
        }
        assert!(change.commit().unwrap().trouble.is_none());
    }

    /// Every file as a change of its own.
    fn loaded(self) -> Self {
        for (table, files) in FILES {
            files.iter().for_each(|file| self.change(table, Start::Now, &[*file]));
        }
        self
    }

    /// Everything that can be asked of the tables.
    fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        for pipeline in &self.pipelines {
            let warehouse = self.warehouse.as_ref();
            warehouse.check_schema(pipeline).unwrap();
            told.push(format!("loads {:?}", warehouse.loads(pipeline).unwrap()));
            told.push(format!("past {:?}", warehouse.past(pipeline).unwrap()));
            told.push(format!("{:?}", warehouse.inspect(pipeline).unwrap()));
            told.extend((1..6).map(|at| format!("rewound {:?}", warehouse.count_rewound(pipeline, day(at)))));
            told.extend(of_versions(warehouse.versions(pipeline).unwrap().as_ref(), pipeline));
            for at in 1..5 {
                let column = &pipeline.columns[1];
                let known = warehouse.known_values(pipeline, &column.name, day(at)).unwrap();
                let values = match column.name.as_str() {
                    "name" | "stop" => Column::new("v".into(), [Some("ann"), Some("a"), Some("eve"), None, Some("x")]),
                    "person" | "amount" => Column::new("v".into(), [1i64, 2, 7, 9]),
                    _ => continue,
                };
                told.push(format!("absent on {at}: {:?}", known.absent(&values).unwrap()));
            }
            let query = format!("SELECT count(*) AS n, count(is_current) FROM {}", pipeline.name);
            for view in [View::All, View::Current, View::On(day(2)), View::AsOf(day(3))] {
                told.push(format!("{view:?} {}", text(warehouse.query(&query, view).unwrap())));
            }
        }
        told.push(text(self.warehouse.query("SELECT * FROM loads ORDER BY file", View::All).unwrap()));
        told.push(text(self.warehouse.query("SELECT total, opened FROM load_totals", View::All).unwrap()));
        told
    }
}

/// Everything that can be asked of the versions of a table.
fn of_versions(versions: &dyn Versions, pipeline: &Pipeline) -> Vec<String> {
    let (size, columns) = (versions.size(), stored_columns(pipeline));
    let mut told = vec![format!("{} versions, {} current", size.versions, size.current)];
    told.extend(versions.nulls().unwrap().into_iter().map(|nulls| format!("nulls {nulls:?}")));
    for view in [View::All, View::Current, View::On(day(2)), View::AsOf(day(2))] {
        let query = rows::RowQuery { view, sort: rows::by_key(pipeline), ..Default::default() };
        told.push(format!("{view:?} {}", text(rows::rows(versions, pipeline, &query, &|_| Ok(())).unwrap())));
    }
    // The blocks put together are the table, and the open versions come first.
    let mut all = versions.rows(&columns, 0..0).unwrap();
    for block in versions.blocks(View::All).unwrap() {
        assert_eq!(block.start, all.height() as u64);
        all.vstack_mut(&versions.rows(&columns, block).unwrap()).unwrap();
    }
    assert_eq!(all.height() as u64, size.versions);
    let current: Vec<Option<bool>> = all.column("is_current").unwrap().bool().unwrap().iter().collect();
    assert!(current.iter().enumerate().all(|(at, current)| *current == Some((at as u64) < size.current)));
    assert_eq!(versions.blocks(View::Current).unwrap().last().map_or(0, |block| block.end), size.current);
    // Any range, of any columns.
    for range in [0..1, 1..size.versions.max(1), size.versions..size.versions + 3] {
        let rows = versions.rows(&["is_current", "row_hash"], range.clone()).unwrap();
        let expected = all.select(["is_current", "row_hash"]).unwrap();
        assert!(rows.equals_missing(&expected.slice(range.start as i64, (range.end - range.start) as usize)));
    }
    // The versions of keys are those of the table, whichever keys there are.
    let key: Vec<&str> = pipeline.key_names().collect();
    if key.is_empty() {
        return told;
    }
    let keys = all.select(key.iter().copied()).unwrap().unique_stable(None, UniqueKeepStrategy::First, None).unwrap();
    for keys in [keys.slice(0, 0), keys.slice(1, 1), keys.slice(0, 2), keys] {
        let found = versions.of_keys(&keys, &|_| Ok(())).unwrap();
        assert_eq!(found.get_column_names(), all.get_column_names());
        let on: Vec<Expr> = key.iter().map(|name| col(*name)).collect();
        let expected = all.clone().lazy().join(keys.lazy(), on.clone(), on, JoinArgs::new(JoinType::Semi));
        let by = || key.iter().copied().chain(["effective_from"]).collect::<Vec<_>>();
        let sorted = |rows: DataFrame| rows.sort(by(), SortMultipleOptions::default()).unwrap();
        assert!(sorted(found).equals_missing(&sorted(expected.collect().unwrap())));
    }
    told
}

#[track_caller]
fn same(tried: &[Tried; 2]) -> Vec<String> {
    let [delta, memory] = tried;
    let told = delta.told();
    told.iter().zip(memory.told()).for_each(|(delta, memory)| assert_eq!(*delta, memory));
    told
}

#[test]
fn empty_tables() {
    let told = same(&both());
    assert!(told.contains(&"0 versions, 0 current".to_owned()), "{told:?}");
}

#[test]
fn loads_one_after_the_other_and_in_one_change() {
    let one = both().map(Tried::loaded);
    let told = same(&one);
    assert!(told.contains(&"11 versions, 5 current".to_owned()), "{told:?}");
    let many = both();
    for tried in &many {
        FILES.iter().for_each(|(table, files)| tried.change(table, Start::Now, files));
    }
    same(&many);
    let rows =
        |told: &[String]| told.iter().filter(|line| line.contains("effective_from")).cloned().collect::<Vec<_>>();
    assert_eq!(rows(&many[0].told()), rows(&told));
}

#[test]
fn a_rewind_and_a_replay_give_what_was_there() {
    let tried = both().map(Tried::loaded);
    let before = same(&tried);
    for one in &tried {
        let check_cancelled = &|_| Ok(());
        one.change("people", Start::Before { day: day(3), check_cancelled }, &PEOPLE[2..]);
        one.change("visits", Start::Nothing, &VISITS);
    }
    let rows =
        |told: &[String]| told.iter().filter(|line| line.contains("effective_from")).cloned().collect::<Vec<_>>();
    assert_eq!(rows(&same(&tried)), rows(&before));
    for one in &tried {
        let check_cancelled = &|_| Ok(());
        one.change("people", Start::Before { day: day(2), check_cancelled }, &[]);
    }
    assert!(same(&tried).contains(&"5 versions, 5 current".to_owned()));
}

/// The current rows of a table as they are exported.
fn current(tried: &Tried, table: &str) -> String {
    let pipeline = tried.pipeline(table);
    let sort = rows::by_key(pipeline);
    let query = rows::RowQuery { view: View::Current, sort, ..Default::default() };
    let versions = tried.warehouse.versions(pipeline).unwrap();
    let found = rows::rows(versions.as_ref(), pipeline, &query, &|_| Ok(())).unwrap();
    let names: Vec<&str> = pipeline.columns.iter().map(|c| c.name.as_str()).collect();
    text(found.select(names).unwrap()).replace('\n', " ")
}

#[test]
fn every_kind_of_load() {
    for tried in both().map(Tried::loaded) {
        assert_eq!(current(&tried, "clicks"), "page,spent about, home,1.00 home,1.00 home,1.00 home,1.00 ");
        assert_eq!(current(&tried, "prices"), "sku,price 5,5.00 ");
        assert_eq!(current(&tried, "shelves"), "shelf,full d,false ");
        assert_eq!(current(&tried, "stock"), "region,amount east,6 north,8 south,7 ,9 ");
        let routes = "van,stop,week,boxes 1,a,2024-10-01,1 2,a,2024-10-01,3 2,b,2024-10-08,4 ";
        assert_eq!(current(&tried, "routes"), routes);
        let loads = |table: &str| -> Vec<(u64, u64, Option<u64>)> {
            let loads = tried.warehouse.loads(tried.pipeline(table)).unwrap();
            loads.iter().map(|load| (load.opened, load.closed, load.same_day)).collect()
        };
        let some = |loads: &[(u64, u64, u64)]| loads.iter().map(|l| (l.0, l.1, Some(l.2))).collect::<Vec<_>>();
        assert_eq!(loads("clicks"), some(&[(3, 0, 0), (1, 0, 0), (0, 0, 0), (1, 0, 0)]));
        assert_eq!(loads("prices"), some(&[(3, 0, 0), (1, 3, 3), (2, 1, 1), (0, 2, 2), (1, 0, 0)]));
        assert_eq!(loads("shelves"), some(&[(3, 0, 0), (1, 3, 3), (2, 0, 0), (1, 3, 3)]));
        assert_eq!(loads("stock"), some(&[(4, 0, 0), (1, 2, 0), (3, 1, 0), (1, 1, 1), (0, 0, 0), (3, 4, 0)]));
        assert_eq!(loads("routes"), some(&[(4, 0, 0), (1, 2, 0), (1, 1, 0), (1, 1, 1)]));
        for pipeline in &tried.pipelines {
            let inspection = tried.warehouse.inspect(pipeline).unwrap();
            let loads = tried.warehouse.loads(pipeline).unwrap();
            assert_eq!(against_loads(&inspection, &loads), Vec::<String>::new(), "{}", pipeline.name);
            assert!(inspection.broken.is_empty(), "{}: {inspection:?}", pipeline.name);
        }
        let error = tried.warehouse.history(tried.pipeline("stock"), &[]).unwrap_err();
        assert_eq!(error.message, "stock has no key: its rows have no history of their own");
    }
}

#[test]
fn a_table_without_history_is_taken_back_by_loading_a_day_again() {
    let tried = both().map(Tried::loaded);
    let before = same(&tried);
    let check_cancelled = &|_| Ok(());
    for one in &tried {
        let pipeline = one.pipeline("shelves");
        let start = Start::Before { day: day(4), check_cancelled };
        let change = one.warehouse.change(Begin { pipeline, run: "a-run", start }).unwrap();
        assert!(change.commit().is_err(), "day 3 is gone");
        one.change("shelves", Start::Before { day: day(3), check_cancelled }, &SHELVES[1..3]);
        assert_eq!(current(one, "shelves"), "shelf,full a,true a,true c,false ");
    }
    same(&tried);
    for one in &tried {
        for (table, files) in FILES {
            one.change(table, Start::Before { day: day(1), check_cancelled }, files);
        }
    }
    // The files are numbered anew; what they make is the same, and what their loads came to.
    let rows =
        |told: &[String]| told.iter().filter(|line| line.contains("effective_from")).cloned().collect::<Vec<_>>();
    assert_eq!(rows(&same(&tried)), rows(&before));
}

#[test]
fn a_change_sees_itself_and_nobody_else_sees_it_before_its_commit() {
    for tried in both().map(Tried::loaded) {
        let before = tried.told();
        let pipeline = tried.pipeline("visits");
        let old = tried.warehouse.versions(pipeline).unwrap();
        let count = |versions: &dyn Versions| (versions.size().versions, versions.size().current);
        let mut change = tried.warehouse.change(Begin { pipeline, run: "a-run", start: Start::Now }).unwrap();
        tried.load(change.as_mut(), pipeline, (5, 9), "shop,person,day\nwest,8,\nnorth,1,\n");
        let (all, current) = count(old.as_ref());
        assert_eq!(count(change.versions().unwrap().as_ref()), (all + 2, current + 1));
        of_versions(change.versions().unwrap().as_ref(), pipeline);
        drop(change);
        assert_eq!(tried.told(), before);
        tried.change("visits", Start::Now, &[(6, "shop,person,day\nwest,8,\n")]);
        assert_eq!(count(tried.warehouse.versions(pipeline).unwrap().as_ref()), (all + 1, current + 1));
        assert_eq!(count(old.as_ref()), (all, current), "what was opened before stays as it was");
    }
}

#[test]
fn a_snapshot_that_closes_too_much_is_held_back() {
    for tried in both().map(Tried::loaded) {
        let before = tried.told();
        let pipeline = tried.pipeline("people");
        let mut change = tried.warehouse.change(Begin { pipeline, run: "a-run", start: Start::Now }).unwrap();
        let outcome = tried.load(change.as_mut(), pipeline, (5, 9), "id,name,spent\n1,ann,1.50\n");
        assert_eq!(outcome, LoadOutcome::Held(Hold { rows: 1, closing: 4, current: 5 }));
        drop(change);
        assert_eq!(tried.told(), before);
    }
}

#[test]
fn the_history_of_a_key() {
    for tried in both().map(Tried::loaded) {
        let versions = |table: &str, key: &[&str]| {
            let key: Vec<String> = key.iter().map(|text| (*text).to_owned()).collect();
            tried.warehouse.history(tried.pipeline(table), &key).unwrap()
        };
        assert_eq!(versions("people", &["2"]).height(), 3);
        assert_eq!(versions("visits", &["north", "1"]).height(), 2);
        for (table, key) in
            [("people", &["77"][..]), ("people", &["x"]), ("visits", &["north"]), ("visits", &["", "1"])]
        {
            let found = versions(table, key);
            let columns: Vec<&str> = found.get_column_names().into_iter().map(|name| name.as_str()).collect();
            assert_eq!((found.height(), columns), (0, stored_columns(tried.pipeline(table))));
        }
        let found = |text: &str| -> Vec<Vec<String>> {
            let query = Query { text: text.into(), from: 0, parts: usize::MAX, most: 10 };
            let keys = search(tried.warehouse.as_ref(), tried.pipeline("visits"), &query, &|_| Ok(())).unwrap();
            keys.keys.into_iter().map(|found| found.key).collect()
        };
        assert_eq!(found("ORTH"), [["north", "1"], ["north", "2"]]);
        assert_eq!(found("").len(), 4);
    }
}

#[test]
fn other_warehouses_of_a_kind_and_a_reset() {
    for tried in both().map(Tried::loaded) {
        let pipeline = tried.pipeline("people");
        let scratch = tried.warehouse.scratch(&tried.folder.path().join("scratch")).unwrap();
        assert_eq!(scratch.versions(pipeline).unwrap().size(), TableSize::default());
        let before = tried.told();
        scratch.reset().unwrap();
        assert_eq!(tried.told(), before);
        tried.warehouse.tidy(pipeline).unwrap();
        assert_eq!(tried.told(), before);
        let files = tried.warehouse.check_files(pipeline, Look::Deep, &|_| Ok(())).unwrap();
        assert!(files.wrong.is_empty(), "{files:?}");
        tried.warehouse.reset().unwrap();
        assert_eq!(tried.warehouse.versions(pipeline).unwrap().size(), TableSize::default());
        assert!(tried.warehouse.loads(pipeline).unwrap().is_empty());
    }
}

#[test]
fn rows_stay_within_bounds_and_stop() {
    for tried in both().map(Tried::loaded) {
        let pipeline = tried.pipeline("people");
        let versions = tried.warehouse.versions(pipeline).unwrap();
        let error = |query: &rows::RowQuery| {
            rows::rows(versions.as_ref(), pipeline, query, &|_| Err(Error::new(ErrorKind::Cancelled, "stopped")))
        };
        assert_eq!(error(&Default::default()).unwrap_err().kind, ErrorKind::Cancelled);
        let rows = |memory| {
            let query = rows::RowQuery { memory: Some(memory), ..Default::default() };
            rows::rows(versions.as_ref(), pipeline, &query, &|_| Ok(()))
        };
        assert_eq!(rows(1 << 20).unwrap().height(), 11);
        let error = rows(64).unwrap_err();
        let expected = "people is too large for that: of its 11 rows at most 0 MB are held in memory";
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Query, expected));
    }
}

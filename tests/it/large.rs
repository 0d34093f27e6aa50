//! What is different in size: a file larger than a block, a table that is not kept in memory.

use std::fmt::Write;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use shoptui::read;
use shoptui::run::{Request, RunResult};
use xxhash_rust::xxh3::xxh3_64;

use super::support::{Shop, people};

const POOL_IN: &str = "SHOPTUI_TEST_POOL_IN";
/// A load of a few seconds that takes longer than this hangs, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(900);

/// Larger than two blocks of 32 MiB.
const SIZE: usize = 70_000_000;

/// A hash of a row and its line; the sum over a file does not depend on the order.
fn hash(line: u64, fields: [&str; 4]) -> u64 {
    xxh3_64(format!("{line}\0{}", fields.join("\0")).as_bytes())
}

#[test]
fn a_file_of_several_blocks_comes_back_as_it_was() {
    let (mut text, mut sum, mut rows, mut line) = (String::with_capacity(SIZE + 4096), 0u64, 0u64, 2u64);
    text.push_str("\"id\",\"name\",\"tier\",\"note\"\n");
    while text.len() < SIZE {
        let id = (rows * 7919).to_string();
        let breaks = (rows % 5) as usize;
        // Looks like rows of its own where a thread may begin to scan, and now and then is very long.
        let note = "1,\"x\"\n".repeat(breaks) + &"y".repeat(if rows % 5000 == 0 { 300_000 } else { 40 });
        let _ = writeln!(text, "\"{id}\",\"Ann \"\"{rows}\"\"\",\"gold\",\"{}\"", note.replace('"', "\"\""));
        sum = sum.wrapping_add(hash(line, [&id, &format!("Ann \"{rows}\""), "gold", &note]));
        line += 1 + breaks as u64;
        rows += 1;
    }
    let shop = people("snapshot");
    shop.land("people_20241009.csv", &text);
    drop(text);
    let workspace = shop.workspace();
    let parts = read::map(
        &workspace.landing_zone.find("people_20241009.csv").unwrap(),
        workspace.pipeline("people").unwrap(),
        |batch| {
            assert!(batch.broken.is_empty(), "{:?}", batch.broken.first());
            let mut sum = 0u64;
            for (row, line) in batch.lines.iter().enumerate() {
                let field = |at: usize| batch.columns[at].get(row).unwrap_or_default();
                sum = sum.wrapping_add(hash(*line, [field(0), field(1), field(2), field(3)]));
            }
            Ok((batch.lines.len() as u64, sum))
        },
    )
    .unwrap();
    let back = parts.iter().fold((0u64, 0u64), |all, part| (all.0 + part.0, all.1.wrapping_add(part.1)));
    assert_eq!(back, (rows, sum));
}

/// A table of two kinds of files that is not small.
fn large_table() -> Shop {
    let shop = people("snapshot");
    let list = |keep: &dyn Fn(u64) -> bool| {
        let mut text = "id,name,tier,note\n".to_owned();
        for id in (0..200_000u64).filter(|id| keep(*id)) {
            let noise = (xxh3_64(&id.to_le_bytes()), xxh3_64(&id.to_be_bytes()));
            let _ = writeln!(text, "{id},{:016x}{:016x},gold,", noise.0, noise.1);
        }
        text
    };
    shop.land("people_20241009.csv", list(&|_| true));
    shop.land("people_20241010.csv", list(&|id| id % 4 > 0));
    shop.run();
    shop
}

#[test]
fn a_table_that_is_not_small_is_queried_like_any_other() {
    let shop = large_table();
    let query = |sql: &str| shop.cli(&["query", sql, "--format", "csv"]).out;
    assert_eq!(query("SELECT COUNT(*) AS n FROM people"), "n\n200000\n");
    assert_eq!(query("SELECT COUNT(*) AS n FROM people WHERE is_current"), "n\n150000\n");
    let sql = "SELECT is_current, COUNT(*) AS n, MAX(id) AS id FROM people GROUP BY is_current ORDER BY is_current";
    assert_eq!(query(sql), "is_current,n,id\nfalse,50000,199996\ntrue,150000,199999\n");
    assert_eq!(shop.cli(&["export", "people", "--as-of", "2024-10-09"]).out.lines().count(), 200_001);
    assert_eq!(shop.cli(&["export", "people", "--current"]).out.lines().count(), 150_001);
    assert_eq!(shop.cli(&["history", "people", "199996"]).code, 0);
    shop.assert_sound();
}

/// Runs in a process of its own, started by [`a_file_in_parts_is_loaded_by_pools_of_every_size`].
#[test]
#[ignore = "the child of a_file_in_parts_is_loaded_by_pools_of_every_size"]
fn child() {
    let Ok(folder) = std::env::var(POOL_IN) else { return };
    let workspace = shoptui::workspace::open(folder.as_ref()).unwrap();
    struct Quiet;
    impl shoptui::run::Listener for Quiet {
        fn event(&self, _: &shoptui::run::Event) {}
    }
    let request = Request { part_bytes: Some(4 << 20), ..Request::default() };
    let outcome = shoptui::run::execute(&workspace, &request, chrono::Utc::now, &Quiet).unwrap();
    assert_eq!(outcome.result, RunResult::Done);
}

/// A worker that waits does other work meanwhile: were a lock held there, that work could want the same one.
#[test]
fn a_file_in_parts_is_loaded_by_pools_of_every_size() {
    let mut text = "id,name,tier,note\n".to_owned();
    for id in 0..400_000u64 {
        let _ = writeln!(text, "{id},{:016x},gold,", xxh3_64(&id.to_le_bytes()));
    }
    for threads in ["1", "2", "3", "4", "8"] {
        let shop = people("snapshot");
        shop.land("people_20241009.csv", &text);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "large::child", "--ignored"])
            .env(POOL_IN, shop.path())
            .envs([("RAYON_NUM_THREADS", threads), ("POLARS_MAX_THREADS", threads)])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if begun.elapsed() > PATIENCE => {
                    child.kill().unwrap();
                    panic!("{threads} threads hang");
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(status.success(), "{threads} threads: {said}");
        let sql = "SELECT COUNT(*) AS n, SUM(id) AS ids FROM people";
        assert_eq!(shop.cli(&["query", sql, "--format", "csv"]).out, "n,ids\n400000,79999800000\n");
    }
}

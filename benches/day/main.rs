//! How long a day's load takes at size, stage by stage, and beside hand-written loaders on the same files.
//!
//! `cargo bench --bench day -- [N]...` makes up three days of N customers and N sales each and loads them day by day
//! into a fresh workspace. With `--peers PYTHON --peer-scripts DIR` it runs `peer_duckdb.py` and `peer_polars.py` of
//! that folder on the same files, in turns with ours: machines are noisy, so only the ratio within one run counts.
//! With `--rewind DAYS` it loads so many days of customers instead, and measures rewinds and replays beside a load.

#![expect(clippy::print_stdout, reason = "printing figures is what a benchmark is for")]

mod load;
mod peers;
mod process;
mod rewind;
mod show;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use shoptui::sample::{self, Plan};

use load::Day;
use peers::Peer;

// The binary's own, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[derive(Parser)]
#[command(name = "day", about = "The day's load at size, stage by stage")]
struct Args {
    /// Customers, and sales a day.
    #[arg(value_name = "N", default_values_t = [100_000, 1_000_000])]
    sizes: Vec<u64>,
    /// How many days.
    #[arg(long, default_value_t = 3)]
    days: u32,
    /// How often everything is loaded afresh; the median counts. 3 with peers, else 1.
    #[arg(long)]
    rounds: Option<usize>,
    /// A Python with duckdb and polars, or the folder of its environment; or SHOPTUI_PEERS.
    #[arg(long, value_name = "PYTHON")]
    peers: Option<PathBuf>,
    /// The folder with peer_duckdb.py and peer_polars.py; or SHOPTUI_PEER_SCRIPTS.
    #[arg(long, value_name = "DIR")]
    peer_scripts: Option<PathBuf>,
    /// Measure rewinds and replays after so many days of history, at least 8, and nothing else.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(8..))]
    rewind: Option<u32>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    if let Some(days) = args.rewind {
        return args.sizes.iter().try_for_each(|size| rewind::measure(*size, days));
    }
    let from_env =
        |given: &Option<PathBuf>, name: &str| given.clone().or_else(|| std::env::var_os(name).map(Into::into));
    let python = from_env(&args.peers, "SHOPTUI_PEERS");
    let peers = peers::find(python.as_deref(), from_env(&args.peer_scripts, "SHOPTUI_PEER_SCRIPTS").as_deref())?;
    let rounds = args.rounds.unwrap_or(if peers.is_empty() { 1 } else { 3 }).max(1);
    show::week(&process::week()?);
    for &size in &args.sizes {
        measure(size, args.days, rounds, &peers)?;
    }
    Ok(())
}

/// Loads the days of one size, in turns with the peers.
fn measure(size: u64, days: u32, rounds: usize, peers: &[Peer]) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let files = sample::write(&data, &Plan::bench(size, size, days))?;
    show::title(size, days, rounds);
    let mut ours: Vec<Vec<Day>> = Vec::new();
    let mut theirs: Vec<Vec<Vec<peers::Day>>> = peers.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds {
        ours.push(load::days(&folder.path().join("shop"), &files)?);
        if round == 0 {
            ours.iter().flatten().for_each(show::day);
        }
        for (peer, rounds) in peers.iter().zip(&mut theirs) {
            rounds.push(peer.run(&data, &folder.path().join(&peer.name))?);
        }
    }
    show::side_by_side(&ours, peers, &theirs);
    Ok(())
}

/// The bytes of some files.
fn bytes(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum()
}

//! The binary: parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use shoptui::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> color_eyre::Result<ExitCode> {
    color_eyre::install()?;
    Ok(shoptui::app::run(Cli::parse()))
}

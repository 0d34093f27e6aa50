//! The binary: parse, run, exit code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> color_eyre::Result<ExitCode> {
    color_eyre::install()?;
    Ok(shoptui::app::run(shoptui::cli::parse()))
}

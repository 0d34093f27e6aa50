//! The composition root: which front end for which command. The only place that reads the clock for the engine.

mod context;
mod correct;
mod maintain;
mod man;
mod show;
mod writable;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::cli::{Cli, Command, Errors, Init, Run, Sample, SampleTemplate, Undo};
use crate::error::{Error, ErrorKind, Result};
use crate::print;
use crate::report::text::counted;
use crate::run::{self, Request, RunResult, UndoRequest};
use crate::sample::{self, BadRows, Plan, ValueProps};
use crate::setup::{self, LandedSample};
use crate::tui;
use crate::warehouse::{self, Look};
use crate::workspace::{self, Workspace};
use context::{now, printer};

/// Does what was typed; every error is printed here.
pub fn run(cli: Cli) -> ExitCode {
    warehouse::hush_guarded_panics();
    if cli.verbose || std::env::var_os("RUST_LOG").is_some_and(|wanted| !wanted.is_empty()) {
        print::be_verbose();
    }
    // A panic is a bug that has been reported where it happened; a scheduler must still see a plain failure.
    let code = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dispatch(cli))) {
        Err(_) => 1,
        Ok(Ok(code)) => code,
        Ok(Err(errors)) => {
            errors.iter().for_each(print::error);
            errors.iter().map(Error::exit_code).max().unwrap_or(1)
        }
    };
    print::finish();
    ExitCode::from(code)
}

fn dispatch(cli: Cli) -> Result<u8, Vec<Error>> {
    let dir = cli.workspace.as_path();
    let Some(command) = cli.command else {
        return tui::run(dir, now).map(|()| 0);
    };
    match command {
        Command::Init(args) => init(&args),
        Command::Sample(args) => write_sample(&args).map_err(|e| vec![e]),
        Command::Completions { shell } => print::completions(shell).map_err(|e| vec![e]),
        Command::Man { dir } => man::write(&dir).map_err(|e| vec![e]),
        Command::Help { about } => print::help(&about).map(|()| 0).map_err(|e| vec![e]),
        Command::Keys => print::text(&tui::keys()?).map(|()| 0).map_err(|e| vec![e]),
        Command::Check => maintain::check(dir),
        Command::Doctor { deep } => maintain::doctor(dir, if deep { Look::Deep } else { Look::Quick }),
        Command::Run(args) => run_load(&open(dir)?, args).map_err(|e| vec![e]),
        Command::Errors(Errors { action: Some(action), .. }) => correct::act(&open(dir)?, action).map_err(|e| vec![e]),
        Command::Undo(args) => undo(&open(dir)?, args).map_err(|e| vec![e]),
        Command::Verify(args) => maintain::verify(&open(dir)?, args).map_err(|e| vec![e]),
        Command::Reset { yes } => maintain::reset(&open(dir)?, yes).map_err(|e| vec![e]),
        other => show::show(&open(dir)?, other).map_err(|e| vec![e]),
    }
}

fn open(dir: &Path) -> Result<Workspace, Vec<Error>> {
    workspace::open(dir)
}

fn init(args: &Init) -> Result<u8, Vec<Error>> {
    let made = setup::create(&args.dir, &args.template).map_err(|e| vec![e])?;
    for path in &made {
        print::note(&format!("created {}", path.display()));
    }
    if args.sample {
        land_sample(&open(&args.dir)?).map_err(|e| vec![e])?;
    }
    print::note(&format!("Next: shoptui -w {} run", args.dir.display()));
    Ok(0)
}

fn write_sample(args: &Sample) -> Result<u8> {
    let bad_rows = if args.broken { BadRows::OnLastDay } else { BadRows::Nowhere };
    let files = match args.template {
        SampleTemplate::Shop => {
            let plan = Plan::shop(args.customers, args.sales, args.days.unwrap_or(7));
            sample::write(&args.dir, &Plan { bad_rows, ..plan })?
        }
        SampleTemplate::ValueProps => {
            let plan = ValueProps::four_weeks(args.prints);
            let days = args.days.unwrap_or(plan.days);
            sample::write_value_props(&args.dir, &ValueProps { days, bad_rows, ..plan })?
        }
    };
    print::note(&format!("wrote {} to {}", counted(files.len() as u64, "file", "files"), args.dir.display()));
    Ok(0)
}

fn land_sample(workspace: &Workspace) -> Result<()> {
    let LandedSample { what, files } = setup::land_sample(workspace)?;
    let zone = workspace.shown(&workspace.landing_zone);
    print::note(&match files as u64 {
        0 => format!("{what} is already there"),
        files => format!("put {} of {what} into {zone}", counted(files, "file", "files")),
    });
    Ok(())
}

fn undo(workspace: &Workspace, args: Undo) -> Result<u8> {
    let request = UndoRequest { pipelines: args.pipeline, run: args.run, wait: Duration::from_secs(args.wait) };
    if args.plan {
        let warehouse = warehouse::open(workspace)?;
        let undo = run::undoing(workspace, warehouse.as_ref(), &request)?;
        return if args.json { print::json(&undo) } else { print::undo(&undo) }.map(|()| 0);
    }
    let printer = printer(args.json);
    let outcome = run::undo(workspace, &request, now, &printer)?;
    printer.finish();
    Ok(outcome.result.exit_code())
}

fn run_load(workspace: &Workspace, args: Run) -> Result<u8> {
    if args.sample {
        land_sample(workspace)?;
    }
    let request = Request {
        pipelines: args.pipeline,
        models: args.model,
        layers: args.layer,
        dates: args.date.into_iter().chain(args.dates).collect(),
        from: args.from,
        to: args.to,
        step: args.step,
        accept_shrink: args.accept_shrink,
        wait: Duration::from_secs(args.wait),
        part_bytes: None,
    };
    if args.plan {
        let warehouse = warehouse::open(workspace)?;
        let plan = run::preview(workspace, warehouse.as_ref(), &request, now)?;
        return if args.json { print::json(&plan.pipelines) } else { print::plan(&plan.pipelines) }.map(|()| 0);
    }
    let printer = printer(args.json);
    let outcome = run::execute(workspace, &request, now, &printer)?;
    printer.finish();
    if !args.json {
        for report in &outcome.reports {
            print::report(workspace.report(&report.name)?, report)?;
        }
        if outcome.result == RunResult::Failed && outcome.reports.iter().any(|r| !r.broken.is_empty()) {
            print::error(&Error::new(ErrorKind::Warehouse, "the totals do not match; see the report Reconciliation"));
        }
    }
    Ok(outcome.result.exit_code())
}

//! The commands that look after a workspace: check, doctor, verify, reset.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use super::context::{now, printer};
use super::writable;
use crate::cli::Verify;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{self, ModelState};
use crate::print;
use crate::report::text::{counted, grouped};
use crate::run::{self, Event, Listener, Lock, VerifyRequest};
use crate::store::{Writable, local};
use crate::warehouse::{self, LoadRecord, Look, Warehouse};
use crate::workspace::{self, CONFIG_FILE, Pipeline, Workspace};

/// Prints the config in effect, or everything that is wrong with it; and what its tables refuse of it, as a run would.
pub(super) fn check(dir: &Path) -> Result<u8, Vec<Error>> {
    let workspace = workspace::open(dir)?;
    let warehouse = warehouse::open(&workspace).map_err(|e| vec![e])?;
    let tables = workspace.pipelines.iter().filter_map(|pipeline| warehouse.check_schema(pipeline).err());
    // What is wrong in a file that the config names is wrong in the config.
    let models = workspace.models.iter().filter_map(|model| warehouse.check_model(model).err());
    let models = models.map(|error| Error { kind: ErrorKind::Config, ..error });
    let mut refused: Vec<Error> = tables.chain(models).collect();
    // What is wrong in a model is wrong in those that read it.
    refused.dedup_by_key(|error| error.to_string());
    if !refused.is_empty() {
        return Err(refused);
    }
    print::text(&workspace::effective(&workspace)).map_err(|e| vec![e])?;
    if !local::is_there(&dir.join(CONFIG_FILE)).map_err(|e| vec![e])? {
        print::note("There is no shoptui.toml here: this is the built-in shop template. `shoptui init` writes it out.");
    }
    Ok(0)
}

/// Looks for what is wrong with a workspace, one line a finding.
pub(super) fn doctor(dir: &Path, look: Look) -> Result<u8, Vec<Error>> {
    let workspace = workspace::open(dir)?;
    let mut findings = Findings::default();
    let pipelines = counted(workspace.pipelines.len() as u64, "pipeline", "pipelines");
    let reports = counted(workspace.reports.len() as u64, "report", "reports");
    findings.good(&format!("config: {pipelines}, {reports}"));
    stores(&workspace, &mut findings);
    match Lock::holder(&workspace) {
        Ok(Some(holder)) => findings.good(&format!("lock: {holder}")),
        Ok(None) => findings.good("lock: free"),
        Err(error) => findings.bad(&format!("lock: {error}")),
    }
    let warehouse = warehouse::open(&workspace).map_err(|e| vec![e])?;
    for pipeline in &workspace.pipelines {
        table(&workspace, warehouse.as_ref(), pipeline, look, &mut findings);
    }
    models(&workspace, warehouse.as_ref(), &mut findings);
    findings.page.print().map_err(|e| vec![e])?;
    Ok(u8::from(findings.bad))
}

#[derive(Default)]
struct Findings {
    page: print::Page,
    bad: bool,
}

impl Findings {
    fn good(&mut self, line: &str) {
        self.page.line(format_args!("ok    {line}"));
    }

    fn bad(&mut self, line: &str) {
        self.bad = true;
        self.page.line(format_args!("BAD   {line}"));
    }
}

fn stores(workspace: &Workspace, findings: &mut Findings) {
    for (store, found) in writable::stores(workspace) {
        let name = workspace.shown(&store);
        match found {
            Ok(Writable::Yes) => findings.good(&format!("{name}: writable")),
            Ok(Writable::Later) => findings.good(&format!("{name}: will be created when needed")),
            Err(error) => findings.bad(&format!("{name}: cannot be written: {}", error.message)),
        }
    }
}

fn table(workspace: &Workspace, warehouse: &dyn Warehouse, pipeline: &Pipeline, look: Look, findings: &mut Findings) {
    let name = &pipeline.name;
    let in_words = |error: &Error| {
        let hint = error.hint_text().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("table {name}: {error}{hint}")
    };
    match warehouse.loads(pipeline) {
        Ok(loads) => {
            match warehouse.inspect(pipeline) {
                Ok(found) => {
                    let rows = counted(found.versions, "history row", "history rows");
                    let (current, files) =
                        (grouped(found.current.into(), 0), counted(loads.len() as u64, "file", "files"));
                    findings.good(&format!("table {name}: {rows}, {current} current, {files}"));
                    let sums = warehouse::against_loads(&found, &loads);
                    found
                        .broken
                        .iter()
                        .chain(&sums)
                        .for_each(|broken| findings.bad(&format!("table {name}: {broken}")));
                }
                Err(error) => findings.bad(&in_words(&error)),
            }
            archive(workspace, pipeline, &loads, findings);
        }
        Err(error) => findings.bad(&in_words(&error)),
    }
    match warehouse.check_files(pipeline, look, &|_| Ok(())) {
        Ok(checks) => {
            for wrong in &checks.wrong {
                let path = workspace.relative(&wrong.path).display();
                findings.bad(&format!("table {name}: the data file {path}: {}", wrong.message));
            }
            if checks.wrong.is_empty() && look == Look::Deep {
                let files = counted(checks.files, "data file", "data files");
                let unhashed = match checks.unhashed {
                    0 => String::new(),
                    some => format!(", {some} of them without a hash"),
                };
                findings.good(&format!("table {name}: {files} unchanged since written{unhashed}"));
            }
        }
        Err(error) => findings.bad(&in_words(&error)),
    }
}

fn models(workspace: &Workspace, warehouse: &dyn Warehouse, findings: &mut Findings) {
    let states = match model::states(workspace, warehouse) {
        Ok(states) => states,
        Err(error) => return findings.bad(&format!("models: {error}")),
    };
    for state in states {
        let (name, word): (&str, &str) = (&state.model, state.state.into());
        let rows = state.rows.map(|rows| format!("{}, ", counted(rows, "row", "rows"))).unwrap_or_default();
        let changed = match state.changed.as_slice() {
            [] => String::new(),
            names => format!(": {} changed", names.join(", ")),
        };
        let line = format!("model {name}: {rows}{word}{changed}");
        if state.state == ModelState::Broken { findings.bad(&line) } else { findings.good(&line) }
    }
}

fn archive(workspace: &Workspace, pipeline: &Pipeline, loads: &[LoadRecord], findings: &mut Findings) {
    let name = &pipeline.name;
    let mut wrong = 0;
    for load in loads {
        let file = workspace.archive(name).find(load.kept_as());
        let what = match file.and_then(|file| if file.is_there()? { file.sha256().map(Some) } else { Ok(None) }) {
            Ok(Some(sha256)) if sha256 == load.sha256 => continue,
            Ok(Some(_)) => "is not what was loaded".to_owned(),
            Ok(None) => "is missing".to_owned(),
            Err(error) => error.message,
        };
        findings.bad(&format!("archive of {name}: {} {what}", load.kept_as()));
        wrong += 1;
    }
    if wrong == 0 {
        findings.good(&format!(
            "archive of {name}: {} unchanged since loaded",
            counted(loads.len() as u64, "file", "files")
        ));
    }
}

/// Proves that tables are what the archive makes them, or builds them anew from it.
pub(super) fn verify(workspace: &Workspace, args: Verify) -> Result<u8> {
    let request = VerifyRequest { tables: args.table, wait: Duration::from_secs(args.wait) };
    if args.rebuild {
        // The array is all that goes to standard output.
        let printer = printer(false);
        let (outcome, rebuilt) = run::rebuild(workspace, &request, now, &printer)?;
        printer.finish();
        if args.json {
            print::json(&rebuilt)?
        } else {
            print::rebuilt(&rebuilt)?
        }
        return Ok(outcome.result.exit_code());
    }
    let verified = run::verify(workspace, &request, now, &printer(false))?;
    if args.json {
        print::json(&verified)?
    } else {
        print::verified(&verified)?
    }
    Ok(u8::from(!verified.holds()))
}

/// Drops every table and puts the archived files back into the landing zone.
pub(super) fn reset(workspace: &Workspace, yes: bool) -> Result<u8> {
    if !yes && !confirmed()? {
        print::note("nothing was changed");
        return Ok(0);
    }
    let back = match run::reset(workspace, now, &Deaf)? {
        0 => "nothing was".to_owned(),
        files => counted(files, "file", "files"),
    };
    print::note(&format!("dropped every table; {back} returned to the landing zone; journals and quarantine stay"));
    Ok(0)
}

fn confirmed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::new(ErrorKind::Usage, "reset drops every table").hint("Use `--yes` to confirm."));
    }
    print::prompt("This drops every table and puts the archived files back into the landing zone. Type yes: ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(|e| Error::io("read", Path::new("-"), e))?;
    Ok(answer.trim() == "yes")
}

/// Hears nothing.
struct Deaf;

impl Listener for Deaf {
    fn event(&self, _: &Event) {}
}

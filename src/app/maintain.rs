//! The commands that look after a workspace: check, doctor, verify, reset.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use super::writable::{self, Writable};
use crate::cli::Verify;
use crate::error::{Error, ErrorKind, Result};
use crate::landing;
use crate::print;
use crate::run::{self, Event, Listener, Lock, VerifyRequest};
use crate::warehouse;
use crate::whole;
use crate::workspace::{self, CONFIG_FILE, Workspace};

/// Prints the config in effect, or everything that is wrong with it.
pub(super) fn check(dir: &Path) -> Result<u8, Vec<Error>> {
    let workspace = workspace::open(dir)?;
    print::text(&workspace::effective(&workspace)).map_err(|e| vec![e])?;
    if !whole::is_there(&dir.join(CONFIG_FILE)).map_err(|e| vec![e])? {
        print::note("There is no shoptui.toml here: this is the built-in shop template. `shoptui init` writes it out.");
    }
    Ok(0)
}

/// Looks for what is wrong with a workspace, one line a finding.
pub(super) fn doctor(dir: &Path) -> Result<u8, Vec<Error>> {
    let workspace = workspace::open(dir)?;
    let mut findings = Findings::default();
    findings.good(&format!("config: {} pipelines, {} reports", workspace.pipelines.len(), workspace.reports.len()));
    folders(&workspace, &mut findings);
    match Lock::holder(&workspace) {
        Ok(Some(holder)) => findings.good(&format!("lock: {holder}")),
        Ok(None) => findings.good("lock: free"),
        Err(error) => findings.bad(&format!("lock: {error}")),
    }
    tables(&workspace, &mut findings).map_err(|e| vec![e])?;
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

fn folders(workspace: &Workspace, findings: &mut Findings) {
    for (folder, found) in writable::folders(workspace) {
        let name = workspace.relative(&folder).display().to_string();
        match found {
            Ok(Writable::Yes) => findings.good(&format!("{name}: can be written")),
            Ok(Writable::Later) => findings.good(&format!("{name}: is made when it is needed")),
            Err(error) => findings.bad(&format!("{name}: cannot be written: {}", error.message)),
        }
    }
}

fn tables(workspace: &Workspace, findings: &mut Findings) -> Result<()> {
    let warehouse = warehouse::open(workspace)?;
    for pipeline in &workspace.pipelines {
        let name = &pipeline.name;
        let looked = warehouse.inspect(pipeline).and_then(|found| Ok((found, warehouse.loads(pipeline)?)));
        let (found, loads) = match looked {
            Ok(looked) => looked,
            Err(error) => {
                let hint = error.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
                findings.bad(&format!("table {name}: {error}{hint}"));
                continue;
            }
        };
        let opened: u64 = loads.iter().map(|l| l.opened).sum();
        findings.good(&format!(
            "table {name}: {} versions, {} current, {} files",
            found.versions,
            found.current,
            loads.len()
        ));
        found.broken.iter().for_each(|broken| findings.bad(&format!("table {name}: {broken}")));
        if found.versions > opened {
            findings.bad(&format!("table {name}: {} versions, but the loads opened {opened}", found.versions));
        }
        let mut wrong = 0;
        for load in &loads {
            let path = workspace.archive_dir(name).join(load.kept_as());
            let there = whole::is_there(&path).and_then(|there| there.then(|| landing::sha256(&path)).transpose());
            let said = match there {
                Ok(Some(sha256)) if sha256 == load.sha256 => continue,
                Ok(Some(_)) => format!("{} is not what was loaded", load.kept_as()),
                Ok(None) => format!("{} is missing", load.kept_as()),
                Err(error) => error.to_string(),
            };
            findings.bad(&format!("archive of {name}: {said}"));
            wrong += 1;
        }
        if wrong == 0 {
            findings.good(&format!("archive of {name}: {} files as they were loaded", loads.len()));
        }
    }
    Ok(())
}

/// Proves that tables are what the archive makes them, or builds them anew from it.
pub(super) fn verify(workspace: &Workspace, args: Verify) -> Result<u8> {
    let request = VerifyRequest { tables: args.table, wait: Duration::from_secs(args.wait) };
    if args.rebuild {
        // The array is all that goes to standard output.
        let printer = super::printer(false);
        let (outcome, rebuilt) = run::rebuild(workspace, &request, super::now, &printer)?;
        printer.finish();
        if args.json {
            print::json(&rebuilt)?
        } else {
            print::rebuilt(&rebuilt)?
        }
        return Ok(outcome.result.exit_code());
    }
    let verified = run::verify(workspace, &request, super::now, &super::printer(false))?;
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
    let name = format!("reset-{}", super::now().format("%Y%m%dT%H%M%S%3fZ"));
    let _lock = Lock::take(workspace, &name, Duration::from_secs(10), &Deaf, super::now)?;
    landing::recover(workspace)?;
    warehouse::open(workspace)?.reset()?;
    let mut back = 0;
    for pipeline in &workspace.pipelines {
        // The last of a slot first: those that came before it make room for themselves.
        for file in landing::archive(workspace, pipeline)?.into_values().flat_map(|files| files.into_iter().rev()) {
            landing::put_back(workspace, &file)?;
            back += 1;
        }
    }
    for folder in [workspace.error_reports_dir(), workspace.exports_dir()] {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|e| Error::io("remove", &folder, &e))?;
        }
    }
    print::note(&format!(
        "dropped every table; {back} files are back in the landing zone; journals and quarantine stay"
    ));
    Ok(0)
}

fn confirmed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::new(ErrorKind::Usage, "reset drops every table").hint("Say `--yes` if that is meant."));
    }
    print::prompt("This drops every table and puts the archived files back into the landing zone. Type yes: ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(|e| Error::io("read", Path::new("-"), &e))?;
    Ok(answer.trim() == "yes")
}

/// Hears nothing.
struct Deaf;

impl Listener for Deaf {
    fn event(&self, _: &Event) {}
}

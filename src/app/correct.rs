//! The commands that correct rejected rows: `errors fix` and `errors apply`.

use super::context::{now, printer};
use crate::check::Author;
use crate::cli::ErrorsAction;
use crate::error::Result;
use crate::print;
use crate::report::text::counted;
use crate::run::{self, Edit};
use crate::store::local;
use crate::workspace::Workspace;

/// Does what is asked with rejected rows.
pub(super) fn act(workspace: &Workspace, action: ErrorsAction) -> Result<u8> {
    match action {
        ErrorsAction::Fix { pipeline, date, output } => {
            for fix in run::write_fixes(workspace, &pipeline, date, output.as_deref())? {
                let path = workspace.relative(&fix.path).display().to_string();
                print::note(&format!("wrote {path}: {}", counted(fix.rows as u64, "rejected row", "rejected rows")));
                print::note(&format!("Correct them there, then run: shoptui errors apply {path}"));
            }
            Ok(0)
        }
        ErrorsAction::Apply { file, by, json } => {
            // A path may be meant from here or from the workspace, as `errors fix` says it.
            let file = if local::is_there(&file)? { file } else { workspace.root.join(file) };
            let author = Author { by: by.unwrap_or_else(run::user), at: now() };
            let printer = printer(json);
            let corrected = run::correct(workspace, &Edit::File(&file), &author, now, &printer)?;
            printer.finish();
            print::corrected(&corrected);
            Ok(match &corrected.outcome {
                _ if !corrected.fixed.wrong.is_empty() => 1,
                Some(outcome) => outcome.result.exit_code(),
                None => 0,
            })
        }
    }
}

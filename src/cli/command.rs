//! Every command and its options, as they are typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use super::format::{DataFormat, Format, Output, ReportFormat};
use crate::run::Step;

/// What was typed.
#[derive(Debug, Parser)]
#[command(name = "shoptui", version, about, max_term_width = 110, disable_help_subcommand = true)]
pub struct Cli {
    /// The workspace: a folder with a shoptui.toml, or with a landing_zone.
    #[arg(short, long, global = true, value_name = "DIR", default_value = ".")]
    pub workspace: PathBuf,
    /// Also print what caused an error, as with RUST_LOG set.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// What to do; without a command, the terminal app opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a workspace.
    Init(Init),
    /// Load what has landed and bring the reports up to date.
    Run(Run),
    /// What waits in the landing zone, the steps of each day, and every table.
    Status(Json),
    /// Every run, the latest first.
    Runs(Json),
    /// The log of a run.
    Log {
        /// The run's name; `last` is the latest.
        #[arg(default_value = "last")]
        run: String,
        /// How it is printed.
        #[command(flatten)]
        json: Json,
    },
    /// Rejected rows of the last files or of a day, and quarantined files; and how to correct them.
    Errors(Errors),
    /// The history of a record: its history rows, what changed, and the file and line of each.
    History {
        /// The table.
        table: String,
        /// The primary key; one value for each of its columns.
        #[arg(required = true, allow_negative_numbers = true)]
        key: Vec<String>,
        /// View as of the end of this day.
        #[arg(long, value_name = "DAY")]
        as_of: Option<NaiveDate>,
        /// How it is printed.
        #[command(flatten)]
        json: Json,
    },
    /// A report with its chart and table, or all of them.
    Report {
        /// The report; without a name, all reports.
        name: Option<String>,
        /// View as of the end of this day.
        #[arg(long, value_name = "DAY")]
        as_of: Option<NaiveDate>,
        /// How and where it is written.
        #[command(flatten)]
        output: Output<ReportFormat>,
    },
    /// The rows of a table with their history, for other programs.
    Export {
        /// The table.
        table: String,
        /// Only the current rows.
        #[arg(long, conflicts_with = "as_of")]
        current: bool,
        /// Only the rows that were current on this day.
        #[arg(long, value_name = "DAY")]
        as_of: Option<NaiveDate>,
        /// Only the rows for which this condition over their columns is true.
        #[arg(long = "where", value_name = "SQL", allow_hyphen_values = true)]
        condition: Option<String>,
        /// Sort by these columns, `-COLUMN` or "COLUMN desc" from the greatest; nulls last, ties by the key.
        #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', allow_hyphen_values = true)]
        sort: Vec<String>,
        /// How it is written.
        #[arg(long, value_enum, default_value_t = DataFormat::Csv)]
        format: DataFormat,
        /// Put an apostrophe before each text that a spreadsheet would take for a formula; for CSV.
        #[arg(long)]
        spreadsheet: bool,
        /// The file to write; without it, standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Run SQL over the tables, `loads` and `load_totals`.
    Query {
        /// The SQL.
        // It may begin with a comment.
        #[arg(allow_hyphen_values = true)]
        sql: String,
        /// How and where it is written.
        #[command(flatten)]
        output: Output<Format>,
    },
    /// Take back what the last run brought, or the last file of a pipeline: it returns to the landing zone.
    Undo(Undo),
    /// Check that tables are what the archived files make them, or rebuild them from the archive.
    Verify(Verify),
    /// Drop every table and put the archived files back into the landing zone.
    Reset {
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// What is made from what: files, tables, models, reports and exports.
    Lineage {
        /// A table, model or report; everything if none.
        name: Option<String>,
        /// For whom it is printed.
        #[command(flatten)]
        json: Json,
    },
    /// Check the config file and print the settings in effect.
    Check,
    /// Look for problems in the workspace: config, folders, lock, tables, archive.
    Doctor {
        /// Also read every byte of the data files and compare it with its hash.
        #[arg(long)]
        deep: bool,
    },
    /// Write sample files like those of a shop.
    Sample(Sample),
    /// Print the keys of the terminal app, as they would stand in the user's config file.
    Keys,
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual pages of every command, for `man`.
    Man {
        /// The folder; it is created if needed.
        dir: PathBuf,
    },
    /// Print this help, that of a command, or a page of the documentation.
    Help {
        /// A command, or a topic; `shoptui help` lists both.
        #[arg(value_name = "COMMAND|TOPIC")]
        about: Vec<String>,
    },
}

/// `init`
#[derive(Debug, Args)]
pub struct Init {
    /// The folder; it is created if needed.
    pub dir: PathBuf,
    /// The kind of workspace.
    #[arg(long, default_value = "shop")]
    pub template: String,
    /// Put the template's sample data into its landing zone.
    #[arg(long)]
    pub sample: bool,
}

/// `run`
#[derive(Debug, Args)]
pub struct Run {
    /// Put the sample data of the workspace's template into the landing zone first.
    #[arg(long)]
    pub sample: bool,
    /// Only this pipeline; may be given several times.
    #[arg(short, long, value_name = "PIPELINE")]
    pub pipeline: Vec<String>,
    /// Only this model, and no pipeline; may be given several times.
    #[arg(long, value_name = "MODEL")]
    pub model: Vec<String>,
    /// Only the pipelines and models of this layer; may be given several times.
    #[arg(long, value_name = "LAYER")]
    pub layer: Vec<String>,
    /// Only this day; reprocesses it if it is loaded; may be given several times.
    #[arg(long, value_name = "DAY")]
    pub date: Vec<NaiveDate>,
    /// Only these days; reprocesses those that are loaded.
    #[arg(long, value_name = "DAY,...", value_delimiter = ',')]
    pub dates: Vec<NaiveDate>,
    /// Days from this one on; reprocesses those that are loaded.
    #[arg(long, value_name = "DAY", conflicts_with_all = ["date", "dates"])]
    pub from: Option<NaiveDate>,
    /// Days up to this one; reprocesses those that are loaded.
    #[arg(long, value_name = "DAY", conflicts_with_all = ["date", "dates"])]
    pub to: Option<NaiveDate>,
    /// Show what would be done, and do nothing.
    #[arg(long, conflicts_with = "step")]
    pub plan: bool,
    /// Only this step.
    #[arg(long, value_enum)]
    pub step: Option<Step>,
    /// Load this pipeline's snapshot even if it ends more keys than `max_shrink` allows; may be given several times.
    #[arg(long, value_name = "PIPELINE")]
    pub accept_shrink: Vec<String>,
    /// How long to wait for another run to end, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub wait: u64,
    /// Print one event a line as JSON, and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `errors`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Errors {
    /// What to do with them; without a command, they are listed.
    #[command(subcommand)]
    pub action: Option<ErrorsAction>,
    /// Only this pipeline.
    pub pipeline: Option<String>,
    /// The files of this day.
    #[arg(long, value_name = "DAY")]
    pub date: Option<NaiveDate>,
    /// Only rejected rows and quarantined files that have this text anywhere, in any case.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub filter: String,
    /// Only this page of the rejected rows, from 1; a page has 200 of them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub page: Option<u64>,
    /// How it is printed.
    #[command(flatten)]
    pub json: Json,
}

/// What to do with rejected rows.
#[derive(Debug, Subcommand)]
pub enum ErrorsAction {
    /// Write the rejected rows of a day to a CSV file, to be edited there.
    Fix {
        /// The pipeline.
        pipeline: String,
        /// The day.
        date: NaiveDate,
        /// The file to write; without it, a file in `fixes/`.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Check the rows of an edited file, keep them as corrections, and replay their day with them.
    Apply {
        /// The edited file.
        file: PathBuf,
        /// Who corrected them; without it, the name of the user.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Print one event a line as JSON, and nothing else.
        #[arg(long)]
        json: bool,
    },
}

/// `undo`
#[derive(Debug, Args)]
pub struct Undo {
    /// Undo only the last file of this pipeline; may be given several times.
    pub pipeline: Vec<String>,
    /// The run to undo; without it, the last run that loaded anything.
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
    /// Show what would be undone, and undo nothing.
    #[arg(long)]
    pub plan: bool,
    /// Do not ask; an undo never does, since a run loads everything again.
    #[arg(long, hide = true)]
    pub yes: bool,
    /// How long to wait for another run to end, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub wait: u64,
    /// Print JSON: with `--plan` an object, else one event a line.
    #[arg(long)]
    pub json: bool,
}

/// `verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// Only these tables.
    pub table: Vec<String>,
    /// Rebuild these tables: drop every row and load the archived files again, with the columns of the config.
    #[arg(long)]
    pub rebuild: bool,
    /// How long to wait for a run to end, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub wait: u64,
    /// Print an array with an object a table.
    #[arg(long)]
    pub json: bool,
}

/// `sample`
#[derive(Debug, Args)]
pub struct Sample {
    /// The folder; it is created if needed.
    pub dir: PathBuf,
    /// The template whose files they are.
    #[arg(long, value_name = "NAME", value_enum, default_value_t)]
    pub template: SampleTemplate,
    /// Of shop: how many customers there are on the first day.
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub customers: u64,
    /// Of shop: how many sales a day.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub sales: u64,
    /// Of value-props: how many prints there are.
    #[arg(long, value_name = "N", default_value_t = 4_000)]
    pub prints: u64,
    /// How many days; 7 of shop and 28 of value-props if nothing is said.
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
    /// Put bad rows into the files of the last day.
    #[arg(long)]
    pub broken: bool,
}

/// A template that has sample data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum SampleTemplate {
    /// Customers, products and sales, a file of each a day.
    #[default]
    Shop,
    /// Prints, taps and payments, one file of each.
    ValueProps,
}

/// Whether to print for a person or a program.
#[derive(Debug, Clone, Copy, Args)]
pub struct Json {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

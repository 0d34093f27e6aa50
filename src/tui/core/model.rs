//! Everything that the terminal app shows. Written by `update` alone; views borrow it.

use chrono::{DateTime, Utc};

use crate::tui::core::drawn::Drawn;
use crate::tui::core::message::{Ask, Effect, Job, Ticket};
use crate::tui::core::running::Running;
use crate::tui::core::shop::Shop;
use crate::tui::keys::Keymap;
use crate::tui::overlay::model::Overlay;
use crate::tui::screen::Screen;
use crate::tui::screens::errors::model as errors;
use crate::tui::screens::history::model as history;
use crate::tui::screens::reports::model as reports;
use crate::tui::screens::runs::model as runs;
use crate::tui::screens::tables::model as tables;
use crate::tui::screens::today::model as today;
use crate::tui::settings::Settings;
use crate::tui::settings::UserState;
use crate::tui::theme::Look;

/// How long a toast stays, in milliseconds.
pub const TOAST: i64 = 6_000;

/// The longest text that is copied, in bytes: what terminals take at once.
pub const COPY: usize = 74_994;

/// A word to the owner that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Whether something failed.
    pub tone: Tone,
    /// When it goes away.
    pub until: DateTime<Utc>,
}

/// How a word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is done.
    Good,
    /// Something to look at.
    Attention,
    /// It failed.
    Bad,
}

/// An undo that the owner thinks about.
#[derive(Debug, Default)]
pub struct Undo {
    /// The look at what it would take back, while that is on its way.
    pub look: Option<Ticket>,
    /// The run that a yes takes back.
    pub run: Option<String>,
}

/// How the workspace stands.
#[derive(Debug, Clone, Default)]
pub enum WorkspaceState {
    /// It is being opened.
    #[default]
    Opening,
    /// It is open.
    Open,
    /// The folder is none; one can be created.
    Nothing,
    /// It is being created.
    Creating,
    /// It cannot be opened.
    Failed(crate::tui::core::message::Failure),
}

/// Everything that is shown.
#[derive(Debug)]
pub struct Model {
    /// The time of the last message.
    pub now: DateTime<Utc>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// How the workspace stands.
    pub door: WorkspaceState,
    /// What the workspace holds; empty until it is open.
    pub shop: Shop,
    /// The folder that was asked for.
    pub folder: String,
    /// The screen in front.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// The latest last.
    pub toasts: Vec<Toast>,
    /// The run that goes on, or the last one of this session.
    pub running: Option<Running>,
    /// The undo that is thought about.
    pub undo: Undo,
    /// The screen Today.
    pub today: today::Today,
    /// The screen Runs.
    pub runs: runs::Runs,
    /// The screen Errors.
    pub errors: errors::Errors,
    /// The screen History.
    pub history: history::History,
    /// The screen Reports.
    pub reports: reports::Reports,
    /// The screen Tables.
    pub tables: tables::Tables,
    /// The keys in effect.
    pub keys: Keymap,
    /// Colours and signs.
    pub look: Look,
    /// What is kept for the next start.
    pub user: UserState,
    /// What the last frame showed.
    pub drawn: Drawn,
    outbox: Vec<Effect>,
    tickets: u64,
}

impl Model {
    /// The model of a start: nothing is known yet.
    pub fn new(folder: String, size: (u16, u16), now: DateTime<Utc>, settings: Settings) -> Self {
        let screen = settings.state.screen.as_deref().and_then(Screen::named).unwrap_or_default();
        Self {
            now,
            size,
            door: WorkspaceState::default(),
            shop: Shop::default(),
            folder,
            screen,
            overlay: None,
            toasts: Vec::new(),
            running: None,
            undo: Undo::default(),
            today: today::Today::default(),
            runs: runs::Runs::default(),
            errors: errors::Errors::default(),
            history: history::History::default(),
            reports: reports::Reports::default(),
            tables: tables::Tables::default(),
            keys: settings.keys,
            look: settings.look,
            user: settings.state,
            drawn: Drawn::default(),
            outbox: Vec::new(),
            tickets: 0,
        }
    }

    /// Asks the worker; the answer will carry the ticket.
    pub fn ask(&mut self, job: Job) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.effect(Effect::Ask(Ask { ticket, job }));
        ticket
    }

    /// Wants something done after this update.
    pub fn effect(&mut self, effect: Effect) {
        self.outbox.push(effect);
    }

    /// What is to be done; afterwards nothing is.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.outbox)
    }

    /// Says a word to the owner.
    pub fn toast(&mut self, tone: Tone, text: impl Into<String>) {
        let until = self.now + chrono::Duration::milliseconds(TOAST);
        self.toasts.push(Toast { text: text.into(), tone, until });
        let surplus = self.toasts.len().saturating_sub(3);
        self.toasts.drain(..surplus);
        self.effect(Effect::Wake(TOAST.unsigned_abs() + 10));
    }

    /// Puts a text on the clipboard, if it is not too long, and says so.
    pub fn copy(&mut self, text: Option<String>) {
        match text {
            None => self.toast(Tone::Attention, "there is nothing to copy here"),
            Some(text) if text.len() > COPY => {
                self.toast(Tone::Attention, format!("too long to copy: {} bytes; at most {COPY} are", text.len()));
            }
            Some(text) => {
                self.effect(Effect::Copy(text));
                self.toast(Tone::Good, "copied");
            }
        }
    }

    /// Whether a run goes on.
    pub fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|r| r.result.is_none())
    }

    /// Whether the workspace is open.
    pub fn is_open(&self) -> bool {
        matches!(self.door, WorkspaceState::Open)
    }
}

//! What all screens share: the workspace, the run that goes on, toasts, what lies over the screen, what is to be done.

use chrono::{DateTime, NaiveDate, Utc};

use crate::report::text::counted;
use crate::tui::core::drawn::Drawn;
use crate::tui::core::message::{Ask, Effect, Job};
use crate::tui::core::outcome::{Failure, Ticket, Written};
use crate::tui::core::requests::Requests;
use crate::tui::core::running::Running;
use crate::tui::core::shop::Shop;
use crate::tui::keys::{Action, Keymap, Scope};
use crate::tui::overlay::model::{Choice, Confirm, Detail, Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::settings::{Settings, UserState};
use crate::tui::theme::Styles;
use crate::tui::widgets::list::List;

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
    Open,
    /// The folder is none; one can be created.
    Nothing,
    /// It is being created.
    Creating,
    /// It cannot be opened.
    Failed(Failure),
}

/// What all screens share.
#[derive(Debug)]
pub struct Shared {
    /// The time of the last message.
    pub now: DateTime<Utc>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    pub state: WorkspaceState,
    /// What the workspace holds; empty until it is open.
    pub shop: Shop,
    /// The folder that was asked for.
    pub folder: String,
    /// The last day that any table is loaded up to.
    pub loaded_to: Option<NaiveDate>,
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
    /// Whether what the screens show may be out of date: a run has ended.
    pub outdated: bool,
    pub keys: Keymap,
    /// Colours and signs.
    pub styles: Styles,
    /// What is kept for the next start.
    pub user: UserState,
    /// What the last frame showed.
    pub drawn: Drawn,
    /// Who asked for what is on its way.
    pub requests: Requests,
    outbox: Vec<Effect>,
}

impl Shared {
    /// At a start nothing is known yet.
    pub fn new(folder: String, size: (u16, u16), now: DateTime<Utc>, settings: Settings) -> Self {
        let screen = settings.state.screen.as_deref().and_then(Screen::named).unwrap_or_default();
        Self {
            now,
            size,
            state: WorkspaceState::default(),
            shop: Shop::default(),
            folder,
            loaded_to: None,
            screen,
            overlay: None,
            toasts: Vec::new(),
            running: None,
            undo: Undo::default(),
            outdated: false,
            keys: settings.keys,
            styles: settings.styles,
            user: settings.state,
            drawn: Drawn::default(),
            requests: Requests::default(),
            outbox: Vec::new(),
        }
    }

    /// Asks the worker; the answer will carry the ticket.
    pub fn ask(&mut self, job: Job) -> Ticket {
        let ticket = self.requests.open(job.screen());
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

    /// Asks for a line, which begins as this text.
    pub fn prompt(&mut self, purpose: Purpose, text: &str) {
        self.overlay = Some(Overlay::Prompt(Prompt::new(purpose, text)));
    }

    /// Offers items; what is chosen goes to the screen under this action.
    pub fn choice(&mut self, title: impl Into<String>, items: Vec<String>, selected: usize, action: Action) {
        let list = List { selected, first: 0 };
        self.overlay = Some(Overlay::Choice(Choice { title: title.into(), items, list, action }));
    }

    /// Asks whether to do an action that cannot be taken back.
    pub fn confirm(&mut self, question: String, consequences: Vec<String>, action: Action) {
        self.overlay = Some(Overlay::Confirm(Confirm { question, consequences, action }));
    }

    /// Shows names with their values.
    pub fn detail(&mut self, title: impl Into<String>, lines: Vec<(String, String)>) {
        self.overlay = Some(Overlay::Detail(Detail { title: title.into(), lines, list: List::default() }));
    }

    /// Says which file was written.
    pub fn written(&mut self, written: &Written) {
        let rows = counted(written.rows as u64, "row", "rows");
        self.toast(Tone::Good, format!("wrote {} · {rows}", written.path.display()));
    }

    /// Puts a text on the clipboard, if it is not too long, and says so.
    pub fn copy(&mut self, text: Option<String>) {
        match text {
            None => self.toast(Tone::Attention, "nothing to copy here"),
            Some(text) if text.len() > COPY => {
                self.toast(Tone::Attention, format!("too long to copy: {} bytes (limit {COPY})", text.len()));
            }
            Some(text) => {
                self.effect(Effect::Copy(text));
                self.toast(Tone::Good, "copied");
            }
        }
    }

    /// Where keys count now, under what lies over the screen.
    pub fn scope(&self) -> Scope {
        match self.state {
            WorkspaceState::Nothing => Scope::FirstRun,
            WorkspaceState::Open | WorkspaceState::Opening | WorkspaceState::Creating | WorkspaceState::Failed(_) => {
                Scope::On(self.screen)
            }
        }
    }

    /// Whether a run goes on.
    pub fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|r| r.result.is_none())
    }

    /// Whether the workspace is open.
    pub fn is_open(&self) -> bool {
        matches!(self.state, WorkspaceState::Open)
    }
}

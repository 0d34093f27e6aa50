//! Everything that the terminal app shows: what the screens share, and the screens. Written by `update` alone; views
//! borrow it.

use chrono::{DateTime, Utc};

use crate::tui::core::message::{Found, Outcome};
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::{Answered, Ended, ScreenUpdate, ScreenView};
use crate::tui::core::shared::Shared;
use crate::tui::screen::{Screen, screens};
use crate::tui::settings::Settings;

macro_rules! model {
    ($($name:ident $folder:ident,)*) => {
        /// Everything that is shown.
        #[derive(Debug)]
        pub struct Model {
            pub shared: Shared,
            $(pub $folder: crate::tui::screens::$folder::model::$name),*
        }

        impl Model {
            /// The model of a start: nothing is known yet.
            pub fn new(folder: String, size: (u16, u16), now: DateTime<Utc>, settings: Settings) -> Self {
                Self { shared: Shared::new(folder, size, now, settings), $($folder: Default::default()),* }
            }

            /// The screen in front.
            pub fn front(&self) -> &dyn ScreenView {
                match self.shared.screen {
                    $(Screen::$name => &self.$folder),*
                }
            }

            /// A screen, to be changed, with what it shares with the others.
            pub fn screen_mut(&mut self, screen: Screen) -> (&mut dyn ScreenUpdate, &mut Shared) {
                match screen {
                    $(Screen::$name => (&mut self.$folder, &mut self.shared)),*
                }
            }

            /// The end of what a screen asked for.
            pub fn answer(&mut self, screen: Screen, ticket: Ticket, outcome: Outcome) {
                match screen {
                    $(Screen::$name => {
                        let ended = match outcome {
                            Outcome::Finished(Found::$name(found)) => Ended::Found(found),
                            Outcome::Finished(_) | Outcome::Cancelled => Ended::Cancelled,
                            Outcome::Failed(failure) => Ended::Failed(failure),
                        };
                        self.$folder.answer(&mut self.shared, ticket, ended);
                    })*
                }
            }
        }
    };
}
screens!(model);

impl Model {
    /// The screen in front, to be changed.
    pub fn front_mut(&mut self) -> (&mut dyn ScreenUpdate, &mut Shared) {
        self.screen_mut(self.shared.screen)
    }

    /// Every screen, one after the other.
    pub fn each(&mut self, change: impl Fn(&mut dyn ScreenUpdate, &mut Shared)) {
        for screen in Screen::ALL {
            let (screen, shared) = self.screen_mut(screen);
            change(screen, shared);
        }
    }
}

//! What every screen shares: messages, the model, how it changes and how it is drawn.

pub mod drawn;
pub mod frame;
pub mod last_run;
pub mod message;
pub mod model;
pub mod outcome;
pub mod page;
pub mod part;
pub mod press;
pub mod requests;
pub mod run;
pub mod running;
pub mod shared;
pub mod shop;
pub mod undo;
pub mod update;
pub mod view;
pub mod work;

//! What every screen shares: messages, the model, how it changes and how it is drawn.

pub mod drawn;
pub mod frame;
pub mod message;
pub mod model;
pub mod page;
pub mod press;
pub mod run;
pub mod running;
pub mod shop;
pub mod undo;
pub mod update;
pub mod view;
pub mod work;

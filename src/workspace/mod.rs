//! `shoptui.toml` -> [`Workspace`]: parsed once, checked whole, immutable afterwards.

mod model;

pub use model::*;

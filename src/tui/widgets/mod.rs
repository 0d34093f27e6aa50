//! What screens are made of.

pub mod canvas;
pub mod chart;
pub mod list;
pub mod loadable;
pub mod picked;
pub mod quantity;
pub mod table;

//! What lies over a screen: help, commands, questions, lines that are typed.

pub mod day;
pub mod form;
pub mod line;
pub mod model;
pub mod palette;
pub mod update;
pub mod view;

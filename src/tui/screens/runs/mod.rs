//! The screen Runs: every run and its log.

pub mod model;
pub mod request;
pub mod update;
pub mod view;
pub mod work;

//! The screen Today: what came in, and the run that loads it.

pub mod model;
pub mod request;
pub mod update;
pub mod view;
pub mod work;

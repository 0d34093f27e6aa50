//! The form in which a rejected row is corrected.

pub mod model;
pub mod update;
pub mod view;

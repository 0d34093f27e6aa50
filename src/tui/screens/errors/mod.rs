//! The screen Errors: rejected rows and quarantined files.

pub mod model;
pub mod request;
pub mod update;
pub mod view;
pub mod work;

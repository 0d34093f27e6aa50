//! The screen History: the versions of a key.

pub mod model;
pub mod request;
pub mod update;
pub mod view;
pub mod work;

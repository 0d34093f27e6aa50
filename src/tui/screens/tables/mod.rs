//! The screen Tables: the tables themselves, and SQL.

pub mod describe;
pub mod model;
pub mod request;
pub mod update;
pub mod view;
pub mod work;

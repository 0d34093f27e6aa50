//! The screen Reports: charts and tables over the warehouse.

pub mod face;
pub mod model;
pub mod request;
pub mod update;
pub mod view;
pub mod work;

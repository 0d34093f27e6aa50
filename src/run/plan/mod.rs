//! What there is to do, without doing any of it.

pub mod changes;
pub mod intake;
pub mod loaded;
pub mod preview;
pub mod reason;
pub mod upstream;

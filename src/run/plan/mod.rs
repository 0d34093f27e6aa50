//! What there is to do, without doing any of it.

pub(in crate::run) mod changes;
pub(in crate::run) mod intake;
pub(in crate::run) mod preview;
pub(in crate::run) mod upstream;

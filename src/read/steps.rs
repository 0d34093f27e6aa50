//! The work on the batches of a file.

use rayon::prelude::*;

use super::batch::Batch;
use crate::error::Result;

/// What is done with each stretch, and then with what came of it.
pub(super) struct Steps<F, G> {
    pub(super) work: F,
    pub(super) take: G,
}

impl<F, G> Steps<F, G> {
    /// Does the work of some batches side by side and hands the results on in their order.
    pub(super) fn run<T>(&mut self, mut batches: Vec<Batch>) -> Result<()>
    where
        T: Send,
        F: Fn(Batch) -> Result<T> + Sync,
        G: FnMut(T) -> Result<()>,
    {
        // Blank lines make batches without a row; one of them is enough to say that the work goes on.
        match batches.iter().any(|batch| !batch.is_empty()) {
            true => batches.retain(|batch| !batch.is_empty()),
            false => batches.truncate(1),
        }
        let results = batches.into_par_iter().map(&self.work).collect::<Result<Vec<T>>>()?;
        results.into_iter().try_for_each(&mut self.take)
    }
}

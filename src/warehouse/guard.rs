//! Panics inside libraries, as values: what reads files that rot may break off, and that is an error like another.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, ErrorKind, panic_said};

/// How the threads of the libraries' pools are named; they work for whoever waits for them.
const POOLS: [&str; 3] = ["polars-", "async-executor-", "tokio-"];

/// How much guarded work goes on, on all threads.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// How much of it this thread is in.
    static HERE: Cell<usize> = const { Cell::new(0) };
}

/// What a library said when it broke off.
#[derive(Debug)]
pub(crate) struct Broke(String);

impl fmt::Display for Broke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Broke {}

impl From<Broke> for Error {
    fn from(broke: Broke) -> Self {
        let message = broke.0.lines().next().unwrap_or_default().to_owned();
        Self::new(ErrorKind::Warehouse, format!("a library broke off: {message}"))
            .hint("Run `shoptui verify`; if it finds nothing, report this.")
            .with_source(broke)
    }
}

/// Does work that may panic inside a library.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Broke> {
    let _inside = Inside::enter();
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Broke(panic_said(panic.as_ref()).to_owned()))
}

/// Keeps panics of guarded work off the screen: whoever guards it tells what became of it.
pub fn hush_guarded_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = take_hook();
        set_hook(Box::new(
            move |panic| {
                if is_guarded() { tracing::error!(%panic, "a library broke off") } else { tell(panic) }
            },
        ));
    });
}

fn is_guarded() -> bool {
    let of_pool = || {
        let thread = std::thread::current();
        thread.name().is_some_and(|name| POOLS.iter().any(|pool| name.starts_with(pool)))
    };
    HERE.try_with(Cell::get).is_ok_and(|depth| depth > 0) || (GUARDED.load(Ordering::SeqCst) > 0 && of_pool())
}

/// Guarded work while it goes on.
struct Inside;

impl Inside {
    fn enter() -> Self {
        GUARDED.fetch_add(1, Ordering::SeqCst);
        HERE.set(HERE.get() + 1);
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        GUARDED.fetch_sub(1, Ordering::SeqCst);
        HERE.set(HERE.get() - 1);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_what_it_said() {
        assert_eq!(guarded(|| 1).unwrap(), 1);
        let error = Error::from(guarded::<()>(|| panic!("out of {}\nand more", "bounds")).unwrap_err());
        assert_eq!(error.message, "a library broke off: out of bounds");
        assert_eq!(error.causes(), ["out of bounds\nand more"]);
        assert!(!is_guarded());
    }

    #[test]
    fn only_guarded_work_and_the_pools_that_do_it_are_hushed() {
        assert!(!is_guarded());
        let on =
            |name: &str| std::thread::Builder::new().name(name.to_owned()).spawn(is_guarded).unwrap().join().unwrap();
        guarded(|| {
            assert!(guarded(is_guarded).unwrap() && is_guarded());
            assert!(on("polars-3") && on("async-executor-0") && !on("main") && !on("worker"));
        })
        .unwrap();
    }
}

//! One fuzz target of shoptui under libFuzzer: the one that `SHOPTUI_FUZZ_TARGET` names.
//!
//! One program for all of them, since each would link the whole engine. Without `--cfg fuzzing`, which
//! `scripts/fuzz.sh` sets, there are no targets and it does nothing.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
mod fuzzing {
    use std::sync::OnceLock;

    use libfuzzer_sys::fuzz_target;
    use shoptui::fuzz::{self, Target};

    static TARGET: OnceLock<Target> = OnceLock::new();

    fn start() {
        let name = std::env::var("SHOPTUI_FUZZ_TARGET").unwrap_or_default();
        let known = fuzz::TARGETS.map(|(name, _)| name).join(", ");
        let target = fuzz::target(&name).unwrap_or_else(|| panic!("SHOPTUI_FUZZ_TARGET is none of {known}"));
        TARGET.get_or_init(|| target);
        // A panic is a crash only where it comes out of the target: the engine may catch one of a library.
        let _ = std::panic::take_hook();
    }

    fuzz_target!(init: start(), |data: &[u8]| {
        if let Some(target) = TARGET.get() {
            target(data);
        }
    });
}

#[cfg(not(fuzzing))]
fn main() {}

//! Many random cases, the same ones every time unless something else is asked for.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// How many times as many cases are tried; 1 if it is not set.
const TIMES: &str = "SHOPTUI_TEST_TIMES";
/// Which cases are tried; 0 if it is not set.
const SEED: &str = "SHOPTUI_TEST_SEED";

/// Tests so many cases on two threads; panics with the smallest one that fails.
pub fn many<S: Strategy>(
    cases: u32,
    strategy: fn() -> S,
    test: fn(&S::Value) -> Result<(), TestCaseError>,
    shown: fn(&S::Value) -> String,
) {
    const THREADS: u32 = 2;
    let number = |name: &str, otherwise: u32| std::env::var(name).map_or(otherwise, |text| text.parse().unwrap());
    let (cases, seed) = (cases * number(TIMES, 1), number(SEED, 0));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                let mut runner = runner(cases.div_ceil(THREADS), THREADS * seed + thread);
                match runner.run(&strategy(), |value| test(&value)) {
                    Ok(()) => {}
                    Err(TestError::Fail(reason, value)) => panic!("{reason}\n{}", shown(&value)),
                    Err(error) => panic!("{error}"),
                }
            });
        }
    });
}

fn runner(cases: u32, seed: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 10_000,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

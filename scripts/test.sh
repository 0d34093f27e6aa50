#!/usr/bin/env bash
# Sees to what the tests need and runs them all: scripts/test.sh [ARGUMENTS OF cargo test]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/needs.sh
# The same profile as `cargo run --release`, so that nothing compiles twice.
exec cargo test --release "$@"

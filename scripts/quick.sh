#!/usr/bin/env bash
# Builds and runs some tests soon: scripts/quick.sh --lib check::, scripts/quick.sh --test it cli::
# The crate itself is not optimised (a minute instead of five), its dependencies are those of every other build. Tests of
# speed, memory and small stacks say nothing here.
set -euo pipefail
cd "$(dirname "$0")/.."

# Code that is not optimised needs more stack.
export RUST_MIN_STACK="${RUST_MIN_STACK:-67108864}"
exec cargo test --release --config 'profile.release.package.shoptui.opt-level=0' "$@"

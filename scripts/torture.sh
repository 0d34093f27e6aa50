#!/usr/bin/env bash
# Looks for what gets lost, hidden or stuck: scripts/torture.sh [MINUTES|all]
#
# The fault sweep (every file call fails or kills its process), races, the state machine and rot, for about so many
# minutes in all, 10 if nothing is said; `all` tries every fault there is, which takes hours. SHOPTUI_TEST_SEED=N tries
# others; TMPDIR may name a folder in memory. `cargo test` tries a sample of the same; scripts/fuzz.sh is for readers.
set -euo pipefail
cd "$(dirname "$0")/.."

effort="${1:-10}"
case "$effort" in
  all) part=all times=100 ;;
  '' | *[!0-9]* | 0)
    printf 'Error: unknown effort: %s\nHint: scripts/torture.sh [MINUTES|all]\n' "$effort" >&2
    exit 2
    ;;
  *) part=$(awk "BEGIN { print $effort / 3 }") times=$effort ;;
esac
export SHOPTUI_TEST_SEED="${SHOPTUI_TEST_SEED:-$(date +%s)}"
# What cannot be tried here is a failure, not skipped.
export CI=true

scripts/needs.sh
failed=()
step() {
  local name=$1
  shift
  printf '\n== %s (after %d s, SHOPTUI_TEST_SEED=%s)\n' "$name" "$SECONDS" "$SHOPTUI_TEST_SEED"
  cargo test --release --locked --test it -- --nocapture "$@" || failed+=("$name")
}
# Two at once: what shows in a race needs a core of its own.
SHOPTUI_TORTURE=$part step "fault sweep" --test-threads 2 torture::sweep torture::shim
SHOPTUI_TORTURE=$part step "races" --test-threads 2 torture::races
SHOPTUI_TEST_TIMES=$times step "state machine and rot" stories:: rot::

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFailed: %s\n' "${failed[*]}" >&2
  exit 1
fi
printf '\nNothing found in %d s.\n' "$SECONDS"

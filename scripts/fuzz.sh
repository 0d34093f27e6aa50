#!/usr/bin/env bash
# Runs fuzz targets: scripts/fuzz.sh MINUTES [TARGET...], all of them unless told, MINUTES of work in all, two at a time.
#        scripts/fuzz.sh --keep [TARGET...] adds what was found on the way to tests/data/corpus, as few small files as do.
#
# What a target finds on its way stays in the folder `fuzz` of cargo's target folder, so that the next run goes on from
# there. An input that breaks a target is copied to tests/data/corpus/TARGET, where `cargo test` meets it. Exits with 1
# if there is one. A stable toolchain and g++ are all it needs; on Linux.
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=${1:-}
[[ $minutes =~ ^[1-9][0-9]*$ || $minutes = --keep ]] || { echo "Usage: scripts/fuzz.sh MINUTES|--keep [TARGET...]" >&2; exit 2; }
shift
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for words in tests/fuzz/dictionaries/*.dict; do targets+=("$(basename "$words" .dict)"); done
fi
for target in "${targets[@]}"; do
  [ -e "tests/fuzz/dictionaries/$target.dict" ] || { echo "Error: no target named $target" >&2; exit 2; }
done

scripts/needs.sh
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
# Level 2 compiles sooner; with the marks of the coverage in between, level 3 is no faster.
RUSTC_WORKSPACE_WRAPPER=$PWD/scripts/fuzz-rustc.sh "${CARGO:-cargo}" build --locked --release -p shoptui-fuzz \
  --config 'profile.release.package.shoptui.opt-level=2'
export fuzzer=$CARGO_TARGET_DIR/release/shoptui-fuzz work=$CARGO_TARGET_DIR/fuzz

# Targets write small files all the time: in memory where there is a place for that.
scratch=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")/shoptui-fuzz.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch RUST_BACKTRACE=0 POLARS_MAX_THREADS=2

keep() {
  local target=$1 least=$scratch/$1
  mkdir -p "$least"
  SHOPTUI_FUZZ_TARGET=$target nice -n 19 "$fuzzer" -set_cover_merge=1 -max_len=1024 -timeout=10 -rss_limit_mb=2048 \
    "$least" "$work/$target/corpus" "tests/data/corpus/$target" >"$work/$target/merge.log" 2>&1
  # The smallest of them: the corpus is there to be read, too.
  find "$least" -type f -printf '%s %p\n' | sort -n | head -40 | while read -r _ file; do
    for known in "tests/data/corpus/$target/"*; do cmp -s "$file" "$known" && continue 2; done
    cp "$file" "tests/data/corpus/$target/"
  done
}

if [ "$minutes" = --keep ]; then
  for target in "${targets[@]}"; do keep "$target"; done
  exit 0
fi

one() {
  local target=$1 place=$work/$1
  mkdir -p "$place/corpus" "$place/found"
  SHOPTUI_FUZZ_TARGET=$target nice -n 19 "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -max_len=65536 -dict="tests/fuzz/dictionaries/$target.dict" -artifact_prefix="$place/found/" -print_final_stats=1 \
    "$place/corpus" "tests/data/corpus/$target" >"$place/log" 2>&1 || true
}
export -f one
export seconds=$((minutes * 60 / ${#targets[@]}))
for target in "${targets[@]}"; do rm -rf "$work/$target/found"; done
printf '%s\0' "${targets[@]}" | xargs -0 -P 2 -I{} bash -c 'one {}'

broken=0
printf '%-14s %12s %9s %9s %7s\n' target executions coverage features corpus
for target in "${targets[@]}"; do
  log=$work/$target/log
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  read -r _ coverage _ features _ corpus < <(grep -Eo 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+' "$log" | tail -1)
  printf '%-14s %12s %9s %9s %7s\n' "$target" "${executions:--}" "${coverage:--}" "${features:--}" "${corpus:--}"
  for input in "$work/$target/found"/*; do
    [ -e "$input" ] || continue
    broken=1
    cp "$input" "tests/data/corpus/$target/"
    printf '  broke on tests/data/corpus/%s/%s; the end of %s says how. Again:\n' "$target" "$(basename "$input")" "$log"
    printf '    cargo test --release --lib fuzz::tests::%s\n' "$target"
  done
  # A program that never came to its end has no such line, and may have left no input either.
  [ -n "$executions" ] || { broken=1; printf '  did not run: the end of %s says why\n' "$log"; }
done
exit $broken

#!/bin/sh
# What cargo calls in place of rustc for the packages of this workspace while scripts/fuzz.sh builds: their code tells
# libFuzzer which of its branches an input takes. Dependencies are compiled as always, and so need not be compiled again.
rustc=$1
shift
case " $* " in
*" --crate-name ___ "* | *" -vV "*) exec "$rustc" "$@" ;;
esac
exec "$rustc" "$@" --cfg fuzzing -C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4 \
  -C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table \
  -C llvm-args=-sanitizer-coverage-trace-compares

#!/usr/bin/env bash
# Sees to what a build needs: a Rust toolchain, a C compiler and make.
# What apt-get can install is installed where that is allowed; else this says what is missing.
set -euo pipefail

say() {
  printf 'Error: %s\nHint: %s\n' "$1" "$2" >&2
  exit 1
}

if ! command -v cc >/dev/null || ! command -v make >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq build-essential
  else
    say "a C compiler (cc) or make is missing" \
      "Install them: 'sudo apt-get install build-essential' on Debian and Ubuntu, 'xcode-select --install' on macOS."
  fi
fi
command -v cargo >/dev/null ||
  say "there is no cargo" "Install Rust with rustup; Cargo.toml says from which version on."

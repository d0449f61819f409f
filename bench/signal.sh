#!/bin/sh
# bench/signal.sh [BUILD] - frames a second of the signal generator on one core, class by class and over all
# 24, both profiles: processor time, best of five rounds. Target: 10,000 over all classes.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -Imodel -Itrain/signal bench/signal.c \
    "$build/train/signal/libbacsignal.a" "$build/model/libbac.a" -lliquid -lm -o "$work/signal"
"$work/signal" radioml
"$work/signal" textbook

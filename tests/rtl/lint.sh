#!/bin/sh
# lint.sh NET : the generated top and the library pass Verilator -Wall (waivers: rtl/lint.vlt), Icarus
# -Wall without a word, and Yosys' own check.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
generate "$1"
lint
finish

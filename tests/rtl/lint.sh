#!/bin/sh
# lint.sh NET : the generated top and the library pass Verilator -Wall (waivers: rtl/lint.vlt), Icarus
# -Wall without a word, and Yosys' own check.
# shellcheck source=tests/cli/lib.sh
. "$ROOT/tests/cli/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
generate "$1"
lint
finish

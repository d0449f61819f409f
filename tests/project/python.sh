#!/bin/sh
# python.sh NET FRAMES : the Python files beside bac_ip, without cocotb: the checker sees what it has to, and the test runs
# against a stand-in for the block (stand_in/).
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
here=$ROOT/tests/project
for shape in "--registers" "--result logits --clock-fifo 8" "--lossy --registers --no-tlast"; do
    rm -rf "$work/folder"
    # shellcheck disable=SC2086 # lists of words
    status 0 "$BAC" rtl "$1" -o "$work/folder" --testbench "$2" --frames 0:6 $shape
    status 0 env PYTHONDONTWRITEBYTECODE=1 "PYTHONPATH=$work/folder" python3 "$here/check.py" "$work/folder"
    for fault in none value last user missing surplus; do
        want=1
        [ "$fault" = none ] && want=0
        status "$want" env PYTHONDONTWRITEBYTECODE=1 "PYTHONPATH=$work/folder:$here/stand_in" python3 "$here/stand_in/play.py" \
            "$work/folder" "$fault"
    done
done
finish

#!/bin/sh
# c.sh [DIR] : lines and branches of model/, onnx/, hw/ and sim/ that the tests reach (gcov, the preset coverage, built in
# build/coverage), by folder. DIR, default build/coverage/report, gets missed.txt, the points that are not reached, and
# points.tsv. c.waived names the points that may be missed, with the reason. Needs gcovr (Debian package).
# Environment: SUITES, a regular expression of the tests to run; KEEP=1: count what is there, run nothing.
set -eu
: "${ROOT:=$(cd "$(dirname "$0")/../.." && pwd)}"
cd "$ROOT"
out=${1:-build/coverage/report}
suites=${SUITES:-'^(unit\.(bac|import|shared|export\.(integers|roundtrip|refuse|memory|file))|explore\.|timing\.|resources\.size|fold\..*\.(lockstep|beats|clocks|latency)$|fold\.refuse|fuzz\.replay\.(bnet|onnx|plan)|cli\.(help|bad_input|cycles|figures|golden|json|plan|shipped|walk|words|report)|rtl\.(reference|images|names)$|routed\.refuse|differential\.four_way$)'}
command -v gcovr >/dev/null || {
    echo "c.sh: needs gcovr: apt-get install gcovr" >&2
    exit 1
}
mkdir -p "$out"
if [ -z "${KEEP:-}" ]; then
    cmake --preset coverage -DBUILD_TESTING=ON >"$out/build.log"
    cmake --build build/coverage -j "${BAC_JOBS:-2}" >>"$out/build.log"
    find build/coverage -name '*.gcda' -delete
    # Tests that draw networks at random draw 30, not hundreds.
    BAC_TEST_ROUNDS=${BAC_TEST_ROUNDS:-30} ctest --test-dir build/coverage -j "${BAC_JOBS:-2}" -LE long -R "$suites" \
        >"$out/tests.log" || {
        grep -E 'Failed|\*\*\*' "$out/tests.log"
        echo "c.sh: tests failed: $out/tests.log" >&2
        exit 1
    }
fi
gcovr --root . --gcov-executable gcov --exclude-unreachable-branches --filter 'model/' --filter 'onnx/' --filter 'hw/' \
    --filter 'sim/[^/]*$' --exclude '.*\.hpp' --exclude '.*\.cpp' --exclude 'build/' --json "$out/gcovr.json" build/coverage
python3 - "$out/gcovr.json" >"$out/points.tsv" <<'END'
import json
import sys
for f in json.load(open(sys.argv[1]))["files"]:
    if not f["file"].endswith((".c", ".h")):
        continue
    for line in f["lines"]:
        if line.get("gcovr/noncode"):
            continue
        print("line", f["file"], line["line_number"], 0, line["count"], sep="\t")
        for i, branch in enumerate(line["branches"]):
            print("branch", f["file"], line["line_number"], i, branch["count"], sep="\t")
END
[ -s "$out/points.tsv" ] || {
    echo "c.sh: gcovr counted nothing in build/coverage" >&2
    exit 1
}
: >"$out/missed.txt"
awk -v limits="line 97 branch 90" -v missed="$out/missed.txt" -f tests/coverage/table.awk tests/coverage/c.waived "$out/points.tsv"

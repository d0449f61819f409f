# build.sh - builds compare.cpp with the verilated bac_top of a network and plan, and tlm.cpp. Sourced; needs $BAC, $ROOT,
# $BUILD; CXX and LAUNCHER (ccache) as they are to be called.
# shellcheck shell=sh
# build_compare NET PLAN FOLDER: FOLDER/compare
build_compare() {
    mkdir -p "$3"
    "$BAC" rtl "$1" --plan "$2" -o "$3/rtl" >/dev/null
    (cd "$3/rtl" && verilator --sc --exe -O3 -Wno-fatal -Wno-lint -Wno-style --x-initial unique --top-module bac_top \
        -Mdir "$3/obj" -f bac_top.f "$ROOT/tests/bindings/systemc/compare.cpp" \
        -CFLAGS "-std=c++17 -I$BUILD/include" -LDFLAGS "-L$BUILD/lib -lbacsim -lbac -Wl,-rpath,$BUILD/lib" \
        -o "$3/compare") >"$3/verilator.log" 2>&1 || { cat "$3/verilator.log"; return 1; }
    make -C "$3/obj" -f Vbac_top.mk OPT_FAST="${OPT_FAST:--O2}" OPT_SLOW=-O0 OPT_GLOBAL=-O2 \
        CXX="${LAUNCHER:-} ${CXX:-g++}" >"$3/make.log" 2>&1 || { tail -20 "$3/make.log"; return 1; }
}

# A line of map.inc for each register of the description.
tlm_map() {
    /usr/bin/python3 - "$ROOT/rtl/wrap/registers.json" <<'END'
import json
import sys
for r in json.load(open(sys.argv[1]))["registers"]:
    writable, resets = (str(yes).lower() for yes in (r["access"] != "ro", "reset" in r))
    print('{"%s", %d, %d, %s, %s, %du},' % (r["name"], r["offset"], r.get("count", 1), writable, resets, r.get("reset", 0)))
END
}

# build_tlm FOLDER: FOLDER/tlm
build_tlm() {
    mkdir -p "$1/include" # a folder of its own: <compare> is a header of C++, too
    tlm_map >"$1/include/map.inc"
    ${LAUNCHER:+"$LAUNCHER"} "${CXX:-g++}" -std=c++17 "${OPT_FAST:--O2}" -Wall -Wextra -Werror -I"$BUILD/include" -I"$1/include" \
        -c -o "$1/tlm.o" "$ROOT/tests/bindings/systemc/tlm.cpp" &&
        "${CXX:-g++}" -o "$1/tlm" "$1/tlm.o" -L"$BUILD/lib" -lbacsim -lbac -lmd -lsystemc -Wl,-rpath,"$BUILD/lib"
}

# build.sh - verilates bac_top of a network and plan as SystemC and links compare.cpp with it. Sourced; needs $BAC, $ROOT,
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

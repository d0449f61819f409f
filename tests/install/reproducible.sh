#!/bin/sh
# reproducible.sh : two builds from nothing, in folders of other names and lengths, with another time zone, language and file
# mode mask, without a compiler cache: the binary makes the same bytes of Verilog, vectors, plans, estimates and pages.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
export CCACHE_DISABLE=1
net=golden/nets/default.bnet frames=golden/frames/synthetic-48.npy

# made TREE: all that a user keeps, in TREE/made
made() {
    mkdir "$1/made"
    cd "$1" || exit 1
    bac=build/release/bac
    "$bac" import golden/nets/default.onnx --classes golden/nets/radioml-2018.classes --name default -o made/net.bnet &&
        "$bac" golden "$net" "$frames" --frames 0:2 -o made/vectors &&
        "$bac" plan "$net" --style serial -o made/serial.cfg &&
        "$bac" rtl "$net" -o made/unrolled --testbench "$frames" &&
        "$bac" rtl "$net" --plan made/serial.cfg -o made/serial --project vivado &&
        "$bac" size "$net" --plan made/serial.cfg --json >made/size.json &&
        sed -i '/"milliseconds"/d' made/size.json && # a time that is measured
        "$bac" explore "$net" --samples-per-clock 1 -o made/front >/dev/null &&
        "$bac" report "$net" --eval "$frames" -o made/report.html
}

# build TREE ZONE LANGUAGE: a copy of the sources, built, and what it makes
build() (
    export TZ="$2" LC_ALL="$3"
    mkdir -p "$1"
    tar -C "$ROOT" --exclude=./build --exclude=./.git -cf - . | tar -C "$1" -xf -
    (cd "$1" && cmake --preset release -DBUILD_TESTING=OFF -DCMAKE_C_COMPILER_LAUNCHER= -DCMAKE_CXX_COMPILER_LAUNCHER= &&
        cmake --build build/release --target bac_cli && made "$1") >"$work/log" 2>&1
)

other="$work/another-folder/a longer name"
status 0 build "$work/a" UTC C
(umask 077 && status 0 build "$other" Asia/Kathmandu C.UTF-8 && [ "$failures" = 0 ]) || fail "the second build: $(tail -3 "$work/log")"
diff -r "$work/a/made" "$other/made" >"$work/differs" ||
    fail "two builds make other bytes: $(head -5 "$work/differs")"
n=$(find "$work/a/made" -type f | wc -l)
checks=$((checks + 1))
[ "$n" -gt 50 ] || fail "only $n files were compared"
# A byte that differs is seen.
echo >>"$work/a/made/serial.cfg"
status 1 diff -r "$work/a/made" "$other/made"
echo "$n files of two builds are the same bytes"
finish

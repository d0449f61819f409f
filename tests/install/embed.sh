#!/bin/sh
# embed.sh : `cmake --install` to a folder that is then moved; sim/example/embed.c built against it, with pkg-config and
# with find_package, shared and static; each says what bac cycles says.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}" "${CC:?}"
status 0 cmake --install "$BUILD" --prefix "$work/made"
mv "$work/made" "$work/moved"
prefix=$work/moved
pc=$(find "$prefix" -name bacsim.pc -exec dirname {} \;)
[ -n "$pc" ] || fail "no bacsim.pc was installed"
lib=$(dirname "$pc")

mkdir "$work/outside"
cp "$ROOT/sim/example/embed.c" "$work/outside"
cd "$work/outside" || exit 1
# shellcheck disable=SC2046,SC2086 # lists of options
status 0 $CC ${FLAGS:-} -std=c17 -Wall -Werror -o by_pkg_config embed.c \
    $(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs bacsim)
# shellcheck disable=SC2046,SC2086 # lists of options
status 0 $CC ${FLAGS:-} -std=c17 -Wall -Werror -o static_by_pkg_config embed.c \
    -Wl,-Bstatic $(PKG_CONFIG_PATH=$pc pkg-config --static --cflags --libs bacsim) -Wl,-Bdynamic
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(outside LANGUAGES C)
find_package(bac 0.1 REQUIRED CONFIG)
add_executable(by_find_package embed.c)
target_link_libraries(by_find_package PRIVATE bac::bacsim_shared)
add_executable(static_by_find_package embed.c)
target_link_libraries(static_by_find_package PRIVATE bac::bacsim)
END
status 0 cmake -S . -B b -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$CC" \
    -DCMAKE_C_FLAGS="${FLAGS:-}"
status 0 cmake --build b

status 0 "$prefix/bin/bac" plan "$tiny" --style folded -o plan.cfg
status 0 "$prefix/bin/bac" cycles "$tiny" --plan plan.cfg --frames 10 --stall pace --json
says_bac="$(printf '%.3f' "$("$json_get" clocks_per_frame <"$work/out")") clocks a frame, last sample to \
result $("$json_get" predicted latency_last <"$work/out")"
for program in ./by_pkg_config b/by_find_package ./static_by_pkg_config b/static_by_find_package; do
    needs=$(readelf -d "$program" | grep -c 'NEEDED.*libbac')
    case $program in
    *static*) equal 0 "$needs" "shared libraries of $program" ;;
    *) [ "$needs" -gt 0 ] || fail "$program was linked against an archive" ;;
    esac
    status 0 env LD_LIBRARY_PATH="$lib" "$program" "$tiny" plan.cfg
    equal "$says_bac" "$(cat "$work/out")" "$program"
    status 1 env LD_LIBRARY_PATH="$lib" "$program" "$tiny" nowhere.cfg
    complains 'nowhere.cfg'
done
cd "$ROOT" || exit 1
finish

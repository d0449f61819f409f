#!/bin/sh
# Do the lint checks of lines and of kinds see what is wrong, and only that? On a small tree made here.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
tree=$work/tree
lines() { sh "$ROOT/tests/lint/lines.sh" "$tree"; }
kinds() { sh "$ROOT/tests/lint/kinds.sh" "$tree"; }

mkdir "$tree"
status 1 lines
says "^lines.sh: no source in "
mkdir -p "$tree/hw/stages" "$tree/hw/lower" "$tree/tests" "$tree/golden"
cat >"$tree/hw/stages/stages.h" <<'END'
/* Two kinds, in three
 * lines of code. */
typedef struct bac_kind bac_kind_kind;
extern const bac_kind bac_kind_dot;

extern const bac_kind bac_kind_fifo; // the second
END
echo 'const bac_kind bac_kind_dot = {"/* no comment"}; /* bac_kind_fifo */ int x; // bac_kind_fifo' \
    >"$tree/hw/stages/dot.c"
printf 'const char *s = "a \\" // b";\nint t; /* " */ int bac_kind_dots; /*\n"*/ /*/ int no; */\n' >"$tree/hw/text.c"
cat >"$tree/hw/stages/guard.v" <<'END'
module guard;
    generate
        if (W < 1 ||
            W > 8) begin : gen_illegal
            bac_error_W_must_be_1_to_8 u_error ();
        end
    endgenerate
    generate
        if (W == 4) begin : gen_four
            wire x;
        end
    endgenerate
endmodule
END
echo 'int one = 1; /* counted nowhere */' | tee "$tree/tests/a.c" >"$tree/golden/b.v"
echo 'const bac_kind *table[] = {&bac_kind_dot, &bac_kind_fifo};' | tee "$tree/hw/stages/table.c" \
    "$tree/tests/t.c" >"$tree/hw/lower/unrolled.c"
status 0 lines
says '^15 lines of code and 6 of guards; the largest file is ./hw/stages/guard.v with 13$'
status 0 kinds
says '^bac_kind_dot 4$'
says '^bac_kind_fifo 3$'
says '^2 kinds, 0 places '

printf '\n\nif (kind == &bac_kind_dot) {}\n' >"$tree/hw/size.c"
status 1 kinds
says '^hw/size.c:3: bac_kind_dot is not '
echo 'case BAC_STAGE_DOT: &bac_kind_fifo' | tee "$tree/hw/size.c" >"$tree/hw/stages/fifo.c"
status 1 kinds
says '^hw/size.c:1: BAC_STAGE_DOT is not '
says '^hw/size.c:1: bac_kind_fifo is not '
says '^hw/stages/fifo.c:1: BAC_STAGE_DOT is not '
says '^2 kinds, 3 places '
rm "$tree/hw/stages/fifo.c" "$tree/hw/stages/table.c" "$tree/hw/size.c"
status 1 kinds

yes '// long' | head -500 >"$tree/hw/long.c"
status 0 lines
echo >>"$tree/hw/long.c"
status 1 lines
says '^./hw/long.c has 501 lines, 500 are allowed'
sed -i '1s/.*/\/\* made by a script; do not edit \*\//' "$tree/hw/long.c"
status 0 lines

finish

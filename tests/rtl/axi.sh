#!/bin/sh
# axi.sh NET FRAMES : rtl/wrap/bac_axi.v around NET's top in Icarus: every form of result, samples, two clocks, registers,
# faults of frames, hold and soft reset; linted; and with faults planted, which the bench has to see.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
net=$1 input=$2 frames=24
generate "$net"
status 0 "$BAC" golden "$net" "$input" -o "$work/golden" --frames "0:$frames"
samples=$(ls "$work"/golden/00-*.hex)
last=$(sed -n 's/^layer \([^ ]*\) argmax.*/\1/p' "$net")
vectors=$(ls "$work"/golden/*-"$(sed -n "/^layer $last argmax/,/^end/s/^ *from //p" "$net")".hex)
# Bits and signedness from an image's first line.
bits_of() {
    sed -n '1s/.* channels of \([0-9]*\) bits \([a-z]*\).*/\1 \2/p' "$1"
}
code_bits=$(bits_of "$samples")
code_bits=${code_bits% *}
logit_bits=$(bits_of "$vectors")
signed=${logit_bits#* }
logit_bits=${logit_bits% *}
is_signed=0
[ "$signed" = signed ] && is_signed=1
cd "$rtl" || exit 1

# bench WRAP DEFINE... -- PLUSARG... : the bench with rtl/wrap's modules in WRAP
bench() {
    wrap=$1 defines=""
    shift
    while [ "$1" != -- ]; do
        defines="$defines -D$1"
        shift
    done
    shift
    # shellcheck disable=SC2046,SC2086 # lists of words
    status 0 iverilog -g2005 -o "$work/tb.vvp" -s tb_axi -DT="$(define POSITIONS)" -DC="$(define CHANNELS)" \
        -DIW="$code_bits" -DLANE="$(define IN_LANE)" -DN="$(define CLASSES)" -DW="$logit_bits" \
        -DOUT_LANE="$(define LOGIT_LANE)" -DCLASS_LANE="$(define CLASS_LANE)" -DFRAMES=$frames \
        -DSIGNED_LOGITS=$is_signed $defines -y "$wrap" -y rtl -y "$ROOT/rtl/arith" -y "$ROOT/rtl/stream" bac_top.v \
        "$ROOT/tests/rtl/tb_axi.v"
    status 0 vvp -n "$work/tb.vvp" "+input=$samples" "+logits=$vectors" "$@"
}

wide=$(($(define LOGIT_LANE) / 8 + $(define CLASS_LANE) / 8))
for shape in "RESULT=0 LITE=0 FIFO_AW=0 SHIFT=0 M_BYTES=1" "RESULT=0 LITE=0 FIFO_AW=0 SHIFT=0 M_BYTES=4" \
    "RESULT=1 LITE=1 FIFO_AW=0 SHIFT=0 M_BYTES=4" "RESULT=2 LITE=1 FIFO_AW=0 SHIFT=0 M_BYTES=$wide" \
    "RESULT=1 LITE=1 FIFO_AW=4 SHIFT=5 M_BYTES=4" "RESULT=0 LITE=1 FIFO_AW=2 SHIFT=0 M_BYTES=1" \
    "RESULT=0 LITE=1 FIFO_AW=0 SHIFT=1 M_BYTES=1"; do
    for stall in 0 30; do
        control=
        case $shape in *LITE=1*) control=+control ;; esac
        # shellcheck disable=SC2086 # lists of words
        bench "$ROOT/rtl/wrap" $shape WAITS=1 -- +seed=$stall +stall=$stall $control
        says "^PASS $frames frames$"
        # shellcheck disable=SC2086
        bench "$ROOT/rtl/wrap" $shape WAITS=1 -- +seed=7 +stall=$stall +late=3 +keep=5
        says "^PASS $frames frames$"
    done
done
# A slow source, of which a soft reset drops less than the rest of the frame. Few frames in flight, and faults of a
# frame's last beat.
bench "$ROOT/rtl/wrap" RESULT=0 LITE=1 FIFO_AW=0 SHIFT=0 M_BYTES=1 WAITS=1 -- +seed=5 +stall=80 +control
says "^PASS $frames frames$"
for stall in 0 30 80; do
    bench "$ROOT/rtl/wrap" RESULT=2 LITE=1 FIFO_AW=0 SHIFT=0 "M_BYTES=$wide" WAITS=1 FLIGHT=1 -- +seed=9 \
        "+stall=$stall" +late=3 +keep=6 "+at=$(($(define POSITIONS) - 1))"
    says "^PASS $frames frames$"
done
# A source that cannot wait: what is lost is said, and a soft reset finds the next whole frame (bench: control).
for fifo in 0 2; do
    bench "$ROOT/rtl/wrap" RESULT=0 LITE=1 "FIFO_AW=$fifo" SHIFT=0 M_BYTES=1 WAITS=0 -- +seed=3 +stall=0 +lossy
    says "^PASS lossy$"
done

# Read by other tools, in three shapes.
for shape in "LITE=0" "LITE=1 RESULT=1 M_BYTES=2" "LITE=1 FIFO_AW=4 SAMPLE_W=12 S_LANE=16 SHIFT=4"; do
    sets="" generics=""
    for word in $shape "N=$(define CLASSES)" "T=$(define POSITIONS)" "IW=$code_bits" "W=$logit_bits" \
        "OUT_LANE=$(define LOGIT_LANE)" LO=-8 HI=7; do
        generics="$generics -G$word"
        case $word in *=-*) ;; *) sets="$sets -set ${word%%=*} ${word#*=}" ;; esac
    done
    # shellcheck disable=SC2086 # lists of words
    status 0 verilator --lint-only -Wall $generics "$ROOT/rtl/lint.vlt" --top bac_axi -y rtl -y "$ROOT/rtl/wrap" \
        -y "$ROOT/rtl/arith" -y "$ROOT/rtl/stream" bac_top.v "$ROOT/rtl/wrap/bac_axi.v"
    rm -rf "$work/all"
    mkdir "$work/all"
    cp "$ROOT"/rtl/*/*.v "$work/all"
    cp rtl/*.v "$work/all" # of the network
    status 0 yosys -q -p "read_verilog -defer $work/all/*.v bac_top.v; chparam $sets bac_axi; \
        hierarchy -check -top bac_axi; proc; check -assert"
done

# planted MODULE SED DEFINES -- PLUSARGS : a fault is seen.
planted() {
    module=$1 edit=$2
    shift 2
    rm -rf "$work/planted"
    cp -r "$ROOT/rtl/wrap" "$work/planted"
    sed -i "$edit" "$work/planted/$module.v"
    checks=$((checks + 1))
    cmp -s "$work/planted/$module.v" "$ROOT/rtl/wrap/$module.v" && fail "nothing planted: $edit"
    bench "$work/planted" "$@"
    checks=$((checks + 1))
    grep -q '^FAIL' "$work/out" || fail "not seen: $edit"
}
all="RESULT=1 LITE=1 FIFO_AW=0 SHIFT=0 M_BYTES=4 WAITS=1"
two="RESULT=0 LITE=1 FIFO_AW=2 SHIFT=5 M_BYTES=1 WAITS=1"
control="-- +seed=30 +stall=30 +control"
faults="-- +seed=7 +stall=0 +late=3 +keep=5"
# shellcheck disable=SC2086 # lists of words
{
    planted bac_frames 's/<= error_q || last_differs || !s_axis_good;/<= last_differs || !s_axis_good;/' $all $faults
    planted bac_frames 's/if (sent) in_q <= in_q + 1/if (move) in_q <= in_q + 1/' $all $faults
    planted bac_frames 's/skip_q <= inside_q .*/skip_q <= 1'"'"'b0;/' $all $control
    planted bac_frames 's/(hold || full)/(full)/' $all $control
    planted bac_frames 's/clock_q - stamp/1 + clock_q - stamp/' $all $control
    planted bac_registers 's/shortest_q <= latency_q;/shortest_q <= longest_q;/' $all $control
    planted bac_registers 's/(done_q) begin/(done) begin/' $all $control
    planted bac_registers 's/if (core_rst || done_q) histogram/if (done_q) histogram/' $all $control
    planted bac_registers 's/status_q & ~(/status_q \& ~(1 ? 4'"'"'d0 : /' $all $faults
    planted bac_registers 's/mapped(write_at_q) ? SLVERR/mapped(write_at_q) ? OKAY/' $all $control
    planted bac_registers 's/{strobe_q, write_q} <= {s_axi_wstrb\[0\]/{strobe_q, write_q} <= {1'"'"'b1/' $all $control
    planted bac_registers 's/assign s_axi_arready = .*/assign s_axi_arready = !reads_q \&\& !s_axi_rvalid;/' $all $control
    planted bac_registers 's/{30.d0, hold_q, core_rst}/{30'"'"'d0, hold_q, 1'"'"'b0}/' $all $control
    planted bac_axi 's/assign s_axis_tready = room;/assign s_axis_tready = 1'"'"'b1;/' $two $control
    planted bac_async_fifo 's/full_at = .*/full_at = {~read_sync1_q[AW], read_sync1_q[AW-1:0]};/' $two $control
    planted bac_async_fifo 's/(read_gray_q != write_sync1_q)/1'"'"'b1/' $two $control
    planted bac_sample 's/(SHIFT > 0) ? 1 : 0),$/0),/' $two $control
}
finish

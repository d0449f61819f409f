#!/bin/sh
# Plans: what bac plan writes is read again, every wrong line is refused by file and line.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
plan=$work/plan.cfg

# plan_of LINE...: a plan file with these lines behind the version.
plan_of() {
    printf 'plan 1\n' >"$plan"
    printf '%s\n' "$@" >>"$plan"
}

# refused PATTERN LINE...
refused() {
    pattern=$1
    shift
    plan_of "$@"
    status 3 "$BAC" plan "$tiny" --plan "$plan"
    complains "$pattern"
}

status 0 "$BAC" plan "$tiny" --samples-per-clock 2 --fifo sum_in1_fifo=20 -o "$plan"
status 0 "$BAC" plan "$tiny" --plan "$plan" -o "$work/again.cfg"
cmp -s "$plan" "$work/again.cfg" || fail "a plan that was read and written again has changed"
grep -q '^samples_per_clock  2$' "$plan" || fail "no samples_per_clock in $(cat "$plan")"
grep -q '^fifo   sum_in1_fifo  *20$' "$plan" || fail "no fifo in $(cat "$plan")"
status 0 "$BAC" rtl "$tiny" --plan "$plan" -o "$work/two"
grep -q 'BAC_TOP_SAMPLES 2$' "$work/two/bac_links.h" || fail "the plan did not reach the generator"
status 0 "$BAC" rtl "$tiny" --plan "$plan" --samples-per-clock 1 -o "$work/one"
grep -q 'BAC_TOP_SAMPLES 1$' "$work/one/bac_links.h" || fail "--samples-per-clock does not win"

status 0 "$BAC" plan "$tiny" --style folded --lanes 3 -o "$plan"
grep -q '^layer  dw0  *folded lanes=2$' "$plan" || fail "dw0 has 8 positions: $(cat "$plan")"
status 0 "$BAC" plan "$ROOT/golden/nets/default.bnet" --style serial -o "$plan"
equal 24 "$(grep -c ' serial$' "$plan")" "serial layers of the shipped network"
printf 'plan 1\nfifo sum_in1_fifo 3\n' >"$plan"
status 0 "$BAC" plan "$tiny" --plan "$plan"
grep -q "FIFO 'sum_in1_fifo' is made shallower than the 17 beats" "$work/err" ||
    fail "a shallow FIFO is not said: $(cat "$work/err")"
status 2 "$BAC" plan "$tiny" --style magic
complains 'no style .magic.'

refused 'plan.cfg:2: unknown key .speed.; there are' 'speed 3'
refused 'plan.cfg:2: .*network .other., but the network given is .tiny.' 'network other'
refused 'plan.cfg:3: .network. a second time' 'network tiny' 'network tiny'
refused 'plan.cfg:2: .0. is no whole number from 1' 'samples_per_clock 0'
refused 'plan.cfg:2: .samples_per_clock. takes 1 value, not 2' 'samples_per_clock 1 2'
refused 'samples a clock: 3 samples .* the next lower number that does is 2' 'samples_per_clock 3'
refused 'plan.cfg:2: network .tiny. has no layer .nil.' 'layer nil unrolled'
refused 'plan.cfg:2: layer .in. is nothing but wires' 'layer in unrolled'
refused 'plan.cfg:2: no style .magic.; there are: unrolled folded' 'layer dw0 magic'
refused 'plan.cfg:3: layer .dw0. a second time' 'layer dw0 unrolled' 'layer dw0 unrolled'
refused 'plan.cfg:2: layer .dw0., unrolled, takes no .inputs.; it takes: nothing' \
    'layer dw0 unrolled inputs=2'
refused 'plan.cfg:2: layer .logits., .* takes no .speed.; it takes: inputs' \
    'layer logits unrolled speed=2'
refused 'plan.cfg:2: .x. is no whole number' 'layer logits unrolled inputs=x'
refused 'plan.cfg:2: .inputs. is not NAME=VALUE' 'layer logits unrolled inputs'
refused 'pw0: a serial convolution is one stage with the requantiser' 'layer pw0 serial'
refused 'pw0_q: a serial requantiser is one stage with .* plan .pw0. serial too' 'layer pw0_q serial'
refused 'pool: is no convolution or add and no requantiser behind one' 'layer pool serial'
printf 'plan 1\nlayer ends serial\nlayer ends_q serial\n' >"$plan"
status 3 "$BAC" plan "$ROOT/tests/nets/averages.bnet" --plan "$plan"
complains 'ends: divides the windows at the frame.s ends by fewer samples'
refused 'plan.cfg:2: .33. is no whole number from 1 to 32' 'layer pw0 serial digit=33'
refused 'plan.cfg:3: FIFO .a. a second time' 'fifo a 2' 'fifo a 2'
refused 'a: no FIFO of this name; there are:.*sum_in1_fifo' 'fifo a 2'
: >"$plan"
status 3 "$BAC" plan "$tiny" --plan "$plan"
complains 'an empty file is no plan'
printf 'plan 2\n' >"$plan"
status 3 "$BAC" plan "$tiny" --plan "$plan"
complains 'plan.cfg:1: version 2 of the plan format'
printf 'plan 1\nlayer %600s\n' x >"$plan"
status 3 "$BAC" plan "$tiny" --plan "$plan"
complains 'plan.cfg:2: a line has at most 511 characters'
finish

#!/bin/sh
# others.sh : --project fusesoc and litex. The core keeps the published rules, the LiteX module connects every port (to
# stand-ins of LiteX); and the checks see what is planted. The script of --project yosys runs in tests/docs/integrate.sh.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
here=$ROOT/tests/project
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
export PYTHONDONTWRITEBYTECODE=1
make() { # KIND OPTION...
    rm -rf "$work/made"
    kind=$1
    shift
    status 0 "$BAC" rtl "$tiny" -o "$work/made" --project "$kind" "$@"
}
core() {
    status "$1" python3 "$here/core.py" "$here/capi2.schema.json" "$work/made/bac_ip.core"
}
make fusesoc
core 0
says '^bac:network:bac_ip:[0-9.]* 33 default lint$'
for plant in 's/^CAPI=2:/CAPI=1:/' 's/file_type: vlt/file_typ: vlt/' 's/rtl.bac_axi.v/rtl\/bac_axis.v/' 's/, waivers\]/, waiver]/' \
    's/bac_ip:[0-9.]*$/bac_ip/' 's/copyto: logits/copyto: logit/'; do
    make fusesoc
    cp "$work/made/bac_ip.core" "$work/kept"
    sed -i "$plant" "$work/made/bac_ip.core"
    checks=$((checks + 1))
    cmp -s "$work/kept" "$work/made/bac_ip.core" && fail "nothing planted: $plant"
    core 1
done
make fusesoc --testbench "$frames" --frames 0:2
core 0
says ' default lint sim$'

litex() {
    status "$1" env "PYTHONPATH=$here/stand_in" python3 "$here/litex_ports.py" "$work/made"
}
for shape in "" "--registers --clock-fifo 16 --result margin" "--lossy --registers --sample-bits 12"; do
    # shellcheck disable=SC2086 # lists of words
    make litex $shape
    status 0 python3 -m py_compile "$work/made/bac_litex.py"
    litex 0
done
for plant in 's/i_s_axis_tlast/i_s_axis_last/' 's/self.bus.aw.addr/self.bus.w.data/' 's/("data", 16)/("data", 8)/' \
    's/o_m_axis_tvalid=/i_m_axis_tvalid=/'; do
    make litex --registers
    cp "$work/made/bac_litex.py" "$work/kept"
    sed -i "$plant" "$work/made/bac_litex.py"
    checks=$((checks + 1))
    cmp -s "$work/kept" "$work/made/bac_litex.py" && fail "nothing planted: $plant"
    litex 1
done

finish

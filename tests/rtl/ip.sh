#!/bin/sh
# ip.sh : bac_ip, the generated AXI4-Stream block of the tiny network: the ports that each choice has, its parameters,
# the hash of the network, what other tools say to the folder, and contradictions.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"

# lint_block: Verilator and Icarus have nothing to say, of the block and of the network alone.
lint_block() {
    cd "$rtl" || exit 1
    status 0 verilator --lint-only -Wall lint.vlt -f bac_ip.f --top bac_ip
    equal "" "$(cat "$work/err" "$work/out")" "what Verilator says"
    status 0 iverilog -g2005 -Wall -Wno-timescale -f bac_ip.f -s bac_ip -o "$work/ip.vvp"
    equal "" "$(cat "$work/err")" "what Icarus says"
    cd "$ROOT" || exit 1
}
# ports WORD...: the ports of bac_ip beside those that it always has
ports() {
    sed -n '/^module/,/^);/s/^    \(in\|out\)put *wire \(\[[0-9:]*\] \)\{0,1\}\([a-z_]*\),\{0,1\}$/\3/p' "$rtl/bac_ip.v" |
        grep -vE '^(aclk|aresetn|s_axis_t(data|keep|valid)|m_axis_t(data|user|valid|ready|last))$' | tr '\n' ' '
}
parameter() {
    sed -n "s/^        \.$1(\([^ ]*\)),\{0,1\}$/\1/p" "$rtl/bac_ip.v"
}

generate "$tiny" --axi
lint_block
equal "s_axis_tready s_axis_tlast " "$(ports)" "ports of the plain block"
equal "1 16 2 4 -32'sd8 32'sd7" "$(for p in M_BYTES T C IW LO HI; do parameter $p; done | tr '\n' ' ' | sed 's/ $//')" \
    "parameters"
# The hash is that of the canonical text, whatever the file looks like: comments do not count.
sed 's/^layer/# no more than a remark\n&/' "$tiny" >"$work/remarks.bnet"
hash=$(parameter HASH)
generate "$work/remarks.bnet" --axi
equal "$hash" "$(parameter HASH)" "hash of the same network"
sed 's/^name tiny/name tinier/' "$tiny" >"$work/renamed.bnet"
generate "$work/renamed.bnet" --axi
checks=$((checks + 1))
[ "$hash" != "$(parameter HASH)" ] || fail "another network has the same hash"

lite=$(sed -n 's/^ *\(in\|out\)put .* \(s_axi_[a-z]*\),\{0,1\}$/\2/p' "$ROOT/rtl/wrap/bac_axi.v" | tr '\n' ' ')
[ "$(echo "$lite" | wc -w)" = 17 ] || fail "bac_axi.v has $(echo "$lite" | wc -w) ports of AXI4-Lite"
generate "$tiny" --axi --result margin --registers
lint_block
equal "s_axis_tready s_axis_tlast $lite" "$(ports)" "ports with registers"
equal 2 "$(parameter M_BYTES)" "bytes of class and margin"
generate "$tiny" --axi --result logits --result-bytes 3 --clock-fifo 16 --sample-bits 12 --no-tlast
lint_block
equal "s_axis_aclk s_axis_aresetn s_axis_tready " "$(ports)" "ports with another clock, without tlast"
equal "4 12 8 16 3" "$(for p in FIFO_AW SAMPLE_W SHIFT S_LANE M_BYTES; do parameter $p; done | tr '\n' ' ' | sed 's/ $//')" \
    "parameters"
generate "$tiny" --axi --lossy --registers --sample-bits 16.13 --result-bytes 4
lint_block
equal "s_axis_tlast $lite" "$(ports)" "ports of a source that cannot wait"
equal 10 "$(parameter SHIFT)" "shift of 13 fraction bits to a scale of 1/8"

# Memory images are there too.
generate "$tiny" --axi --plan "$ROOT/tests/rtl/tiny-folded.cfg"
lint_block
checks=$((checks + 1))
ls "$rtl"/*.mem >"$work/out" 2>&1 || fail "no memory image"
cd "$rtl" || exit 1
status 0 yosys -q -p "read_verilog -defer $(tr '\n' ' ' <bac_ip.f); hierarchy -check -top bac_ip; proc; check -assert"
cd "$ROOT" || exit 1

# refuse EXIT PATTERN OPTION...: nothing is written
refuse() {
    want=$1 pattern=$2
    shift 2
    status "$want" "$BAC" rtl "$@" -o "$work/none"
    complains "$pattern"
    absent "$work/none"
}
refuse 2 "registers is a choice of bac_ip: add --axi" "$tiny" --registers
refuse 2 "wants class, margin or logits, not 'best'" "$tiny" --axi --result best
refuse 2 "wants 1 to 32 bits, as 16, or with" "$tiny" --axi --sample-bits 33
refuse 2 "not '16.x'" "$tiny" --axi --sample-bits 16.x
refuse 2 "result-bytes wants an integer of 1..64" "$tiny" --axi --result-bytes 0
refuse 3 "has 2 bytes, which 1 do not hold" "$tiny" --axi --result margin --result-bytes 1
refuse 3 "power of two of 4 to 65536" "$tiny" --axi --clock-fifo 12
refuse 3 "power of two of 4 to 65536" "$tiny" --axi --clock-fifo 2
refuse 3 "only their soft reset mends: add the registers" "$tiny" --axi --lossy
refuse 3 "would be shifted by -1 bits: it must be 0 to 3" "$tiny" --axi --sample-bits 4.2
sed 's/^  scale 0x1p-3 .*/  scale 0x1.8p-3/; s/^  rounding half_even/&/' "$tiny" >"$work/third.bnet"
refuse 3 "is no power of two" "$work/third.bnet" --axi --sample-bits 12
sed 's/^  rounding half_even/  rounding floor/' "$tiny" >"$work/floor.bnet"
refuse 3 "rounded half to even, but this input rounds floor" "$work/floor.bnet" --axi --sample-bits 12
finish

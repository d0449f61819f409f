# levels.awk : of a flat netlist in BLIF (write_blif -gates): the register-to-register path with most LUTs, among those
# the one with most CARRY4, and the enables that drive most registers. What an input of the design reaches does not
# count: its register is outside. A distributed memory is read in one LUT.
#   yosys -p "...; write_blif -gates net.blif"; awk -f levels.awk net.blif
function pin(name,    i) { # the net at a pin of the cell that is read
    for (i = 3; i <= NF; i++)
        if (index($i, name "=") == 1) return substr($i, length(name) + 2)
    return ""
}
function drives(net) { from[net] = cells }
function reads(net, what) { # a net that ends in this cell: what it does there
    ends++
    end_net[ends] = net
    end_cell[ends] = cells
    end_pin[ends] = what
}
function needs(net) { if (net != "$false" && net != "$true" && net != "$undef") input[cells, ++inputs[cells]] = net }
function joined(line) { while (sub(/\\$/, "", line)) { getline rest; line = line rest }; return line }
/^\.gate / {
    $0 = joined($0)
    type = $2
    cells++
    kind[cells] = type
    if (type ~ /^(FD|SRL|RAMB|SB_DFF|SB_RAM)/) {
        sequential[cells] = 1
        for (i = 3; i <= NF; i++) {
            at = index($i, "=")
            name = substr($i, 1, at - 1)
            net = substr($i, at + 1)
            if (name ~ /^(Q|Q31|Q15|DO|DOUT|DOP|RDATA|DOADO|DOBDO|DOPADOP|DOPBDOP)(\[|$)/) drives(net)
            else if (name !~ /^(C|CLK|CLKARDCLK|CLKBWRCLK|RCLK|WCLK)$/) {
                reads(net, name)
                if (name ~ /^(CE|E|ENARDEN|ENBWREN|RCLKE|WCLKE)$/ && net !~ /^\$(true|false|undef)$/) enabled[net]++
                if (name ~ /^(R|S)$/ && net !~ /^\$(true|false|undef)$/) cleared[net]++
            }
        }
    } else if (type ~ /^(LUT|INV|CARRY4|SB_LUT4|SB_CARRY|RAM(32|64|128|256))/) {
        is_carry[cells] = type ~ /CARRY/
        for (i = 3; i <= NF; i++) {
            at = index($i, "=")
            name = substr($i, 1, at - 1)
            net = substr($i, at + 1)
            if (name ~ /^(O|CO|DO|DOA|DOB|DOC|DOD|DOE|DOF|DOG|DOH|DPO|SPO)(\[|$)/) drives(net)
            else if (type ~ /^RAM/ && name ~ /^(DI|DIA|DIB|DIC|DID|DIE|DIF|DIG|DIH|D|WE|ADDRH|ADDRD)(\[|$)/) {
                if (name !~ /^WCLK/) reads(net, name)
            } else if (name !~ /^WCLK/) needs(net)
        }
        if (type ~ /^RAM/) memory[cells] = 1
    } else if (type !~ /^(IBUF|OBUF|BUFG|GND|VCC)/) unknown[type]++
}
# 1000*LUTs + CARRY4 on the longest path from a register to this net; -1: none. worst[cell]: the input it comes by.
function value(net,    cell, i, v, best) {
    if (!(net in from)) return -1
    cell = from[net]
    if (cell in sequential) return 0
    if (cell in known) return known[cell]
    best = (cell in memory) ? 0 : -1 # what was written comes out too
    known[cell] = -1
    for (i = 1; i <= inputs[cell]; i++) {
        v = value(input[cell, i])
        if (v > best || (v == best && !(cell in worst))) { best = v; worst[cell] = input[cell, i] }
    }
    return known[cell] = best < 0 ? -1 : best + (is_carry[cell] ? 1 : 1000)
}
function path(net,    cell, text) {
    text = net
    while ((net in from) && !(from[net] in sequential)) {
        cell = from[net]
        net = worst[cell]
        if (net == "") break
        text = net " -> " kind[cell] " -> " text
    }
    return text
}
END {
    top = -1
    for (i = 1; i <= ends; i++) {
        v = value(end_net[i])
        if (v < 0) continue
        count[int(v / 1000)]++
        if (v > top) { top = v; at = i }
        if (v % 1000 > carries) carries = v % 1000
    }
    printf "levels %d LUT + %d CARRY4\n", int(top / 1000), top % 1000
    printf "ends "
    for (l = 0; l <= int(top / 1000); l++) printf "%s%d:%d", l ? " " : "", l, count[l]
    printf "\npath %s -> %s.%s\n", path(end_net[at]), kind[end_cell[at]], end_pin[at]
    most = ""
    for (net in enabled) if (most == "" || enabled[net] > enabled[most]) most = net
    printf "enable %d registers %s\n", most == "" ? 0 : enabled[most], most
    over = 0
    for (net in enabled) if (enabled[net] > 512) { over++; printf "over %d %s\n", enabled[net], net }
    printf "enables over 512: %d\n", over
    for (type in unknown) printf "not counted: %s (%d)\n", type, unknown[type]
}

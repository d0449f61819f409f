#!/bin/sh
# tcl.sh : the Tcl of --project vivado and quartus under tclsh, with the vendor's commands recorded (recorder.tcl), in a
# folder that was moved, from another one; their constraints name ports and registers that there are; and what the
# recorder refuses.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
here=$ROOT/tests/project
record() { # EXIT TOOL SCRIPT
    status "$1" tclsh "$here/recorder.tcl" "$2" "$work/moved/$3"
}
said() { # COUNT PATTERN: so many lines on stdout
    equal "$1" "$(grep -c -e "$2" "$work/out")" "lines '$2'"
}
make() { # KIND OPTION...
    rm -rf "$work/made" "$work/moved"
    kind=$1
    shift
    status 0 "$BAC" rtl "$tiny" -o "$work/made" --project "$kind" "$@"
    mv "$work/made" "$work/moved"
}
# names FILE: the registers and ports of the constraints are in the Verilog.
names() {
    list=$(grep -oE '[./|][a-z0-9_]+[*]' "$work/moved/$1" | sed 's/^.//; s/[*]$//; s/_reg$//' | sort -u)
    count=0
    for name in $list; do
        count=$((count + 1))
        checks=$((checks + 1))
        grep -qE "reg .*\<$name\>" "$work/moved/rtl/bac_async_fifo.v" "$work/moved/rtl/bac_axi.v" ||
            fail "$1: no register $name"
    done
    equal "$2" "$count" "registers that $1 names: $list"
    # shellcheck disable=SC2013 # words are meant
    for name in $(grep -oE 'get_ports [{]?[a-z_ ]+' "$work/moved/$1" | sed 's/get_ports {*//'); do
        checks=$((checks + 1))
        grep -q "wire .*\<$name\>" "$work/moved/bac_ip.v" || fail "$1: no port $name"
    done
}
verilog=33 # files of the tiny network's block

make vivado --registers --clock-fifo 16
cd / || exit 1
record 0 vivado vivado_package.tcl
said 1 '^add_files -norecurse .*/moved/rtl/bac_axi.v .*/moved/bac_ip.v'
said 1 '^add_files -norecurse .*/moved/logits.mem'
said 1 '^set_property file_type {Memory File}'
said 3 '^ipx::associate_bus_interfaces'
said 1 '^ipx::associate_bus_interfaces -busif s_axis -clock s_axis_aclk'
said 1 '^ipx::save_core'
said 5 '^set_max_delay -datapath_only'
record 0 vivado vivado_build.tcl
said 1 '^read_mem .*/moved/logits.mem'
said 1 '^synth_design -top bac_ip -part [a-z0-9-]* -mode out_of_context'
said 2 '^create_clock'
said 2 '^set_bus_skew'
said 1 '^report_cdc'
said 1 '^write_checkpoint -force .*/moved/build/bac_ip.dcp'
names bac_ip_clocks.xdc 9
names bac_ip_ooc.xdc 0
make vivado
record 0 vivado vivado_package.tcl
said 2 '^ipx::associate_bus_interfaces'
record 0 vivado vivado_build.tcl
said 1 '^create_clock'
said 0 '^set_max_delay'
absent "$work/moved/bac_ip_clocks.xdc"

make quartus --registers --clock-fifo 16
record 0 quartus quartus_build.tcl
said $verilog '^set_global_assignment -name VERILOG_FILE'
said 4 '^set_max_skew'
said 2 '^create_clock'
said 29 '^set_instance_assignment -name VIRTUAL_PIN'
said 1 '^execute_flow -compile'
names bac_ip.sdc 9
make quartus
record 0 quartus quartus_build.tcl
said 0 '^set_max_skew'

# The recorder sees what Vivado and Quartus would refuse.
planted() { # KIND SCRIPT FILE SED PATTERN
    make "$1" --clock-fifo 16
    cp "$work/moved/$3" "$work/kept"
    sed -i "$4" "$work/moved/$3"
    checks=$((checks + 1))
    cmp -s "$work/kept" "$work/moved/$3" && fail "nothing planted: $4"
    record 1 "$1" "$2"
    complains "$5"
}
planted vivado vivado_build.tcl vivado_build.tcl 's/-mode out_of_context$/-out_of_context/' "synth_design has no option"
planted vivado vivado_build.tcl vivado_build.tcl 's/^place_design/place_designs/' "no command place_designs"
planted vivado vivado_build.tcl vivado_build.tcl 's/logits.mem/logit.mem/' "read_mem: no file .*logit.mem"
planted vivado vivado_build.tcl bac_ip_clocks.xdc 's/^set_bus_skew/foreach x {1} &/' "invalid command name"
planted vivado vivado_package.tcl bac_ip_clocks.xdc 's/-datapath_only -from/-datapath -from/' "set_max_delay has no option"
planted vivado vivado_package.tcl vivado_package.tcl 's/-clock aclk/aclk/' "takes 1 to 1 operands"
planted quartus quartus_build.tcl quartus_build.tcl 's/VIRTUAL_PIN/VIRTUAL/' "no value VIRTUAL"
planted quartus quartus_build.tcl bac_ip.sdc 's/src_clock_period/clock_period/' "no value clock_period"
status 2 "$BAC" rtl "$tiny" -o "$work/none" --project ise
complains "wants vivado, quartus, fusesoc, yosys or litex, not 'ise'"
absent "$work/none"
finish

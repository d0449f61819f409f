#!/bin/sh
# Does the comparison of same.sh see what differs, and only that? One machine against copies with planted differences.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/hw/same/collect.sh
. "$ROOT/tests/hw/same/collect.sh"
MAP=$work/map
echo "# nothing" >"$MAP"

status 0 collect "$BAC" "$ROOT/golden/nets/default-0099.bnet" "$work/one" \
    --plan "$ROOT/golden/plans/default-0099-serial-1.cfg"
facts "$work/one" >"$work/before"

# planted DIFFERENCES FILE SED-SCRIPT: a copy whose FILE is edited differs in so many facts.
planted() {
    rm -rf "$work/two"
    cp -r "$work/one" "$work/two"
    sed "$3" "$work/one/$2" >"$work/two/$2"
    [ "$1" = 0 ] || [ "$2" = rtl/bac_top.f ] || ! cmp -s "$work/one/$2" "$work/two/$2" || fail "$3 plants nothing in $2"
    facts "$work/two" >"$work/after"
    status $(($1 > 0)) compare "$work/before" "$work/after" planted
    says " further figures, $1 differences; "
}
planted 0 rtl/bac_top.v ''
stages=$(grep -c '^stage/[^/]*/module	' "$work/before")
says "^planted: $stages stages, "
planted 0 rtl/bac_top.v 's,^\( *\)bac_fifo #(,// a comment (of a stage\n    bac_fifo   #(,'
depth=$(sed -n 's/^stage\/block1_dw_fifo\/param\/DEPTH	//p' "$work/before")
planted 1 rtl/bac_top.v "s/\.DEPTH($depth)/.DEPTH(25)/"
says "^planted, stage block1_dw_fifo: param/DEPTH: before $depth, after 25\$"
planted 1 rtl/bac_top.v "s/32'd248, 32'd18, 32'd14/32'd248, 32'd19, 32'd14/"
says "^planted, stage block0_dw_serial: param/WEIGHTS: word 1 before 32'd18, after 32'd19 "
planted 1 rtl/bac_top.v '/^    bac_ingress/,/;/s/\.clk(clk), //'
says '^planted, stage input_ingress: port/clk: before , after nothing$'
planted 1 rtl/bac_top.v '/BAC_TRACE/!s/\[391:0\] m_axis/[390:0] m_axis/'
planted 1 rtl/bac_links.h "s/^\(.*\"block1_dw\", \)$depth,/\125,/"
says "^planted, link block0_pw_q_[a-z0-9_]*: depth: before $depth, after 25\$"
ff=$(sed -n 's/^stage\/block1_dw_window\/counts\/ff	//p' "$work/before")
planted 1 counts "s/^\(block1_dw_window,.*\),$ff,/\1,$((ff - 1)),/"
says "^planted, stage block1_dw_window: counts/ff: before $ff, after $((ff - 1))\$"
planted 1 size.json '/"total"/,/}/s/"sites": [0-9]*/"sites": 1/'
planted 1 cycles.json '0,/"latency": 4/s//"latency": 5/'
says '^planted, stage block0_dw_window: cycles/latency: before 4, after 5$'
planted 1 cycles.json 's/"clocks_per_frame": 1024,$/"clocks_per_frame": 1025,/;/"predicted"/,/}/s/1025/1024/'
planted 1 rtl.json '0,/"clocks_per_beat": 1.3/s//"clocks_per_beat": 1.4/'
planted 1 cycles 's,^\(block1_dw  *\)\([0-9][0-9]*  *[0-9][0-9]*  *[0-9]* .*#\),\11\2,'
planted 1 rtl/fc.mem '1s/^./g/'
planted 2 rtl/bac_top.f 's,bac_fifo,bac_queue,'
planted 1 rtl/plan.cfg 's/^layer *fc .*/layer fc unrolled/'

# What the map of renames explains is no difference; the same without one of its lines is.
cat >"$MAP" <<'END'
module bac_fifo bac_queue DEEP=1  # a comment
param bac_fifo DEPTH ROOM
port bac_fifo clk -
stage _fifo$ _queue
link _fifo$ _queue
new bac_cast
gone rtl/latency_sum
new-link .*_join1_lane[0-9]
END
cp "$MAP" "$work/whole"
echo "rtl/latency_sum	9" >>"$work/before" # as the old tree told
sed -e '/^stage.*_fifo\/port\/clk/d' -e '/latency_sum/d' \
    -e 's/^\([a-z]*\/[^	]*\)_fifo\//\1_queue\//' -e 's/^\(link\/[^	]*\)_fifo	/\1_queue	/' \
    -e 's/_fifo"$/_queue"/' -e 's/bac_fifo/bac_queue/' \
    -e 's/^\(stage\/[^	]*_queue\/param\/\)DEPTH\(.*\)/\1ROOM\2\n\1DEEP	1/' "$work/before" >"$work/after"
cat >>"$work/after" <<'END'
stage/block1_add_join1_lane0/module	bac_cast
stage/block1_add_join1_lane0/cycles/latency	0
link/block1_add_join1_lane0/handshakes	
END
status 0 compare "$work/before" "$work/after" mapped
fifos=$(grep -c '^stage/[^/]*_fifo/module	' "$work/before")
says ", 0 differences; 1 new, $fifos renamed\$"
says '^mapped, new stages: block1_add_join1_lane0 (bac_cast)$'
says '^mapped, renamed: .*\<block1_dw_fifo = block1_dw_queue (bac_fifo = bac_queue) '
for line in 1 2 3 4 5 6 7 8; do
    sed "${line}d" "$work/whole" >"$MAP"
    status 1 compare "$work/before" "$work/after" "without line $line of the map"
done
sed 's/DEEP	1/DEEP	2/' "$work/after" >"$work/deep"
cp "$work/whole" "$MAP"
status 1 compare "$work/before" "$work/deep" deep
says 'param/DEEP: before 1, after 2$'
echo "neither rule" >"$MAP"
status 1 compare "$work/before" "$work/before" unruly
complains 'map:1: no such rule: neither'

# The committed map is well-formed, and what it says does not hide a change of the rest.
unset MAP
sed -i "/latency_sum/d" "$work/before"
status 1 compare "$work/before" "$work/before" committed
says '^committed, stage block0_dw_window: param/OVERLAP: before 0, after 1$'

finish

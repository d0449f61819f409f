# lib.sh - what the co-simulation tests share; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154
: "${BAC_CACHE:?where the models are kept}"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
n_frames=24
export frames n_frames

# field KEY...: a value of the JSON that the last command printed.
field() {
    "$json_get" "$@" <"$work/out" || fail "no such field: $*"
}

# warns PATTERN: the last command wrote a line like it on stderr.
warns() {
    checks=$((checks + 1))
    grep -q -e "$1" "$work/err" || fail "stderr does not match '$1':
$(head -20 "$work/err")"
}

# clean_run FRAMES: the last command's JSON tells of that many frames without a fault.
clean_run() {
    equal "$1" "$(field frames)" frames
    equal "$1" "$(field results)" results
    equal 0 "$(field mismatches)" mismatches
    equal 0 "$(field protocol_errors)" "protocol errors"
    equal false "$(field deadlock)" deadlock
    equal true "$(field ok)" ok
}

# as_predicted: the measured clocks are the closed form's.
as_predicted() {
    for key in cycles_per_frame latency_first latency_last; do
        equal "$(field predicted "$key")" "$(field "$key")" "$key"
    done
}

# layers_of NET: the names of its layers but the last, which has no stream of its own.
layers_of() {
    sed -n 's/^layer \([^ ]*\) .*/\1/p' "$1" | sed '$d'
}

# dump_names VCD: every scoped name of a dump, as GTKWave writes it: a.b.c[7:0]
dump_names() {
    awk '$1 == "$scope" { path = path $3 "." }
         $1 == "$upscope" { sub(/[^.]*\.$/, "", path) }
         $1 == "$var" { name = path $5; if ($6 != "$end") name = name $6; print name }' "$1" | sort -u
}

# gtkw_names FILE: every name that a save file asks for
gtkw_names() {
    sed -n -e 's/^+{[^}]*} //p' -e 's/^#{[^}]*}//p' "$1" | tr ' ' '\n' | sed 's/^([0-9]*)//' |
        grep . | sort -u
}

# value_at NAME TIME: of $work/w.vcd, as a signed number
value_at() {
    awk -v name="$1" -v until="$2" '
        $1 == "$scope" { path = path $3 "." }
        $1 == "$upscope" { sub(/[^.]*\.$/, "", path) }
        $1 == "$var" && path $5 == name { id = $4; bits = $3 }
        /^#/ && substr($0, 2) + 0 > until { exit }
        /^b/ && $2 == id { value = substr($1, 2) }
        /^[01]/ && substr($0, 2) == id { value = substr($0, 1, 1) }
        END { for (i = 1; i <= length(value); i++) n = 2 * n + substr(value, i, 1)
              if (bits > 1 && length(value) == bits && substr(value, 1, 1) == "1") n -= 2 ^ bits
              print n + 0 }' "$work/w.vcd"
}

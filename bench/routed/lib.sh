# lib.sh : the networks of designs.txt and records.csv by name. Needs $bac and $work; BUILD is the build folder, for the
# tools that make random networks (targets random_bnet, random_plan).
# shellcheck shell=sh disable=SC2154

# net_of NAME : the network's file. random_N is random network N of the tests; its plan lies beside it: random_N.cfg.
net_of() {
    for folder in golden/nets tests/nets; do
        [ ! -f "$folder/$1.bnet" ] || {
            echo "$folder/$1.bnet"
            return
        }
    done
    made=$work/random/$1
    if [ ! -s "$made.cfg" ]; then
        mkdir -p "$work/random"
        "${BUILD:-build/release}/tests/rtl/random_bnet" "${1#random_}" 1 "$made.new" "$made.npy"
        sed "s/^name .*/name $1/" "$made.new" >"$made.bnet"
        "${BUILD:-build/release}/tests/sim/cosim/random_plan" "${1#random_}" "$made.bnet" "$made.new"
        mv "$made.new" "$made.cfg"
    fi
    echo "$made.bnet"
}

# plan_file NET PLAN : as plan_of of bench/resources/lib.sh, and "random": the plan beside a random network.
plan_file() {
    if [ "$2" = random ]; then echo "${1%.bnet}.cfg"; else plan_of "$1" "$2"; fi
}

# lib.sh : what the scripts of this folder share. Needs $bac and $work.
# shellcheck shell=sh disable=SC2154

# plan_of NET PLAN : the plan's file, made if it is options joined by commas; - is the default plan.
plan_of() {
    case $2 in
    -) echo "" ;;
    --*)
        file=$work/$(basename "$1" .bnet)$(echo "$2" | tr -c 'a-z0-9\n' '-').cfg
        # shellcheck disable=SC2046 # options, split on purpose
        "$bac" plan "$1" $(echo "$2" | tr ',' ' ') -o "$file.$$" >/dev/null && mv "$file.$$" "$file"
        echo "$file"
        ;;
    *) echo "$2" ;;
    esac
}

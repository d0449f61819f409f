# project.awk : from the lines of sets.sh to those of sets.txt: the parameters that control anything, the width of data
# reduced to 1 (README.md says why that is enough); bac_credit, which stands in others; bac_ctrl, which stands in stages, at
# the LATENCY of the shortest pipelines
#   sh sets.sh NET .. | awk -f project.awk | sort -Vu >sets.txt
function gcd(a, b) { return b == 0 ? a : gcd(b, a % b) }
{
    split("", v)
    for (i = 2; i < NF; i += 2) v[$i] = $(i + 1)
}
$1 == "bac_skid" { print $1, "W 1" }
$1 == "bac_fifo" { print $1, "W 1 DEPTH", v["DEPTH"], "OPEN", v["OPEN"] }
$1 == "bac_fork" { print $1, "N", v["N"] }
$1 == "bac_join" { print $1, "P", v["P"], "W 1 W_SKIP 2" }
$1 == "bac_resize" {
    g = gcd(v["LANES_IN"], v["LANES_OUT"])
    print $1, "W 1 LANES_IN", v["LANES_IN"] / g, "LANES_OUT", v["LANES_OUT"] / g, "PICK", v["PICK"]
}
$1 == "bac_ingress" { print $1, "C 2 IW 1 LANE 2 T", v["T"] }
$1 == "bac_gate" { print $1, "N 1"; v["N_FIFOS"] = v["N"] }
"N_FIFOS" in v {
    print "bac_credit N", v["N_FIFOS"], "GROUP", v["GROUP"], "SPACED", v["SPACED"], "INTERVAL", v["INTERVAL"], \
        "OUTS", v["OUTS"], "ROOMS", v["ROOMS"]
}
END { for (n = 1; n <= 7; n++) print "bac_ctrl LATENCY", n }

# sets.awk : the instances of generated tops, one a line: MODULE PARAMETER VALUE ..; a vector of words as WORD,WORD,..
# Of vectors, only the depths of FIFOs are written: they alone decide what a module does with its handshakes.
#   awk -f sets.awk bac_top.v ..
/^    bac_[a-z0-9_]* #\(/ { line = $1; inside = 1; next }
inside && /^    \) u_/ { print line; inside = 0; next }
skips { skips = !/}/; next }
inside && /\(\{/ && !/\.(OUTS|ROOMS)/ { skips = !/}/; next }
inside {
    gsub(/[0-9]+'[ds]+/, "") # 32'd17 is 17
    text = text $0
    if (text ~ /\(\{[^}]*$/) next # a vector goes on
    gsub(/[ ,]*\.|\(\{ */, " ", text)
    gsub(/ *\}\)|\)|\(/, " ", text)
    gsub(/ *, */, ",", text)
    gsub(/,( |$)/, " ", text)
    gsub(/ +/, " ", text)
    line = line text
    text = ""
}

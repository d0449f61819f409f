# graphs.awk : parameter sets of prove_mcm: random graphs of three inputs, `count` of them from `seed`, and what each
# output multiplies its inputs by, found by multiplying the words out
function draw(n) { state = (state * 16807) % 2147483647; return state % n }
function word(v) { return sprintf("%08x", v < 0 ? v + 4294967296 : v) }
function bits(low, high, b) {
    for (b = 1; low < -2^(b - 1) || high >= 2^(b - 1); b++) ;
    return b
}
BEGIN {
    state = seed
    for (g = 0; g < count; g++) {
        width = 1 + g % 4; is_signed = draw(2); levels = 1 + draw(3)
        words = ""; first = word(0); n = 0; below = 0
        for (l = 0; l <= levels; l++) {
            begin = n
            many = l == 0 ? 3 : 2 + draw(3)
            for (k = 0; k < many; k++) {
                if (l == 0) {
                    for (i = 0; i < 3; i++) c[n, i] = i == k
                    form = shift = b = 0; a = k
                    low = is_signed ? -2^(width - 1) : 0; high = is_signed ? 2^(width - 1) - 1 : 2^width - 1
                    sign = is_signed; wide = width
                } else {
                    form = draw(4); shift = form == 0 ? 0 : draw(4); a = draw(begin - below); b = form == 0 ? 0 : draw(begin - below)
                    low = high = 0
                    for (i = 0; i < 3; i++) {
                        left = c[below + a, i]; right = c[below + b, i] * 2^shift
                        v = form == 0 ? left : form == 1 ? left + right : form == 2 ? left - right : right - left
                        c[n, i] = v
                        least = is_signed ? -2^(width - 1) : 0; most = is_signed ? 2^(width - 1) - 1 : 2^width - 1
                        low += v > 0 ? v * least : v * most
                        high += v > 0 ? v * most : v * least
                    }
                    sign = low < 0; wide = sign ? bits(low, high) : bits(0, high) - (high > 0)
                }
                least_of[n] = low; most_of[n] = high
                words = sprintf("%02x%06x%06x%02x", form * 64 + shift, b, a, sign * 128 + wide) words
                n++
            }
            starts[l] = begin
            first = word(n) first
            below = begin
        }
        outputs = bias = out_bits = coefficients = ""
        for (o = 0; o < 4; o++) {
            level = o == 1 ? levels : levels - 1
            many = (level == levels ? n : starts[level + 1]) - starts[level]
            pick = draw(many); shift = draw(3); sign = o == 3 ? -1 : 1
            add = o == 1 ? 0 : draw(401) - 200
            from = starts[level] + pick
            low = high = add
            if (o > 0) {
                low += sign > 0 ? least_of[from] * 2^shift : -most_of[from] * 2^shift
                high += sign > 0 ? most_of[from] * 2^shift : -least_of[from] * 2^shift
            }
            outputs = sprintf("%02x%02x%02x%06x", o, o > 1 ? shift : 0, shift, pick) outputs
            bias = (add < 0 ? "ffffffff" : "00000000") word(add) bias
            out_bits = sprintf("%02x", bits(low, high)) out_bits
            for (i = 0; i < 3; i++) coefficients = word(o == 0 ? 0 : sign * c[from, i] * 2^shift) coefficients
        }
        printf "IW %d IS_SIGNED %d LEVELS %d N_OUT 4 N_WORDS %d WORDS %d\047h%s FIRST %d\047h%s OUTPUTS 192\047h%s BIAS 256\047h%s OUT_BITS 32\047h%s COEFFICIENTS 384\047h%s\n", \
            width, is_signed, levels, n, n * 64, words, (levels + 2) * 32, first, outputs, bias, out_bits, coefficients
    }
}

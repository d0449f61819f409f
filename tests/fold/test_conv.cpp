// test_conv.cpp - rtl/folded/bac_fold_conv.v against a plain convolution or max pool, its twin and
// its closed forms. The sets are those of bench_conv.v.
#include "test.hpp"

#include "Vbench_conv.h"
#include "pins.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace {

struct conv {
    uint32_t mode;
    bac_fold_conv_params p;
    uint32_t w;
    bool is_signed;
    uint32_t wb, ow;
    bool has_bias;
};

// As set() in bench_conv.v.
const conv conv_sets[] = {
    {0, {4, 4, 12, 3, 1, 1, 1, 1, 1, 1, 5, 9, nullptr}, 4, false, 4, 12, true},
    {0, {4, 6, 8, 1, 1, 0, 0, 1, 2, 3, 1, 11, nullptr}, 5, false, 3, 12, true},
    {0, {2, 3, 12, 5, 2, 2, 2, 1, 2, 3, 5, 12, nullptr}, 5, true, 4, 14, true},
    {0, {3, 3, 10, 3, 1, 1, 1, 2, 1, 1, 2, 14, nullptr}, 6, true, 6, 16, false},
    {0, {2, 4, 24, 9, 2, 4, 4, 3, 1, 2, 6, 20, nullptr}, 4, false, 4, 14, true},
    {0, {2, 4, 16, 1, 1, 0, 0, 4, 2, 4, 3, 4, nullptr}, 8, true, 2, 11, true},
    {0, {2, 4, 8, 3, 1, 1, 1, 2, 1, 1, 4, 5, nullptr}, 4, false, 4, 12, true},
    {0, {2, 2, 32, 4, 4, 0, 0, 2, 1, 1, 2, 16, nullptr}, 4, true, 4, 12, true},
    {1, {4, 4, 16, 2, 2, 0, 0, 1, 2, 1, 2, 8, nullptr}, 4, false, 1, 4, false},
    {1, {2, 2, 16, 3, 2, 1, 1, 2, 1, 2, 5, 6, nullptr}, 5, true, 1, 5, false},
    {0, {2, 3, 6, 6, 1, 0, 0, 1, 1, 1, 12, 17, nullptr}, 4, true, 4, 14, true},
    {0, {2, 2, 16, 27, 2, 13, 13, 2, 2, 2, 13, 19, nullptr}, 6, true, 6, 17, true},
    {0, {1, 2, 17, 4, 3, 0, 0, 5, 1, 1, 5, 7, nullptr}, 4, false, 4, 11, true},
    {0, {4, 2, 16, 1, 1, 0, 0, 4, 1, 2, 4, 3, nullptr}, 4, false, 4, 10, true},
    {0, {1, 1, 5, 1, 1, 0, 0, 1, 1, 1, 4, 1, nullptr}, 7, true, 4, 12, true},
    {0, {1, 2, 9, 5, 1, 4, 0, 1, 1, 2, 10, 7, nullptr}, 4, false, 4, 12, true},
};

struct weight {
    uint32_t k, i;
    int64_t w;
};

// A random layer that fits a set: its words, channel by channel, and its memory images.
struct layer {
    conv what;
    std::vector<std::vector<weight>> channel; // an empty one has one word, of weight 0
    std::vector<int64_t> bias;
    std::vector<uint8_t> last;
    bac_fold_conv_params params;

    layer(const conv &c, fold::random_source &rng);
    void images(const std::string &name) const;
    fold::elements apply(const fold::elements &x) const;

  private:
    void draw(fold::random_source &rng);
};

layer::layer(const conv &c, fold::random_source &rng)
    : what(c), channel(c.p.c_out), bias(c.p.c_out), params(c.p) {
    draw(rng);
    for (const std::vector<weight> &words : channel)
        for (size_t n = std::max<size_t>(words.size(), 1); n > 0; n--)
            last.push_back(n == 1);
    params.last = last.data();
    const int64_t half = int64_t{1} << (what.ow - 2);
    for (int64_t &b : bias)
        b = what.has_bias ? fold::pick(rng, -half, half - 1) : 0;
}

void layer::draw(fold::random_source &rng) {
    const bac_fold_conv_params &p = what.p;
    if (what.mode != 0) {
        for (uint32_t o = 0; o < p.c_out; o++)
            for (uint32_t k = 0; k < p.k; k++)
                channel[o].push_back({k, o, 0});
        return;
    }
    std::vector<uint32_t> words(p.c_out, 1);
    for (uint32_t n = p.c_out; n < p.n_words;) {
        uint32_t &more = words[static_cast<size_t>(fold::pick(rng, 0, p.c_out - 1))];
        if (more < p.k * p.c_in) {
            more++;
            n++;
        }
    }
    const int64_t top = int64_t{1} << (what.wb - 1);
    for (uint32_t o = 0; o < p.c_out; o++) {
        if (words[o] == 1 && rng() % 2) // a channel without weights
            continue;
        std::vector<uint32_t> place(p.k * p.c_in);
        for (uint32_t n = 0; n < place.size(); n++)
            place[n] = n;
        for (uint32_t n = 0; n < words[o]; n++) {
            std::swap(place[n], place[static_cast<size_t>(
                                    fold::pick(rng, n, static_cast<int64_t>(place.size()) - 1))]);
            int64_t w = fold::pick(rng, -top, top - 1);
            channel[o].push_back({place[n] / p.c_in, place[n] % p.c_in, w ? w : -1});
        }
    }
}

uint32_t clog2(uint32_t n) {
    uint32_t bits = 0;
    while (bits < 32 && (uint64_t{1} << bits) < n)
        bits++;
    return bits;
}

// The layout in the header of rtl/folded/bac_fold_conv.v.
void layer::images(const std::string &name) const {
    const bac_fold_conv_params &p = what.p;
    const uint32_t cw = p.c_in / p.lanes_in;
    const uint32_t rb = clog2(p.l);
    const uint32_t ob = std::max(1u, clog2(((p.k - 1) / p.stride / p.l + 1) * p.stride * cw));
    const uint32_t eb = clog2(p.lanes_in);
    const uint32_t fb = what.mode ? 0 : what.wb;
    std::vector<uint64_t> words;
    for (const std::vector<weight> &all : channel) {
        const std::vector<weight> none{{0, 0, 0}};
        const std::vector<weight> &list = all.empty() ? none : all;
        for (size_t n = 0; n < list.size(); n++) {
            const uint32_t block = list[n].k / p.stride;
            const uint32_t offset =
                (block / p.l * p.stride + list[n].k % p.stride) * cw + list[n].i / p.lanes_in;
            uint64_t word = n + 1 == list.size();
            word = word << rb | block % p.l;
            word = word << ob | offset;
            word = word << eb | list[n].i % p.lanes_in;
            word = word << fb | fold::field(list[n].w, fb);
            words.push_back(word);
        }
    }
    fold::write_image(name + ".mem", words, 1 + rb + ob + eb + fb);
    std::vector<uint64_t> biases(bias.begin(), bias.end());
    fold::write_image(name + "_bias.mem", biases, what.ow);
}

fold::elements layer::apply(const fold::elements &x) const {
    const bac_fold_conv_params &p = what.p;
    const int64_t lowest = what.is_signed ? -(int64_t{1} << (what.w - 1)) : 0;
    fold::elements y;
    for (uint32_t out = 0; out < bac_fold_conv_t_out(&p); out++)
        for (uint32_t o = 0; o < p.c_out; o++) {
            int64_t sum = bias[o];
            int64_t max = lowest;
            for (const weight &w : channel[o]) {
                const int64_t t = static_cast<int64_t>(out * p.stride + w.k) - p.pad_left;
                const bool in_frame = t >= 0 && t < p.t;
                const int64_t v = in_frame ? x[static_cast<size_t>(t) * p.c_in + w.i] : 0;
                sum += w.w * v;
                max = in_frame ? std::max(max, v) : max;
            }
            y.push_back(what.mode ? max : sum);
        }
    return y;
}

struct bench {
    std::vector<layer> layers;
    std::vector<fold::set> sets;

    explicit bench(uint64_t seed) {
        fold::random_source rng(seed);
        layers.reserve(std::size(conv_sets)); // sets point into it
        for (const conv &c : conv_sets) {
            layers.emplace_back(c, rng);
            const layer &l = layers.back();
            const size_t n = layers.size() - 1;
            l.images(std::string("conv_") + char('0' + n / 10) + char('0' + n % 10));
            fold::set s;
            s.name = std::to_string(n);
            s.twin = &bac_fold_conv_twin;
            s.params = &l.params;
            s.in[0] = {c.p.t * c.p.c_in, c.p.lanes_in, c.w, c.is_signed};
            s.out = {bac_fold_conv_t_out(&c.p) * c.p.c_out, c.p.lanes_out, c.ow, true};
            s.model = [&l](const fold::elements in[2]) { return l.apply(in[0]); };
            sets.push_back(s);
        }
    }
};

void images() {
    const bench b(1);
}

void lockstep(fold::pattern stalls, uint64_t seed) {
    bench b(seed);
    fold::verilated_pins<Vbench_conv> pins(seed);
    fold::run_options o;
    o.stalls = stalls;
    o.seed = seed;
    o.frames = 8;
    o.replay = fold::replay(stalls, seed);
    fold::run(pins, b.sets, o);
}

std::vector<fold::record> unstalled(const bench &b, fold::pattern source, uint64_t seed,
                                    uint32_t frames) {
    fold::verilated_pins<Vbench_conv> pins(seed);
    fold::run_options o;
    o.stalls = source;
    o.seed = seed;
    o.frames = frames;
    o.replay = fold::replay("clocks");
    return fold::run(pins, b.sets, o);
}

// Every beat in the clock that the recurrence says, whenever the beats come in.
void beats() {
    for (fold::pattern source : {fold::pattern::none, fold::pattern::starve}) {
        const bench b(1);
        const uint32_t frames = 24;
        const std::vector<fold::record> seen = unstalled(b, source, 1, frames);
        for (size_t n = 0; n < seen.size(); n++) {
            const bac_fold_conv_params &p = b.layers[n].params;
            std::vector<uint64_t> in = seen[n].offered_at[0], out(seen[n].out_at.size());
            if (!bac_fold_conv_times(&p, frames, in.data(), out.data()))
                throw std::runtime_error("out of memory");
            fold::expect_beats(b.sets[n], "in", seen[n].in_at[0], in);
            fold::expect_beats(b.sets[n], "out", seen[n].out_at, out);
        }
    }
}

// Back to back, each frame takes exactly the clocks of the closed form.
void clocks() {
    const bench b(1);
    const uint32_t frames = 24;
    const std::vector<fold::record> seen = unstalled(b, fold::pattern::none, 1, frames);
    unsigned full = 0;
    for (size_t n = 0; n < seen.size(); n++) {
        const bac_fold_conv_params &p = b.layers[n].params;
        if (p.rows < bac_fold_conv_rows_full(&p))
            continue;
        full++;
        fold::expect_period(b.sets[n], seen[n].out_at, 12, frames, bac_fold_conv_clocks(&p));
    }
    if (full < 10)
        throw std::runtime_error("the sets no longer cover what they were chosen for");
}

// A beat at a time, so that the lanes are idle: from the last beat that counts to the last result.
void latency() {
    bench b(2);
    fold::verilated_pins<Vbench_conv> pins(2);
    fold::run_options o;
    o.stalls = fold::pattern::slow;
    o.slow_gap = 400;
    o.frames = 2;
    o.replay = fold::replay("latency");
    const std::vector<fold::record> seen = fold::run(pins, b.sets, o);
    for (size_t n = 0; n < seen.size(); n++) {
        const bac_fold_conv_params &p = b.layers[n].params;
        const uint32_t reach = (bac_fold_conv_t_out(&p) - 1) * p.stride + p.k - p.pad_left;
        const uint32_t beats = p.c_in / p.lanes_in;
        fold::expect_latency(b.sets[n], seen[n], p.t * beats, std::min(reach, p.t) * beats - 1,
                             bac_fold_conv_latency(&p));
    }
}

} // namespace

int main(int argc, char **argv) {
    return fold::test_main(argc, argv, images, lockstep,
                           {{"beats", beats}, {"clocks", clocks}, {"latency", latency}});
}

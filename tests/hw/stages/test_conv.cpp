// test_conv.cpp - rtl/folded/bac_fold_conv.v against a plain convolution or max pool, its cycle
// model and its closed forms. The sets are those of bench_conv.v.
#include "test.hpp"

#include "Vbench_conv.h"
#include "pins.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace {

// As set() in bench_conv.v.
const int32_t conv_sets[][18] = {
    {0, 4, 4, 12, 3, 1, 1, 1, 1, 1, 1, 4, 0, 4, 12, 5, 9, 1},
    {0, 4, 6, 8, 1, 1, 0, 0, 1, 2, 3, 5, 0, 3, 12, 1, 11, 1},
    {0, 2, 3, 12, 5, 2, 2, 2, 1, 2, 3, 5, 1, 4, 14, 5, 12, 1},
    {0, 3, 3, 10, 3, 1, 1, 1, 2, 1, 1, 6, 1, 6, 16, 2, 14, 0},
    {0, 2, 4, 24, 9, 2, 4, 4, 3, 1, 2, 4, 0, 4, 14, 6, 20, 1},
    {0, 2, 4, 16, 1, 1, 0, 0, 4, 2, 4, 8, 1, 2, 11, 3, 4, 1},
    {0, 2, 4, 8, 3, 1, 1, 1, 2, 1, 1, 4, 0, 4, 12, 4, 5, 1},
    {0, 2, 2, 32, 4, 4, 0, 0, 2, 1, 1, 4, 1, 4, 12, 2, 16, 1},
    {1, 4, 4, 16, 2, 2, 0, 0, 1, 2, 1, 4, 0, 1, 4, 2, 8, 0},
    {1, 2, 2, 16, 3, 2, 1, 1, 2, 1, 2, 5, 1, 1, 5, 5, 6, 0},
    {0, 2, 3, 6, 6, 1, 0, 0, 1, 1, 1, 4, 1, 4, 14, 12, 17, 1},
    {0, 2, 2, 16, 27, 2, 13, 13, 2, 2, 2, 6, 1, 6, 17, 13, 19, 1},
    {0, 1, 2, 17, 4, 3, 0, 0, 5, 1, 1, 4, 0, 4, 11, 5, 7, 1},
    {0, 4, 2, 16, 1, 1, 0, 0, 4, 1, 2, 4, 0, 4, 10, 4, 3, 1},
    {0, 1, 1, 5, 1, 1, 0, 0, 1, 1, 1, 7, 1, 4, 12, 4, 1, 1},
    {0, 1, 2, 9, 5, 1, 4, 0, 1, 1, 2, 4, 0, 4, 12, 10, 7, 1},
};

// A random layer that fits a set.
class layer {
  public:
    bac_fold_conv_params params;

    layer(const bac_fold_conv_params &p, const std::string &name, fold::random_source &rng);
    fold::elements apply(const fold::elements &x) const;

  private:
    void draw(fold::random_source &rng);
    void draw_channel(uint32_t words, fold::random_source &rng);

    std::vector<bac_fold_word> words_;
    std::vector<int32_t> bias_;
    bac_layer layer_{};
};

layer::layer(const bac_fold_conv_params &p, const std::string &name, fold::random_source &rng)
    : params(p), bias_(p.C_OUT) {
    draw(rng);
    const int64_t half = int64_t{1} << (p.OW - 2);
    for (int32_t &b : bias_)
        b = static_cast<int32_t>(p.HAS_BIAS ? fold::pick(rng, -half, half - 1) : 0);
    layer_.bias = bias_.data();
    params.layer = &layer_;
    params.word = words_.data();
    params.ROM_FILE = bac_file_name_of(name.c_str(), ".mem");
    params.BIAS_FILE = bac_file_name_of(name.c_str(), "_bias.mem");
}

void layer::draw(fold::random_source &rng) {
    const bac_fold_conv_params &p = params;
    std::vector<uint32_t> words(p.C_OUT, 1);
    for (uint32_t n = p.C_OUT; p.MODE == 0 && n < p.N_WORDS;) {
        uint32_t &more = words[static_cast<size_t>(fold::pick(rng, 0, p.C_OUT - 1))];
        if (more < p.K * p.C_IN) {
            more++;
            n++;
        }
    }
    for (uint32_t o = 0; o < p.C_OUT; o++) {
        if (p.MODE != 0)
            for (uint32_t k = 0; k < p.K; k++)
                words_.push_back({k, o, 0, false});
        else if (words[o] == 1 && rng() % 2)
            words_.push_back({0, 0, 0, false}); // a channel without weights
        else
            draw_channel(words[o], rng);
        words_.back().last = true;
    }
}

void layer::draw_channel(uint32_t words, fold::random_source &rng) {
    const bac_fold_conv_params &p = params;
    const int64_t top = int64_t{1} << (p.WB - 1);
    std::vector<uint32_t> place(p.K * p.C_IN);
    for (uint32_t n = 0; n < place.size(); n++)
        place[n] = n;
    for (uint32_t n = 0; n < words; n++) {
        std::swap(
            place[n],
            place[static_cast<size_t>(fold::pick(rng, n, static_cast<int64_t>(place.size()) - 1))]);
        const int32_t w = static_cast<int32_t>(fold::pick(rng, -top, top - 1));
        words_.push_back({place[n] / p.C_IN, place[n] % p.C_IN, w ? w : -1, false});
    }
}

fold::elements layer::apply(const fold::elements &x) const {
    const bac_fold_conv_params &p = params;
    const int64_t lowest = p.IS_SIGNED ? -(int64_t{1} << (p.W - 1)) : 0;
    fold::elements y;
    for (uint32_t out = 0; out < bac_fold_conv_t_out(&p); out++) {
        int64_t sum = 0, max = lowest;
        for (const bac_fold_word &w : words_) {
            const int64_t t = static_cast<int64_t>(out * p.STRIDE + w.k) - p.PAD_LEFT;
            const bool in_frame = t >= 0 && t < p.T;
            const int64_t v = in_frame ? x[static_cast<size_t>(t) * p.C_IN + w.i] : 0;
            sum += w.weight * v;
            max = in_frame ? std::max(max, v) : max;
            if (!w.last)
                continue;
            y.push_back(p.MODE ? max : sum + bias_[y.size() % p.C_OUT]);
            sum = 0;
            max = lowest;
        }
    }
    return y;
}

struct bench {
    std::deque<layer> layers; // sets point into it
    std::vector<fold::set> sets;

    explicit bench(uint64_t seed) {
        fold::random_source rng(seed);
        for (const auto &values : conv_sets) {
            const auto p = fold::params_of<bac_fold_conv_params>(bac_kind_fold_conv, values);
            layer &l = layers.emplace_back(p, fold::numbered("conv_", sets.size()), rng);
            fold::set s;
            s.name = std::to_string(sets.size());
            s.kind = &bac_kind_fold_conv;
            s.params = &l.params;
            s.in[0] = {p.T * p.C_IN, p.LANES_IN, p.W, p.IS_SIGNED != 0};
            s.out = {bac_fold_conv_t_out(&p) * p.C_OUT, p.LANES_OUT, p.OW, true};
            s.model = [&l](const fold::elements in[2]) { return l.apply(in[0]); };
            s.images();
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
        if (p.ROWS < bac_fold_conv_rows_full(&p))
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
        const uint32_t reach = (bac_fold_conv_t_out(&p) - 1) * p.STRIDE + p.K - p.PAD_LEFT;
        const uint32_t beats = p.C_IN / p.LANES_IN;
        fold::expect_latency(b.sets[n], seen[n], p.T * beats, std::min(reach, p.T) * beats - 1,
                             bac_fold_conv_latency(&p));
    }
}

} // namespace

int main(int argc, char **argv) {
    return fold::test_main(argc, argv, images, lockstep,
                           {{"beats", beats}, {"clocks", clocks}, {"latency", latency}});
}

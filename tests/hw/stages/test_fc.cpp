// test_fc.cpp - rtl/folded/bac_fold_fc.v against a plain fully connected layer, its cycle model and
// its closed forms. The sets are those of bench_fc.v.
#include "test.hpp"

#include "Vbench_fc.h"
#include "pins.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <stdexcept>

namespace {

// As set() in bench_fc.v.
const int32_t fc_sets[][11] = {
    {10, 5, 1, 1, 1, 4, 0, 4, 13, 23, 5}, {12, 8, 4, 3, 2, 5, 1, 4, 14, 14, 4},
    {6, 6, 2, 2, 2, 6, 1, 6, 16, 11, 3},  {9, 7, 3, 1, 1, 4, 0, 3, 12, 12, 5},
    {16, 3, 3, 1, 1, 4, 0, 3, 12, 5, 3},  {4, 12, 4, 4, 1, 4, 1, 3, 11, 4, 4},
    {1, 1, 1, 1, 1, 8, 1, 4, 12, 1, 1},   {8, 4, 2, 1, 1, 4, 0, 4, 12, 9, 3},
};

// A random layer that fits a set, its outputs given to lanes.
class layer {
  public:
    bac_fold_fc_params params;

    layer(const bac_fold_fc_params &p, const std::string &name, fold::random_source &rng);
    ~layer() { std::free(params.done); }
    layer(const layer &) = delete;
    layer &operator=(const layer &) = delete;
    fold::elements apply(const fold::elements &x) const;

  private:
    void draw(uint32_t o, fold::random_source &rng);
    void give_to_lanes(fold::random_source &rng);

    std::vector<int32_t> weight_, bias_;
    std::vector<std::vector<uint32_t>> outputs_; // of each lane
    std::vector<uint32_t> lane_, slot_, words_;  // of each output
    bac_layer layer_{};
};

// Outputs go to lanes at random, but so that they fit, and so that one lane is exactly full.
void layer::give_to_lanes(fold::random_source &rng) {
    const bac_fold_fc_params &p = params;
    outputs_.assign(p.L, {});
    for (uint32_t o = 0; o < p.N_OUT; o++) {
        uint32_t lane;
        do
            lane = o % p.LANES_OUT +
                   p.LANES_OUT * static_cast<uint32_t>(fold::pick(rng, 0, p.L / p.LANES_OUT - 1));
        while (outputs_[lane].size() == p.SLOTS || outputs_[lane].size() == p.N_WORDS);
        lane_[o] = lane;
        slot_[o] = static_cast<uint32_t>(outputs_[lane].size());
        outputs_[lane].push_back(o);
    }
}

layer::layer(const bac_fold_fc_params &p, const std::string &name, fold::random_source &rng)
    : params(p), weight_(p.N_IN * p.N_OUT), lane_(p.N_OUT), slot_(p.N_OUT), words_(p.N_OUT, 1) {
    uint32_t longest;
    do { // until some lane has outputs enough to fill N_WORDS, none being too long
        give_to_lanes(rng);
        longest = 0;
        for (uint32_t n = 0; n < p.L; n++)
            if (outputs_[n].size() > outputs_[longest].size())
                longest = n;
    } while (outputs_[longest].size() * p.N_IN < p.N_WORDS);
    for (uint32_t n = 0; n < p.L; n++) {
        uint32_t total = static_cast<uint32_t>(outputs_[n].size());
        const uint32_t most = std::min<uint32_t>(p.N_WORDS, total * p.N_IN);
        const uint32_t want =
            n == longest ? p.N_WORDS : static_cast<uint32_t>(fold::pick(rng, total, most));
        while (total < want) {
            const int64_t last = static_cast<int64_t>(outputs_[n].size()) - 1;
            uint32_t &more = words_[outputs_[n][static_cast<size_t>(fold::pick(rng, 0, last))]];
            if (more < p.N_IN) {
                more++;
                total++;
            }
        }
    }
    const int64_t half = int64_t{1} << (p.OW - 2);
    for (uint32_t o = 0; o < p.N_OUT; o++) {
        draw(o, rng);
        bias_.push_back(static_cast<int32_t>(fold::pick(rng, -half, half - 1)));
    }
    layer_.weight = weight_.data();
    layer_.bias = bias_.data();
    params.fc = &layer_;
    params.balance = {lane_.data(), slot_.data(), words_.data(), p.N_WORDS, p.SLOTS};
    params.ROM_FILE = bac_file_name_of(name.c_str(), ".mem");
    params.TABLE_FILE = bac_file_name_of(name.c_str(), "_table.mem");
    if (!bac_fold_fc_mark(&params))
        throw std::runtime_error("out of memory");
}

void layer::draw(uint32_t o, fold::random_source &rng) {
    const bac_fold_fc_params &p = params;
    if (words_[o] == 1 && rng() % 2) // an output without weights
        return;
    const int64_t top = int64_t{1} << (p.WB - 1);
    std::vector<uint32_t> place(p.N_IN);
    for (uint32_t i = 0; i < p.N_IN; i++)
        place[i] = i;
    for (uint32_t n = 0; n < words_[o]; n++) {
        std::swap(place[n], place[static_cast<size_t>(fold::pick(rng, n, p.N_IN - 1))]);
        const int32_t w = static_cast<int32_t>(fold::pick(rng, -top, top - 1));
        weight_[o * p.N_IN + place[n]] = w ? w : 1;
    }
}

fold::elements layer::apply(const fold::elements &x) const {
    fold::elements y(bias_.begin(), bias_.end());
    for (size_t o = 0; o < y.size(); o++)
        for (size_t i = 0; i < x.size(); i++)
            y[o] += weight_[o * x.size() + i] * x[i];
    return y;
}

struct bench {
    std::deque<layer> layers; // sets point into it
    std::vector<fold::set> sets;

    explicit bench(uint64_t seed) {
        fold::random_source rng(seed);
        for (const auto &values : fc_sets) {
            const auto p = fold::params_of<bac_fold_fc_params>(bac_kind_fold_fc, values);
            fold::set s;
            s.name = std::to_string(sets.size());
            layer &l = layers.emplace_back(p, "fc_" + s.name, rng);
            s.kind = &bac_kind_fold_fc;
            s.params = &l.params;
            s.in[0] = {p.N_IN, p.LANES_IN, p.W, p.IS_SIGNED != 0};
            s.out = {p.N_OUT, p.LANES_OUT, p.OW, true};
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
    fold::verilated_pins<Vbench_fc> pins(seed);
    fold::run_options o;
    o.stalls = stalls;
    o.seed = seed;
    o.frames = 40;
    o.replay = fold::replay(stalls, seed);
    fold::run(pins, b.sets, o);
}

// Every beat in the clock that the recurrence says, whenever the beats come in; back to back, two
// frames exactly as long as the closed form.
void clocks(uint64_t seed, fold::pattern source) {
    bench b(seed);
    fold::verilated_pins<Vbench_fc> pins(seed);
    fold::run_options o;
    o.stalls = source;
    o.frames = 32;
    o.replay = fold::replay("clocks");
    const std::vector<fold::record> seen = fold::run(pins, b.sets, o);
    for (size_t n = 0; n < seen.size(); n++) {
        const bac_fold_fc_params &p = b.layers[n].params;
        std::vector<uint64_t> in = seen[n].offered_at[0], out(seen[n].out_at.size());
        bac_fold_fc_times(&p, o.frames, in.data(), out.data());
        fold::expect_beats(b.sets[n], "in", seen[n].in_at[0], in);
        fold::expect_beats(b.sets[n], "out", seen[n].out_at, out);
        if (source == fold::pattern::none) // frames in pairs
            fold::expect_period(b.sets[n], seen[n].out_at, 8, o.frames / 2,
                                bac_fold_fc_clocks_of_two(&p));
    }
}

void clocks() {
    for (uint64_t seed = 1; seed <= 4; seed++)
        for (fold::pattern source : {fold::pattern::none, fold::pattern::starve})
            clocks(seed, source);
}

// A beat at a time, so that the lanes are idle: from the last beat in to the last beat out.
void latency() {
    bench b(2);
    fold::verilated_pins<Vbench_fc> pins(2);
    fold::run_options o;
    o.stalls = fold::pattern::slow;
    o.slow_gap = 100;
    o.frames = 4;
    o.replay = fold::replay("latency");
    const std::vector<fold::record> seen = fold::run(pins, b.sets, o);
    for (size_t n = 0; n < seen.size(); n++) {
        const bac_fold_fc_params &p = b.layers[n].params;
        const uint32_t beats = p.N_IN / p.LANES_IN;
        fold::expect_latency(b.sets[n], seen[n], beats, beats - 1, bac_fold_fc_latency(&p));
    }
}

} // namespace

int main(int argc, char **argv) {
    return fold::test_main(argc, argv, images, lockstep,
                           {{"clocks", clocks}, {"latency", latency}});
}

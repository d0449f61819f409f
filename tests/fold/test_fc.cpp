// test_fc.cpp - rtl/folded/bac_fold_fc.v against a plain fully connected layer, its twin and its
// closed forms. The sets are those of bench_fc.v.
#include "test.hpp"

#include "Vbench_fc.h"
#include "pins.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace {

struct fc {
    uint32_t n_in, n_out, l, lanes_in, lanes_out, w;
    bool is_signed;
    uint32_t wb, ow, n_words, slots;
};

// As set() in bench_fc.v.
const fc fc_sets[] = {
    {10, 5, 1, 1, 1, 4, false, 4, 13, 23, 5}, {12, 8, 4, 3, 2, 5, true, 4, 14, 14, 4},
    {6, 6, 2, 2, 2, 6, true, 6, 16, 11, 3},   {9, 7, 3, 1, 1, 4, false, 3, 12, 12, 5},
    {16, 3, 3, 1, 1, 4, false, 3, 12, 5, 3},  {4, 12, 4, 4, 1, 4, true, 3, 11, 4, 4},
    {1, 1, 1, 1, 1, 8, true, 4, 12, 1, 1},    {8, 4, 2, 1, 1, 4, false, 4, 12, 9, 3},
};

struct weight {
    uint32_t i;
    int64_t w;
};

// A random layer that fits a set, its outputs given to lanes, and its memory images.
class layer {
  public:
    bac_fold_fc_params params{};

    layer(const fc &what, fold::random_source &rng);
    void images(size_t n) const;
    fold::elements apply(const fold::elements &x) const;

  private:
    void draw(uint32_t o, uint32_t words, fold::random_source &rng);
    void give_to_lanes(fold::random_source &rng);
    uint32_t words_of(uint32_t o) const {
        return static_cast<uint32_t>(std::max<size_t>(1, output_[o].size()));
    }

    fc what_;
    std::vector<std::vector<weight>> output_; // an empty one has one word, of weight 0
    std::vector<int64_t> bias_;
    std::vector<std::vector<uint32_t>> lane_; // outputs of each lane
    std::vector<uint8_t> done_;
};

// Outputs go to lanes at random, but so that they fit, and so that one lane is exactly full.
void layer::give_to_lanes(fold::random_source &rng) {
    lane_.assign(what_.l, {});
    const uint32_t per_beat = what_.lanes_out;
    for (uint32_t o = 0; o < what_.n_out; o++) {
        uint32_t lane;
        do
            lane = o % per_beat +
                   per_beat * static_cast<uint32_t>(fold::pick(rng, 0, what_.l / per_beat - 1));
        while (lane_[lane].size() == what_.slots || lane_[lane].size() == what_.n_words);
        lane_[lane].push_back(o);
    }
}

layer::layer(const fc &what, fold::random_source &rng)
    : what_(what), output_(what.n_out), done_(what.n_words, 0) {
    uint32_t longest;
    do { // until some lane has outputs enough to fill n_words, none being too long
        give_to_lanes(rng);
        longest = 0;
        for (uint32_t n = 0; n < what.l; n++)
            if (lane_[n].size() > lane_[longest].size())
                longest = n;
    } while (lane_[longest].size() * what.n_in < what.n_words);
    for (uint32_t n = 0; n < what.l; n++) {
        uint32_t total = static_cast<uint32_t>(lane_[n].size());
        std::vector<uint32_t> words(total, 1);
        const uint32_t most = std::min<uint32_t>(what.n_words, total * what.n_in);
        const uint32_t want =
            n == longest ? what.n_words : static_cast<uint32_t>(fold::pick(rng, total, most));
        while (total < want) {
            uint32_t &more = words[static_cast<size_t>(
                fold::pick(rng, 0, static_cast<int64_t>(words.size()) - 1))];
            if (more < what.n_in) {
                more++;
                total++;
            }
        }
        uint32_t at = 0;
        for (size_t k = 0; k < words.size(); k++) {
            draw(lane_[n][k], words[k], rng);
            at += words[k];
            done_[at - 1] = 1;
        }
    }
    const int64_t half = int64_t{1} << (what.ow - 2);
    for (uint32_t o = 0; o < what.n_out; o++)
        bias_.push_back(fold::pick(rng, -half, half - 1));
    params = {what.n_in, what.n_out, what.lanes_in, what.lanes_out, what.n_words, done_.data()};
}

void layer::draw(uint32_t o, uint32_t words, fold::random_source &rng) {
    if (words == 1 && rng() % 2) // an output without weights
        return;
    const int64_t top = int64_t{1} << (what_.wb - 1);
    std::vector<uint32_t> place(what_.n_in);
    for (uint32_t i = 0; i < what_.n_in; i++)
        place[i] = i;
    for (uint32_t n = 0; n < words; n++) {
        std::swap(place[n], place[static_cast<size_t>(fold::pick(rng, n, what_.n_in - 1))]);
        const int64_t w = fold::pick(rng, -top, top - 1);
        output_[o].push_back({place[n], w ? w : 1});
    }
}

uint32_t clog2(uint32_t n) {
    uint32_t bits = 0;
    while ((uint64_t{1} << bits) < n)
        bits++;
    return bits;
}

// The layouts in the headers of rtl/folded/bac_fold_fc.v and rtl/folded/bac_fold_collect.v.
void layer::images(size_t n) const {
    const uint32_t ib = std::max(1u, clog2(what_.n_in / what_.lanes_in));
    const uint32_t eb = clog2(what_.lanes_in);
    std::vector<std::vector<uint64_t>> rom(what_.n_words, std::vector<uint64_t>(what_.l, 0));
    std::vector<uint64_t> place(what_.n_out); // {lane, slot} of each output
    const uint32_t lb = clog2(what_.l / what_.lanes_out);
    const uint32_t sb = std::max(1u, clog2(what_.slots));
    for (uint32_t lane = 0; lane < what_.l; lane++) {
        uint32_t at = 0;
        for (size_t slot = 0; slot < lane_[lane].size(); slot++) {
            const uint32_t o = lane_[lane][slot];
            place[o] = uint64_t{lane / what_.lanes_out} << sb | slot;
            for (uint32_t k = 0; k < words_of(o); k++, at++) {
                const weight w = output_[o].empty() ? weight{0, 0} : output_[o][k];
                uint64_t word = k + 1 == words_of(o);
                word = word << ib | w.i / what_.lanes_in;
                word = word << eb | w.i % what_.lanes_in;
                rom[at][lane] = word << what_.wb | fold::field(w.w, what_.wb);
            }
        }
    }
    std::vector<std::vector<uint64_t>> table(what_.n_out / what_.lanes_out);
    for (uint32_t o = 0; o < what_.n_out; o++)
        table[o / what_.lanes_out].push_back(fold::field(bias_[o], what_.ow) << (lb + sb) |
                                             place[o]);
    const std::string name = "fc_" + std::to_string(n);
    fold::write_wide_image(name + ".mem", rom, 1 + ib + eb + what_.wb);
    fold::write_wide_image(name + "_table.mem", table, what_.ow + lb + sb);
}

fold::elements layer::apply(const fold::elements &x) const {
    fold::elements y = bias_;
    for (uint32_t o = 0; o < what_.n_out; o++)
        for (const weight &w : output_[o])
            y[o] += w.w * x[w.i];
    return y;
}

struct bench {
    std::vector<std::unique_ptr<layer>> layers;
    std::vector<fold::set> sets;

    explicit bench(uint64_t seed) {
        fold::random_source rng(seed);
        for (const fc &what : fc_sets) {
            layers.push_back(std::make_unique<layer>(what, rng));
            const layer *const l = layers.back().get();
            l->images(sets.size());
            fold::set s;
            s.name = std::to_string(sets.size());
            s.twin = &bac_fold_fc_twin;
            s.params = &l->params;
            s.in[0] = {what.n_in, what.lanes_in, what.w, what.is_signed};
            s.out = {what.n_out, what.lanes_out, what.ow, true};
            s.model = [l](const fold::elements in[2]) { return l->apply(in[0]); };
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
        const bac_fold_fc_params &p = b.layers[n]->params;
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
        const bac_fold_fc_params &p = b.layers[n]->params;
        const uint32_t beats = p.n_in / p.lanes_in;
        fold::expect_latency(b.sets[n], seen[n], beats, beats - 1, bac_fold_fc_latency(&p));
    }
}

} // namespace

int main(int argc, char **argv) {
    return fold::test_main(argc, argv, images, lockstep,
                           {{"clocks", clocks}, {"latency", latency}});
}

// test_stream.cpp - the stages on narrow streams against plain loops, their twins and their closed
// forms. The sets are those of bench_stream.v.
#include "test.hpp"

#include "Vbench_stream.h"
#include "pins.hpp"
#include "requant_lower.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace {

const bac_resize_params resizes[] = {{6, 2}, {1, 4}, {3, 3}, {8, 1}};
const uint32_t resize_bits[] = {5, 7, 4, 9};

struct globalmax {
    bac_fold_globalmax_params p;
    uint32_t w;
    bool is_signed;
};
const globalmax globalmaxes[] = {{{6, 5, 2}, 6, true}, {{3, 4, 3}, 5, false}, {{2, 1, 1}, 4, true}};

enum class mix { mul, linear, any };

struct requant {
    bac_fold_requant_params p;
    uint32_t c, lanes, iw;
    bool is_signed;
    uint32_t ow;
    int32_t lo, hi;
    uint32_t mb, ab, vw, xw, shift; // as large as the module's
    mix forms;
};
const requant requants[] = {
    {{0, 0, 0, 0}, 3, 1, 12, true, 6, 0, 63, 9, 14, 22, 22, 6, mix::mul},
    {{0, 3, 1, 0}, 8, 2, 12, true, 5, -16, 14, 10, 16, 23, 30, 8, mix::linear},
    {{1, 0, 0, 3}, 6, 2, 10, true, 4, -3, 4, 0, 0, 0, 0, 0, mix::any},
    {{1, 0, 0, 2}, 2, 4, 7, false, 3, 1, 4, 0, 0, 0, 0, 0, mix::any},
};

const bac_fold_concat_params concats[] = {{4, 2, 2}, {1, 3, 1}};
const uint32_t concat_bits[] = {6, 3};

struct add {
    uint32_t c, lanes;
    fold::stream a, b;
    uint32_t mb_a, mb_b, ow;
};
const add adds[] = {{4, 2, {24, 2, 6, false}, {24, 2, 5, true}, 4, 6, 13},
                    {1, 3, {12, 3, 8, true}, {12, 3, 8, true}, 2, 2, 11}};

std::string numbered(const char *what, size_t n) {
    return std::string(what) + char('0' + n / 10) + char('0' + n % 10);
}

// ---- requantisers
// ---------------------------------------------------------------------------------

// A random requantiser of a set, as the network has it and as the module does.
class layer {
  public:
    layer(const requant &what, fold::random_source &rng);
    ~layer() { bac_fold_requant_lowered_free(&lowered_); }
    layer(const layer &) = delete;
    layer &operator=(const layer &) = delete;
    void images(size_t n) const;
    fold::elements apply(const fold::elements &x) const;

  private:
    void draw(uint32_t c, fold::random_source &rng);
    uint64_t entry(uint32_t c) const;

    requant what_;
    int32_t x_lo_, x_hi_;
    std::vector<bac_requant> channel_;
    std::vector<std::vector<int32_t>> thresholds_;
    bac_fold_requant_lowered lowered_{};
};

layer::layer(const requant &what, fold::random_source &rng)
    : what_(what), x_lo_(what.is_signed ? -(1 << (what.iw - 1)) : 0),
      x_hi_(static_cast<int32_t>((1u << (what.iw - (what.is_signed ? 1 : 0))) - 1)),
      channel_(what.c), thresholds_(what.c) {
    for (uint32_t c = 0; c < what.c; c++)
        draw(c, rng);
    const std::vector<int32_t> lo(what.c, x_lo_), hi(what.c, x_hi_);
    bac_error err{};
    if (bac_fold_requant_lower(channel_.data(), what.c, lo.data(), hi.data(), what.lo, what.hi,
                               &lowered_, &err) != BAC_OK)
        throw std::runtime_error(err.text);
    const bac_fold_requant_lowered &l = lowered_;
    const bool fits = l.threshold ? l.bits <= what.p.bits
                                  : l.shift == what.shift && l.even == what.p.even &&
                                        l.eb <= what.p.eb && l.mb <= what.mb && l.ab <= what.ab &&
                                        l.vw <= what.vw && l.xw <= what.xw;
    if (l.threshold != what.p.threshold || !fits)
        throw std::runtime_error("a requantiser does not fit its set");
}

void layer::draw(uint32_t c, fold::random_source &rng) {
    bac_requant &r = channel_[c];
    const int64_t span = x_hi_ - x_lo_ + 1;
    int64_t form = fold::pick(rng, BAC_FORM_CONST, BAC_FORM_THRESHOLD);
    if (what_.forms == mix::mul && (c == 0 || form != BAC_FORM_CONST))
        form = BAC_FORM_MUL;
    if (what_.forms == mix::linear && c == 0)
        form = BAC_FORM_MUL;
    if (what_.forms == mix::linear && (form == BAC_FORM_THRESHOLD || c == 1))
        form = BAC_FORM_EVEN;
    if (what_.forms == mix::any && c == 0)
        form = BAC_FORM_THRESHOLD;
    r = {};
    r.form = static_cast<bac_form>(form);
    r.shift = static_cast<uint8_t>(what_.forms == mix::mul ? 6
                                   : c == 0                ? 7
                                                           : fold::pick(rng, 4, 7));
    if (form == BAC_FORM_CONST) {
        r.add = fold::pick(rng, what_.lo, what_.hi);
    } else if (form == BAC_FORM_THRESHOLD) {
        const int64_t n = fold::pick(rng, 0, std::min(what_.hi - what_.lo, 7));
        r.decreasing = rng() % 2 != 0;
        r.add = r.decreasing ? what_.hi : what_.lo;
        for (int64_t i = 0; i < n; i++)
            thresholds_[c].push_back(static_cast<int32_t>(fold::pick(rng, x_lo_ - 3, x_hi_ + 3)));
        std::sort(thresholds_[c].begin(), thresholds_[c].end());
        if (n > 1 && rng() % 2)
            thresholds_[c][1] = thresholds_[c][0]; // the code then jumps
        r.threshold = thresholds_[c].data();
        r.n_thresholds = static_cast<uint32_t>(n);
    } else {
        r.mul = static_cast<int32_t>(fold::pick(rng, 1, 200) * (rng() % 2 ? 1 : -1));
        r.add = fold::pick(rng, -span, span);
    }
}

uint64_t layer::entry(uint32_t c) const {
    const bac_fold_requant_channel &ch = lowered_.channel[c];
    if (what_.p.threshold)
        return (ch.minus ? uint64_t{1} : 0) << what_.ow | fold::field(ch.add, what_.ow);
    return (uint64_t{ch.extra} << what_.mb | fold::field(ch.mul, what_.mb)) << what_.ab |
           fold::field(ch.add, what_.ab);
}

// The layouts in the headers of rtl/folded/bac_fold_requant.v and rtl/folded/bac_fold_search.v.
void layer::images(size_t n) const {
    const std::string name = numbered("requant_", n);
    const uint32_t bits = what_.p.threshold ? 1 + what_.ow : what_.p.eb + what_.mb + what_.ab;
    const uint32_t words = std::max(1u, what_.c / what_.lanes);
    std::vector<std::vector<uint64_t>> table;
    for (uint32_t word = 0; word < words; word++) {
        table.emplace_back();
        for (uint32_t e = 0; e < what_.lanes; e++)
            table.back().push_back(entry((word * what_.lanes + e) % what_.c));
    }
    fold::write_wide_image(name + ".mem", table, bits);
    for (uint32_t e = 0; what_.p.threshold && e < what_.lanes; e++)
        for (uint32_t stage = 0; stage < what_.p.bits; stage++) {
            std::vector<uint64_t> image;
            for (uint32_t word = 0; word < words; word++)
                for (uint32_t j = 0; j < 1u << stage; j++) {
                    int32_t t = 0;
                    bac_fold_requant_lowered padded = lowered_;
                    padded.bits = what_.p.bits;
                    const bool any = bac_fold_requant_threshold(
                        &padded, (word * what_.lanes + e) % what_.c, stage, j, &t);
                    image.push_back((any ? uint64_t{0} : uint64_t{1} << what_.iw) |
                                    fold::field(t, what_.iw));
                }
            fold::write_image(name + "_" + numbered("", e) + "_" + numbered("", stage) + ".mem",
                              image, what_.iw + 1);
        }
}

fold::elements layer::apply(const fold::elements &x) const {
    fold::elements y;
    for (size_t i = 0; i < x.size(); i++)
        y.push_back(bac_requant_apply(&channel_[i % what_.c], what_.lo, what_.hi,
                                      static_cast<int32_t>(x[i])));
    return y;
}

// ---- adds
// -----------------------------------------------------------------------------------------

struct sum {
    add what;
    std::vector<int64_t> mul[2];

    sum(const add &a, size_t n, fold::random_source &rng) : what(a) {
        for (uint32_t c = 0; c < a.c; c++)
            for (unsigned i = 0; i < 2; i++) {
                const int64_t half = int64_t{1} << ((i ? a.mb_b : a.mb_a) - 1);
                mul[i].push_back(fold::pick(rng, -half, half - 1));
            }
        std::vector<std::vector<uint64_t>> words(std::max(1u, a.c / a.lanes));
        for (size_t word = 0; word < words.size(); word++)
            for (uint32_t e = 0; e < a.lanes; e++) {
                const size_t c = (word * a.lanes + e) % a.c;
                words[word].push_back(fold::field(mul[1][c], a.mb_b) << a.mb_a |
                                      fold::field(mul[0][c], a.mb_a));
            }
        fold::write_wide_image(numbered("add_", n) + ".mem", words, a.mb_a + a.mb_b);
    }
    fold::elements apply(const fold::elements in[2]) const {
        fold::elements y;
        for (size_t i = 0; i < in[0].size(); i++)
            y.push_back(mul[0][i % what.c] * in[0][i] + mul[1][i % what.c] * in[1][i]);
        return y;
    }
};

// ---- the bench
// ------------------------------------------------------------------------------------

fold::elements largest(const globalmax &g, const fold::elements &x) {
    fold::elements y(x.begin(), x.begin() + g.p.c);
    for (size_t i = 0; i < x.size(); i++)
        y[i % g.p.c] = std::max(y[i % g.p.c], x[i]);
    return y;
}

fold::elements side_by_side(const bac_fold_concat_params &p, const fold::elements in[2]) {
    fold::elements y;
    for (size_t t = 0; t < in[0].size() / p.c_a; t++) {
        y.insert(y.end(), in[0].begin() + t * p.c_a, in[0].begin() + (t + 1) * p.c_a);
        y.insert(y.end(), in[1].begin() + t * p.c_b, in[1].begin() + (t + 1) * p.c_b);
    }
    return y;
}

struct bench {
    std::vector<std::unique_ptr<layer>> layers;
    std::vector<std::unique_ptr<sum>> sums;
    std::vector<fold::set> sets;
    std::vector<uint64_t> latency; // from the last beat in to the last beat out

    explicit bench(uint64_t seed) {
        fold::random_source rng(seed);
        for (const bac_resize_params &p : resizes) {
            const uint32_t bits = resize_bits[sets.size()];
            fold::set &s = put(&bac_resize_twin, &p, 1 + (p.lanes_in - 1) / p.lanes_out);
            s.in[0] = {24, p.lanes_in, bits, false};
            s.out = {24, p.lanes_out, bits, false};
            s.model = [](const fold::elements in[2]) { return in[0]; };
        }
        for (const globalmax &g : globalmaxes) {
            fold::set &s = put(&bac_fold_globalmax_twin, &g.p, 1);
            s.in[0] = {g.p.c * g.p.t, g.p.lanes, g.w, g.is_signed};
            s.out = {g.p.c, g.p.lanes, g.w, g.is_signed};
            s.model = [&g](const fold::elements in[2]) { return largest(g, in[0]); };
        }
        for (const requant &r : requants)
            put_requant(r, rng);
        for (const bac_fold_concat_params &p : concats)
            put_concat(p, concat_bits[&p - concats]);
        for (const add &a : adds) {
            sums.push_back(std::make_unique<sum>(a, sets.size(), rng));
            const sum *const plus = sums.back().get();
            fold::set &s = put(&bac_fold_add_twin, nullptr, BAC_FOLD_ADD_LATENCY);
            s.in[0] = a.a;
            s.in[1] = a.b;
            s.out = {a.a.per_frame, a.lanes, a.ow, true};
            s.model = [plus](const fold::elements in[2]) { return plus->apply(in); };
        }
    }

  private:
    fold::set &put(const bac_fold_twin *twin, const void *params, uint64_t clocks) {
        sets.emplace_back();
        fold::set &s = sets.back();
        s.name = std::to_string(sets.size() - 1);
        s.twin = twin;
        s.params = params;
        latency.push_back(clocks);
        return s;
    }
    void put_requant(const requant &r, fold::random_source &rng) {
        layers.push_back(std::make_unique<layer>(r, rng));
        const layer *const l = layers.back().get();
        l->images(sets.size());
        fold::set &s = put(&bac_fold_requant_twin, &r.p, bac_fold_requant_latency(&r.p));
        s.in[0] = {24 * r.c, r.lanes, r.iw, r.is_signed};
        s.out = {24 * r.c, r.lanes, r.ow, true};
        s.model = [l](const fold::elements in[2]) { return l->apply(in[0]); };
    }
    void put_concat(const bac_fold_concat_params &p, uint32_t bits) {
        fold::set &s = put(&bac_fold_concat_twin, &p, 1);
        s.in[0] = {5 * p.c_a, p.lanes, bits, false};
        s.in[1] = {5 * p.c_b, p.lanes, bits, false};
        s.out = {5 * (p.c_a + p.c_b), p.lanes, bits, false};
        s.model = [&p](const fold::elements in[2]) { return side_by_side(p, in); };
    }
};

void images() {
    const bench b(1);
}

void lockstep(fold::pattern stalls, uint64_t seed) {
    bench b(seed);
    fold::verilated_pins<Vbench_stream> pins(seed);
    fold::run_options o;
    o.stalls = stalls;
    o.seed = seed;
    o.frames = 20;
    o.replay = fold::replay(stalls, seed);
    fold::run(pins, b.sets, o);
}

// Back to back, a frame takes as many clocks as its busiest stream has beats; and from the last
// beat in to the last out it is the latency, no more and no less.
void clocks() {
    bench b(3);
    fold::verilated_pins<Vbench_stream> pins(3);
    fold::run_options o;
    o.frames = 12;
    o.replay = fold::replay("clocks");
    const std::vector<fold::record> seen = fold::run(pins, b.sets, o);
    for (size_t n = 0; n < seen.size(); n++) {
        const fold::set &s = b.sets[n];
        const uint32_t last = s.twin->n_in - 1;
        const uint32_t in = std::max(s.in[0].per_frame / s.in[0].lanes,
                                     last ? s.in[1].per_frame / s.in[1].lanes : 0);
        fold::expect_period(s, seen[n].out_at, 4, o.frames,
                            std::max(in, s.out.per_frame / s.out.lanes));
        const uint32_t beats = s.in[last].per_frame / s.in[last].lanes;
        fold::expect_latency(s, seen[n], beats, beats - 1, b.latency[n], last);
    }
}

// ---- every checker, seen failing
// ------------------------------------------------------------------

// A run of the bench with something wrong in it must fail, and name set and port.
void caught(const bench &b, fold::pattern stalls, const std::string &where) {
    fold::verilated_pins<Vbench_stream> pins(5);
    fold::run_options o;
    o.stalls = stalls;
    o.seed = 5;
    try {
        fold::run(pins, b.sets, o);
    } catch (const std::exception &e) {
        if (std::string(e.what()).find(where) == std::string::npos)
            throw std::runtime_error("'" + where + "' should be in: " + e.what());
        return;
    }
    throw std::runtime_error("nobody noticed: " + where);
}

void mutants() {
    {
        bench b(5); // a value
        const auto good = b.sets[4].model;
        b.sets[4].model = [good](const fold::elements in[2]) {
            fold::elements y = good(in);
            y.back() ^= 1;
            return y;
        };
        caught(b, fold::pattern::none,
               "bac_fold_globalmax set 4, none stalls, seed 5, clock 15, frame 0, beat 2: "
               "m_axis_tdata");
    }
    {
        bench b(5); // a frame's end
        b.sets[2].out.per_frame = 12;
        b.sets[2].model = [](const fold::elements in[2]) {
            return fold::elements(in[0].begin(), in[0].begin() + 12);
        };
        caught(b, fold::pattern::none, "clock 4, frame 0, beat 3: m_axis_tlast should be 1, is 0");
    }
    {
        bench b(5); // a clock of latency
        bac_fold_requant_params late = requants[0].p;
        late.eb = 1;
        b.sets[7].params = &late;
        caught(b, fold::pattern::none,
               "bac_fold_requant set 7, none stalls, seed 5, clock 4, frame 0, "
               "beat 0: m_axis_tvalid should be 0, is 1");
    }
    {
        bench b(5); // whose turn it is
        const bac_fold_concat_params swapped = {2, 4, 2};
        b.sets[11].params = &swapped;
        caught(b, fold::pattern::random, "bac_fold_concat set 11, random stalls");
    }
    const bench b(5); // a frame of 11 clocks
    fold::expect_period(b.sets[0], {9, 19, 29}, 1, 3, 10);
    try {
        fold::expect_period(b.sets[0], {9, 19, 30}, 1, 3, 10);
    } catch (const std::runtime_error &) {
        return;
    }
    throw std::runtime_error("nobody noticed a clock more than the closed form");
}

} // namespace

int main(int argc, char **argv) {
    return fold::test_main(argc, argv, images, lockstep,
                           {{"clocks", clocks}, {"mutants", mutants}});
}

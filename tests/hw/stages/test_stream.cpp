// test_stream.cpp - the stages on narrow streams against plain loops, their twins and their closed
// forms. The sets are those of bench_stream.v.
#include "test.hpp"

#include "Vbench_stream.h"
#include "pins.hpp"
#include "streams.h"
#include "unrolled.h"

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace {

// As the instances in bench_stream.v.
const int32_t resizes[][4] = {{5, 6, 2, 1}, {7, 1, 4, 0}, {4, 3, 3, 0}, {9, 8, 1, 0}};
const int32_t globalmaxes[][5] = {{6, 5, 6, 1, 2}, {3, 4, 5, 0, 3}, {2, 1, 4, 1, 1}};
enum class mix { mul, linear, any };
struct requant {
    int32_t values[16];
    mix forms;
};
const requant requants[] = {
    {{0, 3, 1, 12, 1, 6, 0, 63, 0, 9, 14, 22, 22, 6, 0, 0}, mix::mul},
    {{0, 8, 2, 12, 1, 5, -16, 14, 3, 10, 16, 23, 30, 8, 1, 0}, mix::linear},
    {{1, 6, 2, 10, 1, 4, -3, 4, 0, 0, 0, 0, 0, 0, 0, 3}, mix::any},
    {{1, 2, 4, 7, 0, 3, 1, 4, 0, 0, 0, 0, 0, 0, 0, 2}, mix::any},
};
const int32_t concats[][4] = {{6, 4, 2, 2}, {3, 1, 3, 1}};
const int32_t adds[][9] = {{4, 2, 6, 0, 5, 1, 4, 6, 13}, {1, 3, 8, 1, 8, 1, 2, 2, 11}};

const int32_t fold_sums[][7] = {{6, 4, 3, 6, 1, 8, 2}, {3, 5, 1, 5, 0, 8, 3}};
const int32_t group_sums[][7] = {{2, 1, 3, 2, 5, 1, 7}, {3, 2, 2, 1, 4, 0, 6}};
struct weighing {
    int32_t values[8];
    std::vector<uint32_t> factor; // of each position
};
const weighing weighings[] = {{{2, 1, 3, 5, 1, 7, 2, 3}, {3, 2, 2, 2, 3}},
                              {{3, 2, 1, 4, 0, 8, 4, 3}, {12, 4, 3, 3, 3, 3, 3, 6}}};

// ---- requantisers

// A random requantiser of a set, as the network has it and as the module does.
class layer {
  public:
    bac_fold_requant_params params;

    layer(const requant &what, const std::string &name, fold::random_source &rng);
    ~layer() { bac_fold_requant_form_free(&params.form); }
    layer(const layer &) = delete;
    layer &operator=(const layer &) = delete;
    fold::elements apply(const fold::elements &x) const;

  private:
    void draw(uint32_t c, fold::random_source &rng);

    mix forms_;
    int32_t x_lo_, x_hi_;
    std::vector<bac_requant> channel_;
    std::vector<std::vector<int32_t>> thresholds_;
};

layer::layer(const requant &what, const std::string &name, fold::random_source &rng)
    : params(fold::params_of<bac_fold_requant_params>(bac_kind_fold_requant, what.values)),
      forms_(what.forms), channel_(params.C), thresholds_(params.C) {
    bac_fold_requant_params &p = params;
    x_lo_ = p.IS_SIGNED ? -(1 << (p.IW - 1)) : 0;
    x_hi_ = static_cast<int32_t>((1u << (p.IW - (p.IS_SIGNED ? 1 : 0))) - 1);
    for (uint32_t c = 0; c < p.C; c++)
        draw(c, rng);
    const std::vector<int32_t> lo(p.C, x_lo_), hi(p.C, x_hi_);
    bac_error err{};
    if (bac_fold_requant_form_of(channel_.data(), p.C, lo.data(), hi.data(), p.LO, p.HI, &p.form,
                                 &err) != BAC_OK)
        throw std::runtime_error(err.text);
    const bac_fold_requant_form &f = p.form;
    const bool fits = f.threshold
                          ? f.bits <= p.BITS
                          : f.shift == p.SHIFT && f.even == p.EVEN && f.eb <= p.EB &&
                                f.mb <= p.MB && f.ab <= p.AB && f.vw <= p.VW && f.xw <= p.XW;
    if (f.threshold != p.THRESHOLD || !fits)
        throw std::runtime_error("a requantiser does not fit its set");
    p.form.bits = p.BITS;
    p.ROM_FILE = bac_file_name_of(name.c_str(), ".mem");
    p.THRESHOLD_FILE = bac_file_name_of(name.c_str(), "");
}

void layer::draw(uint32_t c, fold::random_source &rng) {
    bac_requant &r = channel_[c];
    const int64_t span = x_hi_ - x_lo_ + 1;
    int64_t form = fold::pick(rng, BAC_FORM_CONST, BAC_FORM_THRESHOLD);
    if (forms_ == mix::mul && (c == 0 || form != BAC_FORM_CONST))
        form = BAC_FORM_MUL;
    if (forms_ == mix::linear && c == 0)
        form = BAC_FORM_MUL;
    if (forms_ == mix::linear && (form == BAC_FORM_THRESHOLD || c == 1))
        form = BAC_FORM_EVEN;
    if (forms_ == mix::any && c == 0)
        form = BAC_FORM_THRESHOLD;
    r = {};
    r.form = static_cast<bac_form>(form);
    r.shift = static_cast<uint8_t>(forms_ == mix::mul ? 6 : c == 0 ? 7 : fold::pick(rng, 4, 7));
    if (form == BAC_FORM_CONST) {
        r.add = fold::pick(rng, params.LO, params.HI);
    } else if (form == BAC_FORM_THRESHOLD) {
        const int64_t n = fold::pick(rng, 0, std::min(params.HI - params.LO, 7));
        r.decreasing = rng() % 2 != 0;
        r.add = r.decreasing ? params.HI : params.LO;
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

fold::elements layer::apply(const fold::elements &x) const {
    fold::elements y;
    for (size_t i = 0; i < x.size(); i++)
        y.push_back(bac_requant_apply(&channel_[i % params.C], params.LO, params.HI,
                                      static_cast<int32_t>(x[i])));
    return y;
}

// ---- the bench

struct sum {
    bac_fold_add_params params;
    std::vector<int32_t> factor;

    sum(const bac_fold_add_params &p, const std::string &name, fold::random_source &rng)
        : params(p), factor(2 * p.C) {
        for (uint32_t i = 0; i < 2 * p.C; i++) {
            const int64_t half = int64_t{1} << ((i < p.C ? p.MB_A : p.MB_B) - 1);
            factor[i] = static_cast<int32_t>(fold::pick(rng, -half, half - 1));
        }
        params.factor = factor.data();
        params.ROM_FILE = bac_file_name_of(name.c_str(), ".mem");
    }
    fold::elements apply(const fold::elements in[2]) const {
        fold::elements y;
        for (size_t i = 0; i < in[0].size(); i++) {
            const size_t c = i % params.C;
            y.push_back(factor[c] * in[0][i] + factor[params.C + c] * in[1][i]);
        }
        return y;
    }
};

// The module's runs of factors, which must be those of the set.
struct factors {
    bac_factor_params params;

    explicit factors(const weighing &what)
        : params(fold::params_of<bac_factor_params>(bac_kind_factor, what.values)) {
        const bac_factor_params want = params;
        if (!bac_factor_runs(what.factor.data(), static_cast<uint32_t>(what.factor.size()),
                             &params) ||
            params.FB != want.FB || params.RUNS != want.RUNS)
            throw std::runtime_error("factors do not fit their set");
    }
    ~factors() { bac_kind_factor.close(&params); }
    factors(const factors &) = delete;
    factors &operator=(const factors &) = delete;
};

fold::elements weighed(uint32_t C, const std::vector<uint32_t> &factor, const fold::elements &x) {
    fold::elements y;
    for (size_t i = 0; i < x.size(); i++)
        y.push_back(x[i] * factor[i / C]);
    return y;
}

// Sums of `positions` positions of C channels each.
fold::elements gathered(uint32_t C, uint32_t positions, uint32_t groups, const fold::elements &x) {
    fold::elements y(groups * C);
    for (size_t i = 0; i < y.size() * positions; i++)
        y[i / (C * positions) * C + i % C] += x[i];
    return y;
}

fold::elements largest(uint32_t C, const fold::elements &x) {
    fold::elements y(x.begin(), x.begin() + C);
    for (size_t i = 0; i < x.size(); i++)
        y[i % C] = std::max(y[i % C], x[i]);
    return y;
}

fold::elements side_by_side(uint32_t C_A, uint32_t C_B, const fold::elements in[2]) {
    fold::elements y;
    for (size_t t = 0; t < in[0].size() / C_A; t++) {
        y.insert(y.end(), in[0].begin() + t * C_A, in[0].begin() + (t + 1) * C_A);
        y.insert(y.end(), in[1].begin() + t * C_B, in[1].begin() + (t + 1) * C_B);
    }
    return y;
}

struct bench {
    // Sets point into these.
    std::deque<bac_resize_params> resize;
    std::deque<bac_fold_globalmax_params> globalmax;
    std::deque<layer> layers;
    std::deque<bac_fold_concat_params> concat;
    std::deque<sum> sums;
    std::deque<bac_fold_sum_params> fold_sum;
    std::deque<bac_sum_params> group_sum;
    std::deque<factors> factor;
    std::vector<fold::set> sets;
    std::vector<uint64_t> latency; // to the last beat out, from the last beat in that makes it
    std::vector<uint32_t> behind;  // beats of a frame behind that one

    explicit bench(uint64_t seed) {
        fold::random_source rng(seed);
        for (const auto &values : resizes)
            put_resize(values);
        for (const auto &values : globalmaxes)
            put_globalmax(values);
        for (const requant &r : requants)
            put_requant(r, rng);
        for (const auto &values : concats)
            put_concat(values);
        for (const auto &values : adds)
            put_add(values, rng);
        for (const auto &values : fold_sums)
            put_fold_sum(values);
        for (const auto &values : group_sums)
            put_sum(values);
        for (const weighing &w : weighings)
            put_factor(w);
        for (const fold::set &s : sets)
            s.images();
    }

  private:
    fold::set &put(const bac_kind &kind, void *params, fold::stream in, fold::stream out) {
        fold::set &s = sets.emplace_back();
        s.name = std::to_string(sets.size() - 1);
        s.kind = &kind;
        s.params = params;
        s.in[0] = in;
        s.out = out;
        latency.push_back(kind.latency(params));
        behind.push_back(0);
        return s;
    }
    void put_resize(const int32_t (&values)[4]) {
        auto &p = resize.emplace_back(fold::params_of<bac_resize_params>(bac_kind_resize, values));
        put(bac_kind_resize, &p, {24, p.LANES_IN, p.W, false}, {24, p.LANES_OUT, p.W, false})
            .model = [](const fold::elements in[2]) { return in[0]; };
        latency.back() += (p.LANES_IN - 1) / p.LANES_OUT; // to the last part of a beat
    }
    void put_globalmax(const int32_t (&values)[5]) {
        auto &p = globalmax.emplace_back(
            fold::params_of<bac_fold_globalmax_params>(bac_kind_fold_globalmax, values));
        put(bac_kind_fold_globalmax, &p, {p.C * p.T, p.LANES, p.W, p.IS_SIGNED != 0},
            {p.C, p.LANES, p.W, p.IS_SIGNED != 0})
            .model = [&p](const fold::elements in[2]) { return largest(p.C, in[0]); };
    }
    void put_requant(const requant &r, fold::random_source &rng) {
        layer &l = layers.emplace_back(r, fold::numbered("requant_", sets.size()), rng);
        const bac_fold_requant_params &p = l.params;
        put(bac_kind_fold_requant, &l.params, {24 * p.C, p.LANES, p.IW, p.IS_SIGNED != 0},
            {24 * p.C, p.LANES, p.OW, true})
            .model = [&l](const fold::elements in[2]) { return l.apply(in[0]); };
    }
    void put_concat(const int32_t (&values)[4]) {
        auto &p = concat.emplace_back(
            fold::params_of<bac_fold_concat_params>(bac_kind_fold_concat, values));
        fold::set &s = put(bac_kind_fold_concat, &p, {5 * p.C_A, p.LANES, p.W, false},
                           {5 * (p.C_A + p.C_B), p.LANES, p.W, false});
        s.in[1] = {5 * p.C_B, p.LANES, p.W, false};
        s.model = [&p](const fold::elements in[2]) { return side_by_side(p.C_A, p.C_B, in); };
    }
    void put_add(const int32_t (&values)[9], fold::random_source &rng) {
        const auto p = fold::params_of<bac_fold_add_params>(bac_kind_fold_add, values);
        sum &plus = sums.emplace_back(p, fold::numbered("add_", sets.size()), rng);
        fold::set &s =
            put(bac_kind_fold_add, &plus.params, {12 * p.LANES, p.LANES, p.W_A, p.SIGNED_A != 0},
                {12 * p.LANES, p.LANES, p.OW, true});
        s.in[1] = {12 * p.LANES, p.LANES, p.W_B, p.SIGNED_B != 0};
        s.model = [&plus](const fold::elements in[2]) { return plus.apply(in); };
    }
    // Of more than one group, two positions (or beats) belong to none.
    void put_fold_sum(const int32_t (&values)[7]) {
        auto &p =
            fold_sum.emplace_back(fold::params_of<bac_fold_sum_params>(bac_kind_fold_sum, values));
        const uint32_t rest = p.GROUPS > 1 ? 2 : 0;
        put(bac_kind_fold_sum, &p, {p.C * (p.N * p.GROUPS + rest), p.LANES, p.W, p.IS_SIGNED != 0},
            {p.C * p.GROUPS, p.LANES, p.OW, p.IS_SIGNED != 0})
            .model = [&p](const fold::elements in[2]) {
            return gathered(p.C, p.N, p.GROUPS, in[0]);
        };
        behind.back() = rest * p.C / p.LANES;
    }
    void put_sum(const int32_t (&values)[7]) {
        auto &p = group_sum.emplace_back(fold::params_of<bac_sum_params>(bac_kind_sum, values));
        const uint32_t rest = p.GROUPS > 1 ? 2 : 0, lanes = p.C * p.P;
        put(bac_kind_sum, &p, {lanes * (p.N * p.GROUPS + rest), lanes, p.W, p.IS_SIGNED != 0},
            {p.C * p.GROUPS, p.C, p.OW, p.IS_SIGNED != 0})
            .model = [&p](const fold::elements in[2]) {
            return gathered(p.C, p.N * p.P, p.GROUPS, in[0]);
        };
        behind.back() = rest;
    }
    void put_factor(const weighing &w) {
        const bac_factor_params &p = factor.emplace_back(w).params;
        const uint32_t C = p.C * p.BEATS, n = static_cast<uint32_t>(w.factor.size()) * C;
        put(bac_kind_factor, &factor.back().params, {n, p.C * p.P, p.W, p.IS_SIGNED != 0},
            {n, p.C * p.P, p.OW, p.IS_SIGNED != 0})
            .model = [C, &w](const fold::elements in[2]) { return weighed(C, w.factor, in[0]); };
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
        const uint32_t last = s.n_in() - 1;
        const uint32_t in = std::max(s.in[0].per_frame / s.in[0].lanes,
                                     last ? s.in[1].per_frame / s.in[1].lanes : 0);
        fold::expect_period(s, seen[n].out_at, 4, o.frames,
                            std::max(in, s.out.per_frame / s.out.lanes));
        const uint32_t beats = s.in[last].per_frame / s.in[last].lanes;
        fold::expect_latency(s, seen[n], beats, beats - 1 - b.behind[n], b.latency[n], last);
    }
}

// ---- every checker, seen failing

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
        bac_fold_requant_params late = b.layers[0].params;
        late.EB = 1;
        b.sets[7].params = &late;
        caught(b, fold::pattern::none,
               "bac_fold_requant set 7, none stalls, seed 5, clock 4, frame 0, "
               "beat 0: m_axis_tvalid should be 0, is 1");
    }
    {
        bench b(5); // whose turn it is
        bac_fold_concat_params swapped = {6, 2, 4, 2};
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

// bench.cpp - sources, sinks and the three comparisons: value, time, protocol
#include "bench.hpp"

extern "C" {
#include "image.h"
}

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <unistd.h>

namespace fold {

int64_t pick(random_source &rng, int64_t lo, int64_t hi) {
    // Modulo, not a distribution: the same numbers with every standard library.
    return lo + static_cast<int64_t>(rng() % (static_cast<uint64_t>(hi - lo) + 1));
}

const char *pattern_name(pattern p) {
    static const char *const names[] = {"none", "random", "burst", "starve", "block", "slow"};
    return names[static_cast<int>(p)];
}

stall::stall(pattern p, bool source, uint32_t slow_gap, uint64_t seed)
    : pattern_(p), source_(source), gap_(slow_gap), rng_(seed) {}

bool stall::go() {
    switch (pattern_) {
    case pattern::none:
        return true;
    case pattern::random:
        return rng_() % 100 < 60;
    case pattern::burst:
        if (left_ == 0) {
            on_ = !on_;
            left_ = static_cast<uint32_t>(pick(rng_, 1, on_ ? 12 : 30));
        }
        left_--;
        return on_;
    case pattern::starve:
        return !source_ || rng_() % 100 < 25;
    case pattern::block:
        if (source_)
            return true;
        if (left_ == 0) {
            on_ = !on_;
            left_ = static_cast<uint32_t>(pick(rng_, 1, on_ ? 20 : 200));
        }
        left_--;
        return on_;
    case pattern::slow:
        if (!source_)
            return true;
        if (left_ == 0) {
            left_ = gap_;
            return true;
        }
        left_--;
        return false;
    }
    return true;
}

namespace {

struct beat {
    uint32_t data[4];
    bool last;
};

std::vector<beat> beats_of(const elements &frame, const stream &s) {
    std::vector<beat> beats;
    for (uint32_t e = 0; e < s.per_frame; e += s.lanes) {
        beat b{};
        for (uint32_t lane = 0; lane < s.lanes; lane++)
            for (uint32_t bit = 0; bit < s.bits; bit++) {
                const uint32_t at = lane * s.bits + bit;
                b.data[at / 32] |= static_cast<uint32_t>(frame[e + lane] >> bit & 1) << at % 32;
            }
        b.last = e + s.lanes == s.per_frame;
        beats.push_back(b);
    }
    return beats;
}

elements random_frame(random_source &rng, const stream &s) {
    elements frame(s.per_frame);
    const int64_t span = int64_t{1} << s.bits;
    const int64_t lo = s.is_signed ? -span / 2 : 0;
    for (int64_t &e : frame) // the ends of the range often
        e = rng() % 4 == 0 ? (rng() % 2 ? lo : lo + span - 1) : pick(rng, lo, lo + span - 1);
    return frame;
}

std::string hex(const uint32_t data[4]) {
    std::ostringstream text;
    text << std::hex << data[3] << '_' << data[2] << '_' << data[1] << '_' << data[0];
    return text.str();
}

// One set in a run: what is to come, what has moved, and its cycle model.
struct lane {
    const set *what;
    std::vector<beat> in[2], out;
    size_t in_next[2] = {0, 0}, out_next = 0;
    std::vector<stall> stalls; // in 0, in 1, out
    bool offered[2] = {false, false};
    bool held = false; // the output waited in the clock before
    beat held_beat{};
    bac_stage stage;
    std::vector<max_align_t> state;
    uint8_t valid[3] = {}, ready[3] = {}, last[3] = {}; // by link
    record seen;
    bool done() const { return out_next == out.size(); }
    bac_wires wires() { return {valid, ready, last}; }
};

class runner {
  public:
    runner(pins &p, const std::vector<set> &sets, const run_options &o) : pins_(p), options_(o) {
        for (size_t i = 0; i < sets.size(); i++)
            lanes_.push_back(make(sets[i], i));
    }
    std::vector<record> go();

  private:
    lane make(const set &s, size_t index);
    void reset();
    void drive(unsigned n);
    void compare(unsigned n);
    void value(unsigned n, lane &l);
    void move(unsigned n);
    void clock(bool count);
    [[noreturn]] void fail(const lane &l, const std::string &what, const std::string &expected,
                           const std::string &got) const;

    pins &pins_;
    const run_options &options_;
    std::vector<lane> lanes_;
    uint64_t now_ = 0;
};

lane runner::make(const set &s, size_t index) {
    lane l;
    l.what = &s;
    const uint64_t seed = options_.seed * 1000003 + index * 101;
    random_source rng(seed);
    for (uint32_t f = 0; f < options_.frames; f++) {
        elements frame[2];
        for (uint32_t port = 0; port < s.n_in(); port++) {
            frame[port] = random_frame(rng, s.in[port]);
            const std::vector<beat> more = beats_of(frame[port], s.in[port]);
            l.in[port].insert(l.in[port].end(), more.begin(), more.end());
        }
        const std::vector<beat> more = beats_of(s.model(frame), s.out);
        l.out.insert(l.out.end(), more.begin(), more.end());
    }
    for (uint64_t k = 0; k < 3; k++)
        l.stalls.emplace_back(options_.stalls, k < 2, options_.slow_gap, seed + 7 * k + 1);
    l.stage = s.stage();
    l.state.resize(bac_cycle_size(&s.kind->cycle, &l.stage) / sizeof(max_align_t) + 1);
    return l;
}

void runner::fail(const lane &l, const std::string &what, const std::string &expected,
                  const std::string &got) const {
    std::ostringstream text;
    const size_t beats = l.out.size() / options_.frames;
    text << l.what->kind->module << " set " << l.what->name << ", " << pattern_name(options_.stalls)
         << " stalls, seed " << options_.seed << ", clock " << now_ << ", frame "
         << l.out_next / beats << ", beat " << l.out_next % beats << ": " << what << " should be "
         << expected << ", is " << got << "\nreplay: " << options_.replay;
    throw std::runtime_error(text.str());
}

void runner::drive(unsigned n) {
    lane &l = lanes_[n];
    for (uint32_t port = 0; port < l.stage.n_in; port++) {
        const bool more = l.in_next[port] < l.in[port].size();
        if (!l.offered[port] && more && l.stalls[port].go()) {
            l.offered[port] = true;
            l.seen.offered_at[port].push_back(now_);
        }
        beat b = more ? l.in[port][l.in_next[port]] : beat{};
        if (!l.offered[port]) // nothing may depend on data that is not valid
            for (uint32_t &word : b.data)
                word = static_cast<uint32_t>(now_ * 2654435761u);
        const bool last = l.offered[port] ? b.last : (now_ & 1) != 0;
        pins_.in(n, port, l.offered[port], last, b.data);
        l.valid[port] = l.offered[port];
        l.last[port] = last;
    }
    const bool ready = l.stalls[2].go();
    pins_.out_ready(n, ready);
    l.ready[l.stage.out[0]] = ready;
}

void runner::value(unsigned n, lane &l) {
    beat got{};
    pins_.out_data(n, got.data);
    got.last = pins_.out_last(n);
    if (l.done())
        fail(l, "m_axis_tvalid behind the last frame", "0", "1");
    const beat &want = l.out[l.out_next];
    if (hex(want.data) != hex(got.data))
        fail(l, "m_axis_tdata", hex(want.data), hex(got.data));
    if (want.last != got.last)
        fail(l, "m_axis_tlast", std::to_string(want.last), std::to_string(got.last));
    if (l.held && hex(l.held_beat.data) != hex(got.data))
        fail(l, "m_axis_tdata of a waiting beat", hex(l.held_beat.data), hex(got.data));
    l.held_beat = got;
}

void runner::compare(unsigned n) {
    lane &l = lanes_[n];
    const bac_cycle_model &cycle = l.what->kind->cycle;
    const uint32_t out = l.stage.out[0];
    bac_wires wires = l.wires();
    cycle.valid(&l.stage, l.state.data(), &wires);
    cycle.ready(&l.stage, l.state.data(), &wires);
    for (uint32_t port = 0; port < l.stage.n_in; port++)
        if (pins_.in_ready(n, port) != (l.ready[port] != 0))
            fail(l, port ? "s_axis_skip_tready" : "s_axis_tready", std::to_string(l.ready[port]),
                 std::to_string(pins_.in_ready(n, port)));
    const bool valid = pins_.out_valid(n);
    if (valid != (l.valid[out] != 0))
        fail(l, "m_axis_tvalid", std::to_string(l.valid[out]), std::to_string(valid));
    if (l.held && !valid)
        fail(l, "m_axis_tvalid of a waiting beat", "1", "0");
    if (valid && pins_.out_last(n) != (l.last[out] != 0))
        fail(l, "m_axis_tlast (model)", std::to_string(l.last[out]),
             std::to_string(pins_.out_last(n)));
    if (valid)
        value(n, l);
    l.held = valid && !l.ready[out];
}

void runner::move(unsigned n) {
    lane &l = lanes_[n];
    const uint32_t out = l.stage.out[0];
    for (uint32_t port = 0; port < l.stage.n_in; port++)
        if (l.valid[port] && l.ready[port]) {
            l.seen.in_at[port].push_back(now_);
            l.in_next[port]++;
            l.offered[port] = false;
        }
    if (l.valid[out] && l.ready[out]) {
        l.seen.out_at.push_back(now_);
        l.out_next++;
    }
    const bac_wires wires = l.wires();
    l.what->kind->cycle.edge(&l.stage, l.state.data(), &wires);
}

void runner::clock(bool count) {
    for (unsigned n = 0; n < lanes_.size(); n++)
        drive(n);
    pins_.settle();
    for (unsigned n = 0; count && n < lanes_.size(); n++) {
        compare(n);
        move(n);
    }
    pins_.edge();
    now_++;
}

void runner::reset() {
    pins_.reset(true);
    pins_.settle();
    pins_.edge();
    pins_.reset(false);
    for (lane &l : lanes_) {
        std::memset(l.state.data(), 0, l.state.size() * sizeof l.state[0]);
        bac_cycle_reset(&l.what->kind->cycle, &l.stage, l.state.data());
        for (uint32_t port = 0; port < 2; port++) {
            l.in_next[port] = 0;
            l.offered[port] = false;
            l.seen.offered_at[port].clear();
            l.seen.in_at[port].clear();
        }
        l.out_next = 0;
        l.held = false;
        l.seen.out_at.clear();
    }
}

std::vector<record> runner::go() {
    reset();
    if (options_.stalls != pattern::none && options_.stalls != pattern::slow) {
        // A reset in the middle of things, and everything from the beginning.
        for (uint64_t i = 0; i < 60 + options_.seed % 97; i++)
            clock(true);
        reset();
    }
    now_ = 0;
    constexpr uint64_t limit = 60000;
    for (bool busy = true; busy;) {
        clock(true);
        busy = false;
        for (const lane &l : lanes_)
            busy = busy || !l.done();
        if (now_ == limit)
            for (const lane &l : lanes_)
                if (!l.done())
                    fail(l, "its frames", "delivered by now", "stuck");
    }
    for (int i = 0; i < 100; i++) // nothing may follow
        clock(true);
    std::vector<record> seen;
    for (lane &l : lanes_)
        seen.push_back(l.seen);
    return seen;
}

} // namespace

bac_stage set::stage() const {
    static uint32_t links[] = {0, 1, 2};
    bac_stage s{};
    s.kind = kind;
    s.n_in = n_in();
    s.n_out = 1;
    s.in = links;
    s.out = links + n_in();
    s.latency = kind->latency(params);
    s.params = params;
    return s;
}

void set::images() const {
    const bac_stage s = stage();
    bac_images images;
    bac_error err{};
    bac_images_open(&images, name.c_str());
    if (kind->images != nullptr)
        kind->images(&s, &images);
    if (bac_images_finish(&images, &err) != BAC_OK)
        throw std::runtime_error(err.text);
    for (uint32_t i = 0; i < images.n; i++) {
        std::ofstream file(images.list[i].name);
        file.write(images.list[i].text, static_cast<std::streamsize>(images.list[i].size));
        if (!file.flush())
            throw std::runtime_error("cannot write " + std::string(images.list[i].name));
    }
    bac_images_free(&images);
}

std::vector<record> run(pins &p, const std::vector<set> &sets, const run_options &options) {
    return runner(p, sets, options).go();
}

scratch::scratch() : back_(std::filesystem::current_path()) {
    std::string name = (std::filesystem::temp_directory_path() / "bac-fold-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary folder " + name);
    folder_ = name;
    std::filesystem::current_path(folder_);
}

scratch::~scratch() {
    std::error_code ignored;
    std::filesystem::current_path(back_, ignored);
    std::filesystem::remove_all(folder_, ignored);
}

} // namespace fold

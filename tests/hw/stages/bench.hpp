// bench.hpp - the folded modules under test: verilated parameter sets side by side, each with its
// own source and sink, held clock by clock against its cycle model and beat by beat against a plain
// C model.
//
// A bench_*.v top has N sets; set n has pins n of every port and data bits [n*128 +: 128].
#ifndef BAC_FOLD_BENCH_HPP
#define BAC_FOLD_BENCH_HPP

#include "folded.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace fold {

using elements = std::vector<int64_t>;
using random_source = std::mt19937_64;

// lo..hi, both included
int64_t pick(random_source &rng, int64_t lo, int64_t hi);

// One stream of a set: elements a frame, elements a beat, and their type.
struct stream {
    uint32_t per_frame = 0, lanes = 1, bits = 8;
    bool is_signed = false;
};

// One parameter set: what the bench must know of it.
struct set {
    std::string name;
    const bac_kind *kind = nullptr;
    void *params = nullptr;
    stream in[2], out;                                   // in[1].per_frame = 0: there is one input
    std::function<elements(const elements in[2])> model; // one frame

    uint32_t n_in() const { return in[1].per_frame > 0 ? 2 : 1; }
    bac_stage stage() const; // links 0 (and 1) in, the next one out
    void images() const;     // writes its memories' images into the current folder
};

enum class pattern { none, random, burst, starve, block, slow };
const char *pattern_name(pattern p);

// Does a source offer, does a sink take, in this clock?
class stall {
  public:
    stall(pattern p, bool source, uint32_t slow_gap, uint64_t seed);
    bool go();

  private:
    pattern pattern_;
    bool source_;
    uint32_t gap_, left_ = 0;
    bool on_ = true;
    random_source rng_;
};

// The pins of a verilated bench, whatever its class.
class pins {
  public:
    virtual ~pins() = default;
    virtual void reset(bool on) = 0;
    virtual void in(unsigned set, unsigned port, bool valid, bool last, const uint32_t data[4]) = 0;
    virtual void out_ready(unsigned set, bool ready) = 0;
    virtual bool in_ready(unsigned set, unsigned port) = 0;
    virtual bool out_valid(unsigned set) = 0;
    virtual bool out_last(unsigned set) = 0;
    virtual void out_data(unsigned set, uint32_t data[4]) = 0;
    virtual void settle() = 0; // clk low
    virtual void edge() = 0;   // clk high
};

// What a run of one set saw.
struct record {
    std::vector<uint64_t> offered_at[2];    // the clock from which each beat was offered
    std::vector<uint64_t> in_at[2], out_at; // that of its transfer
};

struct run_options {
    pattern stalls = pattern::none;
    uint64_t seed = 1;
    uint32_t frames = 8;
    uint32_t slow_gap = 0; // pattern slow: clocks between two beats offered
    std::string replay;    // the command that repeats this run
};

// Runs all sets until each has delivered its frames; returns what was seen, or throws
// std::runtime_error with set, frame, beat, clock, expected, got and the replay command.
std::vector<record> run(pins &p, const std::vector<set> &sets, const run_options &options);

// A folder of its own for memory images, current until the object dies.
class scratch {
  public:
    scratch();
    ~scratch();
    scratch(const scratch &) = delete;
    scratch &operator=(const scratch &) = delete;

  private:
    std::string folder_, back_;
};

} // namespace fold

#endif

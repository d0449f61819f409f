// test.hpp - what the tests of the folded modules share: their command line and the comparison of
// measured clocks with closed forms
#ifndef BAC_FOLD_TEST_HPP
#define BAC_FOLD_TEST_HPP

#include "bench.hpp"

#include <cstring>

namespace fold {

// A module's parameters: the first fields of its table, in its order.
template <class P, size_t N> P params_of(const bac_kind &kind, const int32_t (&value)[N]) {
    P p{};
    for (size_t i = 0; i < N; i++)
        std::memcpy(reinterpret_cast<char *>(&p) + kind.field[i].at, &value[i], sizeof value[i]);
    return p;
}

struct case_entry {
    const char *name;
    void (*run)();
};

// PROGRAM lockstep [PATTERN SEED]   every pattern with a few seeds, or one
// PROGRAM NAME                      one of the other cases
// PROGRAM images FOLDER             write the memory images of the sets into a folder
int test_main(int argc, char **argv, void (*images)(), void (*lockstep)(pattern, uint64_t),
              const std::vector<case_entry> &cases);

// WHAT and two digits.
std::string numbered(const char *what, size_t n);
// The command that repeats a run.
std::string replay(pattern stalls, uint64_t seed);
std::string replay(const std::string &name);

// From frame `settled` on, the last beats of any two frames that follow each other are exactly
// `clocks` apart.
void expect_period(const set &s, const std::vector<uint64_t> &out_at, uint32_t settled,
                   uint32_t frames, uint64_t clocks);
// The same beats in the same clocks.
void expect_beats(const set &s, const char *port, const std::vector<uint64_t> &measured,
                  const std::vector<uint64_t> &computed);
// In every frame, the last beat out moves exactly `clocks` after beat `beat` of its `beats` of
// input port `port` came in.
void expect_latency(const set &s, const record &seen, uint32_t beats, uint32_t beat,
                    uint64_t clocks, uint32_t port = 0);

} // namespace fold

#endif

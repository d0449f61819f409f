// test.cpp - see test.hpp
#include "test.hpp"

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace fold {

namespace {

const pattern all_patterns[] = {pattern::none, pattern::random, pattern::burst, pattern::starve,
                                pattern::block};
std::string program;

void run_lockstep(int argc, char **argv, void (*lockstep)(pattern, uint64_t)) {
    if (argc != 2 && argc != 4)
        throw std::runtime_error("usage: " + program + " lockstep [PATTERN SEED]");
    unsigned runs = 0;
    for (pattern p : all_patterns) {
        if (argc == 4 && std::strcmp(argv[2], pattern_name(p)) != 0)
            continue;
        const uint64_t seeds = argc == 4 || p == pattern::none ? 1 : 3;
        for (uint64_t seed = 1; seed <= seeds; seed++, runs++)
            lockstep(p, argc == 4 ? std::stoull(argv[3]) : seed);
    }
    if (runs == 0)
        throw std::runtime_error("no pattern is called " + std::string(argv[2]));
    std::printf("%u runs\n", runs);
}

} // namespace

std::string numbered(const char *what, size_t n) {
    return std::string(what) + char('0' + n / 10) + char('0' + n % 10);
}

std::string replay(pattern stalls, uint64_t seed) {
    return program + " lockstep " + pattern_name(stalls) + " " + std::to_string(seed);
}

std::string replay(const std::string &name) {
    return program + " " + name;
}

int test_main(int argc, char **argv, void (*images)(), void (*lockstep)(pattern, uint64_t),
              const std::vector<case_entry> &cases) {
    program = argv[0];
    try {
        const std::string name = argc > 1 ? argv[1] : "";
        if (name == "images" && argc == 3) {
            std::filesystem::current_path(argv[2]);
            images();
            return 0;
        }
        const scratch folder;
        if (name == "lockstep") {
            run_lockstep(argc, argv, lockstep);
            return 0;
        }
        for (const case_entry &c : cases)
            if (name == c.name) {
                c.run();
                return 0;
            }
        throw std::runtime_error("no case is called '" + name + "'");
    } catch (const std::exception &e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}

void expect_period(const set &s, const std::vector<uint64_t> &out_at, uint32_t settled,
                   uint32_t frames, uint64_t clocks) {
    const size_t beats = out_at.size() / frames;
    for (uint32_t f = settled; f < frames; f++) {
        const uint64_t measured = out_at[(f + 1) * beats - 1] - out_at[f * beats - 1];
        if (measured != clocks)
            throw std::runtime_error(std::string(s.kind->module) + " set " + s.name + ", frame " +
                                     std::to_string(f) + ": clocks a frame should be " +
                                     std::to_string(clocks) + ", are " + std::to_string(measured));
    }
}

void expect_beats(const set &s, const char *port, const std::vector<uint64_t> &measured,
                  const std::vector<uint64_t> &computed) {
    for (size_t i = 0; i < computed.size(); i++)
        if (measured.at(i) != computed[i])
            throw std::runtime_error(std::string(s.kind->module) + " set " + s.name + ", " + port +
                                     " beat " + std::to_string(i) + ": clock should be " +
                                     std::to_string(computed[i]) + ", is " +
                                     std::to_string(measured[i]));
}

void expect_latency(const set &s, const record &seen, uint32_t beats, uint32_t beat,
                    uint64_t clocks, uint32_t port) {
    const size_t frames = seen.in_at[port].size() / beats;
    const size_t out_beats = seen.out_at.size() / frames;
    for (size_t f = 0; f < frames; f++) {
        const uint64_t measured =
            seen.out_at[(f + 1) * out_beats - 1] - seen.in_at[port][f * beats + beat];
        if (measured != clocks)
            throw std::runtime_error(std::string(s.kind->module) + " set " + s.name + ", frame " +
                                     std::to_string(f) + ": latency should be " +
                                     std::to_string(clocks) + ", is " + std::to_string(measured));
    }
}

} // namespace fold

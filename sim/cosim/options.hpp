// options.hpp : the arguments of the bench. `bac cosim` checks the user's arguments and passes
// them.
#ifndef COSIM_OPTIONS_HPP
#define COSIM_OPTIONS_HPP

#include "stall.h"

#include <string>

namespace cosim {

struct options {
    std::string net, frames, command; // command: what reruns this, without frames, seed and stall
    std::string stall_text = "none";
    bac_stall stall{};
    uint64_t seed = 1, first = 0, last = UINT64_MAX; // frames [first, last)
    uint64_t jobs = 1;                               // processes
    std::string wave;
    uint64_t wave_first = 0, wave_last = UINT64_MAX;
    bool json = false, links = false, plain_loop = false, debug = false;
};

// Throws std::invalid_argument.
options options_parse(int argc, char **argv);

} // namespace cosim
#endif

// explanation.hpp : a finding in words: what was expected and why, what came, who made it, what was right.
#ifndef COSIM_EXPLANATION_HPP
#define COSIM_EXPLANATION_HPP

#include "probe.hpp"
#include "upstream.hpp"

namespace cosim {

struct explanation {
    std::string title;   // "value, layer pw0 (conv), link pw0"
    std::string because; // of the expected value: its inputs and weights
    std::string cause;   // the stages that can have made it
    std::string inputs;  // what they were given
    std::string others;  // what else was right
    std::string as_if;   // "": no single wrong constant makes it
    std::string module;  // of the stage that is the nearest cause; "": none
    uint32_t stage = finding::none;
};

explanation explain(const bench &b, const probe &p);

// alone: it fails without the frames before those of the probe.
void explanation_text(const bench &b, const probe &p, const explanation &e, bool alone);
void explanation_json(const bench &b, const probe &p, const explanation &e, bool alone);

} // namespace cosim
#endif

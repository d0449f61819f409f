// expected.hpp : what the model says that a stream carries.
#ifndef COSIM_EXPECTED_HPP
#define COSIM_EXPECTED_HPP

#include "bac.h"
#include "finding.hpp"
#include "top.hpp"

namespace cosim {

// Lane `lane` of beat `beat`, of a link that carries `values` ([T][C] of its layer): a number, or a
// digit of one.
inline int64_t expected_lane(const link_info &l, const int32_t *values, uint32_t beat,
                             uint32_t lane) {
    const int64_t whole = values[static_cast<size_t>(beat / l.digits) * l.lanes + lane];
    const uint32_t below = l.W * (l.digits - 1 - beat % l.digits); // bits under this digit
    return l.digits == 1 ? whole : whole >> below & ((int64_t{1} << l.W) - 1);
}

// The link of the result, which carries logits and class.
inline stream_place result_place(const bac_net *net, const top_info &info) {
    return {"m_axis", static_cast<uint32_t>(info.handshakes.size()) - 1, bac_net_layers(net) - 1};
}

} // namespace cosim
#endif

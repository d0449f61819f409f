#include "lockstep.hpp"

#include "machine.h"
#include "stuck.h"

#include <cstdlib>
#include <stdexcept>

namespace cosim {
namespace {

uint64_t moved(const std::vector<uint64_t> &beats, const handshake_pins &pins, uint32_t k) {
    return beats[k] - static_cast<uint64_t>(*pins.valid & *pins.ready & 1);
}

} // namespace

lockstep::lockstep(const bac_netlist *netlist, const std::vector<const char *> &names,
                   const std::vector<handshake_pins> &pins, uint64_t first_frame, findings &found)
    : p_(netlist), pins_(pins), beats_(netlist->n_links), first_frame_(first_frame), found_(found) {
    bool same = names.size() == p_->n_links && pins_.size() == p_->n_links;
    for (uint32_t k = 0; same && k < p_->n_links; k++)
        same = std::string(names[k]) == p_->links[k].name;
    if (!same)
        throw std::runtime_error("plan.cfg: the RTL beside it was not made from this network and "
                                 "plan: other links; make it again with bac rtl");
    bac_error err{};
    expect_ok(bac_machine_create(p_, &machine_, &err), err);
    found_.lockstep_links = p_->n_links;
}

lockstep::~lockstep() {
    bac_machine_free(machine_);
}

bool lockstep::differs(const bac_wires &expected, uint32_t k) const {
    const uint8_t valid = *pins_[k].valid & 1;
    return (valid ^ expected.valid[k]) | ((*pins_[k].ready & 1) ^ expected.ready[k]) |
           (valid & ((*pins_[k].last & 1) ^ expected.last[k]));
}

void lockstep::expect(bool s_valid, bool s_last, bool m_ready) {
    const bac_pins_in in{s_valid, s_last, m_ready};
    bac_pins_out out;
    if (!found_.parted)
        bac_machine_tick(machine_, &in, &out);
}

bac_wires lockstep::expected() const {
    return bac_machine_wires(machine_);
}

void lockstep::clock(uint64_t cycle) {
    const bac_wires expected = bac_machine_wires(machine_);
    bool equal = true;
    for (uint32_t k = 0; k < p_->n_links; k++) { // one pass over the pins, every clock
        beats_[k] += *pins_[k].valid & *pins_[k].ready & 1;
        equal &= !differs(expected, k);
    }
    if (found_.parted)
        return;
    found_.lockstep_clocks++;
    if (!equal)
        tell(cycle, expected);
}

// Within a clock valid goes downstream and ready upstream, through stages without registers: the
// difference began at the first link with a wrong valid or last, else at the last with a wrong
// ready.
uint32_t lockstep::origin(const bac_wires &expected) const {
    uint32_t last = 0;
    for (uint32_t k = 0; k < p_->n_links; k++) {
        if (!differs(expected, k))
            continue;
        const uint8_t valid = *pins_[k].valid & 1;
        if (valid != expected.valid[k] || (valid && (*pins_[k].last & 1) != expected.last[k]))
            return k;
        last = k;
    }
    return last;
}

// valid and last are made by the stage in front of a link, ready by the one behind it.
finding lockstep::found_at(uint32_t k, uint64_t cycle, const bac_wires &expected) const {
    const bac_link &link = p_->links[k];
    const uint8_t valid = *pins_[k].valid & 1, ready = *pins_[k].ready & 1,
                  last = *pins_[k].last & 1;
    const uint64_t before = moved(beats_, pins_[k], k);
    finding f;
    f.kind = finding::handshake;
    f.at = place(k);
    f.cycle = cycle;
    f.frame = first_frame_ + before / link.beats;
    f.beat = static_cast<uint32_t>(before % link.beats);
    f.wire = valid != expected.valid[k] ? 'v' : valid && last != expected.last[k] ? 'l' : 'r';
    f.expected = f.wire == 'v'   ? expected.valid[k]
                 : f.wire == 'l' ? expected.last[k]
                                 : expected.ready[k];
    f.got = f.wire == 'v' ? valid : f.wire == 'l' ? last : ready;
    if (f.wire == 'r')
        f.stage = link.to;
    else if (k != p_->stages[0].in[0])
        f.stage = link.from;
    if (f.stage != finding::none) {
        const bac_stage &s = p_->stages[f.stage];
        f.held = moved(beats_, pins_[s.in[0]], s.in[0]) - moved(beats_, pins_[s.out[0]], s.out[0]);
    }
    f.what = std::string(f.wire == 'v'   ? "valid"
                         : f.wire == 'l' ? "last"
                                         : "ready") +
             " from " +
             (f.stage == finding::none ? "the bench"
                                       : "stage '" + std::string(p_->stages[f.stage].name) + "'");
    return f;
}

void lockstep::tell(uint64_t cycle, const bac_wires &expected) {
    finding f = found_at(origin(expected), cycle, expected);
    uint32_t others = 0;
    for (uint32_t k = 0; k < p_->n_links; k++)
        others += differs(expected, k);
    f.others = others - 1;
    found_.parted = f;
}

stream_place lockstep::place(uint32_t link) const {
    return {p_->links[link].name, link, p_->links[link].layer};
}

uint64_t lockstep::frame(uint32_t link) const {
    return first_frame_ + beats_[link] / p_->links[link].beats;
}

uint32_t lockstep::beat(uint32_t link) const {
    return static_cast<uint32_t>(beats_[link] % p_->links[link].beats);
}

std::string lockstep::stuck(uint64_t frames, uint32_t &link) const {
    std::vector<bac_link_state> state(p_->n_links);
    for (uint32_t k = 0; k < p_->n_links; k++)
        state[k] = bac_link_state{(*pins_[k].valid & 1) != 0, (*pins_[k].ready & 1) != 0,
                                  beats_[k] == frames * p_->links[k].beats, beats_[k]};
    char *text = bac_stuck_explain(p_, state.data(), &link);
    const std::string copy = text ? text : "out of memory\n";
    std::free(text);
    return copy;
}

void lockstep::finish() const {
    for (uint32_t i = 0; i < p_->n_stages && !found_.parted; i++)
        if (bac_stage_depth(&p_->stages[i]) > 0) {
            const bac_stage_probe probe = bac_machine_stage_probe(machine_, i);
            found_.fifos.push_back({p_->stages[i].name, probe.depth, probe.most});
        }
}

} // namespace cosim

#include "lockstep.hpp"

#include "machine.h"
#include "stuck.h"

#include <cstdlib>
#include <stdexcept>

namespace cosim {
namespace {

std::string differ(int expected, int got) {
    return "expected " + std::to_string(expected) + ", got " + std::to_string(got);
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

void lockstep::clock(uint64_t cycle, bool s_valid, bool s_last, bool m_ready) {
    const uint32_t n = p_->n_links;
    for (uint32_t k = 0; k < n; k++)
        beats_[k] += *pins_[k].valid & *pins_[k].ready & 1;
    if (parted_)
        return;
    const bac_pins_in in{s_valid, s_last, m_ready};
    bac_pins_out out;
    bac_machine_tick(machine_, &in, &out);
    const bac_wires expected = bac_machine_wires(machine_);
    found_.lockstep_clocks++;
    bool equal = true;
    for (uint32_t k = 0; k < n; k++)
        equal &= !differs(expected, k);
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
std::string lockstep::words(uint32_t k, uint64_t cycle, const bac_wires &expected) const {
    const bac_link &link = p_->links[k];
    const int valid = *pins_[k].valid & 1, ready = *pins_[k].ready & 1, last = *pins_[k].last & 1;
    const uint64_t moved = beats_[k] - static_cast<uint64_t>(valid & ready);
    const bool in_front = valid != expected.valid[k] || (valid && last != expected.last[k]);
    std::string wire = "valid", values = differ(expected.valid[k], valid), stage = "the bench";
    if (valid == expected.valid[k]) {
        wire = in_front ? "last" : "ready";
        values = in_front ? differ(expected.last[k], last) : differ(expected.ready[k], ready);
    }
    if (in_front && k != p_->stages[0].in[0])
        stage = "stage '" + std::string(p_->stages[link.from].name) + "'";
    if (!in_front && link.to != BAC_NO_LINK)
        stage = "stage '" + std::string(p_->stages[link.to].name) + "'";
    return "link '" + std::string(link.name) + "', " + wire + " from " + stage + ", cycle " +
           std::to_string(cycle) + " (frame " + std::to_string(first_frame_ + moved / link.beats) +
           ", beat " + std::to_string(moved % link.beats) + "): " + values;
}

void lockstep::tell(uint64_t cycle, const bac_wires &expected) {
    const uint32_t first = origin(expected);
    uint32_t others = 0;
    for (uint32_t k = 0; k < p_->n_links; k++)
        others += differs(expected, k);
    std::string text = words(first, cycle, expected);
    if (--others > 0)
        text += "; " + std::to_string(others) + " more links differ in this clock";
    found_.time.push_back(text);
    found_.time_frame = first_frame_ + beats_[first] / p_->links[first].beats;
    found_.parted = true;
    parted_ = true;
}

std::string lockstep::stuck(uint64_t frames) const {
    std::vector<bac_link_state> state(p_->n_links);
    for (uint32_t k = 0; k < p_->n_links; k++)
        state[k] = bac_link_state{(*pins_[k].valid & 1) != 0, (*pins_[k].ready & 1) != 0,
                                  beats_[k] == frames * p_->links[k].beats, beats_[k]};
    char *text = bac_stuck_explain(p_, state.data());
    const std::string copy = text ? text : "out of memory\n";
    std::free(text);
    return copy;
}

void lockstep::finish() const {
    for (uint32_t i = 0; i < p_->n_stages && !parted_; i++)
        if (bac_stage_depth(&p_->stages[i]) > 0) {
            const bac_stage_probe probe = bac_machine_stage_probe(machine_, i);
            found_.fifos.push_back({p_->stages[i].name, probe.depth, probe.most});
        }
}

} // namespace cosim

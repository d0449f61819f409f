// lockstep.hpp : compares the cycle simulator with the verilated top on every link in every clock.
//
// Both get the same pins in the same clock, so valid and ready of every link must be equal in every
// clock, and last wherever valid is high. The first clock with a difference is reported and ends
// the comparison: after it the two states differ anyway.
#ifndef COSIM_LOCKSTEP_HPP
#define COSIM_LOCKSTEP_HPP

#include "findings.hpp"
#include "top.hpp"

struct bac_machine;
struct bac_netlist;
struct bac_wires;

namespace cosim {

class lockstep {
  public:
    // The netlist that the RTL was made from. Throws when the links are not the same.
    lockstep(const bac_netlist *netlist, const std::vector<const char *> &names,
             const std::vector<handshake_pins> &pins, uint64_t first_frame, findings &found);
    ~lockstep();
    lockstep(const lockstep &) = delete;
    lockstep &operator=(const lockstep &) = delete;

    // Once a clock after reset, when the inputs are known: what the machine does in this clock.
    void expect(bool s_valid, bool s_last, bool m_ready);
    // Then, when the wires have settled.
    void clock(uint64_t cycle);
    bac_wires expected() const;
    // Why nothing moves, by link and cause; `frames` have been offered. link: the one to look at.
    std::string stuck(uint64_t frames, uint32_t &link) const;
    stream_place place(uint32_t link) const;
    // A beat waits there in this clock, in the RTL.
    bool waits(uint32_t link) const {
        return (*pins_[link].valid & 1) && !(*pins_[link].ready & 1);
    }
    // The next beat of a link in the RTL.
    uint64_t frame(uint32_t link) const;
    uint32_t beat(uint32_t link) const;
    // Fills found.fifos, if every clock was equal.
    void finish() const;

  private:
    bool differs(const bac_wires &expected, uint32_t k) const;
    void tell(uint64_t cycle, const bac_wires &expected);
    finding found_at(uint32_t k, uint64_t cycle, const bac_wires &expected) const;
    uint32_t origin(const bac_wires &expected) const;

    const bac_netlist *p_;
    std::vector<handshake_pins> pins_;
    std::vector<uint64_t> beats_; // moved in the RTL, by link
    uint64_t first_frame_;
    findings &found_;
    bac_machine *machine_ = nullptr;
};

} // namespace cosim
#endif

// modules.hpp : the bench as SystemC modules that exchange whole frames.
//
//   frame_source --(fifo of frames)--> dut --(fifo of finished frames)--> judge
//
// The dut process runs the machine for a whole frame between two calls of wait(), so SystemC's own
// cost, some thousand instructions per wakeup, arises once per frame instead of once per clock.
#ifndef COSIM_MODULES_HPP
#define COSIM_MODULES_HPP

#include "bench.hpp"
#include "machine.hpp"
#include "scoreboard.hpp"

#include <systemc>
#include <tlm>

namespace cosim {

// Offers the bench's frames; ends with a null pointer.
struct frame_source : sc_core::sc_module {
    sc_core::sc_port<tlm::tlm_put_if<frame_ptr>> out;
    frame_source(sc_core::sc_module_name name, const bench &b);

  private:
    void run();
    const bench &b_;
};

struct dut : sc_core::sc_module {
    sc_core::sc_port<tlm::tlm_get_if<frame_ptr>> in;
    sc_core::sc_port<tlm::tlm_put_if<frame_ptr>> out;
    dut(sc_core::sc_module_name name, machine &m, findings &found);

  private:
    void run();
    void clocks();
    void publish();
    machine &machine_;
    findings &found_;
    uint64_t clocked_ = 0; // clocks already turned into SystemC time
};

struct judge : sc_core::sc_module {
    sc_core::sc_port<tlm::tlm_get_if<frame_ptr>> in;
    judge(sc_core::sc_module_name name, scoreboard &board, findings &found, ticker &tick);

  private:
    void run();
    scoreboard &board_;
    findings &found_;
    ticker &tick_;
};

// One frame of the bench.
frame_ptr frame_make(const bench &b, uint64_t frame);

// The whole bench; returns when every frame is judged or the machine stands still.
void run_systemc(machine &m, scoreboard &board, findings &found, const bench &b);
// The same without SystemC, to measure what it costs.
void run_plain(machine &m, scoreboard &board, findings &found, const bench &b);

} // namespace cosim
#endif

// machine.hpp : bac_top as an sc_module without Verilog: its pins, its clocks, its values.
//
//   bac::machine<uint32_t, sc_dt::sc_bv<392>> top("top", bac::design("net.bnet", "plan.cfg"));
//
// Pins and types are those of `verilator --sc` on bac_top, so that one can stand for the other. In every
// clock they are equal to it: ready, valid and last, and the data while they are valid
// (tests/bindings/systemc compares them). Values come from the reference, clocks from the cycle
// simulator; nothing of it depends on the network's size at compile time but the width of the pins.
//
// Combinational paths from pins to pins are the Verilog's. Outputs follow clk by two delta cycles.
// A code outside the network's input range is an SC_ERROR "bac/machine/code": its Verilog has no
// meaning there. What the library refuses when it is constructed is thrown as bac::error.
#ifndef BAC_SYSTEMC_MACHINE_HPP
#define BAC_SYSTEMC_MACHINE_HPP

#include "bytes.hpp"
#include "design.hpp"

#include <memory>
#include <string>
#include <systemc>
#include <vector>

namespace bac {

template <typename S_DATA, typename M_DATA> class machine : public sc_core::sc_module {
  public:
    sc_core::sc_in<bool> clk{"clk"}, rst{"rst"}; // rst: synchronous, active high
    sc_core::sc_in<S_DATA> s_axis_tdata{"s_axis_tdata"};
    sc_core::sc_in<bool> s_axis_tvalid{"s_axis_tvalid"}, s_axis_tlast{"s_axis_tlast"};
    sc_core::sc_out<bool> s_axis_tready{"s_axis_tready"};
    sc_core::sc_out<M_DATA> m_axis_tdata{"m_axis_tdata"};
    sc_core::sc_out<bool> m_axis_tvalid{"m_axis_tvalid"}, m_axis_tlast{"m_axis_tlast"};
    sc_core::sc_in<bool> m_axis_tready{"m_axis_tready"};
    sc_core::sc_out<bool> tlast_error{"tlast_error"};

    machine(sc_core::sc_module_name name, design of)
        : sc_module(name), design_(std::move(of)), beat_(bac_chip_beat_bytes(design_.netlist())),
          result_bytes_(bac_chip_result_bytes(design_.netlist())) {
        const uint64_t s_bits = bac_netlist_input(design_.netlist())->width;
        fits("s_axis_tdata", s_bits, detail::wire<S_DATA>::bits);
        fits("m_axis_tdata", 8 * static_cast<uint64_t>(result_bytes_) - 7,
             detail::wire<M_DATA>::bits);
        bac_error e{};
        bac_chip *made = nullptr;
        expect_ok(bac_chip_create(design_.netlist(), &made, &e), e);
        chip_.reset(made);
        SC_HAS_PROCESS(machine);
        SC_METHOD(settle);
        sensitive << s_axis_tvalid << s_axis_tlast << m_axis_tready << moved_;
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
    }

  private:
    struct chip_free {
        void operator()(bac_chip *c) const { bac_chip_free(c); }
    };

    void fits(const char *pin, uint64_t needed, uint64_t has) const {
        if (has < needed)
            throw std::invalid_argument(std::string(name()) + "." + pin + " has " +
                                        std::to_string(has) + " bits, the network needs " +
                                        std::to_string(needed));
    }

    // A pin is written when it changes: most do not in most clocks.
    enum class level : char { unknown, low, high };
    static void drive(sc_core::sc_out<bool> &pin, level &is, bool value) {
        const level now = value ? level::high : level::low;
        if (is == now)
            return;
        is = now;
        pin.write(value);
    }

    void settle() {
        in_ = bac_pins_in{s_axis_tvalid.read(), s_axis_tlast.read(), m_axis_tready.read()};
        bac_chip_settle(chip_.get(), &in_, &out_);
        drive(s_axis_tready, ready_, out_.s_ready);
        drive(m_axis_tvalid, valid_, out_.m_valid);
        drive(m_axis_tlast, last_, out_.m_last);
        if (!out_.m_valid || shown_)
            return;
        M_DATA data;
        detail::wire<M_DATA>::take(bac_chip_result(chip_.get()), result_bytes_, data);
        m_axis_tdata.write(data);
        shown_ = true;
    }

    void edge() {
        if (rst.read()) {
            bac_chip_reset(chip_.get());
            shown_ = false;
        } else {
            if (in_.s_valid && out_.s_ready)
                detail::wire<S_DATA>::give(s_axis_tdata.read(), beat_.data(), beat_.size());
            shown_ = shown_ && !(out_.m_valid && in_.m_ready);
            bac_error e{};
            if (bac_chip_edge(chip_.get(), beat_.data(), &e) != BAC_OK)
                SC_REPORT_ERROR("bac/machine/code", e.text);
        }
        drive(tlast_error, error_, bac_chip_tlast_error(chip_.get()));
        moved_.notify(sc_core::SC_ZERO_TIME);
    }

    design design_;
    std::unique_ptr<bac_chip, chip_free> chip_;
    std::vector<uint8_t> beat_;
    size_t result_bytes_;
    bac_pins_in in_{};
    bac_pins_out out_{};
    bool shown_ = false; // the result that is offered is on m_axis_tdata already
    level ready_ = level::unknown, valid_ = level::unknown, last_ = level::unknown,
          error_ = level::unknown;
    sc_core::sc_event moved_;
};

} // namespace bac
#endif

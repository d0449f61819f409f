// accelerator.hpp : a network as a TLM-2.0 target, for virtual platforms: whole frames in, whole results out.
//
//   bac::accelerator npu("npu", bac::design("net.bnet", "plan.cfg"), sc_core::sc_time(5, sc_core::SC_NS));
//   cpu.socket.bind(npu.socket);
//
// Addresses (bytes, from the base that the interconnect takes off)
//   FRAME  0             write only: a whole number of frames, as the beats of s_axis_tdata one after the
//                        other (docs/streaming.md); frame_bytes() each
//   RESULT result_base() read only: a whole number of results, as m_axis_tdata; result_bytes() each, in
//                        the order of the frames
//   REGISTERS register_base(), 4096 bytes: those of rtl/wrap/bac_axi.v (docs/registers.md), a word of 32 bits at a time
// A port is a window into which a transaction of any such length goes, as into the data register of a DMA.
//
// Time    b_transport annotates the exact clock: a write ends when the frame's last beat has been taken, a
//         read when its last result has left a machine whose sink is always ready (sim/flow.h). Frames that
//         come early wait for the machine; frames inside overlap as they do in it. A read with no frame
//         behind it waits for one, a write under HOLD for its end. A register shows what has happened by then. Clock n is the time from n*period to (n+1)*period.
// Phases  nb_transport_fw takes the four phases of the base protocol; BEGIN_RESP comes in that clock.
// Answers a code outside the network's range, or a plan that cannot move: TLM_GENERIC_ERROR_RESPONSE, and
//         nothing of the transaction is taken (message in last_error()); no whole number of frames or
//         results, or a streaming width below the length: TLM_BURST_ERROR_RESPONSE; byte enables:
//         TLM_BYTE_ENABLE_ERROR_RESPONSE; a read of FRAME, a write of RESULT: TLM_COMMAND_ERROR_RESPONSE;
//         a write to a register that is read-only: TLM_COMMAND_ERROR_RESPONSE; any other address, also one inside a
//         register: TLM_ADDRESS_ERROR_RESPONSE. No direct memory; transport_dbg moves nothing.
#ifndef BAC_SYSTEMC_ACCELERATOR_HPP
#define BAC_SYSTEMC_ACCELERATOR_HPP

#include "design.hpp"
#include "registers.hpp"

#include <bacsim/flow.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace bac {

// What `bac rtl --axi` was told besides the network and the plan.
struct accelerator_options {
    bool margin = false; // --result margin: the register MARGIN has it; else it is 0
};

class accelerator : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<accelerator> socket{"socket"};

    accelerator(sc_core::sc_module_name name, design of, sc_core::sc_time period,
                accelerator_options with = {})
        : sc_module(name), design_(std::move(of)), with_(with), period_(period),
          beat_bytes_(bac_chip_beat_bytes(design_.netlist())),
          result_bytes_(bac_chip_result_bytes(design_.netlist())),
          logits_(bac_net_logits(design_.net())->C), registers_(design_.netlist()) {
        const bac_layer *in = bac_net_layer(design_.net(), 0);
        beats_ = bac_netlist_input(design_.netlist())->beats;
        size_ = static_cast<size_t>(in->T) * in->C;
        bac_error e{};
        bac_run *run = nullptr;
        expect_ok(bac_run_create(design_.net(), &run, &e), e);
        run_.reset(run, bac_run_free);
        bac_flow *flow = nullptr;
        expect_ok(bac_flow_create(design_.netlist(), &flow, &e), e);
        flow_.reset(flow, bac_flow_free);
        if (period <= sc_core::SC_ZERO_TIME)
            throw std::invalid_argument(std::string(this->name()) +
                                        ": the clock's period must be above zero");
        socket.register_b_transport(this, &accelerator::b_transport);
        socket.register_transport_dbg(this, &accelerator::transport_dbg);
    }

    uint64_t frame_bytes() const { return static_cast<uint64_t>(beats_) * beat_bytes_; }
    uint64_t result_bytes() const { return result_bytes_; }
    static constexpr uint64_t result_base() { return UINT64_C(0x10000000); }
    static constexpr uint64_t register_base() { return UINT64_C(0x20000000); }
    const std::string &last_error() const { return last_error_; }
    // The next frame that is written has these faults, bits of STATUS: what a stream has that no whole frame can show.
    void fault(uint32_t status) { fault_ = status; }
    bool held() const { return registers_.hold(); }
    uint64_t frames() const { return bac_flow_frames(flow_.get()); }
    bac_flow_counts counts() const { return bac_flow_count(flow_.get()); }
    // The clock in which a frame's result leaves, counted since reset (UINT64_MAX: unknown).
    uint64_t result_clock(uint64_t frame) {
        bac_error e{};
        return bac_flow_result(flow_.get(), frame, &e);
    }

    void b_transport(tlm::tlm_generic_payload &t, sc_core::sc_time &delay) {
        t.set_dmi_allowed(false);
        t.set_response_status(t.get_command() == tlm::TLM_IGNORE_COMMAND ? tlm::TLM_OK_RESPONSE
                                                                         : answer(t, delay));
    }

  private:
    tlm::tlm_response_status answer(tlm::tlm_generic_payload &t, sc_core::sc_time &delay) {
        const uint64_t address = t.get_address(), length = t.get_data_length();
        const bool writes = t.is_write();
        const bool registers =
            address >= register_base() && address - register_base() < BAC_REGISTERS_BYTES;
        if (!registers && address != 0 && address != result_base())
            return tlm::TLM_ADDRESS_ERROR_RESPONSE;
        if (!registers && writes != (address == 0))
            return tlm::TLM_COMMAND_ERROR_RESPONSE;
        if (t.get_byte_enable_ptr())
            return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
        if (registers && address % 4 != 0)
            return tlm::TLM_ADDRESS_ERROR_RESPONSE;
        const uint64_t unit = registers ? 4 : writes ? frame_bytes() : result_bytes_;
        if (length == 0 || length % unit != 0 || (registers && length != 4) ||
            t.get_streaming_width() < length)
            return tlm::TLM_BURST_ERROR_RESPONSE;
        if (registers)
            return word(t, address - register_base(), delay);
        return writes ? write(t, delay) : read(t, delay);
    }

    // The clock that runs at a time, or begins then.
    uint64_t clock_at(const sc_core::sc_time &time) const {
        const uint64_t whole = time.value() / period_.value();
        return whole + (time.value() % period_.value() != 0);
    }
    // From now to the end of a clock, but no less than `least`.
    sc_core::sc_time until_end_of(uint64_t clock, const sc_core::sc_time &least) const {
        const sc_core::sc_time end = sc_core::sc_time::from_value((clock + 1) * period_.value());
        const sc_core::sc_time now = sc_core::sc_time_stamp();
        return end > now + least ? end - now : least;
    }
    tlm::tlm_response_status refuse(const bac_error &e) {
        last_error_ = std::string(e.where) + ": " + e.text;
        return tlm::TLM_GENERIC_ERROR_RESPONSE;
    }

    tlm::tlm_response_status word(tlm::tlm_generic_payload &t, uint64_t address,
                                  const sc_core::sc_time &delay) {
        const uint64_t now = clock_at(sc_core::sc_time_stamp() + delay);
        uint32_t value = 0;
        bool reset = false;
        happen(now);
        registers::answer is;
        if (t.is_read()) {
            is = registers_.read(address, now < base_, value);
            std::memcpy(t.get_data_ptr(), &value, sizeof value);
        } else {
            std::memcpy(&value, t.get_data_ptr(), sizeof value);
            is = registers_.write(address, value, reset);
            released_.notify(delay);
        }
        if (reset)
            soft_reset(now);
        return is == registers::answer::okay      ? tlm::TLM_OK_RESPONSE
               : is == registers::answer::nowhere ? tlm::TLM_ADDRESS_ERROR_RESPONSE
                                                  : tlm::TLM_COMMAND_ERROR_RESPONSE;
    }
    // What has happened before a clock: frames taken, results that have left.
    void happen(uint64_t clock) {
        bac_error e{};
        while (!entered_.empty() && base_ + entered_.front().taken < clock) {
            registers_.taken(entered_.front().faults, entered_.front().waited);
            entered_.pop_front();
        }
        while (!inside_.empty()) {
            const uint64_t left = bac_flow_result(flow_.get(), inside_.front().frame, &e);
            if (left == UINT64_MAX || base_ + left >= clock)
                break;
            registers_.result(inside_.front().class_index, inside_.front().margin,
                              base_ + left - inside_.front().taken);
            inside_.pop_front();
        }
    }
    // As bac_registers.v: 2**CLASS_W clocks, 16 at least.
    void soft_reset(uint64_t now) {
        uint64_t clocks = 16;
        while (clocks < logits_.size())
            clocks *= 2;
        base_ = now + clocks;
        bac_flow_reset(flow_.get());
        registers_.clear();
        results_.clear();
        entered_.clear();
        inside_.clear();
        read_ = free_ = 0;
    }

    tlm::tlm_response_status write(tlm::tlm_generic_payload &t, sc_core::sc_time &delay) {
        const uint64_t n = t.get_data_length() / frame_bytes();
        bac_error e{};
        codes_.resize(n * size_);
        for (uint64_t i = 0; i < n; i++)
            if (bac_chip_take(design_.netlist(), 0, beats_, t.get_data_ptr() + i * frame_bytes(),
                              codes_.data() + i * size_, &e) != BAC_OK)
                return refuse(e);
        while (registers_.hold()) {
            if (delay > sc_core::SC_ZERO_TIME) {
                wait(delay);
                delay = sc_core::SC_ZERO_TIME;
            } else {
                wait(released_);
            }
        }
        for (uint64_t i = 0; i < n; i++) {
            const uint64_t now = clock_at(sc_core::sc_time_stamp() + delay);
            const uint64_t begin = std::max(now > base_ ? now - base_ : 0, free_);
            uint64_t taken = 0;
            happen(now);
            if (bac_flow_frame(flow_.get(), begin, &taken, &e) != BAC_OK)
                return refuse(e);
            free_ = taken + 1;
            entered_.push_back({taken, free_ - begin - beats_, fault_});
            fault_ = 0;
            take(codes_.data() + i * size_, base_ + taken);
            delay = until_end_of(base_ + taken, delay);
        }
        fed_.notify(sc_core::SC_ZERO_TIME);
        return tlm::TLM_OK_RESPONSE;
    }
    void take(const int32_t *codes, uint64_t taken) {
        uint32_t class_index = 0;
        results_.emplace_back(result_bytes_);
        // the codes lie in the range
        (void)bac_run_frame(run_.get(), codes, logits_.data(), &class_index, nullptr);
        bac_chip_pack(design_.netlist(), logits_.data(), class_index, results_.back().data());
        inside_.push_back({frames() - 1, taken, class_index, margin_of(class_index)});
    }
    // Of the logits: the largest minus the second largest.
    uint32_t margin_of(uint32_t class_index) const {
        int64_t second = INT64_MIN;
        for (size_t i = 0; i < logits_.size(); i++)
            if (i != class_index)
                second = std::max<int64_t>(second, logits_[i]);
        return with_.margin && logits_.size() > 1
                   ? static_cast<uint32_t>(logits_[class_index] - second)
                   : 0;
    }

    tlm::tlm_response_status read(tlm::tlm_generic_payload &t, sc_core::sc_time &delay) {
        const uint64_t n = t.get_data_length() / result_bytes_;
        bac_error e{};
        for (uint64_t i = 0; i < n; i++) {
            while (results_.empty()) {
                if (delay >
                    sc_core::SC_ZERO_TIME) { // others may have frames in the time that is ahead
                    wait(delay);
                    delay = sc_core::SC_ZERO_TIME;
                } else {
                    wait(fed_);
                }
            }
            const uint64_t clock = bac_flow_result(flow_.get(), read_, &e);
            if (clock == UINT64_MAX && read_ + BAC_FLOW_KEPT >= frames()) {
                bac_fail(&e, BAC_ERR_INPUT, name(),
                         "the result of frame %llu never leaves: a FIFO is too shallow",
                         static_cast<unsigned long long>(read_));
                return refuse(e);
            }
            read_++;
            std::copy(results_.front().begin(), results_.front().end(),
                      t.get_data_ptr() + i * result_bytes_);
            results_.pop_front();
            if (clock != UINT64_MAX) // else it left more than BAC_FLOW_KEPT frames ago
                delay = until_end_of(base_ + clock, delay);
        }
        return tlm::TLM_OK_RESPONSE;
    }
    unsigned int transport_dbg(tlm::tlm_generic_payload &) { return 0; }

    design design_;
    accelerator_options with_;
    sc_core::sc_time period_;
    uint32_t beats_ = 0, beat_bytes_;
    size_t size_ = 0, result_bytes_;
    std::vector<int32_t> codes_, logits_;
    std::shared_ptr<bac_run> run_;
    std::shared_ptr<bac_flow> flow_;
    registers registers_;
    struct entry {
        uint64_t taken, waited; // clock of its last beat; clocks that its beats waited
        uint32_t faults;
    };
    struct frame {
        uint64_t frame, taken;
        uint32_t class_index, margin;
    };
    std::deque<entry> entered_;                // frames that STATUS does not know
    std::deque<frame> inside_;                 // results that no register knows
    std::deque<std::vector<uint8_t>> results_; // that nobody has read
    uint64_t base_ = 0,
             free_ = 0; // clock 0 of the flow; the first clock behind the last beat in it
    uint64_t read_ = 0;
    uint32_t fault_ = 0; // of the next frame
    std::string last_error_;
    sc_core::sc_event fed_, released_;
};

} // namespace bac
#endif

// tlm.cpp : bac::accelerator as an initiator sees it: values, exact clocks, phases, refusals; or its speed.
//   tlm NET.bnet PLAN.cfg check SEED SHA256 | tlm NET.bnet PLAN.cfg speed FRAMES
// map.inc is rtl/wrap/registers.json, made by tlm.sh. Odd seeds: a block that gives margins.
#include <bac/accelerator.hpp>

#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <random>
#include <string>

namespace {
constexpr uint64_t period_ps = 4000;

struct map_line {
    const char *name;
    uint64_t offset, count;
    bool writable, has_reset;
    uint32_t reset;
};
const map_line map_lines[] = {
#include "map.inc"
};

// The clocks of a machine that is ticked, for frames offered at the given clocks.
struct ticked {
    std::vector<uint64_t> taken, left;
    ticked(const bac_netlist *list, const std::vector<uint64_t> &at) {
        bac_error e{};
        bac_machine *m = nullptr;
        bac::expect_ok(bac_machine_create(list, &m, &e), e);
        const uint32_t beats = bac_netlist_input(list)->beats;
        uint32_t beat = 0;
        for (uint64_t clock = 0; left.size() < at.size(); clock++) {
            const size_t frame = taken.size();
            const bool offered = frame < at.size() && (beat > 0 || clock >= at[frame]);
            const bac_pins_in in{offered, beat + 1 == beats, true};
            bac_pins_out out;
            bac_machine_tick(m, &in, &out);
            if (offered && out.s_ready && ++beat == beats) {
                taken.push_back(clock);
                beat = 0;
            }
            if (out.m_valid)
                left.push_back(clock);
        }
        bac_machine_free(m);
    }
};

struct initiator : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<initiator> bus{"bus"};
    SC_HAS_PROCESS(initiator);
    initiator(sc_core::sc_module_name name, const bac::design &design, bac::accelerator &npu,
              bool speed, uint64_t number, std::string hash)
        : sc_module(name), design_(design), npu_(npu), random_(number), number_(number),
          margins_(number % 2 != 0), hash_(std::move(hash)), layer_(bac_net_layer(design.net(), 0)),
          beats_(bac_netlist_input(design.netlist())->beats) {
        bus.register_nb_transport_bw(this, &initiator::back);
        bac_error e{};
        bac::expect_ok(bac_run_create(design.net(), &run_, &e), e);
        if (speed) {
            SC_THREAD(measure);
        } else {
            SC_THREAD(check);
        }
    }
    ~initiator() override { bac_run_free(run_); }
    uint64_t checks = 0, failures = 0;

  private:
    using bytes = std::vector<uint8_t>;
    void expect(bool good, const char *what, uint64_t i = 0) {
        checks++;
        failures += !good;
        if (!good)
            std::printf("FAIL: %s (%llu)\n", what, static_cast<unsigned long long>(i));
    }
    bytes frame(bytes &result) {
        std::vector<int32_t> codes(static_cast<size_t>(layer_->T) * layer_->C);
        for (int32_t &code : codes)
            code = layer_->code_lo +
                   static_cast<int32_t>(
                       random_() % static_cast<uint64_t>(layer_->code_hi - layer_->code_lo + 1));
        bytes data(npu_.frame_bytes());
        for (uint32_t b = 0; b < beats_; b++)
            bac_chip_beat(design_.netlist(), b, codes.data(),
                          data.data() + b * (data.size() / beats_));
        std::vector<int32_t> logits(bac_net_logits(design_.net())->C);
        uint32_t winner = 0;
        bac_run_frame(run_, codes.data(), logits.data(), &winner, nullptr);
        result.resize(npu_.result_bytes());
        bac_chip_pack(design_.netlist(), logits.data(), winner, result.data());
        const int32_t best = logits[winner];
        logits.erase(logits.begin() + winner);
        margin_ = static_cast<uint32_t>(best - *std::max_element(logits.begin(), logits.end()));
        return data;
    }
    static void fill(tlm::tlm_generic_payload &t, tlm::tlm_command command, uint64_t address,
                     bytes &data) {
        t.set_command(command);
        t.set_address(address);
        t.set_data_ptr(data.data());
        t.set_data_length(static_cast<unsigned>(data.size()));
        t.set_streaming_width(static_cast<unsigned>(data.size()));
        t.set_byte_enable_ptr(nullptr);
        t.set_dmi_allowed(false);
        t.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    }
    tlm::tlm_response_status move(tlm::tlm_command command, uint64_t address, bytes &data,
                                  sc_core::sc_time &ahead) {
        tlm::tlm_generic_payload t;
        fill(t, command, address, data);
        bus->b_transport(t, ahead);
        return t.get_response_status();
    }
    uint64_t clock_of(const sc_core::sc_time &end) const {
        return end.value() / sc_core::sc_time(period_ps, sc_core::SC_PS).value() - 1;
    }

    void check() {
        stream(false);
        stream(true);
        phases();
        refusals();
        whole_map();
        map();
        faults();
        std::printf("%llu checks, %llu failures\n", static_cast<unsigned long long>(checks),
                    static_cast<unsigned long long>(failures));
        sc_core::sc_stop();
    }
    // Frames at random clocks, all written, then all read, by the processor's own time or by the simulation's.
    void stream(bool synchronous) {
        const uint64_t n = 12, before = npu_.frames();
        sc_core::sc_time ahead;
        std::vector<bytes> want(n);
        std::vector<uint64_t> taken;
        const sc_core::sc_time clock(period_ps, sc_core::SC_PS);
        for (uint64_t i = 0; i < n; i++) {
            const uint64_t gap = i < 4 ? 0 : random_() % (2 * beats_);
            bytes data = frame(want[i]);
            ahead += gap * clock;
            if (synchronous) {
                wait(ahead);
                ahead = sc_core::SC_ZERO_TIME;
            }
            at_.push_back(clock_of(sc_core::sc_time_stamp() + ahead) + 1);
            expect(move(tlm::TLM_WRITE_COMMAND, 0, data, ahead) == tlm::TLM_OK_RESPONSE,
                   "a write is taken", i);
            taken.push_back(clock_of(sc_core::sc_time_stamp() + ahead));
        }
        bytes all(n * npu_.result_bytes());
        expect(move(tlm::TLM_READ_COMMAND, bac::accelerator::result_base(), all, ahead) ==
                   tlm::TLM_OK_RESPONSE,
               "a read is given");
        for (uint64_t i = 0; i < n; i++)
            expect(std::memcmp(all.data() + i * want[i].size(), want[i].data(), want[i].size()) ==
                       0,
                   "a result is the reference's", i);
        const ticked of(design_.netlist(), at_);
        for (uint64_t i = 0; i < n; i++) {
            expect(taken[i] == of.taken[before + i], "a frame is taken when the machine takes it",
                   i);
            expect(npu_.result_clock(before + i) == of.left[before + i],
                   "a result leaves when the machine gives it", i);
        }
        expect(clock_of(sc_core::sc_time_stamp() + ahead) == of.left.back(),
               "a read ends with the clock of its last result");
        wait(ahead);
    }
    // The four phases: a write, then a read, each with its own payload.
    tlm::tlm_sync_enum back(tlm::tlm_generic_payload &, tlm::tlm_phase &phase,
                            sc_core::sc_time &delay) {
        if (phase == tlm::BEGIN_RESP)
            answered_.notify(delay);
        seen_.push_back(phase);
        return tlm::TLM_ACCEPTED;
    }
    void phased(tlm::tlm_command command, uint64_t address, bytes &data) {
        tlm::tlm_generic_payload t;
        fill(t, command, address, data);
        tlm::tlm_phase phase = tlm::BEGIN_REQ;
        sc_core::sc_time delay;
        seen_.clear();
        const tlm::tlm_sync_enum how = bus->nb_transport_fw(t, phase, delay);
        expect(how != tlm::TLM_COMPLETED, "a request is not answered at once");
        wait(answered_);
        expect(t.is_response_ok(), "a phased transaction is taken");
        expect(!seen_.empty() && seen_.back() == tlm::BEGIN_RESP, "the last phase is BEGIN_RESP");
        phase = tlm::END_RESP;
        delay = sc_core::SC_ZERO_TIME;
        bus->nb_transport_fw(t, phase, delay);
    }
    void phases() {
        bytes want, got(npu_.result_bytes());
        bytes data = frame(want);
        wait(1000 * sc_core::sc_time(period_ps, sc_core::SC_PS));
        at_.push_back(clock_of(sc_core::sc_time_stamp()) + 1);
        phased(tlm::TLM_WRITE_COMMAND, 0, data);
        const ticked of(design_.netlist(), at_);
        expect(clock_of(sc_core::sc_time_stamp()) == of.taken.back(),
               "a phased write is answered when its frame is taken");
        phased(tlm::TLM_READ_COMMAND, bac::accelerator::result_base(), got);
        expect(clock_of(sc_core::sc_time_stamp()) == of.left.back(),
               "a phased read is answered when its result leaves");
        expect(got == want, "a phased result is the reference's");
    }
    void refusals() {
        const uint64_t result = bac::accelerator::result_base(), frames = npu_.frames();
        bytes want;
        const bytes good = frame(want);
        sc_core::sc_time ahead;
        const auto is = [&](tlm::tlm_response_status status, tlm::tlm_command command,
                            uint64_t address, bytes data, const char *what) {
            expect(move(command, address, data, ahead) == status, what);
        };
        bytes shorter(good.begin(), good.end() - 1), bad = good;
        is(tlm::TLM_ADDRESS_ERROR_RESPONSE, tlm::TLM_WRITE_COMMAND, 4, good,
           "an address inside the window");
        is(tlm::TLM_ADDRESS_ERROR_RESPONSE, tlm::TLM_READ_COMMAND, UINT64_MAX, want,
           "an address outside");
        is(tlm::TLM_COMMAND_ERROR_RESPONSE, tlm::TLM_READ_COMMAND, 0, good, "a read of frames");
        is(tlm::TLM_COMMAND_ERROR_RESPONSE, tlm::TLM_WRITE_COMMAND, result, want,
           "a write of results");
        is(tlm::TLM_BURST_ERROR_RESPONSE, tlm::TLM_WRITE_COMMAND, 0, shorter,
           "a frame that is not whole");
        is(tlm::TLM_OK_RESPONSE, tlm::TLM_IGNORE_COMMAND, 0, good, "a command to be ignored");
        uint8_t enable = 0xff;
        tlm::tlm_generic_payload t;
        bytes data = good;
        fill(t, tlm::TLM_WRITE_COMMAND, 0, data);
        t.set_byte_enable_ptr(&enable);
        t.set_byte_enable_length(1);
        bus->b_transport(t, ahead);
        expect(t.get_response_status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, "byte enables");
        fill(t, tlm::TLM_WRITE_COMMAND, 0, data);
        t.set_streaming_width(1);
        bus->b_transport(t, ahead);
        expect(t.get_response_status() == tlm::TLM_BURST_ERROR_RESPONSE, "a streaming width");
        tlm::tlm_dmi dmi;
        expect(!bus->get_direct_mem_ptr(t, dmi), "direct memory");
        expect(bus->transport_dbg(t) == 0, "debug transport");
        expect(ahead == sc_core::SC_ZERO_TIME && npu_.frames() == frames,
               "a refusal takes no time and no frame");
    }

    uint32_t reg(uint64_t offset, sc_core::sc_time &ahead) {
        bytes word(4);
        uint32_t value = 0;
        expect(move(tlm::TLM_READ_COMMAND, bac::accelerator::register_base() + offset, word,
                    ahead) == tlm::TLM_OK_RESPONSE,
               "a register is read", offset);
        std::memcpy(&value, word.data(), 4);
        return value;
    }
    tlm::tlm_response_status set(uint64_t offset, uint32_t value, sc_core::sc_time &ahead) {
        bytes word(4);
        std::memcpy(word.data(), &value, 4);
        return move(tlm::TLM_WRITE_COMMAND, bac::accelerator::register_base() + offset, word,
                    ahead);
    }
    // Every word of the 4096 bytes, against the description: its answers to a read, a write, and what no register takes.
    void whole_map() {
        std::map<uint64_t, const map_line *> at;
        sc_core::sc_time ahead;
        for (const map_line &line : map_lines)
            for (uint64_t i = 0; i < words(line); i++)
                at[line.offset + 4 * i] = &line;
        expect(set(BAC_REG_CONTROL, BAC_REG_CONTROL_SOFT_RESET, ahead) == tlm::TLM_OK_RESPONSE,
               "a soft reset");
        wait(256 * sc_core::sc_time(period_ps, sc_core::SC_PS));
        for (uint64_t offset = 0; offset < BAC_REGISTERS_BYTES; offset += 4) {
            const auto found = at.find(offset);
            const map_line *line = found == at.end() ? nullptr : found->second;
            const auto answer = line ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE;
            bytes word(4, 0), half(2), two(8);
            const uint64_t address = bac::accelerator::register_base() + offset;
            expect(move(tlm::TLM_READ_COMMAND, address, word, ahead) == answer, "a read of a word",
                   offset);
            uint32_t value;
            std::memcpy(&value, word.data(), 4);
            expect(!line || !line->has_reset || value == line->reset, "a value after reset",
                   offset);
            word.assign(4, 0);
            expect(move(tlm::TLM_WRITE_COMMAND, address, word, ahead) ==
                       (line && !line->writable ? tlm::TLM_COMMAND_ERROR_RESPONSE : answer),
                   "a write to a word", offset);
            for (uint64_t inside = 1; inside < 4; inside++)
                for (const auto command : {tlm::TLM_READ_COMMAND, tlm::TLM_WRITE_COMMAND})
                    expect(move(command, address + inside, word, ahead) ==
                               tlm::TLM_ADDRESS_ERROR_RESPONSE,
                           "parts of two registers", address + inside);
            expect(move(tlm::TLM_READ_COMMAND, address, half, ahead) ==
                           tlm::TLM_BURST_ERROR_RESPONSE &&
                       move(tlm::TLM_WRITE_COMMAND, address, two, ahead) ==
                           tlm::TLM_BURST_ERROR_RESPONSE,
                   "half a register, two registers", offset);
            uint8_t enable[4] = {0xff, 0xff, 0, 0};
            tlm::tlm_generic_payload t;
            fill(t, tlm::TLM_WRITE_COMMAND, address, word);
            t.set_byte_enable_ptr(enable);
            t.set_byte_enable_length(4);
            bus->b_transport(t, ahead);
            expect(t.get_response_status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE,
                   "byte enables on a register", offset);
        }
        expect(ahead == sc_core::SC_ZERO_TIME, "registers take no time");
        for (uint32_t i = 0; i < BAC_REG_HASH_COUNT; i++)
            expect(reg(BAC_REG_HASH + 4 * i, ahead) ==
                       std::strtoul(hash_.substr(8 * i, 8).c_str(), nullptr, 16),
                   "the network's SHA-256", i);
    }
    // Each fault that STATUS knows: said when the frame is in, not before; cleared by its own bit alone.
    void faults() {
        const sc_core::sc_time clock(period_ps, sc_core::SC_PS);
        sc_core::sc_time ahead;
        bytes want;
        for (const uint32_t bit :
             {BAC_REG_STATUS_LAST_ERROR, BAC_REG_STATUS_KEEP_ERROR, BAC_REG_STATUS_OVERFLOW}) {
            set(BAC_REG_STATUS, UINT32_MAX, ahead);
            expect(reg(BAC_REG_STATUS, ahead) == 0, "STATUS is cleared", bit);
            npu_.fault(bit);
            bytes data = frame(want);
            expect(move(tlm::TLM_WRITE_COMMAND, 0, data, ahead) == tlm::TLM_OK_RESPONSE,
                   "a frame with a fault", bit);
            ahead -= clock;
            expect((reg(BAC_REG_STATUS, ahead) & bit) == 0, "a fault in the clock of its frame",
                   bit);
            ahead += clock;
            set(BAC_REG_STATUS, BAC_REG_STATUS_STALLED, ahead);
            expect(reg(BAC_REG_STATUS, ahead) == bit, "a fault", bit);
            set(BAC_REG_STATUS, UINT32_MAX ^ bit, ahead);
            expect(reg(BAC_REG_STATUS, ahead) == bit, "another bit clears no fault", bit);
            data = frame(want);
            move(tlm::TLM_WRITE_COMMAND, 0, data, ahead);
            set(BAC_REG_STATUS, BAC_REG_STATUS_STALLED | bit, ahead);
            expect(reg(BAC_REG_STATUS, ahead) == 0, "a fault is of one frame", bit);
        }
        wait(ahead);
    }
    // Registers: a soft reset, three frames, what is counted before and behind each result's clock, hold, refusals.
    void map() {
        const sc_core::sc_time clock(period_ps, sc_core::SC_PS);
        sc_core::sc_time ahead;
        expect(reg(BAC_REG_ID, ahead) == BAC_REG_ID_RESET &&
                   reg(BAC_REG_VERSION, ahead) == BAC_REG_VERSION_RESET,
               "what it is");
        expect(reg(BAC_REG_FRAME, ahead) == layer_->T && reg(BAC_REG_CLASSES, ahead) == logits(),
               "its shape");
        expect(reg(BAC_REG_SAMPLES, ahead) * beats_ == layer_->T, "samples a beat");
        expect(set(BAC_REG_CONTROL, BAC_REG_CONTROL_SOFT_RESET, ahead) == tlm::TLM_OK_RESPONSE,
               "a soft reset");
        expect(reg(BAC_REG_CONTROL, ahead) == BAC_REG_CONTROL_SOFT_RESET, "a reset takes time");
        expect(reg(BAC_REG_FRAMES, ahead) == 0 &&
                   reg(BAC_REG_LATENCY_MIN, ahead) == BAC_REG_LATENCY_MIN_RESET,
               "a reset clears");
        wait(16 * clock);
        expect(reg(BAC_REG_CONTROL, ahead) == 0, "a reset ends");
        const uint64_t begin = clock_of(sc_core::sc_time_stamp()) + 1;
        std::vector<bytes> want(3);
        std::vector<uint32_t> margins;
        for (bytes &one : want) {
            bytes data = frame(one);
            margins.push_back(margins_ ? margin_ : 0);
            expect(move(tlm::TLM_WRITE_COMMAND, 0, data, ahead) == tlm::TLM_OK_RESPONSE,
                   "a frame behind a reset");
        }
        const ticked of(design_.netlist(), {0, 0, 0});
        std::vector<uint32_t> winners;
        uint64_t shortest = UINT64_MAX, longest = 0;
        for (uint64_t i = 0; i < 3; i++) {
            ahead = sc_core::sc_time::from_value((begin + of.left[i]) * clock.value()) -
                    sc_core::sc_time_stamp();
            expect(reg(BAC_REG_FRAMES, ahead) == i, "a result is not counted in its clock", i);
            ahead += clock;
            expect(reg(BAC_REG_FRAMES, ahead) == i + 1, "a result is counted behind its clock", i);
            winners.push_back(want[i].back());
            expect(reg(BAC_REG_CLASS, ahead) == winners[i], "the class of the last result", i);
            expect(reg(BAC_REG_MARGIN, ahead) == margins[i], "its margin", i);
            const uint64_t latency = of.left[i] - of.taken[i];
            shortest = std::min(shortest, latency);
            longest = std::max(longest, latency);
            expect(reg(BAC_REG_LATENCY_MIN, ahead) == shortest &&
                       reg(BAC_REG_LATENCY_MAX, ahead) == longest,
                   "the shortest and the longest latency", i);
            expect(reg(BAC_REG_LATENCY_LAST, ahead) == of.left[i] - of.taken[i], "its latency", i);
            expect(
                reg(BAC_REG_HISTOGRAM + 4 * winners[i], ahead) ==
                    static_cast<uint32_t>(std::count(winners.begin(), winners.end(), winners[i])),
                "the histogram", i);
        }
        const uint64_t stalls = of.taken[2] + 1 - 3 * beats_;
        expect(reg(BAC_REG_STALL_CLOCKS, ahead) == stalls, "clocks in which a beat waited");
        expect(reg(BAC_REG_STATUS, ahead) == (stalls ? BAC_REG_STATUS_STALLED : 0),
               "a beat had to wait, or none");
        expect(set(BAC_REG_STATUS, 0xf, ahead) == tlm::TLM_OK_RESPONSE &&
                   reg(BAC_REG_STATUS, ahead) == 0,
               "1 clears a bit");
        expect(set(BAC_REG_FRAMES, 0, ahead) == tlm::TLM_COMMAND_ERROR_RESPONSE,
               "a register that is read-only");
        expect(set(BAC_REG_HISTOGRAM + 4 * logits(), 0, ahead) == tlm::TLM_ADDRESS_ERROR_RESPONSE,
               "a class that there is not");
        expect(set(BAC_REG_CONTROL + 2, 0, ahead) == tlm::TLM_ADDRESS_ERROR_RESPONSE,
               "half of one register and half of the next");
        bytes two(8);
        expect(move(tlm::TLM_READ_COMMAND, bac::accelerator::register_base(), two, ahead) ==
                   tlm::TLM_BURST_ERROR_RESPONSE,
               "two registers at once");
        wait(ahead);
    }
    uint32_t logits() const { return bac_net_logits(design_.net())->C; }
    // A register that the classes make as long as they are.
    uint64_t words(const map_line &line) const {
        return line.offset == BAC_REG_HISTOGRAM ? logits() : line.count;
    }

    // Frames a second, from the same bytes: the reference alone, and written and read one by one.
    void measure() {
        std::vector<bytes> data(16), want(16);
        for (size_t i = 0; i < data.size(); i++)
            data[i] = frame(want[i]);
        std::vector<int32_t> codes(static_cast<size_t>(layer_->T) * layer_->C),
            logits(bac_net_logits(design_.net())->C);
        bytes got(npu_.result_bytes());
        sc_core::sc_time ahead;
        double best[] = {1e9, 1e9};
        for (int round = 0; round < 5; round++) {
            std::clock_t start = std::clock();
            for (uint64_t i = 0; i < number_; i++) {
                codes[i % codes.size()] = layer_->code_lo; // not the frame before
                uint32_t winner = 0;
                bac_run_frame(run_, codes.data(), logits.data(), &winner, nullptr);
            }
            best[0] = std::min(best[0], static_cast<double>(std::clock() - start));
            start = std::clock();
            for (uint64_t i = 0; i < number_; i++) {
                if (move(tlm::TLM_WRITE_COMMAND, 0, data[i % data.size()], ahead) !=
                    tlm::TLM_OK_RESPONSE) { // a read would wait for ever
                    expect(false, npu_.last_error().c_str());
                    return sc_core::sc_stop();
                }
                move(tlm::TLM_READ_COMMAND, bac::accelerator::result_base(), got, ahead);
                failures += got != want[i % data.size()];
            }
            best[1] = std::min(best[1], static_cast<double>(std::clock() - start));
        }
        const double second = CLOCKS_PER_SEC * static_cast<double>(number_);
        std::printf("reference %.0f frames a second, TLM loosely timed %.0f, %.2f of it; %u "
                    "states, %llu steps simulated\n",
                    second / best[0], second / best[1], best[0] / best[1], npu_.counts().states,
                    static_cast<unsigned long long>(npu_.counts().simulated));
        sc_core::sc_stop();
    }

    bac::design design_;
    bac::accelerator &npu_;
    std::mt19937_64 random_;
    uint64_t number_;
    bool margins_;
    std::string hash_;
    uint32_t margin_ = 0; // of the last frame made
    const bac_layer *layer_;
    uint32_t beats_;
    bac_run *run_ = nullptr;
    std::vector<uint64_t> at_;
    std::vector<tlm::tlm_phase> seen_;
    sc_core::sc_event answered_;
};

} // namespace

int sc_main(int argc, char **argv) {
    if (argc != 5 && argc != 6) {
        std::fprintf(stderr, "usage: tlm NET.bnet PLAN.cfg check SEED SHA256 | tlm NET.bnet "
                             "PLAN.cfg speed FRAMES\n");
        return 2;
    }
    try {
        sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
        const bac::design design(argv[1], argv[2]);
        const uint64_t number = std::strtoull(argv[4], nullptr, 10);
        bac::accelerator_options with;
        with.margin = number % 2 != 0;
        bac::accelerator npu("npu", design, sc_core::sc_time(period_ps, sc_core::SC_PS), with);
        initiator cpu("cpu", design, npu, std::string(argv[3]) == "speed", number,
                      argc > 5 ? argv[5] : "");
        cpu.bus.bind(npu.socket);
        sc_core::sc_start();
        return cpu.failures == 0 ? 0 : 1;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "tlm: %s\n", e.what());
        return 3;
    }
}

// pins.cpp : the bench with every pin of bac_top as an sc_signal on an sc_clock. It proves that the
// verilated module fits into a SystemC design unchanged. Compiled once per network, like bind.cpp.
//
//   pin_source --s_axis--> Vbac_top (verilator --sc) --m_axis--> pin_sink
//                  \______ pin_watch: protocol, time, scoreboard ______/
//
// Every process is an SC_METHOD at the rising edge and reads the values of just before the edge.
#include "Vbac_top.h"
#include "bac_links.h"
#include "describe.hpp"

#include "bench.hpp"
#include "expected.hpp"
#include "modules.hpp"
#include "monitor.hpp"

#include "stall.h"

#include "verilated.h"

#include <chrono>
#include <type_traits>

namespace cosim {
namespace {

// ---- bytes to and from the types that Verilator gives its ports: uint32_t, uint64_t, sc_bv<W>

void value_of_bytes(const uint8_t *bytes, uint32_t &v) {
    std::memcpy(&v, bytes, sizeof v);
}
void value_of_bytes(const uint8_t *bytes, uint64_t &v) {
    std::memcpy(&v, bytes, sizeof v);
}
template <int W> void value_of_bytes(const uint8_t *bytes, sc_dt::sc_bv<W> &v) {
    for (int i = 0; i < v.size(); i++) {
        uint32_t word;
        std::memcpy(&word, bytes + 4 * i, sizeof word);
        v.set_word(i, word);
    }
}
void value_of_bytes(const uint8_t *bytes, bool &v) {
    v = bytes[0] & 1;
}
void bytes_of_value(bool v, uint8_t *bytes) {
    bytes[0] = v;
}
void bytes_of_value(uint32_t v, uint8_t *bytes) {
    std::memcpy(bytes, &v, sizeof v);
}
void bytes_of_value(uint64_t v, uint8_t *bytes) {
    std::memcpy(bytes, &v, sizeof v);
}
template <int W> void bytes_of_value(const sc_dt::sc_bv<W> &v, uint8_t *bytes) {
    for (int i = 0; i < v.size(); i++) {
        const uint32_t word = v.get_word(i);
        std::memcpy(bytes + 4 * i, &word, sizeof word);
    }
}

template <typename port> using data_of = typename std::remove_reference_t<port>::data_type;
using s_data = data_of<decltype(Vbac_top::s_axis_tdata)>;
using m_data = data_of<decltype(Vbac_top::m_axis_tdata)>;

constexpr uint32_t s_bits = BAC_TOP_CHANNELS * BAC_TOP_IN_LANE;
constexpr uint32_t m_bits = BAC_TOP_CLASSES * BAC_TOP_LOGIT_LANE + BAC_TOP_CLASS_LANE;
constexpr uint32_t s_room = (s_bits + 63) / 64 * 8, m_room = (m_bits + 63) / 64 * 8;

template <typename data> struct wires {
    sc_core::sc_signal<data> tdata;
    sc_core::sc_signal<bool> tvalid, tready, tlast;
};

constexpr uint64_t reset_clocks = 8;

// Offers the frames one after the other.
SC_MODULE(pin_source) {
    sc_core::sc_in<bool> clk{"clk"}, rst{"rst"}, tready{"tready"};
    sc_core::sc_out<bool> tvalid{"tvalid"}, tlast{"tlast"};
    sc_core::sc_out<s_data> tdata{"tdata"};

    pin_source(sc_core::sc_module_name name, const bench &b)
        : sc_module(name), b_(b), frame_(b.opt.first) {
        bac_pauses_open(&stall_, b.opt.stall, BAC_SIDE_SOURCE, b.opt.seed, frame_time(b.info));
        SC_HAS_PROCESS(pin_source);
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
        bac_pauses_frame(&stall_, frame_);
    }

  private:
    void edge() {
        if (rst.read())
            return;
        clock_++;
        if (tvalid.read() && tready.read())
            advance();
        if (tvalid.read() && !tready.read())
            return; // what is offered stays
        const bool offer = frame_ < b_.opt.last && !bac_pauses_idle(&stall_, clock_);
        tvalid.write(offer);
        if (offer)
            show();
    }
    void advance() {
        if (++beat_ < b_.info.beats)
            return;
        beat_ = 0;
        bac_pauses_frame(&stall_, ++frame_);
    }
    void show() {
        uint8_t bytes[s_room] = {0};
        const int32_t *x = b_.codes + (frame_ - b_.opt.first) * b_.frame_size +
                           static_cast<size_t>(beat_) * b_.info.lanes;
        for (uint32_t c = 0; c < b_.info.lanes; c++)
            lane_put(bytes, static_cast<uint64_t>(c) * b_.info.in_lane, b_.info.in_lane, x[c]);
        s_data v;
        value_of_bytes(bytes, v);
        tdata.write(v);
        tlast.write(beat_ + 1 == b_.info.beats);
    }

    const bench &b_;
    uint64_t frame_;
    uint64_t clock_ = 0;
    uint32_t beat_ = 0;
    bac_pauses stall_;
};

// Takes the results.
SC_MODULE(pin_sink) {
    sc_core::sc_in<bool> clk{"clk"}, rst{"rst"}, tvalid{"tvalid"};
    sc_core::sc_out<bool> tready{"tready"};

    pin_sink(sc_core::sc_module_name name, const bench &b) : sc_module(name), frame_(b.opt.first) {
        bac_pauses_open(&stall_, b.opt.stall, BAC_SIDE_SINK, b.opt.seed, frame_time(b.info));
        SC_HAS_PROCESS(pin_sink);
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
        bac_pauses_frame(&stall_, frame_);
    }

  private:
    void edge() {
        if (tvalid.read() && tready.read())
            bac_pauses_frame(&stall_, ++frame_);
        clock_++;
        tready.write(!rst.read() && !bac_pauses_idle(&stall_, clock_));
    }

    uint64_t frame_;
    uint64_t clock_ = 0;
    bac_pauses stall_;
};

// Sees both streams as the frame-level bench does, through the same monitors.
SC_MODULE(pin_watch) {
    sc_core::sc_in<bool> clk{"clk"}, tlast_error{"tlast_error"};
    sc_core::sc_out<bool> rst{"rst"};

    pin_watch(sc_core::sc_module_name name, const bench &b, wires<s_data> &s, wires<m_data> &m,
              scoreboard &board, findings &found)
        : sc_module(name), b_(b), s_(s), m_(m), board_(board), found_(found),
          source_({"s_axis", 0, 0}, s_seen_.pins(s_bits), b.info.beats, b.opt.first, found),
          sink_(result_place(b.net, b.info), m_seen_.pins(m_bits), 1, b.opt.first, found) {
        SC_HAS_PROCESS(pin_watch);
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
        for (uint64_t f = b.opt.first; f < b.opt.last; f++) {
            frames_.push_back(frame_make(b, f));
            source_.expect(&frames_.back()->input);
            sink_.expect(&frames_.back()->result);
        }
        found_.frames_offered = frames_.size();
        found_.filling_frames = b.info.filling_frames;
        found_.early_frames = b.info.early_frames;
        found_.first_frame = b.opt.first;
        found_.streams = 1;
        bac_pauses source, sink;
        bac_pauses_open(&source, b.opt.stall, BAC_SIDE_SOURCE, 0, frame_time(b.info));
        bac_pauses_open(&sink, b.opt.stall, BAC_SIDE_SINK, 0, frame_time(b.info));
        quiet_limit_ = bac_pauses_longest(&source) + bac_pauses_longest(&sink) +
                       2 * (b.info.latency_first + b.info.latency_last) + 1000;
    }

  private:
    // Wires as bytes, so that a monitor can look at them.
    template <uint32_t room> struct seen {
        uint8_t valid = 0, ready = 0, last = 0, data[room] = {0};
        stream_pins pins(uint32_t bits) const {
            return stream_pins{&valid, &ready, &last, data, bits};
        }
        template <typename data_type> void look(const wires<data_type> &w) {
            valid = w.tvalid.read();
            ready = w.tready.read();
            last = w.tlast.read();
            bytes_of_value(w.tdata.read(), data);
        }
    };

    void edge() {
        s_seen_.look(s_);
        m_seen_.look(m_);
        rst.write(cycle_ + 1 < reset_clocks);
        if (cycle_ < reset_clocks)
            sink_.reset_clock(cycle_);
        else
            observe();
        cycle_++;
        found_.cycles = cycle_;
    }
    void observe() {
        const bool in = source_.clock(cycle_), out = sink_.clock(cycle_);
        quiet_ = in || out ? 0 : quiet_ + 1;
        if (tlast_error.read() && errors_ == 0) {
            finding f;
            f.at = source_.place();
            f.frame = source_.frame();
            f.cycle = cycle_;
            f.what = "tlast_error rose";
            found_.protocol_error(errors_, f);
        }
        if (in && source_.beat() == 1 % b_.info.beats)
            found_.began.push_back(cycle_);
        if (out && !sink_.surplus())
            result();
        if (found_.frames_done == found_.frames_offered && ++tail_ > 64)
            return sc_core::sc_stop(); // a beat too many would have come by now
        if (quiet_ > quiet_limit_ || sink_.surplus()) {
            finding f;
            f.kind = sink_.surplus() ? finding::surplus : finding::deadlock;
            f.at = sink_.place();
            f.frame = sink_.frame();
            f.cycle = cycle_ - quiet_;
            f.what = sink_.surplus() ? "it carries more beats than its frames have"
                                     : "no beat on either stream for " + std::to_string(quiet_) +
                                           " clocks; run without --pins to see the links";
            found_.stuck = f;
            sc_core::sc_stop();
        }
    }
    void result() {
        const frame_record &r = *frames_[found_.frames_done];
        std::optional<passage> latency;
        if (r.input.complete())
            latency =
                passage{cycle_ - r.input.cycle.front(), cycle_ - r.input.cycle.back(), cycle_};
        found_.result(cycle_, latency);
        board_.check_result(r);
        b_.tick.step();
    }

    const bench &b_;
    wires<s_data> &s_;
    wires<m_data> &m_;
    scoreboard &board_;
    findings &found_;
    seen<s_room> s_seen_;
    seen<m_room> m_seen_;
    monitor source_, sink_;
    std::vector<frame_ptr> frames_;
    uint64_t cycle_ = 0, quiet_ = 0, quiet_limit_ = 0, tail_ = 0;
    uint32_t errors_ = 0;
};

} // namespace

bool bench_debug(const bench &) {
    throw std::invalid_argument("the pins alone do not show what goes wrong inside");
}

void bench_run(const bench &b, scoreboard &board, findings &found) {
    using namespace sc_core;
    sc_report_handler::set_actions(SC_INFO, SC_DO_NOTHING);
    Verilated::randReset(2);
    Verilated::randSeed(static_cast<int>(b.opt.seed % 0x7ffffffeu) + 1);
    sc_clock clk("clk", sc_time(10, SC_NS));
    sc_signal<bool> rst("rst", true), tlast_error("tlast_error");
    wires<s_data> s;
    wires<m_data> m;

    Vbac_top top("bac_top");
    top.clk(clk);
    top.rst(rst);
    top.s_axis_tdata(s.tdata);
    top.s_axis_tvalid(s.tvalid);
    top.s_axis_tready(s.tready);
    top.s_axis_tlast(s.tlast);
    top.m_axis_tdata(m.tdata);
    top.m_axis_tvalid(m.tvalid);
    top.m_axis_tready(m.tready);
    top.m_axis_tlast(m.tlast);
    top.tlast_error(tlast_error);

    pin_source source("source", b);
    source.clk(clk);
    source.rst(rst);
    source.tdata(s.tdata);
    source.tvalid(s.tvalid);
    source.tready(s.tready);
    source.tlast(s.tlast);

    pin_sink sink("sink", b);
    sink.clk(clk);
    sink.rst(rst);
    sink.tvalid(m.tvalid);
    sink.tready(m.tready);

    pin_watch watch("watch", b, s, m, board, found);
    watch.clk(clk);
    watch.rst(rst);
    watch.tlast_error(tlast_error);

    const auto start = std::chrono::steady_clock::now();
    sc_start();
    found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    top.final();
}

} // namespace cosim

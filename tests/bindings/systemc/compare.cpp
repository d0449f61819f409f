// compare.cpp : bac::machine beside the verilated bac_top on the same pins; or one of them alone, for its speed.
//
//   compare NET.bnet PLAN.cfg both|machine|verilated CLOCKS STALL SEED
//
// A source and a sink with the pauses of sim/stall.h drive both; every output is compared just before every rising edge:
// ready, valid, last and tlast_error always, data while it is valid. From time to time rst rises for a few clocks in the
// middle of whatever goes on, and a frame has its tlast in the wrong place. Codes are random, of the input's whole range.
// Prints the clocks compared, the results seen and the clocks a second.
#include "Vbac_top.h"

#include <bac/machine.hpp>

#include "verilated.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <type_traits>

namespace {

template <typename port> using data_of = typename std::remove_reference_t<port>::data_type;
using s_data = data_of<decltype(Vbac_top::s_axis_tdata)>;
using m_data = data_of<decltype(Vbac_top::m_axis_tdata)>;

struct inputs {
    sc_core::sc_signal<bool> rst{"rst", true}, tvalid{"tvalid"}, tlast{"tlast"}, tready{"tready"};
    sc_core::sc_signal<s_data> tdata{"tdata"};
};

struct outputs {
    sc_core::sc_signal<bool> s_tready, m_tvalid, m_tlast, tlast_error;
    sc_core::sc_signal<m_data> m_tdata;
};

template <typename module> void bind(module &m, sc_core::sc_clock &clk, inputs &in, outputs &out) {
    m.clk(clk);
    m.rst(in.rst);
    m.s_axis_tdata(in.tdata);
    m.s_axis_tvalid(in.tvalid);
    m.s_axis_tlast(in.tlast);
    m.s_axis_tready(out.s_tready);
    m.m_axis_tdata(out.m_tdata);
    m.m_axis_tvalid(out.m_tvalid);
    m.m_axis_tlast(out.m_tlast);
    m.m_axis_tready(in.tready);
    m.tlast_error(out.tlast_error);
}

struct request {
    const bac_netlist *netlist;
    bac_stall stall;
    uint64_t clocks, seed;
    bool disturb; // resets, wrong tlast
};

// Source, sink, reset and comparison at the rising edge, from the values of just before it.
SC_MODULE(bench) {
    sc_core::sc_in<bool> clk{"clk"};

    bench(sc_core::sc_module_name name, const request &r, inputs &in, outputs &first,
          outputs *second)
        : sc_module(name), r_(r), in_(in), first_(first), second_(second), random_(r.seed),
          layer_(bac_net_layer(r.netlist->net, 0)), link_(bac_netlist_input(r.netlist)),
          codes_(static_cast<size_t>(layer_->T) * layer_->C),
          bytes_(bac_chip_beat_bytes(r.netlist)) {
        SC_HAS_PROCESS(bench);
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
        const bac_frame_time time = bac_netlist_frame_time(r.netlist);
        bac_pauses_open(&source_, r.stall, BAC_SIDE_SOURCE, r.seed, time);
        bac_pauses_open(&sink_, r.stall, BAC_SIDE_SINK, r.seed, time);
        next_frame();
        bac_pauses_frame(&sink_, 0);
        reset_at_ = 8;
    }

    uint64_t compared = 0, results = 0, frames = 0, resets = 0, errors = 0;
    std::string difference;
    uint64_t clocks() const {
        return clock_;
    }

  private:
    void next_frame() {
        bac_pauses_frame(&source_, frames);
        wrong_tlast_ = r_.disturb && random_() % 16 == 0;
        for (int32_t &code : codes_)
            code = layer_->code_lo +
                   static_cast<int32_t>(
                       random_() % static_cast<uint64_t>(layer_->code_hi - layer_->code_lo + 1));
    }
    void differs(const char *what) {
        if (difference.empty())
            difference = std::string(what) + " at clock " + std::to_string(clock_) + ", frame " +
                         std::to_string(frames);
        sc_core::sc_stop();
    }
    void compare() {
        const outputs &a = first_, &b = *second_;
        if (a.s_tready.read() != b.s_tready.read())
            differs("s_axis_tready");
        if (a.m_tvalid.read() != b.m_tvalid.read())
            differs("m_axis_tvalid");
        if (a.tlast_error.read() != b.tlast_error.read())
            differs("tlast_error");
        if (a.m_tvalid.read() && a.m_tlast.read() != b.m_tlast.read())
            differs("m_axis_tlast");
        if (a.m_tvalid.read() && !(a.m_tdata.read() == b.m_tdata.read()))
            differs("m_axis_tdata");
        compared++;
    }
    void edge() {
        if (second_ && clock_ > 0) // before the first edge registers hold what they were born with
            compare();
        errors += first_.tlast_error.read();
        const bool taken = in_.tvalid.read() && first_.s_tready.read() && !in_.rst.read();
        const bool left = first_.m_tvalid.read() && in_.tready.read() && !in_.rst.read();
        clock_++;
        if (clock_ >= r_.clocks)
            return sc_core::sc_stop();
        if (taken && ++beat_ == link_->beats) {
            beat_ = 0;
            frames++;
            next_frame();
        }
        if (left)
            bac_pauses_frame(&sink_, ++results);
        reset();
        offer(taken);
        in_.tready.write(!bac_pauses_idle(&sink_, clock_));
    }
    // The first reset ends at clock 8; later ones come at random, of 1 to 4 clocks.
    void reset() {
        if (clock_ == reset_at_) {
            in_.rst.write(false);
            const uint64_t apart = 3 * (r_.netlist->latency_first + r_.netlist->cycles_per_frame);
            begin_reset_ = r_.disturb ? clock_ + 1 + random_() % (2 * apart) : UINT64_MAX;
        } else if (clock_ == begin_reset_) {
            in_.rst.write(true);
            reset_at_ = clock_ + 1 + random_() % 4;
            beat_ = 0; // the frame begins anew
            resets++;
        }
    }
    void offer(bool taken) {
        const bool held = in_.tvalid.read() && !taken && clock_ != begin_reset_;
        if (held && beat_ > 0)
            return;
        const bool go = held || !bac_pauses_idle(&source_, clock_);
        in_.tvalid.write(go);
        if (!go)
            return;
        bac_chip_beat(r_.netlist, beat_, codes_.data(), bytes_.data());
        s_data data;
        bac::detail::wire<s_data>::take(bytes_.data(), bytes_.size(), data);
        in_.tdata.write(data);
        in_.tlast.write((beat_ + 1 == link_->beats) != (wrong_tlast_ && beat_ == link_->beats / 2));
    }

    request r_;
    inputs &in_;
    outputs &first_, *second_;
    std::mt19937_64 random_;
    const bac_layer *layer_;
    const bac_link *link_;
    std::vector<int32_t> codes_;
    std::vector<uint8_t> bytes_;
    bac_pauses source_, sink_;
    uint64_t clock_ = 0, reset_at_, begin_reset_ = UINT64_MAX;
    uint32_t beat_ = 0;
    bool wrong_tlast_ = false;
};

int run(char **argv) {
    const std::string mode = argv[3];
    const bac::design design(argv[1], argv[2]);
    bac_error e{};
    request r{design.netlist(),
              {},
              std::strtoull(argv[4], nullptr, 10),
              std::strtoull(argv[6], nullptr, 10),
              mode == "both"};
    bac::expect_ok(bac_stall_parse(argv[5], &r.stall, &e), e);
    Verilated::randReset(2);
    Verilated::randSeed(static_cast<int>(r.seed % 0x7ffffffeu) + 1);
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);

    sc_core::sc_clock clk("clk", sc_core::sc_time(10, sc_core::SC_NS));
    inputs in;
    outputs of_machine, of_verilated;
    std::unique_ptr<bac::machine<s_data, m_data>> machine;
    std::unique_ptr<Vbac_top> verilated;
    if (mode != "verilated") {
        machine = std::make_unique<bac::machine<s_data, m_data>>("machine", design);
        bind(*machine, clk, in, of_machine);
    }
    if (mode != "machine") {
        verilated = std::make_unique<Vbac_top>("verilated");
        bind(*verilated, clk, in, of_verilated);
    }
    bench b("bench", r, in, mode == "verilated" ? of_verilated : of_machine,
            mode == "both" ? &of_verilated : nullptr);
    b.clk(clk);
    const std::clock_t cpu = std::clock();
    sc_core::sc_start();
    const double seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    if (verilated)
        verilated->final();
    std::printf(
        "%s %s seed %s: %llu clocks compared, %llu frames, %llu results, %llu resets, %llu clocks "
        "with tlast_error, %.0f clocks a second\n",
        mode.c_str(), argv[5], argv[6], static_cast<unsigned long long>(b.compared),
        static_cast<unsigned long long>(b.frames), static_cast<unsigned long long>(b.results),
        static_cast<unsigned long long>(b.resets), static_cast<unsigned long long>(b.errors),
        static_cast<double>(b.clocks()) / seconds);
    if (!b.difference.empty())
        std::printf("DIFFERENT: %s\n", b.difference.c_str());
    return b.difference.empty() ? 0 : 1;
}

} // namespace

int sc_main(int argc, char **argv) {
    if (argc != 7) {
        std::fprintf(stderr,
                     "usage: compare NET.bnet PLAN.cfg both|machine|verilated CLOCKS STALL SEED\n");
        return 2;
    }
    try {
        return run(argv);
    } catch (const std::exception &e) {
        std::fprintf(stderr, "compare: %s\n", e.what());
        return 3;
    }
}

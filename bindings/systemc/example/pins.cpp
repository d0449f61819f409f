// pins.cpp : a network at its pins in a SystemC design, without Verilog.
//   pins NET.bnet FRAMES.npy     the classes of the frames, and the clock in which each result left
// The widths of the pins are those of golden/nets/default.bnet: 2 lanes of 8 bits in, 24 logits of 16 bits and a class out.
#include <bac/machine.hpp>

#include <cstdio>
#include <cstdlib>

struct samples : sc_core::sc_module { // a converter: one sample a clock
    sc_core::sc_in<bool> clk{"clk"}, rst{"rst"}, ready{"ready"};
    sc_core::sc_out<bool> valid{"valid"}, last{"last"};
    sc_core::sc_out<sc_dt::sc_bv<16>> data{"data"};

    SC_HAS_PROCESS(samples);
    samples(sc_core::sc_module_name name, const int32_t *codes, uint64_t n)
        : sc_module(name), codes_(codes), n_(n) {
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
    }
    void edge() {
        if (rst.read())
            return;
        at_ += valid.read() && ready.read();
        valid.write(at_ < n_);
        if (at_ < n_)
            data.write((codes_[2 * at_] & 255) | (codes_[2 * at_ + 1] & 255) << 8);
        last.write(at_ % 1024 == 1023);
    }
    const int32_t *codes_;
    uint64_t n_, at_ = 0;
};

struct results : sc_core::sc_module {
    sc_core::sc_in<bool> clk{"clk"}, valid{"valid"};
    sc_core::sc_in<sc_dt::sc_bv<392>> data{"data"};
    sc_core::sc_out<bool> rst{"rst"}, ready{"ready"};

    SC_HAS_PROCESS(results);
    results(sc_core::sc_module_name name, uint64_t n) : sc_module(name), n_(n) {
        SC_METHOD(edge);
        sensitive << clk.pos();
        dont_initialize();
    }
    void edge() {
        rst.write(clock_ < 3);
        ready.write(true);
        if (valid.read() && ready.read() && clock_ > 3) {
            std::printf("frame %llu class %u clock %llu\n", static_cast<unsigned long long>(done_),
                        data.read().range(391, 384).to_uint(),
                        static_cast<unsigned long long>(clock_));
            if (++done_ == n_)
                sc_core::sc_stop();
        }
        clock_++;
    }
    uint64_t n_, clock_ = 0, done_ = 0;
};

int sc_main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: pins NET.bnet FRAMES.npy\n");
        return 2;
    }
    try {
        const bac::design design(argv[1]);
        bac_error e{};
        uint64_t n = 0;
        int32_t *codes = nullptr;
        bac::expect_ok(bac_frames_load(argv[2], design.net(), &n, &codes, &e), e);

        sc_core::sc_clock clk("clk", sc_core::sc_time(5, sc_core::SC_NS));
        sc_core::sc_signal<bool> rst("rst", true), s_valid, s_ready, s_last, m_valid, m_ready,
            m_last, tlast_error;
        sc_core::sc_signal<sc_dt::sc_bv<16>> s_data;
        sc_core::sc_signal<sc_dt::sc_bv<392>> m_data;

        bac::machine<sc_dt::sc_bv<16>, sc_dt::sc_bv<392>> top("top", design);
        top.clk(clk), top.rst(rst);
        top.s_axis_tdata(s_data), top.s_axis_tvalid(s_valid), top.s_axis_tready(s_ready),
            top.s_axis_tlast(s_last);
        top.m_axis_tdata(m_data), top.m_axis_tvalid(m_valid), top.m_axis_tready(m_ready),
            top.m_axis_tlast(m_last);
        top.tlast_error(tlast_error);

        samples source("source", codes, n * 1024);
        source.clk(clk), source.rst(rst), source.ready(s_ready), source.valid(s_valid),
            source.last(s_last);
        source.data(s_data);
        results sink("sink", n);
        sink.clk(clk), sink.valid(m_valid), sink.data(m_data), sink.rst(rst), sink.ready(m_ready);

        sc_core::sc_start();
        std::free(codes);
        return sink.done_ == n && !tlast_error.read() ? 0 : 1;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "pins: %s\n", e.what());
        return 1;
    }
}

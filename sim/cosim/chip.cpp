// chip.cpp : module bac_pins in Verilator, its RTL or the netlist of a device: frames in, results and their clocks out.
//
//   chip INPUT OUTPUT STALL SEED FRAMES BEATS IN_BYTES RESULTS OUT_BYTES LATENCY CYCLES
//
// INPUT: FRAMES * BEATS words of IN_BYTES. OUTPUT: a line a result, "m_axis_tdata clock last", clocks counted from
// the end of reset. RESULTS a frame. LATENCY and CYCLES: of sim/stall.h. Exit status 1: it got stuck, or an output
// that waited changed. bac cosim --bitstream compares two of these (tools/build/recover.c).
#include "Vbac_pins.h"
#include "stall.h"
#include "verilated.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace {

struct shape {
    uint64_t frames, beats, in_bytes, results, out_bytes;
};

class chip {
  public:
    chip(const shape &s, std::vector<char> input, bac_pauses source, bac_pauses sink, FILE *out)
        : s_(s), input_(std::move(input)), source_(source), sink_(sink), out_(out) {
        quiet_ = bac_pauses_longest(&source_) + bac_pauses_longest(&sink_) + 2 * sink_.time.inside +
                 2 * sink_.time.cycles + 1000;
    }

    bool run() {
        reset();
        bac_pauses_frame(&sink_, 0);
        uint64_t moved = 0;
        for (uint64_t clock = 0; left_ < s_.frames * s_.results; clock++) {
            if (clock - moved > quiet_)
                return fail("nothing moved for too long", clock);
            offer(clock);
            top_.m_axis_tready = !bac_pauses_idle(&sink_, clock);
            top_.clk = 0;
            top_.eval();
            if (take(clock))
                moved = clock;
            if (bad_)
                return fail("a result changed while it waited", clock);
            if (offered_ && top_.s_axis_tready) {
                accept();
                moved = clock;
            }
            top_.clk = 1;
            top_.eval();
        }
        return true;
    }

  private:
    void reset() {
        top_.rst = 1;
        top_.s_axis_tvalid = 0;
        top_.s_axis_tlast = 0;
        top_.m_axis_tready = 0;
        for (int i = 0; i < 8; i++) {
            top_.clk = i & 1;
            top_.eval();
        }
        top_.rst = 0;
    }

    // A beat that is offered stays until it is taken.
    void offer(uint64_t clock) {
        if (offered_)
            return;
        top_.s_axis_tvalid = 0;
        if (sent_ == s_.frames * s_.beats)
            return;
        if (sent_ % s_.beats == 0 && !begun_) {
            bac_pauses_frame(&source_, sent_ / s_.beats);
            begun_ = true;
        }
        if (bac_pauses_idle(&source_, clock))
            return;
        std::memcpy(&top_.s_axis_tdata, &input_[sent_ * s_.in_bytes], s_.in_bytes);
        top_.s_axis_tvalid = 1;
        top_.s_axis_tlast = sent_ % s_.beats == s_.beats - 1;
        offered_ = true;
    }

    void accept() {
        sent_++;
        offered_ = false;
        begun_ = begun_ && sent_ % s_.beats != 0;
    }

    // Whether a result left.
    bool take(uint64_t clock) {
        uint64_t data = 0;
        std::memcpy(&data, &top_.m_axis_tdata, s_.out_bytes);
        if (waits_ && (!top_.m_axis_tvalid || data != held_))
            bad_ = true;
        waits_ = top_.m_axis_tvalid && !top_.m_axis_tready;
        held_ = data;
        if (!top_.m_axis_tvalid || !top_.m_axis_tready)
            return false;
        std::fprintf(out_, "%llx %llu %d\n", static_cast<unsigned long long>(data),
                     static_cast<unsigned long long>(clock), top_.m_axis_tlast != 0);
        left_++;
        if (left_ % s_.results == 0)
            bac_pauses_frame(&sink_, left_ / s_.results);
        return true;
    }

    bool fail(const char *what, uint64_t clock) {
        std::fprintf(stderr, "chip: clock %llu: %s; %llu beats in, %llu results out\n",
                     static_cast<unsigned long long>(clock), what,
                     static_cast<unsigned long long>(sent_),
                     static_cast<unsigned long long>(left_));
        return false;
    }

    shape s_;
    std::vector<char> input_;
    bac_pauses source_, sink_;
    FILE *out_;
    VerilatedContext context_;
    Vbac_pins top_{&context_};
    uint64_t sent_ = 0, left_ = 0, held_ = 0, quiet_ = 0;
    bool offered_ = false, begun_ = false, waits_ = false, bad_ = false;
};

} // namespace

int main(int argc, char **argv) {
    if (argc != 12) {
        std::fprintf(
            stderr,
            "usage: chip INPUT OUTPUT STALL SEED FRAMES BEATS IN_BYTES RESULTS OUT_BYTES LATENCY "
            "CYCLES\n");
        return 2;
    }
    uint64_t n[8]; // SEED and on
    for (int i = 0; i < 8; i++)
        n[i] = std::strtoull(argv[4 + i], nullptr, 10);
    const shape s{n[1], n[2], n[3], n[4], n[5]};
    std::ifstream in(argv[1], std::ios::binary);
    std::vector<char> input((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    bac_stall stall;
    bac_error err;
    FILE *out = std::fopen(argv[2], "w");
    if (input.size() != s.frames * s.beats * s.in_bytes || !out || s.out_bytes > 8 ||
        bac_stall_parse(argv[3], &stall, &err) != BAC_OK) {
        std::fprintf(stderr, "chip: %s: not so many beats, or it or %s cannot be opened\n", argv[1],
                     argv[2]);
        return 2;
    }
    bac_pauses source, sink;
    const bac_frame_time time{n[6], n[7], static_cast<uint32_t>(s.beats)};
    bac_pauses_open(&source, stall, BAC_SIDE_SOURCE, n[0], time);
    bac_pauses_open(&sink, stall, BAC_SIDE_SINK, n[0], time);
    auto c = std::make_unique<chip>(s, std::move(input), source, sink, out);
    const bool good = c->run();
    return std::fclose(out) == 0 && good ? 0 : 1;
}

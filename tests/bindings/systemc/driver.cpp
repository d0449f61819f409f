// driver.cpp NET.bnet PLAN.cfg FRAMES.npy : bindings/driver, as a processor in a virtual platform runs it: its loads, stores
// and frames are transactions to bac::accelerator. What it reads is compared with the reference.
#include <bac/accelerator.hpp>

#include "bac_driver.h"
extern "C" {
#include "driver_io.h"
}

#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace {

constexpr uintptr_t base = bac::accelerator::register_base(), port = 0;
int bad, checked;

#define CHECK(what)                                                                                \
    do {                                                                                           \
        checked++;                                                                                 \
        if (!(what)) {                                                                             \
            std::printf("FAIL line %d: %s\n", __LINE__, #what);                                    \
            bad++;                                                                                 \
        }                                                                                          \
    } while (0)

struct processor : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<processor> bus{"bus"};
    SC_HAS_PROCESS(processor);
    processor(sc_core::sc_module_name name, const bac::design &design, bac::accelerator &npu,
              const int32_t *codes, uint64_t n)
        : sc_module(name), design_(design), npu_(npu), codes_(codes), n_(n) {
        SC_THREAD(run);
    }
    // Each access is behind the one before, in time too.
    void move(tlm::tlm_command command, uint64_t address, void *data, size_t size) {
        tlm::tlm_generic_payload t;
        sc_core::sc_time ahead;
        t.set_command(command);
        t.set_address(address);
        t.set_data_ptr(static_cast<unsigned char *>(data));
        t.set_data_length(static_cast<unsigned>(size));
        t.set_streaming_width(static_cast<unsigned>(size));
        bus->b_transport(t, ahead);
        CHECK(t.is_response_ok());
        wait(ahead + period());
    }

  private:
    static sc_core::sc_time period() { return sc_core::sc_time(5, sc_core::SC_NS); }

    void send(uint64_t frame) {
        const bac_netlist *list = design_.netlist();
        const bac_layer *in = bac_net_layer(design_.net(), 0);
        std::vector<uint32_t> words(npu_.frame_bytes() / 4);
        auto *bytes = reinterpret_cast<uint8_t *>(words.data());
        for (uint32_t b = 0; b < bac_netlist_input(list)->beats; b++)
            bac_chip_beat(list, b, codes_ + frame * in->T * in->C,
                          bytes + static_cast<size_t>(b) * bac_chip_beat_bytes(list));
        sent_ = bac_driver_send(&net_, port, words.data(), static_cast<uint32_t>(words.size()));
    }
    // Until so many results have left: at most a while.
    uint32_t results(uint32_t wanted) {
        bac_driver_counters count{};
        for (int i = 0; i < 2000 && count.frames < wanted; i++)
            bac_driver_count(&net_, &count);
        return count.frames;
    }
    void identity() {
        const bac_layer *in = bac_net_layer(design_.net(), 0);
        const bac::network_hash hash = bac::hash_of(design_.net());
        uint8_t bytes[32];
        for (size_t i = 0; i < 32; i++)
            bytes[i] = static_cast<uint8_t>(hash[i / 4] >> (24 - 8 * (i % 4)));
        bac_driver_identity who{};
        CHECK(bac_driver_open(&net_, base) == BAC_DRIVER_OK);
        bac_driver_identify(&net_, &who);
        CHECK(who.version == BAC_REG_VERSION_RESET && who.frame == in->T);
        CHECK(who.samples * bac_netlist_input(design_.netlist())->beats == in->T);
        CHECK(who.classes == bac_net_logits(design_.net())->C);
        CHECK(bac_driver_is(&net_, bytes));
        bytes[17] ^= 1;
        CHECK(!bac_driver_is(&net_, bytes));
    }
    void classes() {
        const uint32_t classes = bac_net_logits(design_.net())->C;
        const size_t size = static_cast<size_t>(bac_net_layer(design_.net(), 0)->T) *
                            bac_net_layer(design_.net(), 0)->C;
        std::vector<int32_t> logits(classes);
        std::vector<uint32_t> wanted(classes + 1), got(classes + 1, 77);
        bac_run *run = nullptr;
        bac_error e{};
        bac::expect_ok(bac_run_create(design_.net(), &run, &e), e);
        CHECK(bac_driver_reset(&net_, 1000) == BAC_DRIVER_OK);
        for (uint64_t f = 0; f < n_; f++) {
            uint32_t winner = 0;
            bac_run_frame(run, codes_ + f * size, logits.data(), &winner, nullptr);
            send(f);
            CHECK(sent_ == BAC_DRIVER_OK);
            CHECK(results(static_cast<uint32_t>(f + 1)) == f + 1);
            CHECK(bac_driver_class(&net_) == winner);
            std::nth_element(logits.begin(), logits.begin() + 1, logits.end(), std::greater<>());
            CHECK(bac_driver_margin(&net_) == static_cast<uint32_t>(logits[0] - logits[1]));
            wanted[winner]++;
        }
        bac_run_free(run);
        bac_driver_counters count{};
        bac_driver_count(&net_, &count);
        CHECK(count.latency_min > 0 && count.latency_min <= count.latency_last &&
              count.latency_last <= count.latency_max && count.latency_max < 10000);
        CHECK(count.stall_clocks == 0 || bac_driver_status(&net_) == BAC_REG_STATUS_STALLED);
        bac_driver_histogram(&net_, got.data(), classes + 1); // one more than there are
        CHECK(got == wanted);
    }
    void control() {
        npu_.fault(BAC_REG_STATUS_LAST_ERROR);
        send(0);
        CHECK(bac_driver_status(&net_) & BAC_REG_STATUS_LAST_ERROR);
        bac_driver_clear(&net_, ~UINT32_C(0));
        CHECK(bac_driver_status(&net_) == 0);
        bac_driver_hold(&net_, 1);
        CHECK(npu_.held());
        const uint64_t frames = npu_.frames();
        send(0);
        CHECK(sent_ == BAC_DRIVER_HELD && npu_.frames() == frames);
        CHECK(bac_driver_reset(&net_, 1000) == BAC_DRIVER_OK);
        CHECK(npu_.held()); // a reset leaves it as it is
        bac_driver_hold(&net_, 0);
        CHECK(!npu_.held());
        CHECK(bac_driver_reset(&net_, 0) == BAC_DRIVER_TIMEOUT); // nobody has looked
        CHECK(bac_driver_reset(&net_, 1000) == BAC_DRIVER_OK);
        CHECK(results(1) == 0);
        send(0);
        CHECK(results(1) == 1);
    }
    void run() {
        identity();
        classes();
        control();
        sc_core::sc_stop();
    }
    bac::design design_;
    bac::accelerator &npu_;
    const int32_t *codes_;
    uint64_t n_;
    bac_driver net_{};
    int sent_ = 0;
};
processor *cpu;

} // namespace

extern "C" uint32_t bac_driver_read(const bac_driver *driver, uint32_t offset) {
    uint32_t value = 0;
    cpu->move(tlm::TLM_READ_COMMAND, driver->base + offset, &value, 4);
    return value;
}
extern "C" void bac_driver_write(const bac_driver *driver, uint32_t offset, uint32_t value) {
    cpu->move(tlm::TLM_WRITE_COMMAND, driver->base + offset, &value, 4);
}
extern "C" void bac_driver_stream(uintptr_t to, const uint32_t *words, uint32_t n) {
    std::vector<uint32_t> copy(words, words + n);
    cpu->move(tlm::TLM_WRITE_COMMAND, to, copy.data(), 4 * copy.size());
}

int sc_main(int argc, char **argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: driver NET.bnet PLAN.cfg FRAMES.npy\n");
        return 2;
    }
    try {
        const bac::design design(argv[1], argv[2]);
        bac_error e{};
        uint64_t n = 0;
        int32_t *codes = nullptr;
        bac::expect_ok(bac_frames_load(argv[3], design.net(), &n, &codes, &e), e);
        bac::accelerator_options with;
        with.margin = true;
        bac::accelerator npu("npu", design, sc_core::sc_time(5, sc_core::SC_NS), with);
        processor one("cpu", design, npu, codes, n);
        cpu = &one;
        one.bus.bind(npu.socket);
        sc_core::sc_start();
        std::free(codes);
        std::printf("%s %llu frames, %d checks\n", bad ? "FAIL" : "PASS",
                    static_cast<unsigned long long>(n), checked);
        return bad != 0;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "driver: %s\n", e.what());
        return 3;
    }
}

// platform.cpp : a network behind an address, in a virtual platform: a processor model writes frames and reads results.
//   platform NET.bnet FRAMES.npy     the classes of the frames, and when each result was there
#include <bac/accelerator.hpp>

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdio>
#include <cstdlib>

struct processor : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<processor> bus{"bus"};

    SC_HAS_PROCESS(processor);
    processor(sc_core::sc_module_name name, const bac::design &design, const int32_t *codes,
              uint64_t n)
        : sc_module(name), design_(design), codes_(codes), n_(n) {
        SC_THREAD(run);
    }
    bool good = true;

  private:
    void move(tlm::tlm_command command, uint64_t address, std::vector<uint8_t> &data,
              sc_core::sc_time &ahead) {
        tlm::tlm_generic_payload t;
        t.set_command(command);
        t.set_address(address);
        t.set_data_ptr(data.data());
        t.set_data_length(static_cast<unsigned>(data.size()));
        t.set_streaming_width(static_cast<unsigned>(data.size()));
        bus->b_transport(t, ahead);
        good &= t.is_response_ok();
    }
    void run() {
        const bac_netlist *list = design_.netlist();
        const uint32_t beats = bac_netlist_input(list)->beats, bytes = bac_chip_beat_bytes(list);
        const bac_layer *in = bac_net_layer(design_.net(), 0);
        std::vector<uint8_t> frame(static_cast<size_t>(beats) * bytes),
            result(bac_chip_result_bytes(list));
        sc_core::sc_time ahead; // of the simulation: the processor's own time
        for (uint64_t i = 0; i < n_; i++) {
            for (uint32_t b = 0; b < beats; b++)
                bac_chip_beat(list, b, codes_ + i * in->T * in->C,
                              frame.data() + static_cast<size_t>(b) * bytes);
            move(tlm::TLM_WRITE_COMMAND, 0, frame, ahead);
            move(tlm::TLM_READ_COMMAND, bac::accelerator::result_base(), result, ahead);
            std::printf("frame %llu class %u at %s\n", static_cast<unsigned long long>(i),
                        result.back(), (sc_core::sc_time_stamp() + ahead).to_string().c_str());
        }
        wait(ahead);
    }
    bac::design design_;
    const int32_t *codes_;
    uint64_t n_;
};

int sc_main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: platform NET.bnet FRAMES.npy\n");
        return 2;
    }
    try {
        const bac::design design(argv[1]);
        bac_error e{};
        uint64_t n = 0;
        int32_t *codes = nullptr;
        bac::expect_ok(bac_frames_load(argv[2], design.net(), &n, &codes, &e), e);
        bac::accelerator npu("npu", design, sc_core::sc_time(5, sc_core::SC_NS));
        processor cpu("cpu", design, codes, n);
        cpu.bus.bind(npu.socket);
        sc_core::sc_start();
        std::free(codes);
        return cpu.good ? 0 : 1;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "platform: %s\n", e.what());
        return 1;
    }
}

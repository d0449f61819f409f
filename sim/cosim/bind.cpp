// bind.cpp : one verilated bac_top behind the interface of top.hpp; compiled once per network.
#include "Vbac_top.h"
#include "bac_links.h"
#include "describe.hpp"

#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

#include <type_traits>

namespace cosim {
namespace {

template <typename port> uint8_t *bytes(port &p) {
    return reinterpret_cast<uint8_t *>(&p);
}

class bound_top final : public top {
  public:
    explicit bound_top(uint64_t seed) {
        context_.randReset(2); // random values, from the seed below
        context_.randSeed(static_cast<int>(seed % 0x7ffffffeu) + 1); // 0 would mean "choose one"
#if VM_TRACE
        context_.traceEverOn(true);
#endif
        model_ = std::make_unique<Vbac_top>(&context_, "TOP");
        bind_axis();
#define COSIM_LINK(k, name, layer, consumer, depth, beats, lanes, digits, W, is_signed)            \
    links.push_back(stream_pins{bytes(model_->trace##k##_valid), bytes(model_->trace##k##_ready),  \
                                bytes(model_->trace##k##_last), bytes(model_->trace##k##_data),    \
                                (lanes) * (W)});                                                   \
    static_assert(sizeof(model_->trace##k##_data) * 8 >= (lanes) * (W), name);
        BAC_LINKS(COSIM_LINK)
#undef COSIM_LINK
#define COSIM_HANDSHAKE(k, name)                                                                   \
    handshakes.push_back(handshake_pins{bytes(model_->trace##k##_valid),                           \
                                        bytes(model_->trace##k##_ready),                           \
                                        bytes(model_->trace##k##_last)});
        BAC_HANDSHAKES(COSIM_HANDSHAKE)
#undef COSIM_HANDSHAKE
    }
    ~bound_top() override {
        wave_close();
        model_->final();
    }
    void eval() override {
        model_->eval();
    }

#if VM_TRACE
    bool wave_possible() const override {
        return true;
    }
    void wave_open(const char *path) override {
        wave_ = std::make_unique<VerilatedFstC>();
        model_->trace(wave_.get(), 99);
        wave_->set_time_unit("1ns");
        wave_->set_time_resolution("1ns");
        wave_->open(path);
        if (!wave_->isOpen())
            throw simulator_error(std::string(path) + ": cannot be written");
    }
    void wave_dump(uint64_t time_ns) override {
        if (wave_)
            wave_->dump(time_ns);
    }
    void wave_close() override {
        if (wave_)
            wave_->close();
        wave_.reset();
    }
#else
    bool wave_possible() const override {
        return false;
    }
    void wave_open(const char *) override {}
    void wave_dump(uint64_t) override {}
    void wave_close() override {}
#endif

  private:
    void bind_axis() {
        Vbac_top &m = *model_;
        constexpr uint32_t s_bits = BAC_TOP_CHANNELS * BAC_TOP_SAMPLES * BAC_TOP_IN_LANE;
        constexpr uint32_t m_bits = BAC_TOP_CLASSES * BAC_TOP_LOGIT_LANE + BAC_TOP_CLASS_LANE;
        static_assert(sizeof(m.s_axis_tdata) * 8 >= s_bits, "s_axis_tdata is too narrow");
        static_assert(sizeof(m.m_axis_tdata) * 8 >= m_bits, "m_axis_tdata is too narrow");
        in = input_pins{&m.clk,          &m.rst,           &m.s_axis_tvalid,
                        &m.s_axis_tlast, &m.m_axis_tready, bytes(m.s_axis_tdata),
                        s_bits};
        s_axis = stream_pins{&m.s_axis_tvalid, &m.s_axis_tready, &m.s_axis_tlast,
                             bytes(m.s_axis_tdata), s_bits};
        m_axis = stream_pins{&m.m_axis_tvalid, &m.m_axis_tready, &m.m_axis_tlast,
                             bytes(m.m_axis_tdata), m_bits};
        tlast_error = &m.tlast_error;
    }

    VerilatedContext context_;
    std::unique_ptr<Vbac_top> model_;
#if VM_TRACE
    std::unique_ptr<VerilatedFstC> wave_;
#endif
};

} // namespace

std::unique_ptr<top> top_create(uint64_t seed) {
    return std::make_unique<bound_top>(seed);
}

} // namespace cosim

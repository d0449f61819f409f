// bind.cpp : one verilated bac_top behind the interface of top.hpp; compiled once per network.
#include "Vbac_top.h"
#include "bac_links.h"
#include "describe.hpp"

#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif
#if VM_COVERAGE
#include "verilated_cov.h"
#include <cstdio>
#include <cstdlib>
#endif

#include <algorithm>
#include <type_traits>

// Of <systemc>, which takes seconds to compile.
namespace sc_core {
extern "C" int sc_argc();
extern "C" const char *const *sc_argv();
} // namespace sc_core

namespace cosim {
namespace {

template <typename port> uint8_t *bytes(port &p) {
    return reinterpret_cast<uint8_t *>(&p);
}

class bound_top final : public top {
  public:
    explicit bound_top(uint64_t seed) {
        context_.commandArgs(sc_core::sc_argc(), const_cast<const char **>(sc_core::sc_argv()));
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
#if VM_COVERAGE
        if (const char *path = std::getenv("BAC_COSIM_COVERAGE")) {
            const std::string made =
                std::string(path) + ".new"; // an interrupted run leaves no half of a file
            context_.coveragep()->write(made.c_str());
            if (std::rename(made.c_str(), path) != 0)
                std::fprintf(stderr, "%s: cannot be written\n", path);
        }
#endif
    }
    void eval() override {
        model_->eval();
    }

#if VM_TRACE
    bool wave_possible() const override {
        return true;
    }
    void wave_open(const char *path, const extra_signals &extra) override {
        wave_ = std::make_unique<VerilatedFstC>();
        model_->trace(wave_.get(), 99);
        extra_ = &extra;
        wave_->spTrace()->addInitCb(declare, this);
        wave_->spTrace()->addFullCb(emit_all, this);
        wave_->spTrace()->addChgCb(emit_changes, this);
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
    void wave_open(const char *, const extra_signals &) override {}
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
    // The extra signals, beside those that Verilator's model declares and emits in the same way. A scope
    // ends in a byte 0x80: it is shown as a module.
    static void declare(void *self, VerilatedFst *file, uint32_t code) {
        bound_top &t = *static_cast<bound_top *>(self);
        t.base_ = code;
        for (const extra_signal &s : *t.extra_) {
            std::string prefix;
            for (const char c : s.scope)
                prefix += c == '.' ? std::string("\x80 ") : std::string(1, c);
            file->pushNamePrefix(prefix + "\x80 ");
            if (s.is_real)
                file->declDouble(code, s.name.c_str(), -1, FST_VD_IMPLICIT, FST_VT_VCD_REAL, false,
                                 -1);
            else if (s.bits == 1)
                file->declBit(code, s.name.c_str(), -1, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false,
                              -1);
            else
                file->declArray(code, s.name.c_str(), -1, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false,
                                -1, static_cast<int>(s.bits) - 1, 0);
            file->popNamePrefix();
            code += static_cast<uint32_t>(s.words.size());
        }
    }
    static void emit(void *self, VerilatedFst::Buffer *out, bool all) {
        bound_top &t = *static_cast<bound_top *>(self);
        uint32_t code = t.base_;
        for (const extra_signal &s : *t.extra_) {
            uint32_t *old = out->oldp(code);
            code += static_cast<uint32_t>(s.words.size());
            if (!all && std::equal(s.words.begin(), s.words.end(), old))
                continue;
            if (s.is_real)
                out->fullDouble(old, s.real());
            else
                out->fullWData(old, s.words.data(), static_cast<int>(s.bits));
        }
    }
    static void emit_all(void *self, VerilatedFst::Buffer *out) {
        emit(self, out, true);
    }
    static void emit_changes(void *self, VerilatedFst::Buffer *out) {
        emit(self, out, false);
    }

    std::unique_ptr<VerilatedFstC> wave_;
    const extra_signals *extra_ = nullptr;
    uint32_t base_ = 0;
#endif
};

} // namespace

std::unique_ptr<top> top_create(uint64_t seed) {
    return std::make_unique<bound_top>(seed);
}

} // namespace cosim

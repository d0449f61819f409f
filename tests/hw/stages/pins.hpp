// pins.hpp - fold::pins for one verilated bench class
#ifndef BAC_FOLD_PINS_HPP
#define BAC_FOLD_PINS_HPP

#include "bench.hpp"

#include <cstdlib>
#include <string>

#include <verilated.h>
#if VM_COVERAGE
#include <verilated_cov.h>
#endif

namespace fold {

// The second input, for benches that have one.
template <class V, class = void> struct skip_pins {
    static void put(V &, unsigned, bool, bool, const uint32_t *) {}
    static bool ready(V &, unsigned) { return false; }
};

template <class T> void put_bit(T &word, unsigned bit, bool value) {
    const T mask = static_cast<T>(T{1} << bit);
    word = static_cast<T>(value ? word | mask : word & ~mask);
}

template <class V> struct skip_pins<V, std::void_t<decltype(std::declval<V &>().s_skip_tvalid)>> {
    static void put(V &v, unsigned set, bool valid, bool last, const uint32_t *data) {
        put_bit(v.s_skip_tvalid, set, valid);
        put_bit(v.s_skip_tlast, set, last);
        for (unsigned i = 0; i < 4; i++)
            v.s_skip_tdata[4 * set + i] = data[i];
    }
    static bool ready(V &v, unsigned set) { return v.s_skip_tready >> set & 1; }
};

template <class V> class verilated_pins final : public pins {
  public:
    explicit verilated_pins(uint64_t seed) {
        context_.randReset(2);
        context_.randSeed(static_cast<int>(seed % 2147483647) + 1);
        model_ = std::make_unique<V>(&context_);
    }
    ~verilated_pins() override {
        model_->final();
#if VM_COVERAGE
        static unsigned models; // a file for each
        if (const char *path = std::getenv("BAC_COSIM_COVERAGE"))
            context_.coveragep()->write(
                (std::string(path) + "-" + std::to_string(models++) + ".dat").c_str());
#endif
    }
    void reset(bool on) override {
        model_->rst = on;
    }
    void in(unsigned set, unsigned port, bool valid, bool last, const uint32_t data[4]) override {
        if (port == 1)
            return skip_pins<V>::put(*model_, set, valid, last, data);
        put_bit(model_->s_tvalid, set, valid);
        put_bit(model_->s_tlast, set, last);
        for (unsigned i = 0; i < 4; i++)
            model_->s_tdata[4 * set + i] = data[i];
    }
    void out_ready(unsigned set, bool ready) override {
        put_bit(model_->m_tready, set, ready);
    }
    bool in_ready(unsigned set, unsigned port) override {
        return port == 1 ? skip_pins<V>::ready(*model_, set) : model_->s_tready >> set & 1;
    }
    bool out_valid(unsigned set) override {
        return model_->m_tvalid >> set & 1;
    }
    bool out_last(unsigned set) override {
        return model_->m_tlast >> set & 1;
    }
    void out_data(unsigned set, uint32_t data[4]) override {
        for (unsigned i = 0; i < 4; i++)
            data[i] = model_->m_tdata[4 * set + i];
    }
    void settle() override {
        model_->clk = 0;
        model_->eval();
    }
    void edge() override {
        model_->clk = 1;
        model_->eval();
    }

  private:
    VerilatedContext context_;
    std::unique_ptr<V> model_;
};

} // namespace fold

#endif

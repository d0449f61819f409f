// design.hpp : a network by a plan, as the SystemC modules take it: loaded from files, or yours.
#ifndef BAC_SYSTEMC_DESIGN_HPP
#define BAC_SYSTEMC_DESIGN_HPP

#include <bac.h>
#include <bacsim/chip.h>
#include <bacsim/compile.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace bac {

// What the library refuses.
struct error : std::runtime_error {
    error(bac_status status, const bac_error &e)
        : std::runtime_error(std::string(e.where) + ": " + e.text), code(status) {}
    bac_status code;
};

inline void expect_ok(bac_status status, const bac_error &e) {
    if (status != BAC_OK)
        throw error(status, e);
}

// A network and its netlist; copies share them.
class design {
  public:
    // plan: a file, empty: every layer unrolled, one sample a clock.
    explicit design(const std::string &net, const std::string &plan = "") {
        bac_error e{};
        bac_net *n = nullptr;
        expect_ok(bac_net_load(net.c_str(), &n, &e), e);
        net_.reset(n, bac_net_free);
        bac_plan *p = nullptr;
        if (plan.empty())
            expect_ok(bac_plan_create(n, &p, &e), e);
        else
            expect_ok(bac_plan_load(plan.c_str(), n, &p, &e), e);
        bac_netlist *list = nullptr;
        const bac_status status = bac_compile_times(n, p, &list, &e);
        bac_plan_free(p);
        expect_ok(status, e);
        netlist_.reset(list, bac_netlist_free);
    }
    const bac_net *net() const { return net_.get(); }
    const bac_netlist *netlist() const { return netlist_.get(); }

  private:
    std::shared_ptr<bac_net> net_;
    std::shared_ptr<bac_netlist> netlist_;
};

} // namespace bac
#endif

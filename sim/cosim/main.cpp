// main.cpp : the program that bac cosim builds and starts: one network's verilated top on the
// bench.
#include "bench.hpp"

#include "compile.h"
#include "parts.hpp"
#include "report.hpp"

#include <systemc>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace cosim {
namespace {

enum exit_code { exit_ok = 0, exit_mismatch = 1, exit_usage = 2, exit_input = 3 };

template <auto release> struct releaser {
    template <typename type> void operator()(type *p) const { release(p); }
};
template <typename type, auto release> using owned = std::unique_ptr<type, releaser<release>>;

struct inputs {
    owned<bac_net, bac_net_free> net;
    owned<int32_t, std::free> codes;
    owned<bac_netlist, bac_netlist_free> netlist;
    uint64_t frames = 0;
    size_t frame_size = 0;
};

// bac rtl leaves the plan beside the RTL, where the bench runs.
bac_netlist *load_netlist(const bac_net *net) {
    bac_error err{};
    bac_plan *plan = nullptr;
    bac_netlist *netlist = nullptr;
    expect_ok(bac_plan_load("plan.cfg", net, &plan, &err), err);
    const owned<bac_plan, bac_plan_free> held(plan);
    expect_ok(bac_compile_times(net, plan, &netlist, &err), err);
    return netlist;
}

inputs load(options &o) {
    inputs in;
    bac_error err{};
    bac_net *net = nullptr;
    expect_ok(bac_net_load(o.net.c_str(), &net, &err), err);
    in.net.reset(net);
    int32_t *codes = nullptr;
    expect_ok(bac_frames_load(o.frames.c_str(), net, &in.frames, &codes, &err), err);
    in.codes.reset(codes);
    const bac_layer *input = bac_net_layer(net, 0);
    in.frame_size = static_cast<size_t>(input->T) * input->C;
    if (o.last == UINT64_MAX)
        o.last = in.frames;
    if (o.first >= o.last || o.last > in.frames)
        throw std::runtime_error(o.frames + ": has " + std::to_string(in.frames) +
                                 " frames, --frames asks for " + std::to_string(o.first) + ":" +
                                 std::to_string(o.last));
    return in;
}

// Frames o.first..o.last-1, on a fresh machine in this process.
findings run_part(const options &o, const inputs &in, const top_info &info, ticker &tick) {
    findings found;
    scoreboard board(in.net.get(), info, found);
    bench_run(bench{o, in.net.get(), in.codes.get() + o.first * in.frame_size, in.frame_size, info,
                    in.netlist.get(), tick},
              board, found);
    return found;
}

findings run_all(const options &o, const inputs &in, const top_info &info) {
    const std::vector<part> parts =
        parts_of(o.first, o.last, o.jobs, info.filling_frames + info.early_frames);
    if (parts.size() < 2) {
        ticker tick(o.last - o.first);
        return run_part(o, in, info, tick);
    }
    const auto start = std::chrono::steady_clock::now();
    findings found = parts_run(parts, [&](const part &p, ticker &tick) {
        options mine = o;
        mine.first = p.first;
        mine.last = p.last;
        return run_part(mine, in, info, tick);
    });
    found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return found;
}

int run(int argc, char **argv) {
    options o = options_parse(argc, argv);
    inputs in = load(o);
    const top_info info = top_describe();
    const std::string unfit = scoreboard::fits(in.net.get(), info);
    if (!unfit.empty())
        throw std::runtime_error("the RTL does not belong to " + o.net + ": " + unfit);
    in.netlist.reset(load_netlist(in.net.get()));
    if (o.debug) {
        ticker tick(o.last - o.first);
        return bench_debug(bench{o, in.net.get(), in.codes.get() + o.first * in.frame_size,
                                 in.frame_size, info, in.netlist.get(), tick})
                   ? exit_ok
                   : exit_mismatch;
    }
    findings found = run_all(o, in, info);
    check_time(o, info, found);
    (o.json ? report_json : report_text)(o, in.net.get(), info, found);
    if (!found.ok())
        report_failure(o, in.net.get(), found);
    return found.ok() ? exit_ok : exit_mismatch;
}

} // namespace
} // namespace cosim

int sc_main(int argc, char **argv) {
    try {
        return cosim::run(argc, argv);
    } catch (const std::invalid_argument &e) {
        std::fprintf(stderr, "bac cosim: %s\n", e.what());
        return cosim::exit_usage;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "bac cosim: %s\n", e.what());
        return cosim::exit_input;
    }
}

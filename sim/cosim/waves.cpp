#include "waves.hpp"

#include <cstdio>

namespace cosim {

void waves_save(const bench &b, const wave_marks &marks, const finding *f) {
    const std::string &wave = b.opt.wave;
    bac_error err{};
    if (!marks.open) {
        std::fprintf(stderr, "no waves: the machine stopped before frame %llu\n",
                     static_cast<unsigned long long>(b.opt.wave_first));
        return;
    }
    const dump names = wave_publish(wave, marks.end_ns);
    const uint64_t at = f ? f->cycle * machine::period_ns : 0;
    const bool inside =
        f && f->cycle != finding::never && at >= marks.start_ns && at <= marks.end_ns;
    const layout_of of{wave, b.net, b.netlist, b.info, marks, inside ? f : nullptr, names};
    const wave_layout layout = layout_make(of);
    expect_ok(gtkwave_save(layout, &err), err);
    expect_ok(surfer_save(layout, &err), err);
    std::fprintf(stderr, "waves: %s; gtkwave %s, or surfer -c %s\n", wave.c_str(),
                 beside(wave, ".gtkw").c_str(), beside(wave, ".sucl").c_str());
}

} // namespace cosim

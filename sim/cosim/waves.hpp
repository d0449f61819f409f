// waves.hpp : what a run leaves beside its figures: the FST, and how viewers show it.
#ifndef COSIM_WAVES_HPP
#define COSIM_WAVES_HPP

#include "bench.hpp"
#include "machine.hpp"
#include "shadow.hpp"
#include "viewers.hpp"

namespace cosim {

// frames.cpp; marked: the frame that the marks are of, if it is not the first in the waves.
machine_config configure(const options &o, shadow *waves, uint64_t marked);

// Gives the waves of b.opt.wave their name and makes the layouts; f: what they are about, or null.
void waves_save(const bench &b, const wave_marks &marks, const finding *f);

} // namespace cosim
#endif

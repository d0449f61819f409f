// gtkwave.hpp : a GTKWave save file beside the waves: one group per layer, markers, colours.
#ifndef COSIM_GTKWAVE_HPP
#define COSIM_GTKWAVE_HPP

#include "bac.h"
#include "machine.hpp"

namespace cosim {

// OUT.fst -> OUT.gtkw; written to a temporary name and renamed.
std::string gtkwave_path(const std::string &wave);
bac_status gtkwave_save(const std::string &wave, const bac_net *net, const top_info &info,
                        const wave_marks &marks, bac_error *err);

} // namespace cosim
#endif

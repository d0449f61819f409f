// viewers.hpp : a layout as files beside the waves: OUT.gtkw and OUT.sucl.
#ifndef COSIM_VIEWERS_HPP
#define COSIM_VIEWERS_HPP

#include "layout.hpp"

namespace cosim {

// OUT.fst -> OUT + ending
std::string beside(const std::string &wave, const char *ending);

// GTKWave's save file, and the translation files that it names. Each is written to a temporary name
// and renamed.
bac_status gtkwave_save(const wave_layout &layout, bac_error *err);
// Surfer's command file.
bac_status surfer_save(const wave_layout &layout, bac_error *err);

} // namespace cosim
#endif

// report.hpp : prints the findings as text and as JSON.
#ifndef COSIM_REPORT_HPP
#define COSIM_REPORT_HPP

#include "bac.h"
#include "findings.hpp"
#include "options.hpp"
#include "top.hpp"

namespace cosim {

// Compares the measured clocks with the closed forms; fills found.time. Without stalls only.
void check_time(const options &o, const top_info &info, findings &found);

// Steady state clocks a frame, or of all, where too few are paced; 0 when fewer than two results
// came.
double cycles_per_frame(const findings &found);

void report_text(const options &o, const bac_net *net, const top_info &info, const findings &found);
void report_json(const options &o, const bac_net *net, const top_info &info, const findings &found);
// Both forms end with this on stderr when something differs.
void report_failure(const options &o, const bac_net *net, const findings &found);

} // namespace cosim
#endif

// words.hpp : findings as text. Clocks count from the first sample of the frame that they are about.
#ifndef COSIM_WORDS_HPP
#define COSIM_WORDS_HPP

#include "findings.hpp"

namespace cosim {

__attribute__((format(printf, 1, 2))) std::string form(const char *format, ...);

// A string of JSON.
std::string quoted(const std::string &s);

// "clock 24", or where no sample of the frame has entered yet: "before its first sample".
std::string clock_words(const findings &found, const finding &f);
// One line, without the kind: place, what, time.
std::string words(const findings &found, const finding &f);
// All that is wrong with the time.
std::vector<std::string> time_words(const findings &found);

} // namespace cosim
#endif

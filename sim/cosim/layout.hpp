// layout.hpp : how the waves are shown, once for every viewer: groups, rows, markers. Every name is
// in the dump; a row whose name is not there is left out.
#ifndef COSIM_LAYOUT_HPP
#define COSIM_LAYOUT_HPP

#include "bac.h"
#include "dump.hpp"
#include "findings.hpp"
#include "machine.hpp"

namespace cosim {

enum class colour { plain, red, orange, yellow, green, blue, indigo, violet };

// Lists of names: the translation files.
enum class wave_words { none, classes, stalls };

struct wave_row {
    enum form_of { comment, open, closed, end, bit, hex, number, signed_number, curve, text };
    form_of form;               // open, closed: a group begins; end: it ends
    std::string alias;          // how it is called; for a group or comment all of it
    std::string name = {};      // in the dump, without its range
    uint32_t bits = 0;          // of the signal of that name
    uint32_t lo = 0, width = 0; // bits lo and up, if width > 0
    colour shade = colour::plain;
    wave_words words = wave_words::none; // text: what a number means
};

struct wave_marker {
    char letter;
    uint64_t ns;
    std::string meaning;
};

struct wave_layout {
    std::string wave; // path
    std::vector<wave_row> rows;
    std::vector<wave_marker> markers;
    uint64_t primary_ns, from_ns, to_ns; // to be seen at first
    std::vector<std::string> classes, stalls;
    const std::vector<std::string> &words(wave_words of) const {
        return of == wave_words::classes ? classes : stalls;
    }
};

// f: what the waves are about; may be null.
struct layout_of {
    const std::string &wave;
    const bac_net *net;
    const bac_netlist *netlist;
    const top_info &info;
    const wave_marks &marks;
    const finding *f;
    const dump &names;
};
wave_layout layout_make(const layout_of &of);

} // namespace cosim
#endif

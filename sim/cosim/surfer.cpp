// surfer.cpp : the layout as a command file of Surfer (its documented commands). It knows neither closed
// groups nor parts of a vector nor translation files: dividers name the groups, whole signals stand for
// their parts, and a closed group is left out.
#include "viewers.hpp"

namespace cosim {
namespace {

// A divider's name is one word.
std::string word(const std::string &text) {
    std::string out;
    for (const char c : text)
        out += c == ' ' ? '_' : c;
    return out;
}

} // namespace

bac_status surfer_save(const wave_layout &layout, bac_error *err) {
    std::string text = "load_file " + layout.wave + "\n", before;
    int closed = 0;
    for (const wave_row &r : layout.rows) {
        closed += r.form == wave_row::closed;
        const bool shown = closed == 0;
        closed -= r.form == wave_row::end && closed > 0;
        if (!shown || r.form == wave_row::end)
            continue;
        if (r.name.empty())
            text += "divider_add " + word(r.alias) + "\n";
        else if (r.name != before)
            text += "variable_add " + r.name + "\n";
        before = r.name;
    }
    text += "cursor_set " + std::to_string(layout.primary_ns) + "\n";
    for (const wave_marker &m : layout.markers)
        if (m.ns == layout.primary_ns)
            text += std::string("marker_set ") + m.letter + "\n";
    text += "goto_cursor\n";
    return bac_file_write(beside(layout.wave, ".sucl").c_str(), text.data(), text.size(), err);
}

} // namespace cosim

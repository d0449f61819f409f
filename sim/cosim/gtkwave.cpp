// gtkwave.cpp : the layout as a save file of GTKWave 3.3 (its documented format: flags in hexadecimal, a
// line each before the row that they are of).
#include "viewers.hpp"

#include <cmath>

namespace cosim {
namespace {

const char *flags(const wave_row &r) {
    switch (r.form) {
    case wave_row::comment:
        return "@200\n";
    case wave_row::open:
        return "@800200\n";
    case wave_row::closed:
        return "@c00200\n";
    case wave_row::end:
        return "@1000200\n";
    case wave_row::bit:
        return "@28\n";
    case wave_row::hex:
        return "@22\n";
    case wave_row::number:
        return "@24\n";
    case wave_row::signed_number:
        return "@420\n";
    case wave_row::curve:
        return "@88020\n";
    case wave_row::text:
        return "@2024\n";
    }
    return "";
}

std::string ranged(const wave_row &r) {
    const bool vector = r.bits > 1 && r.form != wave_row::curve;
    return r.name + (vector ? "[" + std::to_string(r.bits - 1) + ":0]" : "");
}

// A vector's bits one by one; GTKWave counts them from its left end.
std::string picked(const wave_row &r) {
    std::string text;
    for (uint32_t i = r.width; i-- > 0;)
        text += " (" + std::to_string(r.bits - 1 - (r.lo + i)) + ")" + ranged(r);
    return text;
}

std::string file_of(wave_words words) {
    return words == wave_words::classes ? ".classes.txt" : ".stalls.txt";
}

std::string row_text(const wave_layout &layout, const wave_row &r, bool closed) {
    if (r.form == wave_row::end && closed)
        return "@1401200\n-" + r.alias + "\n";
    std::string text = flags(r);
    if (r.name.empty())
        return text + "-" + r.alias + "\n";
    text += "[color] " + std::to_string(static_cast<int>(r.shade)) + "\n";
    if (r.form == wave_row::text)
        text += std::string(r.words == wave_words::classes ? "^1 " : "^2 ") +
                beside(layout.wave, file_of(r.words).c_str()) + "\n";
    if (r.width > 0)
        text += "#{" + r.alias + "}" + picked(r) + "\n";
    else
        text += "+{" + r.alias + "} " + ranged(r) + "\n";
    if (r.form == wave_row::curve)
        text += "@20000\n-\n@20000\n-\n"; // three rows high
    return text;
}

// Room for the names and values of what is open, in pixels: a character has 8.
int names_width(const wave_layout &layout) {
    size_t name = 16, value = 12;
    bool closed = false;
    for (const wave_row &r : layout.rows) {
        closed = r.form == wave_row::closed || (closed && r.form != wave_row::end);
        if (!closed && r.alias.size() > name)
            name = r.alias.size();
        if (!closed && r.form == wave_row::text)
            for (const std::string &word : layout.words(r.words))
                value = word.size() > value ? word.size() : value;
    }
    return static_cast<int>(8 * (name + value) + 40);
}

// Zoom -z shows 2^z time units on 200 pixels.
std::string head(const wave_layout &layout) {
    constexpr int width = 1600;
    const int names = names_width(layout);
    const double span = static_cast<double>(layout.to_ns - layout.from_ns) + 1;
    const double zoom = std::log2(span * 200 / (width - names));
    std::string line = "*-" + std::to_string(zoom) + " " + std::to_string(layout.primary_ns);
    for (char letter = 'A'; letter <= 'Z'; letter++) {
        std::string at = " -1";
        for (const wave_marker &m : layout.markers)
            if (m.letter == letter)
                at = " " + std::to_string(m.ns);
        line += at;
    }
    std::string text = "[dumpfile] \"" + layout.wave + "\"\n[timestart] " +
                       std::to_string(layout.from_ns) + "\n[size] " + std::to_string(width) +
                       " 1000\n[pos] -1 -1\n" + line + "\n";
    for (const wave_marker &m : layout.markers) // the legend says what they mean
        text += std::string("[markername] ") + m.letter + m.letter + "\n";
    return text + "[sst_width] 0\n[signals_width] " + std::to_string(names) +
           "\n[sst_expanded] 0\n";
}

bac_status words_save(const wave_layout &layout, wave_words words, bac_error *err) {
    std::string text;
    const std::vector<std::string> &list = layout.words(words);
    for (size_t i = 0; i < list.size(); i++)
        text += std::to_string(i) + " " + list[i] + "\n";
    return bac_file_write(beside(layout.wave, file_of(words).c_str()).c_str(), text.data(),
                          text.size(), err);
}

} // namespace

std::string beside(const std::string &wave, const char *ending) {
    const size_t n = wave.size();
    const bool fst = n > 4 && wave.compare(n - 4, 4, ".fst") == 0;
    return (fst ? wave.substr(0, n - 4) : wave) + ending;
}

bac_status gtkwave_save(const wave_layout &layout, bac_error *err) {
    std::string text = head(layout);
    bool closed = false; // groups do not nest
    for (const wave_row &r : layout.rows) {
        if (r.form == wave_row::open || r.form == wave_row::closed)
            closed = r.form == wave_row::closed;
        text += row_text(layout, r, closed);
    }
    for (const wave_words words : {wave_words::classes, wave_words::stalls}) {
        const bac_status status = words_save(layout, words, err);
        if (status != BAC_OK)
            return status;
    }
    return bac_file_write(beside(layout.wave, ".gtkw").c_str(), text.data(), text.size(), err);
}

} // namespace cosim

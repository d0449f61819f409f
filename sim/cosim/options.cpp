#include "options.hpp"

#include <stdexcept>

namespace cosim {
namespace {

uint64_t number(const std::string &text) {
    size_t used = 0;
    const uint64_t v = text.empty() || text[0] == '-' ? 0 : std::stoull(text, &used);
    if (used == 0 || used != text.size())
        throw std::invalid_argument("not a number: '" + text + "'");
    return v;
}

void window(const std::string &text, uint64_t &first, uint64_t &last) {
    const size_t colon = text.find(':');
    if (colon == std::string::npos)
        throw std::invalid_argument("not a range A:B: '" + text + "'");
    first = number(text.substr(0, colon));
    last = number(text.substr(colon + 1));
}

void stall_option(options &o, const std::string &text) {
    bac_error err{};
    if (bac_stall_parse(text.c_str(), &o.stall, &err) != BAC_OK)
        throw std::invalid_argument(err.text);
    o.stall_text = text;
}

} // namespace

options options_parse(int argc, char **argv) {
    options o;
    for (int i = 1; i < argc; i++) {
        const std::string name = argv[i];
        if (name[0] == '+') // the Verilog's own
            continue;
        if (name == "--json")
            o.json = true;
        else if (name == "--links")
            o.links = true;
        else if (name == "--debug")
            o.debug = true;
        else if (name == "--plain-loop")
            o.plain_loop = true;
        else if (++i >= argc)
            throw std::invalid_argument(name + " needs a value");
        else if (name == "--net")
            o.net = argv[i];
        else if (name == "--input")
            o.frames = argv[i];
        else if (name == "--command")
            o.command = argv[i];
        else if (name == "--stall")
            stall_option(o, argv[i]);
        else if (name == "--seed")
            o.seed = number(argv[i]);
        else if (name == "--frames")
            window(argv[i], o.first, o.last);
        else if (name == "--jobs")
            o.jobs = number(argv[i]);
        else if (name == "--wave")
            o.wave = argv[i];
        else if (name == "--wave-frames")
            window(argv[i], o.wave_first, o.wave_last);
        else
            throw std::invalid_argument("unknown option " + name);
    }
    return o;
}

} // namespace cosim

#include "words.hpp"

#include <cstdarg>
#include <cstdio>

namespace cosim {
namespace {

using ull = unsigned long long;

std::string handshake_words(const findings &found, const finding &f) {
    std::string text =
        form("link '%s', %s, %s (frame %llu, beat %u): expected %lld, got %lld", f.at.name.c_str(),
             f.what.c_str(), clock_words(found, f).c_str(), static_cast<ull>(f.frame), f.beat,
             static_cast<long long>(f.expected), static_cast<long long>(f.got));
    if (f.others > 0)
        text += form("; %u more links differ in this clock", f.others);
    return text;
}

} // namespace

std::string form(const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    std::vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return text;
}

std::string quoted(const std::string &s) {
    std::string out = "\"";
    for (const char c : s) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            out += form("\\u%04x", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + "\"";
}

std::string clock_words(const findings &found, const finding &f) {
    const std::optional<int64_t> clock = found.clock(f.frame, f.cycle);
    return clock && *clock >= 0 ? form("clock %lld", static_cast<long long>(*clock))
                                : "before its first sample";
}

std::string words(const findings &found, const finding &f) {
    const std::string clock = clock_words(found, f);
    const ull frame = f.frame;
    switch (f.kind) {
    case finding::protocol:
        return form("%s: %s (frame %llu, position %u, %s)", f.at.name.c_str(), f.what.c_str(),
                    frame, f.beat, clock.c_str());
    case finding::handshake:
        return handshake_words(found, f);
    case finding::deadlock:
        return form("%s since %s of frame %llu", f.what.c_str(), clock.c_str(), frame);
    case finding::surplus:
        return form("stopped at %s of frame %llu: stream '%s': %s", clock.c_str(), frame,
                    f.at.name.c_str(), f.what.c_str());
    case finding::missing:
        return form("position %u, channel %u: the beat never came", f.position, f.channel);
    case finding::value:
        return form("position %u, channel %u, %s: expected %lld, got %lld", f.position, f.channel,
                    clock.c_str(), static_cast<long long>(f.expected),
                    static_cast<long long>(f.got));
    case finding::pace:
        break;
    }
    return f.what;
}

std::vector<std::string> time_words(const findings &found) {
    std::vector<std::string> all;
    if (found.parted)
        all.push_back(words(found, *found.parted));
    all.insert(all.end(), found.closed.begin(), found.closed.end());
    return all;
}

} // namespace cosim

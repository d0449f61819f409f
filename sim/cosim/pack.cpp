// pack.cpp : findings as bytes, for a pipe between two processes of the same program.
#include "parts.hpp"

#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace cosim {
namespace {

// The fields of each type, once for both directions.
template <class A, class T> void fields(A &a, T &x, const range *) {
    a(x.lo, x.hi);
}
template <class A, class T> void fields(A &a, T &x, const gaps *) {
    a(x.n, x.clocks);
}
template <class A, class T> void fields(A &a, T &x, const passage *) {
    a(x.first, x.last, x.result);
}
template <class A, class T> void fields(A &a, T &x, const stream_place *) {
    a(x.name, x.link, x.layer);
}
template <class A, class T> void fields(A &a, T &x, const finding *) {
    a(x.kind, x.at, x.frame, x.cycle, x.beat, x.position, x.channel, x.expected, x.got, x.wire,
      x.stage, x.held, x.others, x.what);
}
template <class A, class T> void fields(A &a, T &x, const link_activity *) {
    a(x.name, x.consumer, x.beats, x.first_beat, x.last_beat, x.stalled, x.starved, x.mismatches,
      x.timed);
}
template <class A, class T> void fields(A &a, T &x, const fifo_peak *) {
    a(x.name, x.depth, x.most);
}
template <class A, class T> void fields(A &a, T &x, const findings *) {
    a(x.frames_offered, x.frames_done, x.streams, x.values, x.mismatches, x.protocol_errors,
      x.first, x.protocol, x.parted, x.stuck, x.deadlock, x.simulator, x.closed, x.first_frame,
      x.parts, x.began, x.lockstep_clocks, x.lockstep_links, x.last_result, x.filling_frames,
      x.early_frames, x.paced, x.paced_result, x.all_gaps, x.paced_gaps, x.paced_first,
      x.paced_last, x.filling, x.ending, x.cycles, x.seconds, x.links, x.fifos);
}

template <class T> constexpr bool is_plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

struct packer {
    std::string out;

    template <class... Ts> void operator()(const Ts &...xs) { (put(xs), ...); }
    template <class T> void put(const T &x) {
        if constexpr (is_plain<T>)
            out.append(reinterpret_cast<const char *>(&x), sizeof x);
        else
            fields(*this, x, &x);
    }
    void put(const std::string &x) {
        put(x.size());
        out += x;
    }
    template <class T> void put(const std::optional<T> &x) {
        put(x.has_value());
        if (x)
            put(*x);
    }
    template <class T> void put(const std::vector<T> &x) { all(x); }
    template <class T> void put(const std::deque<T> &x) { all(x); }
    template <class C> void all(const C &x) {
        put(x.size());
        for (const auto &e : x)
            put(e);
    }
};

struct unpacker {
    const std::string &in;
    size_t at = 0;

    template <class... Ts> void operator()(Ts &...xs) { (get(xs), ...); }
    const char *take(size_t n) {
        if (n > in.size() - at)
            throw std::runtime_error("a part's findings are cut off");
        at += n;
        return in.data() + at - n;
    }
    template <class T> void get(T &x) {
        if constexpr (is_plain<T>)
            std::memcpy(&x, take(sizeof x), sizeof x);
        else
            fields(*this, x, &x);
    }
    size_t size() {
        size_t n = 0;
        get(n);
        return n;
    }
    void get(std::string &x) {
        const size_t n = size();
        x.assign(take(n), n);
    }
    template <class T> void get(std::optional<T> &x) {
        bool any = false;
        get(any);
        x.reset();
        if (any)
            get(x.emplace());
    }
    template <class T> void get(std::vector<T> &x) { all(x); }
    template <class T> void get(std::deque<T> &x) { all(x); }
    template <class C> void all(C &x) {
        x.clear();
        for (size_t n = size(); n > 0; n--)
            get(x.emplace_back());
    }
};

} // namespace

std::string findings_pack(const findings &f) {
    packer p;
    p.put(f);
    return p.out;
}

findings findings_unpack(const std::string &bytes) {
    findings f;
    unpacker u{bytes};
    u.get(f);
    if (u.at != bytes.size())
        throw std::runtime_error("a part's findings have bytes too many");
    return f;
}

} // namespace cosim

// deadlock.cpp : a machine that stands still, explained by link and cause.
#include "machine.hpp"

#include <cinttypes>
#include <cstdio>

namespace cosim {
namespace {

const char *state_word(const monitor &m) {
    switch (m.state()) {
    case flow::blocked:
        return "blocked (valid, not ready)";
    case flow::starved:
        return m.done() ? "done" : "starved (ready, not valid)";
    case flow::idle:
        break;
    }
    return m.done() ? "done" : "starved (not valid, not ready)";
}

bool blocked(const stuck_link &l) {
    return l.watch->state() == flow::blocked;
}
bool starved(const stuck_link &l) {
    return !blocked(l) && !l.watch->done();
}

bool same_reader(const stuck_link &a, const stuck_link &b) {
    return std::string(a.info->consumer) == b.info->consumer;
}

// A layer that reads several streams stands still when one of them waits and another is missing.
struct culprit {
    const stuck_link *waiting = nullptr, *missing = nullptr;
};

// A full FIFO blocks the link in front of it; a join that only waits for a lost beat leaves its
// FIFO half empty. Without a FIFO the jam must reach back to the input.
culprit find_join(const std::vector<stuck_link> &links, const monitor &source) {
    const bool jam = source.state() == flow::blocked;
    for (const bool with_fifo : {true, false})
        for (const stuck_link &a : links)
            for (const stuck_link &b : links)
                if (same_reader(a, b) && blocked(a) && starved(b) &&
                    (with_fifo ? a.info->fifo_depth > 0 : jam))
                    return culprit{&a, &b};
    return culprit{};
}

// A FIFO has the name of the link behind it: the same layer, the same reader.
std::string fifo_name(const std::vector<stuck_link> &links, const stuck_link &into) {
    for (const stuck_link &l : links)
        if (&l != &into && same_reader(l, into) && l.info->layer == into.info->layer &&
            l.info->fifo_depth == 0)
            return l.info->name;
    return into.info->name;
}

std::string explain_join(const std::vector<stuck_link> &links, const culprit &c) {
    const std::string text = "link '" + std::string(c.waiting->info->name) +
                             "' is blocked in front of '" + c.waiting->info->consumer +
                             "', whose other input '" + c.missing->info->name + "' is starved";
    const uint32_t depth = c.waiting->info->fifo_depth;
    if (depth == 0)
        return text + "; there is no FIFO on its way\n";
    const std::string name = fifo_name(links, *c.waiting);
    return text + ":\n  the FIFO '" + name + "' between them holds " + std::to_string(depth) +
           " beats and is full; enlarge it with --fifo " + name + "=DEPTH\n";
}

// No join is to blame: beats were lost, or a stage does not take its input.
std::string explain_other(const std::vector<stuck_link> &links, const monitor &source,
                          const monitor &sink) {
    if (sink.state() == flow::blocked)
        return "the result waits for m_axis_tready\n";
    const stuck_link *last_blocked = nullptr;
    for (const stuck_link &l : links)
        if (blocked(l))
            last_blocked = &l;
    if (source.state() == flow::blocked && last_blocked)
        return "link '" + std::string(last_blocked->info->name) + "' is the last one blocked: '" +
               last_blocked->info->consumer + "' does not take its input\n";
    if (source.state() == flow::blocked)
        return "the input is not taken, although no link is blocked\n";
    for (const stuck_link &l : links)
        if (starved(l))
            return "every sample was taken, but beats were lost: the first link with too few is '" +
                   std::string(l.info->name) + "'\n";
    return last_blocked ? "link '" + std::string(last_blocked->info->name) + "' is blocked in '" +
                              last_blocked->info->consumer + "'\n"
                        : "every link is done, but the result is missing\n";
}

} // namespace

std::string deadlock_report(uint64_t cycle, uint64_t quiet, const std::vector<stuck_link> &links,
                            const monitor &source, const monitor &sink) {
    char line[512];
    std::snprintf(line, sizeof line,
                  "DEADLOCK at cycle %" PRIu64 ": no beat on any stream for %" PRIu64 " clocks\n",
                  cycle, quiet);
    std::string text = line;
    const culprit c = find_join(links, source);
    text += "  " + (c.waiting ? explain_join(links, c) : explain_other(links, source, sink));
    auto row = [&](const monitor &m, const char *consumer, uint32_t depth) {
        std::string fifo = depth ? ", FIFO " + std::to_string(depth) : "";
        std::snprintf(line, sizeof line, "  %-28s -> %-24s %9" PRIu64 " beats  %s%s\n",
                      m.name().c_str(), consumer, m.beats(), state_word(m), fifo.c_str());
        text += line;
    };
    row(source, "", 0);
    for (const stuck_link &l : links)
        row(*l.watch, l.info->consumer, l.info->fifo_depth);
    row(sink, "", 0);
    return text;
}

} // namespace cosim

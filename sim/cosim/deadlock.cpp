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
// FIFO half empty.
culprit find_join(const std::vector<stuck_link> &links) {
    for (const stuck_link &a : links)
        for (const stuck_link &b : links)
            if (a.info->fifo_depth > 0 && same_reader(a, b) && blocked(a) && starved(b))
                return culprit{&a, &b};
    return culprit{};
}

// The blocked link whose reader has all it needs and room behind it: a layer's stream has its name.
const stuck_link *find_stage(const std::vector<stuck_link> &links) {
    for (const stuck_link &a : links) {
        bool stands = blocked(a) && a.info->fifo_depth == 0;
        for (const stuck_link &b : links) {
            const bool behind = std::string(a.info->consumer) == b.info->name;
            stands = stands && !(behind && blocked(b)) && !(same_reader(a, b) && starved(b));
        }
        if (stands)
            return &a;
    }
    return nullptr;
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
    const std::string name = fifo_name(links, *c.waiting);
    return "link '" + std::string(c.waiting->info->name) + "' is blocked in front of '" +
           c.waiting->info->consumer + "', whose other input '" + c.missing->info->name +
           "' is starved:\n  the FIFO '" + name + "' between them holds " +
           std::to_string(c.waiting->info->fifo_depth) +
           " beats and is full; enlarge it with --fifo " + name + "=DEPTH\n";
}

// No FIFO is to blame: a stage does not take its input, or beats were lost.
std::string explain_other(const std::vector<stuck_link> &links, const monitor &source,
                          const monitor &sink) {
    if (sink.state() == flow::blocked)
        return "the result waits for m_axis_tready\n";
    if (const stuck_link *l = find_stage(links))
        return "link '" + std::string(l->info->name) + "' is the last one blocked: '" +
               l->info->consumer + "' does not take its input\n";
    if (source.state() == flow::blocked)
        return "the input is not taken\n";
    for (const stuck_link &l : links)
        if (starved(l))
            return "every sample was taken, but beats were lost: the first link with too few is '" +
                   std::string(l.info->name) + "'\n";
    return "every link is done, but the result is missing\n";
}

} // namespace

std::string deadlock_report(uint64_t cycle, uint64_t quiet, const std::vector<stuck_link> &links,
                            const monitor &source, const monitor &sink) {
    char line[512];
    std::snprintf(line, sizeof line,
                  "DEADLOCK at cycle %" PRIu64 ": no beat on any stream for %" PRIu64 " clocks\n",
                  cycle, quiet);
    std::string text = line;
    const culprit c = find_join(links);
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

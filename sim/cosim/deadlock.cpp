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

// The waiting beat in front of a join that misses its partner.
struct culprit {
    const stuck_link *waiting = nullptr, *missing = nullptr;
};

culprit find_join(const std::vector<stuck_link> &links) {
    for (const stuck_link &a : links)
        for (const stuck_link &b : links)
            if (&a != &b && std::string(a.info->consumer) == b.info->consumer && blocked(a) &&
                starved(b))
                return culprit{&a, &b};
    return culprit{};
}

// The FIFO that the waiting beat has left: a full one carries the same layer and is blocked.
const stuck_link *fifo_of(const std::vector<stuck_link> &links, const stuck_link &waiting) {
    const stuck_link *best = nullptr;
    for (const stuck_link &l : links)
        if (l.info->layer == waiting.info->layer && l.info->fifo_depth > 0 &&
            (!best || (blocked(l) && !blocked(*best))))
            best = &l;
    return best;
}

std::string explain_join(const std::vector<stuck_link> &links, const culprit &c) {
    std::string text = "link '" + std::string(c.waiting->info->name) +
                       "' is blocked in front of '" + c.waiting->info->consumer +
                       "', where link '" + c.missing->info->name + "' is starved";
    const stuck_link *fifo = fifo_of(links, *c.waiting);
    if (!fifo)
        return text + "; there is no FIFO on its way\n";
    const std::string name = fifo->info->consumer; // the stage that reads the link is the FIFO
    return text + ":\n  the FIFO '" + name + "' of " + std::to_string(fifo->info->fifo_depth) +
           " words is full; enlarge it with --fifo " + name + "=DEPTH\n";
}

// A full FIFO blocks what feeds it; a join that waits for a lost beat leaves its FIFO half empty.
bool jammed(const std::vector<stuck_link> &links, const stuck_link &waiting,
            const monitor &source) {
    for (const stuck_link &l : links)
        if (&l != &waiting && l.info->layer == waiting.info->layer && blocked(l))
            return true;
    return source.state() == flow::blocked;
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
    const culprit c = find_join(links);
    const bool join = c.waiting && jammed(links, *c.waiting, source);
    text += "  " + (join ? explain_join(links, c) : explain_other(links, source, sink));
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

// test_parts.cpp : the parts of the bench on their own: lanes, stall patterns, the monitor's rules.
#include "monitor.hpp"
#include "record.hpp"

#include "stall.h"

#include <cstdio>
#include <cstdlib>

using namespace cosim;

namespace {

unsigned checks = 0, failures = 0;

void check(bool good, const char *what, long long detail = 0) {
    checks++;
    if (!good) {
        failures++;
        std::printf("FAIL: %s (%lld)\n", what, detail);
    }
}

// Every width, every offset inside two bytes: what is put is got, and the neighbours stay.
void lanes() {
    for (uint32_t width = 1; width <= 32; width++)
        for (uint32_t offset = 0; offset < 16; offset++) {
            const int64_t top = int64_t{1} << (width - 1);
            for (const int64_t value : {int64_t{0}, int64_t{-1}, -top, top - 1, top / 2}) {
                uint8_t word[16], kept[16];
                for (const int fill : {0x00, 0xff}) {
                    std::memset(word, fill, sizeof word);
                    std::memset(kept, fill, sizeof kept);
                    lane_put(word, offset, width, value);
                    check(lane_get(word, offset, width, true) == value, "signed lane", width);
                    check(lane_get(word, offset, width, false) ==
                              (value & ((int64_t{1} << width) - 1)),
                          "unsigned lane", width);
                    lane_put(kept, offset, width, fill ? -1 : 0);
                    lane_put(word, offset, width, fill ? -1 : 0);
                    check(std::memcmp(word, kept, sizeof word) == 0, "neighbours", offset);
                }
            }
        }
}

bac_stall parsed(const char *text) {
    bac_stall s{};
    bac_error err{};
    check(bac_stall_parse(text, &s, &err) == BAC_OK, text);
    return s;
}

bac_pauses pauses(const char *text, bac_side which, uint64_t seed, uint64_t frame_clocks) {
    bac_pauses p;
    bac_pauses_open(&p, parsed(text), which, seed, {frame_clocks, 64, 16});
    return p;
}

double idle_share(const char *text, bac_side which, uint64_t frame_clocks, uint64_t *run) {
    bac_pauses s = pauses(text, which, 3, frame_clocks);
    uint64_t idle = 0, total = 0, longest = 0;
    for (uint64_t f = 0; f < 400; f++) {
        bac_pauses_frame(&s, f);
        uint64_t length = 0;
        for (uint64_t i = 0; i < 1000; i++) {
            const bool now = bac_pauses_idle(&s, total);
            length = now ? length + 1 : 0;
            longest = length > longest ? length : longest;
            idle += now;
            total++;
        }
    }
    check(longest <= bac_pauses_longest(&s), "a pause longer than promised",
          static_cast<long long>(longest));
    *run = longest;
    return static_cast<double>(idle) / static_cast<double>(total);
}

void stalls() {
    uint64_t run = 0;
    for (const bac_side which : {BAC_SIDE_SOURCE, BAC_SIDE_SINK})
        check(idle_share("none", which, 64, &run) == 0, "none pauses");
    check(idle_share("starve:40", BAC_SIDE_SINK, 64, &run) == 0, "starve pauses the sink");
    check(idle_share("block:40", BAC_SIDE_SOURCE, 64, &run) == 0, "block pauses the source");
    const double random = idle_share("random:40", BAC_SIDE_SOURCE, 64, &run);
    check(random > 0.39 && random < 0.41, "random:40", static_cast<long long>(1000 * random));
    const double burst = idle_share("burst:8", BAC_SIDE_SOURCE, 64, &run);
    check(burst > 0.2 && burst < 0.6, "burst:8", static_cast<long long>(1000 * burst));
    idle_share("block:40", BAC_SIDE_SINK, 64, &run);
    check(run > 128, "block never lasts longer than two frames", static_cast<long long>(run));
    idle_share("starve:40", BAC_SIDE_SOURCE, 400, &run);
    check(run > 50, "starve never lasts", static_cast<long long>(run));

    // a frame's pauses depend on the seed and its number only
    bac_pauses a = pauses("random:50", BAC_SIDE_SOURCE, 1, 64), b = a;
    bac_pauses c = pauses("random:50", BAC_SIDE_SOURCE, 2, 64);
    bac_pauses_frame(&a, 0);
    for (int i = 0; i < 77; i++)
        bac_pauses_idle(&a, 0);
    bac_pauses_frame(&a, 5);
    bac_pauses_frame(&b, 5);
    bac_pauses_frame(&c, 5);
    int same = 0, other = 0;
    for (int i = 0; i < 500; i++) {
        const bool now = bac_pauses_idle(&a, 0);
        same += now == bac_pauses_idle(&b, 0);
        other += now == bac_pauses_idle(&c, 0);
    }
    check(same == 500, "a frame's pauses depend on the frames before", same);
    check(other < 350, "two seeds, the same pauses", other);
}

// A stream of 3 beats a frame, driven by hand.
struct hand {
    uint8_t valid = 0, ready = 0, last = 0, data[2] = {0};
    findings found;
    monitor m{{"hand", 0, 0}, stream_pins{&valid, &ready, &last, data, 12}, 3, 0, found};
    stream_record records[2];
    uint64_t cycle = 0;

    hand() {
        for (stream_record &r : records)
            m.expect(&r);
    }
    void clock(int v, int r, int l, int d) {
        valid = static_cast<uint8_t>(v);
        ready = static_cast<uint8_t>(r);
        last = static_cast<uint8_t>(l);
        data[0] = static_cast<uint8_t>(d);
        m.clock(cycle++);
    }
    bool complains(const char *what) const {
        return found.protocol_errors == 1 && found.protocol[0].what.find(what) == 0;
    }
};

void monitors() {
    hand good;
    for (int f = 0; f < 2; f++)
        for (int t = 0; t < 3; t++) {
            good.clock(0, 1, 0, 99);
            good.clock(1, 0, t == 2, 10 * f + t);
            good.clock(1, 1, t == 2, 10 * f + t);
        }
    check(good.found.protocol_errors == 0, "a good stream is blamed");
    check(good.m.done() && good.m.beats() == 6, "beats");
    check(good.m.stalled() == 6 && good.m.starved() == 6, "stalled, starved");
    check(good.records[1].complete() && good.records[1].data[2 * 2] == 12, "data");
    check(good.records[0].cycle[0] == 2, "cycle");

    hand drop;
    drop.clock(1, 0, 0, 1);
    drop.clock(0, 0, 0, 1);
    check(drop.complains("valid dropped"), "valid drops");
    hand change;
    change.clock(1, 0, 0, 1);
    change.clock(1, 1, 0, 2);
    check(change.complains("data changed"), "data changes");
    hand beyond; // bits 12..15 of the bytes are not the stream's
    beyond.clock(1, 0, 0, 1);
    beyond.data[1] = 0xf0;
    beyond.clock(1, 1, 0, 1);
    check(beyond.found.protocol_errors == 0, "bits beyond the stream are watched");
    hand moved;
    moved.clock(1, 0, 0, 1);
    moved.clock(1, 1, 1, 1);
    check(moved.found.protocol_errors == 2, "last changes, and is early");
    hand early;
    early.clock(1, 1, 0, 1);
    early.clock(1, 1, 1, 1);
    check(early.complains("early last"), "early last");
    const finding &f = early.found.protocol[0];
    check(f.at.name == "hand" && f.frame == 0 && f.beat == 1 && f.cycle == 1, "its place");
    hand missing;
    for (int t = 0; t < 3; t++)
        missing.clock(1, 1, 0, 1);
    check(missing.complains("last missing"), "last missing");
    hand many;
    for (int t = 0; t < 7; t++)
        many.clock(1, 1, t % 3 == 2, 1);
    check(many.complains("a beat more") && many.m.surplus(), "surplus");
}

void words() {
    bac_stall s{};
    bac_error err{};
    for (const char *bad : {"", "none:1", "random", "random:", "random:0", "random:96", "random:1x",
                            "random:-1", "burst:65536", "starve:0", "blocks", "block:9999999999"})
        check(bac_stall_parse(bad, &s, &err) == BAC_ERR_INPUT, bad);
    check(parsed("block").value == BAC_STALL_DEFAULT_PERCENT, "default percent");
    check(parsed("burst:65535").value == 65535, "burst");
}

} // namespace

int main() {
    lanes();
    stalls();
    monitors();
    words();
    std::printf("%u checks, %u failures\n", checks, failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

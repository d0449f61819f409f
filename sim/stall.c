/* stall.c - patterns of stalls: parses their words and computes their pauses. */
#include "stall.h"

#include "netlist.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct stall_name {
    const char *name;
    bac_stall_kind kind;
    bool value_needed;
    uint32_t limit; /* 0: takes no value */
} stall_name;

static const stall_name names[] = {
    {"none", BAC_STALL_NONE, false, 0},
    {"pace", BAC_STALL_PACE, false, 0},
    {"random", BAC_STALL_RANDOM, true, BAC_STALL_MAX_PERCENT},
    {"burst", BAC_STALL_BURST, true, BAC_STALL_MAX_BURST},
    {"starve", BAC_STALL_STARVE, false, BAC_STALL_MAX_PERCENT},
    {"block", BAC_STALL_BLOCK, false, BAC_STALL_MAX_PERCENT},
};

static bool parse_value(const char *text, uint32_t limit, uint32_t *value) {
    char *end = NULL;
    if (!isdigit((unsigned char)text[0]) || strlen(text) > 6)
        return false;
    unsigned long v = strtoul(text, &end, 10);
    if (*end != '\0' || v < 1 || v > limit)
        return false;
    *value = (uint32_t)v;
    return true;
}

bac_status bac_stall_parse(const char *text, bac_stall *stall, bac_error *err) {
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const stall_name *n = &names[i];
        if (strlen(n->name) != length || strncmp(text, n->name, length) != 0)
            continue;
        *stall = (bac_stall){.kind = n->kind, .value = n->limit ? BAC_STALL_DEFAULT_PERCENT : 0};
        if (!colon && !n->value_needed)
            return BAC_OK;
        if (colon && n->limit && parse_value(colon + 1, n->limit, &stall->value))
            return BAC_OK;
        if (!n->limit)
            return bac_fail(err, BAC_ERR_INPUT, "--stall", "'%.40s': %s takes no value", text,
                            n->name);
        return bac_fail(err, BAC_ERR_INPUT, "--stall", "'%.40s': write %s:N with N from 1 to %u",
                        text, n->name, (unsigned)n->limit);
    }
    return bac_fail(
        err, BAC_ERR_INPUT, "--stall",
        "unknown pattern '%.40s': none, pace, random:P, burst:N, starve[:P] or block[:P]", text);
}

/* SplitMix64 (Steele, Lea, Flood 2014): every start value gives a full-period sequence. */
static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t draw(bac_pauses *p) {
    p->state += 0x9e3779b97f4a7c15u;
    return mix(p->state);
}

/* Uniform in 0..n-1; n is far below 2^64, so the bias is negligible. */
static uint64_t below(bac_pauses *p, uint64_t n) {
    return draw(p) % n;
}

static bool percent(bac_pauses *p) {
    return below(p, 100) < p->stall.value;
}

static bool takes_part(bac_stall stall, bac_side side) {
    switch (stall.kind) {
    case BAC_STALL_RANDOM:
    case BAC_STALL_BURST:
        return true;
    case BAC_STALL_PACE:
    case BAC_STALL_STARVE:
        return side == BAC_SIDE_SOURCE;
    case BAC_STALL_BLOCK:
        return side == BAC_SIDE_SINK;
    case BAC_STALL_NONE:
        break;
    }
    return false;
}

void bac_pauses_open(bac_pauses *p, bac_stall stall, bac_side side, uint64_t seed,
                     bac_frame_time time) {
    *p = (bac_pauses){.stall = stall,
                      .side = side,
                      .active = takes_part(stall, side),
                      .seed = seed,
                      .frame_clocks = time.inside > 0 ? time.inside : 1,
                      .time = time};
}

void bac_pauses_frame(bac_pauses *p, uint64_t frame) {
    const uint64_t lane = p->side == BAC_SIDE_SOURCE ? 1 : 2;
    p->state = mix(mix(p->seed + 0x632be59bd9b4e019u) ^ mix(2 * frame + lane));
    p->hold = 0;
    p->burst = p->stall.value;
    p->frame++;
    p->beat = 0;
    if (!p->active || p->side == BAC_SIDE_SOURCE)
        return;
    /* The hold counts from the previous result. The next result needs about a frame's time, so only
     * a longer hold blocks it. */
    if (p->stall.kind == BAC_STALL_RANDOM && percent(p))
        p->hold = below(p, 3 * p->frame_clocks);
    if (p->stall.kind == BAC_STALL_BLOCK && below(p, 2) == 0)
        p->hold = p->frame_clocks + below(p, 3 * p->frame_clocks);
}

static bool keeps_pace(bac_pauses *p, uint64_t clock) {
    if (!p->begun)
        p->first = clock;
    p->begun = true;
    const uint64_t due = p->first + (p->frame - 1) * p->time.cycles +
                         bac_pace(p->time.cycles, p->time.beats, p->beat);
    if (clock < due)
        return true;
    p->beat++;
    return false;
}

bool bac_pauses_idle(bac_pauses *p, uint64_t clock) {
    if (!p->active)
        return false;
    if (p->stall.kind == BAC_STALL_PACE)
        return keeps_pace(p, clock);
    if (p->hold > 0) {
        p->hold--;
        return true;
    }
    switch (p->stall.kind) {
    case BAC_STALL_BURST:
        if (p->burst > 0) {
            p->burst--;
            return false;
        }
        p->burst = p->stall.value;
        p->hold = below(p, 16) == 0 ? below(p, p->frame_clocks / 2 + 1) : below(p, p->stall.value);
        return true;
    case BAC_STALL_STARVE:
        if (below(p, 256) == 0)
            p->hold = below(p, p->frame_clocks / 4 + 1);
        return percent(p);
    default:
        return percent(p);
    }
}

uint64_t bac_pauses_longest(const bac_pauses *p) {
    return p->active ? 4 * p->frame_clocks + p->time.cycles + p->stall.value +
                           1024 /* 0.95^1024 is 1e-23 */
                     : 0;
}

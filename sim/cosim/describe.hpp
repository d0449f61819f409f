// describe.hpp : bac_links.h (written beside the RTL) as a top_info. Include after bac_links.h.
#ifndef COSIM_DESCRIBE_HPP
#define COSIM_DESCRIBE_HPP

#include "top.hpp"

cosim::top_info cosim::top_describe() {
    top_info t{};
    t.positions = BAC_TOP_POSITIONS;
    t.channels = BAC_TOP_CHANNELS;
    t.in_lane = BAC_TOP_IN_LANE;
    t.beats = BAC_TOP_POSITIONS / BAC_TOP_SAMPLES;
    t.lanes = BAC_TOP_CHANNELS * BAC_TOP_SAMPLES;
    t.classes = BAC_TOP_CLASSES;
    t.logit_lane = BAC_TOP_LOGIT_LANE;
    t.class_lane = BAC_TOP_CLASS_LANE;
    t.latency_first = BAC_TOP_LATENCY_FIRST;
    t.latency_last = BAC_TOP_LATENCY_LAST;
    t.filling_frames = BAC_TOP_FILLING_FRAMES;
    t.early_frames = BAC_TOP_EARLY_FRAMES;
    t.cycles_per_frame = BAC_TOP_CYCLES_PER_FRAME;
    t.input_sets_pace = BAC_TOP_INPUT_SETS_PACE != 0;
    t.predicted = BAC_TOP_PREDICTED != 0;
#define COSIM_LINK(k, name, layer, consumer, depth, beats, lanes, digits, W, is_signed)            \
    t.links.push_back(                                                                             \
        link_info{k, name, layer, consumer, depth, beats, lanes, digits, W, (is_signed) != 0});
    BAC_LINKS(COSIM_LINK)
#undef COSIM_LINK
#define COSIM_HANDSHAKE(k, name) t.handshakes.push_back(name);
    BAC_HANDSHAKES(COSIM_HANDSHAKE)
#undef COSIM_HANDSHAKE
    return t;
}

#endif

#include "upstream.hpp"

#include "expected.hpp"
#include "netlist.h"
#include "run/sources.h"
#include "words.hpp"

#include <set>

namespace cosim {
namespace {

const link_info *carrier(const top_info &info, uint32_t link, uint32_t *index) {
    for (uint32_t k = 0; k < info.links.size(); k++)
        if (info.links[k].trace == link) {
            *index = k;
            return &info.links[k];
        }
    return nullptr;
}

// Elements of [T][C], by layer.
class elements {
  public:
    explicit elements(const bac_net *net) : net_(net), sets_(bac_net_layers(net)) {}
    void put(uint32_t layer, uint32_t t, uint32_t c) {
        sets_[layer].insert(static_cast<uint64_t>(t) * bac_net_layer(net_, layer)->C + c);
    }
    const std::set<uint64_t> &of(uint32_t layer) const { return sets_[layer]; }

    // Replaces what is needed of a layer by what it is made of.
    void expand(uint32_t layer) {
        const std::set<uint64_t> wanted = std::move(sets_[layer]);
        sets_[layer].clear();
        const uint32_t C = bac_net_layer(net_, layer)->C;
        for (const uint64_t e : wanted)
            put_sources(layer, static_cast<uint32_t>(e / C), static_cast<uint32_t>(e % C));
    }

  private:
    void put_sources(uint32_t layer, uint32_t t, uint32_t c) {
        const auto put_one = [](void *to, uint32_t source, uint32_t at, uint32_t channel) {
            static_cast<elements *>(to)->put(source, at, channel);
        };
        bac_value_sources(net_, layer, t, c, put_one, this);
    }

    const bac_net *net_;
    std::vector<std::set<uint64_t>> sets_;
};

// Is element `e` on the link by then, and as the model says? -1: not there.
int right(const link_info &l, const stream_record &s, const int32_t *values, uint64_t e,
          uint64_t cycle) {
    const uint32_t lane = static_cast<uint32_t>(e % l.lanes);
    const uint32_t first = static_cast<uint32_t>(e / l.lanes) * l.digits;
    bool same = true;
    for (uint32_t beat = first; beat < first + l.digits; beat++) {
        if (beat >= s.beats || s.cycle[beat] > cycle)
            return -1;
        const uint8_t *word = s.data.data() + static_cast<size_t>(beat) * s.stride;
        same &= lane_get(word, static_cast<uint64_t>(lane) * l.W, l.W, l.is_signed) ==
                expected_lane(l, values, beat, lane);
    }
    return same;
}

// The stages in front of a link, up to links that carry a layer.
void walk_up(const bench &b, uint32_t link, upstream &up) {
    const bac_stage *driver = bac_link_driver(b.netlist, link);
    if (!driver)
        return;
    up.stages.push_back(static_cast<uint32_t>(driver - b.netlist->stages));
    for (uint32_t i = 0; i < driver->n_in; i++) {
        uint32_t index = 0;
        if (const link_info *l = carrier(b.info, driver->in[i], &index))
            up.inputs.push_back({l});
        else
            walk_up(b, driver->in[i], up);
    }
}

void count_others(const bench &b, const finding &f, const frame_record &r, const bac_run *run,
                  upstream &up) {
    for (uint32_t k = 0; k < b.info.links.size(); k++) {
        const link_info &l = b.info.links[k];
        const stream_record &s = r.links[k];
        const int32_t *values = bac_run_layer(run, l.layer);
        if (l.trace == f.at.link || s.beats == 0 || s.cycle[0] > f.cycle)
            continue;
        up.other_streams++;
        for (uint32_t beat = 0; beat < s.beats && s.cycle[beat] <= f.cycle; beat++)
            for (uint32_t i = 0; i < l.lanes; i++) {
                const uint8_t *word = s.data.data() + static_cast<size_t>(beat) * s.stride;
                up.other_values++;
                up.other_wrong += lane_get(word, static_cast<uint64_t>(i) * l.W, l.W,
                                           l.is_signed) != expected_lane(l, values, beat, i);
            }
    }
}

// A channel's values in one frame: position, and how much too large it is.
using differences = std::vector<std::pair<uint32_t, int64_t>>;

differences differences_of(const link_info &l, const stream_record &s, const bac_layer *layer,
                           uint32_t channel, const int32_t *want) {
    differences all;
    for (uint32_t t = 0; t < layer->T; t++) {
        const uint64_t e = static_cast<uint64_t>(t) * layer->C + channel;
        const uint64_t beat = e / l.lanes, lane = e % l.lanes;
        if (beat >= s.beats)
            break;
        const uint8_t *word = s.data.data() + beat * s.stride;
        all.emplace_back(t, lane_get(word, lane * l.W, l.W, l.is_signed) - want[e]);
    }
    return all;
}

// What tap k of channel c multiplies at position t.
int64_t tap(const bac_layer *l, const bac_layer *in, const int32_t *x, uint32_t t, uint32_t k,
            uint32_t c) {
    const int64_t from = static_cast<int64_t>(t) * l->stride + k - l->pad_left;
    return from < 0 || from >= in->T ? 0 : x[static_cast<size_t>(from) * in->C + c];
}

// By how much this weight would have to differ to make all differences; 0: it cannot.
int64_t weight_error(const differences &all, const bac_layer *l, const bac_layer *in,
                     const int32_t *x, uint32_t k, uint32_t c) {
    int64_t delta = 0;
    for (const auto &[t, difference] : all)
        if (difference != 0) {
            const int64_t value = tap(l, in, x, t, k, c);
            delta = value != 0 ? difference / value : 0;
            break;
        }
    for (const auto &[t, difference] : all)
        if (difference != delta * tap(l, in, x, t, k, c))
            return 0;
    return delta;
}

} // namespace

upstream upstream_of(const bench &b, const finding &f, const frame_record &r, const bac_run *run) {
    upstream up;
    walk_up(b, f.at.link, up);
    count_others(b, f, r, run, up);
    if (f.kind != finding::value && f.kind != finding::missing)
        return up;
    std::set<uint32_t> arrive;
    for (const evidence &e : up.inputs)
        arrive.insert(e.link->layer);
    elements need(b.net);
    uint32_t channel = f.channel;
    if (channel >= bac_net_layer(b.net, f.at.layer)->C)
        channel = 0; // the result: its logits come from everywhere in their layer
    need.put(f.at.layer, f.position, channel);
    for (uint32_t layer = f.at.layer + 1; layer-- > 0;)
        if (!arrive.count(layer))
            need.expand(layer);
    for (evidence &e : up.inputs) {
        uint32_t index = 0;
        carrier(b.info, e.link->trace, &index);
        for (const uint64_t at : need.of(e.link->layer)) {
            const int how =
                right(*e.link, r.links[index], bac_run_layer(run, e.link->layer), at, f.cycle);
            (how < 0 ? e.absent : how ? e.right : e.wrong)++;
        }
    }
    return up;
}

std::string other_weight(const bench &b, const finding &f, const frame_record &r,
                         const bac_run *run) {
    uint32_t index = 0, candidates = 0;
    const link_info *link = carrier(b.info, f.at.link, &index);
    const bac_layer *l = bac_net_layer(b.net, f.at.layer);
    if (f.kind != finding::value || !link || link->digits != 1 ||
        (l->op != BAC_CONV && l->op != BAC_FC))
        return "";
    const int32_t *x = bac_run_layer(run, l->in[0]);
    const bac_layer *in = bac_net_layer(b.net, l->in[0]);
    const uint32_t group = in->C / l->groups, first = f.channel / (l->C / l->groups) * group;
    const differences all =
        differences_of(*link, r.links[index], l, f.channel, bac_run_layer(run, f.at.layer));
    std::string text;
    for (uint32_t i = 0; i < group; i++)
        for (uint32_t k = 0; k < l->kernel; k++) {
            const int64_t delta = weight_error(all, l, in, x, k, first + i);
            if (delta == 0 || candidates++ > 0)
                continue;
            const int32_t w =
                l->weight[(static_cast<size_t>(f.channel) * group + i) * l->kernel + k];
            text = form("the weight of input channel %u, tap %u were %lld instead of %d", first + i,
                        k, static_cast<long long>(w + delta), w);
        }
    if (candidates == 1 && all.size() > 1)
        return text + form("; that makes every wrong value of channel %u in this frame", f.channel);
    for (const auto &[t, difference] : all)
        if (all.size() < 2 || difference != all.front().second)
            return "";
    return form("%lld were added to every sum of channel %u",
                static_cast<long long>(all.front().second), f.channel);
}

} // namespace cosim

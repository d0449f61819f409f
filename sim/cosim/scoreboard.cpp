#include "scoreboard.hpp"

#include "expected.hpp"

namespace cosim {
namespace {

// True if beat `beat` is the model's in all lanes: what expected_lane and lane_get tell of each, but
// without a branch a lane.
bool same_beat(const link_info &l, const uint8_t *word, const int32_t *values, uint32_t beat) {
    const int32_t *whole = values + static_cast<size_t>(beat / l.digits) * l.lanes;
    const uint32_t W = l.W, lanes = l.lanes, below = W * (l.digits - 1 - beat % l.digits);
    const int64_t least = l.is_signed ? -(int64_t{1} << (W - 1)) : 0;
    uint64_t differ = 0, outside = 0;
    for (uint32_t i = 0; i < lanes; i++) {
        const uint64_t at = static_cast<uint64_t>(i) * W;
        uint64_t raw;
        std::memcpy(&raw, word + at / 8, sizeof raw);
        differ |= (raw >> at % 8) ^ static_cast<uint64_t>(int64_t{whole[i]} >> below);
        outside |= static_cast<uint64_t>((whole[i] - least) >> W);
    }
    return (differ & ((uint64_t{1} << W) - 1)) == 0 && (l.digits > 1 || outside == 0);
}

} // namespace

scoreboard::scoreboard(const bac_net *net, const top_info &info, findings &found)
    : net_(net), info_(info), found_(found), logits_(info.classes) {
    bac_error err{};
    expect_ok(bac_run_create(net, &run_, &err), err);
    found_.links.resize(info.links.size());
}

scoreboard::~scoreboard() {
    bac_run_free(run_);
}

std::string scoreboard::fits(const bac_net *net, const top_info &info) {
    const bac_layer *input = bac_net_layer(net, 0);
    if (input->T != info.positions || input->C != info.channels)
        return "its input is [" + std::to_string(info.positions) + "][" +
               std::to_string(info.channels) + "]";
    if (bac_net_logits(net)->C != info.classes)
        return "it has " + std::to_string(info.classes) + " classes";
    for (const link_info &l : info.links) {
        const std::string name = "link '" + std::string(l.name) + "'";
        if (l.layer >= bac_net_layers(net))
            return name + " carries a layer that the network does not have";
        const bac_layer *layer = bac_net_layer(net, l.layer);
        if (static_cast<uint64_t>(l.beats) * l.lanes !=
            static_cast<uint64_t>(layer->T) * layer->C * l.digits)
            return name + " has another size than layer '" + layer->name + "'";
        if (l.W < 1 || l.W > 32)
            return name + " is " + std::to_string(l.W) + " bits wide";
    }
    return "";
}

void scoreboard::lost(const frame_record &r, const stream_record &s, uint32_t elements, uint32_t C,
                      finding m) {
    if (s.complete() || found_.stopped())
        return;
    m.frame = r.frame;
    m.position = static_cast<uint32_t>(static_cast<uint64_t>(s.beats) * elements / C);
    m.kind = finding::missing;
    m.beat = s.beats;
    found_.value_error(m);
    found_.mismatches += s.expected - s.beats - 1;
}

void scoreboard::differ(const frame_record &r, stream_place at, const stream_record &s,
                        uint32_t beat, uint64_t element, uint32_t C, int64_t want, int64_t got) {
    finding f;
    f.at = std::move(at);
    f.frame = r.frame;
    f.cycle = s.cycle[beat];
    f.beat = beat;
    f.position = static_cast<uint32_t>(element / C);
    f.channel = static_cast<uint32_t>(element % C);
    f.expected = want;
    f.got = got;
    found_.value_error(f);
}

void scoreboard::check_link(const frame_record &r, uint32_t k) {
    const link_info l = info_.links[k]; // a copy of its own stays in registers
    const stream_record &s = r.links[k];
    const int32_t *expected = bac_run_layer(run_, l.layer);
    const uint32_t C = bac_net_layer(net_, l.layer)->C;
    const uint64_t before = found_.mismatches;
    for (uint32_t t = 0; t < s.beats; t++) {
        const uint8_t *word = s.data.data() + static_cast<size_t>(t) * s.stride;
        if (same_beat(l, word, expected, t))
            continue;
        const size_t first = static_cast<size_t>(t / l.digits) * l.lanes;
        for (uint32_t i = 0; i < l.lanes; i++) {
            const int64_t want = expected_lane(l, expected, t, i);
            const int64_t got = lane_get(word, static_cast<uint64_t>(i) * l.W, l.W, l.is_signed);
            if (got == want)
                continue;
            const uint64_t at = first + i;
            differ(r, {l.name, l.trace, l.layer}, s, t, at, C, want, got);
        }
    }
    found_.values += static_cast<uint64_t>(s.beats) * l.lanes;
    finding m;
    m.at = {l.name, l.trace, l.layer};
    lost(r, s, l.lanes, C * l.digits, m);
    found_.links[k].mismatches += found_.mismatches - before;
    if (!found_.links[k].timed && s.beats > 0 && r.input.beats > 0) {
        found_.links[k].timed = true;
        found_.links[k].first_beat = s.cycle[0] - r.input.cycle[0];
        found_.links[k].last_beat = s.cycle[s.beats - 1] - r.input.cycle[0];
    }
}

// The bus must carry what the model was given: checks the bench itself.
void scoreboard::check_input(const frame_record &r) {
    const stream_record &s = r.input;
    for (uint32_t t = 0; t < s.beats; t++)
        for (uint32_t i = 0; i < info_.lanes; i++) {
            const uint8_t *word = s.data.data() + static_cast<size_t>(t) * s.stride;
            const int64_t got =
                lane_get(word, static_cast<uint64_t>(i) * info_.in_lane, info_.in_lane, false);
            const size_t at = static_cast<size_t>(t) * info_.lanes + i;
            const int64_t want = r.codes[at] & ((int64_t{1} << info_.in_lane) - 1);
            if (got != want)
                differ(r, {"s_axis", 0, 0}, s, t, at, info_.channels, want, got);
        }
    found_.values += static_cast<uint64_t>(s.beats) * info_.lanes;
}

void scoreboard::check_result(const frame_record &r) {
    bac_error err{};
    expect_ok(bac_run_frame(run_, r.codes, logits_.data(), &class_, &err), err);
    const stream_record &s = r.result;
    const stream_place at = result_place(net_, info_);
    finding m;
    m.at = at;
    if (s.beats == 0)
        return lost(r, s, 1, 1, m);
    for (uint32_t c = 0; c <= info_.classes; c++) {
        const bool is_class = c == info_.classes;
        const int64_t want = is_class ? static_cast<int64_t>(class_) : logits_[c];
        const int64_t got = lane_get(s.data.data(), static_cast<uint64_t>(c) * info_.logit_lane,
                                     is_class ? info_.class_lane : info_.logit_lane,
                                     !is_class && bac_net_logits(net_)->type.is_signed);
        if (got != want)
            differ(r, at, s, 0, c, info_.classes + 1, want, got);
    }
    found_.values += info_.classes + 1;
}

void scoreboard::check(const frame_record &r) {
    check_result(r);
    check_input(r);
    for (uint32_t k = 0; k < info_.links.size(); k++)
        check_link(r, k);
}

} // namespace cosim

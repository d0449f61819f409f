#include "shadow.hpp"

#include "machine.h"

namespace cosim {
namespace {

enum stream_signal { EXPECTED, WRONG, FRAME, POSITION, LANES };
enum result_signal { R_EXPECTED, R_WRONG, R_FRAME, R_CLASS, R_CLASS_EXPECTED };
enum value_signal {
    V_CHANNEL,
    V_POSITION,
    V_GOT,
    V_EXPECTED,
    V_DIFFERENCE,
    V_REAL,
    V_REAL_EXPECTED
};
enum wire_signal { W_VALID, W_READY, W_LAST };
constexpr uint32_t number_bits = 40; // any number of 32 bits, and the difference of two

link_info input_link(const top_info &info) {
    return {0, "s_axis", 0, "", 0, info.beats, info.lanes, 1, info.in_lane, false};
}

uint32_t class_bits(const top_info &info) {
    return info.class_lane;
}

uint32_t result_bits(const top_info &info) {
    return info.classes * info.logit_lane + info.class_lane;
}

bool has_numbers(finding::kind_of kind) {
    return kind == finding::value || kind == finding::missing;
}

} // namespace

shadow::shadow(std::string path, const bac_net *net, const bac_netlist *netlist,
               const top_info &info, const finding *f)
    : path_(std::move(path)), net_(net), netlist_(netlist), info_(info) {
    bac_error err{};
    expect_ok(bac_run_create(net, &run_, &err), err);
    if (f)
        add_finding(*f);
    stalls_ = add("check", "stalls", 16);
    add_stream(input_link(info));
    for (const link_info &l : info.links)
        add_stream(l);
    result_ = add("check.m_axis", "expected", result_bits(info));
    add("check.m_axis", "wrong", 1);
    add("check.m_axis", "frame", 32);
    for (const char *name : {"class", "class_expected"}) {
        const size_t i = add("check.m_axis", name, class_bits(info) + 1);
        extra_[i].set(info.classes); // none yet
    }
    for (size_t i = 0; has_finding_ && i < streams_.size(); i++)
        if (of_.at.name == streams_[i].info.name)
            of_stream_ = i;
    if (has_finding_ && of_stream_ < streams_.size()) {
        const stream &s = streams_[of_stream_];
        of_lane_ = static_cast<uint32_t>((static_cast<uint64_t>(of_.position) * s.C + of_.channel) %
                                         s.info.lanes);
    }
}

shadow::~shadow() {
    bac_run_free(run_);
}

size_t shadow::add(const std::string &scope, const std::string &name, uint32_t bits, bool real) {
    extra_.emplace_back(scope, name, bits, real);
    return extra_.size() - 1;
}

void shadow::add_stream(const link_info &l) {
    const bac_layer *layer = bac_net_layer(net_, l.layer);
    const std::string scope = "check." + std::string(l.name);
    stream s{};
    s.info = l;
    s.C = layer->C;
    s.first = add(scope, "expected", l.lanes * l.W);
    add(scope, "wrong", 1);
    add(scope, "frame", 32);
    add(scope, "position", 32);
    for (uint32_t i = 0; l.digits == 1 && l.W > 1 && i < l.lanes && i < lanes_shown; i++) {
        s.scale[i] = layer->n_scale == 0 ? 1 : layer->scale[layer->n_scale == 1 ? 0 : i % s.C];
        add(scope, "lane" + std::to_string(i), 64, true);
        s.reals++;
    }
    s.word.resize(bytes_of_bits(l.lanes * l.W) + 8);
    streams_.push_back(std::move(s));
}

void shadow::add_finding(const finding &f) {
    has_finding_ = true;
    of_ = f;
    of_stream_ = info_.links.size() + 1; // the result, if no stream has its name
    if (has_numbers(f.kind)) {
        finding_ = add("check.first", "channel", 32);
        add("check.first", "position", 32);
        for (const char *name : {"got", "expected", "difference"})
            add("check.first", name, number_bits);
        add("check.first", "real", 64, true);
        add("check.first", "real_expected", 64, true);
    } else {
        finding_ = add("check.first", "valid_expected", 1);
        add("check.first", "ready_expected", 1);
        add("check.first", "last_expected", 1);
    }
}

void shadow::frame(const frame_record &r) {
    bac_error err{};
    numbers n;
    expect_ok(bac_run_frame(run_, r.codes, nullptr, &n.chosen, &err), err);
    n.layer.resize(bac_net_layers(net_));
    for (uint32_t i = 0; i < n.layer.size(); i++) {
        const bac_layer *l = bac_net_layer(net_, i);
        const int32_t *values = bac_run_layer(run_, i);
        n.layer[i].assign(values, values + static_cast<size_t>(l->T) * l->C);
    }
    frames_[r.frame] = std::move(n);
}

const shadow::numbers *shadow::numbers_of(uint64_t frame) const {
    const auto it = frames_.find(frame);
    return it == frames_.end() ? nullptr : &it->second;
}

// The word on the input bus is the code's low bits; all other streams are as expected_lane says.
void shadow::sample_stream(stream &s, const monitor &m) {
    const numbers *n = numbers_of(m.frame());
    const link_info &l = s.info;
    const bool valid = *m.pins().valid & 1;
    extra_[s.first + FRAME].set(static_cast<int64_t>(m.frame()));
    if (!n)
        return;
    const int32_t *values = n->layer[l.layer].data();
    const uint32_t beat = m.beat();
    bool wrong = false;
    for (uint32_t i = 0; i < l.lanes; i++) {
        const int64_t want = expected_lane(l, values, beat, i);
        const uint64_t at = static_cast<uint64_t>(i) * l.W;
        lane_put(s.word.data(), at, l.W, want);
        const int64_t got = lane_get(m.pins().data, at, l.W, true);
        wrong |= lane_get(s.word.data(), at, l.W, true) != got;
        if (valid && i < s.reals) {
            const bool is_signed = l.is_signed || (l.layer == 0 && bac_net_layer(net_, 0)->lo < 0);
            extra_[s.first + LANES + i].set_real(
                static_cast<double>(lane_get(m.pins().data, at, l.W, is_signed)) * s.scale[i]);
        }
    }
    extra_[s.first + EXPECTED].set_bytes(s.word.data());
    extra_[s.first + WRONG].set(valid && wrong);
    extra_[s.first + POSITION].set(
        static_cast<int64_t>(static_cast<uint64_t>(beat / l.digits) * l.lanes / s.C));
}

void shadow::sample_result(const monitor &sink) {
    const numbers *n = numbers_of(sink.frame());
    const bool valid = *sink.pins().valid & 1;
    extra_[result_ + R_FRAME].set(static_cast<int64_t>(sink.frame()));
    if (!n)
        return;
    std::vector<uint8_t> word(bytes_of_bits(sink.pins().bits) + 8);
    const std::vector<int32_t> &logits = n->layer[n->layer.size() - 2];
    const uint64_t after = static_cast<uint64_t>(info_.classes) * info_.logit_lane;
    for (uint32_t c = 0; c < info_.classes; c++)
        lane_put(word.data(), static_cast<uint64_t>(c) * info_.logit_lane, info_.logit_lane,
                 logits[c]);
    lane_put(word.data(), after, info_.class_lane, n->chosen);
    extra_[result_ + R_EXPECTED].set_bytes(word.data());
    const bool same =
        std::memcmp(word.data(), sink.pins().data, bytes_of_bits(sink.pins().bits)) == 0;
    extra_[result_ + R_WRONG].set(valid && !same);
    extra_[result_ + R_CLASS_EXPECTED].set(n->chosen);
    if (valid)
        extra_[result_ + R_CLASS].set(lane_get(sink.pins().data, after, info_.class_lane, false));
}

// The lane in which the finding is, in every beat.
void shadow::sample_value(const monitor &m) {
    const numbers *n = numbers_of(m.frame());
    if (!n)
        return;
    const bool valid = *m.pins().valid & 1, is_result = of_stream_ >= streams_.size();
    int64_t want, got = 0;
    double scale = 1;
    uint64_t element = of_.channel;
    if (is_result) {
        const bool is_class = of_.channel >= info_.classes;
        want = is_class ? n->chosen : n->layer[n->layer.size() - 2][of_.channel];
        got = lane_get(m.pins().data, element * info_.logit_lane,
                       is_class ? info_.class_lane : info_.logit_lane,
                       !is_class && bac_net_logits(net_)->type.is_signed);
        const bac_layer *l = bac_net_logits(net_);
        scale = is_class || l->n_scale == 0 ? 1 : l->scale[0];
    } else {
        const stream &s = streams_[of_stream_];
        const link_info &l = s.info;
        const bac_layer *layer = bac_net_layer(net_, l.layer);
        element = static_cast<uint64_t>(m.beat() / l.digits) * l.lanes + of_lane_;
        want = expected_lane(l, n->layer[l.layer].data(), m.beat(), of_lane_);
        got = lane_get(m.pins().data, static_cast<uint64_t>(of_lane_) * l.W, l.W, l.is_signed);
        if (l.layer == 0 && std::string(l.name) == "s_axis")
            want &= (int64_t{1} << l.W) - 1;
        if (layer->n_scale > 0)
            scale = layer->scale[layer->n_scale == 1 ? 0 : element % s.C];
        extra_[finding_ + V_CHANNEL].set(static_cast<int64_t>(element % s.C));
        extra_[finding_ + V_POSITION].set(static_cast<int64_t>(element / s.C));
    }
    if (is_result)
        extra_[finding_ + V_CHANNEL].set(of_.channel);
    extra_[finding_ + V_EXPECTED].set(want);
    extra_[finding_ + V_REAL_EXPECTED].set_real(static_cast<double>(want) * scale);
    extra_[finding_ + V_DIFFERENCE].set(valid ? got - want : 0);
    if (!valid)
        return;
    extra_[finding_ + V_GOT].set(got);
    extra_[finding_ + V_REAL].set_real(static_cast<double>(got) * scale);
}

void shadow::sample_wires(const lockstep &machine) {
    const bac_wires w = machine.expected();
    extra_[finding_ + W_VALID].set(w.valid[of_.at.link]);
    extra_[finding_ + W_READY].set(w.ready[of_.at.link]);
    extra_[finding_ + W_LAST].set(w.valid[of_.at.link] && w.last[of_.at.link]);
}

void shadow::sample(const monitor &source, const monitor &sink, const std::vector<monitor> &links,
                    const lockstep &machine) {
    sample_stream(streams_[0], source);
    for (size_t k = 0; k < links.size(); k++)
        sample_stream(streams_[k + 1], links[k]);
    sample_result(sink);
    extra_[stalls_].set(stall_cause(source, machine));
    // Results leave in order, behind everything else of their frame.
    while (!frames_.empty() && frames_.begin()->first < sink.frame())
        frames_.erase(frames_.begin());
    if (!has_finding_)
        return;
    if (has_numbers(of_.kind))
        sample_value(of_stream_ >= streams_.size() ? sink
                     : of_stream_ == 0             ? source
                                                   : links[of_stream_ - 1]);
    else
        sample_wires(machine);
}

// The last link, downstream, whose beat waits: all that wait upstream of it wait for it.
uint32_t shadow::stall_cause(const monitor &source, const lockstep &machine) const {
    for (uint32_t k = netlist_->n_links; k-- > 0;)
        if (machine.waits(k))
            return 2 + k;
    return (*source.pins().ready & 1) && !(*source.pins().valid & 1) ? 1 : 0;
}

std::vector<std::string> shadow::stall_causes(const bac_netlist *netlist) {
    std::vector<std::string> names{"-", "s_axis: no sample"};
    for (uint32_t k = 0; k < netlist->n_links; k++) {
        const bac_stage *reader = bac_link_reader(netlist, k);
        names.push_back(std::string(netlist->links[k].name) + " waits for " +
                        (reader ? reader->name : "m_axis_tready"));
    }
    return names;
}

} // namespace cosim

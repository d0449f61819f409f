#include "explanation.hpp"

#include "kind.h"
#include "run/explain.h"
#include "words.hpp"

#include <cstdio>
#include <cstdlib>

namespace cosim {
namespace {

using ull = unsigned long long;

const char *kind_name(finding::kind_of kind) {
    static const char *const names[] = {"value",    "missing beat", "protocol", "handshake",
                                        "deadlock", "surplus beat", "pace"};
    return names[kind];
}

// "pw0_dot (rtl/bac_dot.v, u_pw0_dot in bac_top.v)"
std::string stage_words(const bac_stage &s) {
    return form("%s (rtl/%s.v, u_%s in bac_top.v)", s.name, bac_stage_module(&s), s.name);
}

std::string because(const bench &b, const finding &f, const bac_run *run) {
    char *text = nullptr;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return "";
    uint32_t layer = f.at.layer;
    const bool is_logit = f.at.name == "m_axis" && f.channel < bac_net_logits(b.net)->C &&
                          bac_net_layer(b.net, layer)->n_in == 1;
    if (is_logit) // the result's word holds the logits and, behind them, the class
        layer = bac_net_layer(b.net, layer)->in[0];
    const uint32_t C = bac_net_layer(b.net, layer)->C;
    bac_value_explain(b.net, run, layer, f.position, f.channel < C ? f.channel : 0, out);
    std::fclose(out);
    const std::string words(text, size);
    std::free(text);
    return words;
}

// What the module does wrong on this wire.
const char *wire_words(const finding &f) {
    switch (f.wire) {
    case 'v':
        return f.got ? "offers a beat too early, or one too many"
                     : "offers no beat: it is late, or has lost one";
    case 'l':
        return f.got ? "marks a beat as the frame's last that is not"
                     : "does not mark the frame's last beat";
    default:
        return f.got ? "takes a beat that it should let wait"
                     : "lets a beat wait that it should take";
    }
}

void handshake_cause(const bench &b, const finding &f, explanation &e) {
    if (f.stage == finding::none) {
        e.cause = "the bench";
        return;
    }
    const bac_stage &s = b.netlist->stages[f.stage];
    const uint32_t depth = bac_stage_depth(&s);
    e.stage = f.stage;
    e.cause = "stage " + stage_words(s) + " " + wire_words(f);
    if (depth > 0)
        e.cause +=
            form("; it is a FIFO of %u beats and holds %llu", depth, static_cast<ull>(f.held));
    if (depth > 0 && f.wire == 'r' && !f.got && f.held < depth)
        e.cause += form(": it is shallower than its %u", depth);
}

void value_cause(const bench &b, const upstream &up, explanation &e) {
    for (const uint32_t s : up.stages)
        e.cause += (e.cause.empty() ? "stage " : ", behind ") + stage_words(b.netlist->stages[s]);
    if (!up.stages.empty())
        e.stage = up.stages.front();
    for (const evidence &in : up.inputs) {
        const ull all = in.right + in.wrong + in.absent;
        e.inputs += e.inputs.empty() ? "" : "; ";
        if (all == 0)
            continue;
        e.inputs += form("link %s: ", in.link->name);
        if (in.right == all)
            e.inputs += form("%s %llu of its values that it is made of %s right",
                             all == 1 ? "the" : "all", all, all == 1 ? "was" : "were");
        else
            e.inputs += form(
                "of %llu values that it is made of %llu were right, %llu wrong, %llu not there yet",
                all, static_cast<ull>(in.right), static_cast<ull>(in.wrong),
                static_cast<ull>(in.absent));
    }
}

void other_cause(const bench &b, const finding &f, explanation &e) {
    const bac_stage *reader = bac_link_reader(b.netlist, f.at.link);
    if (f.kind == finding::deadlock && reader) {
        e.stage = static_cast<uint32_t>(reader - b.netlist->stages);
        e.cause = "stage " + stage_words(*reader) + " does not take the beat that waits there";
    } else if (const bac_stage *driver = bac_link_driver(b.netlist, f.at.link)) {
        e.stage = static_cast<uint32_t>(driver - b.netlist->stages);
        e.cause = "stage " + stage_words(*driver) + " drives this link";
    }
}

const frame_record *record_of(const probe &p, uint64_t frame) {
    for (const frame_ptr &r : p.frames)
        if (r->frame == frame)
            return r.get();
    return nullptr;
}

void explain_values(const bench &b, const finding &f, const frame_record &r, explanation &e) {
    bac_run *run = nullptr;
    bac_error err{};
    expect_ok(bac_run_create(b.net, &run, &err), err);
    const std::unique_ptr<bac_run, decltype(&bac_run_free)> held(run, bac_run_free);
    expect_ok(bac_run_frame(run, r.codes, nullptr, nullptr, &err), err);
    const upstream up = upstream_of(b, f, r, run);
    const bool is_value = f.kind == finding::value || f.kind == finding::missing;
    if (is_value) {
        e.because = because(b, f, run);
        value_cause(b, up, e);
        e.as_if = other_weight(b, f, r, run);
    }
    if (up.other_wrong == 0)
        e.others = form("all %llu values on the frame's %u other links were right up to this clock",
                        static_cast<ull>(up.other_values), up.other_streams);
    else
        e.others = form(
            "%llu of %llu values on the frame's %u other links were wrong up to this clock",
            static_cast<ull>(up.other_wrong), static_cast<ull>(up.other_values), up.other_streams);
}

std::string place_words(const finding &f) {
    const bool is_value = f.kind == finding::value || f.kind == finding::missing;
    return is_value ? form("position %u, channel %u", f.position, f.channel)
                    : form("beat %u", f.beat);
}

// The clock of the frame, and the time in the waves.
std::string time_text(const findings &found, const finding &f) {
    if (f.cycle == finding::never)
        return "the beat never came";
    return clock_words(found, f) +
           form(", %llu ns in the waves", static_cast<ull>(f.cycle * machine::period_ns));
}

void line(const char *name, const std::string &text) {
    if (!text.empty())
        std::printf("%-10s%s\n", name, text.c_str());
}

void expected_lines(const finding &f, const explanation &e) {
    const long long want = f.expected, got = f.got;
    const char *wire = f.wire == 'v' ? "valid" : f.wire == 'l' ? "last" : "ready";
    switch (f.kind) {
    case finding::value:
        line("expected", form("%lld = ", want) + e.because);
        line("got", form("%lld, which is %lld too %s", got, got > want ? got - want : want - got,
                         got > want ? "large" : "small"));
        break;
    case finding::missing:
        line("expected", e.because);
        line("got", "nothing");
        break;
    case finding::handshake:
        line("expected", form("%s %lld, as the cycle simulator has it (bac cycles)", wire, want));
        line("got", form("%s %lld", wire, got));
        break;
    case finding::protocol:
    case finding::deadlock:
    case finding::surplus:
    case finding::pace:
        line("got", f.what);
        break;
    }
}

} // namespace

explanation explain(const bench &b, const probe &p) {
    const finding &f = *p.earliest;
    const bac_layer *l = bac_net_layer(b.net, f.at.layer);
    explanation e;
    e.title = form("%s, layer %s (%s), link %s", kind_name(f.kind), l->name, bac_op_name(l->op),
                   f.at.name.c_str());
    if (const frame_record *r = record_of(p, f.frame))
        explain_values(b, f, *r, e);
    if (f.kind == finding::handshake)
        handshake_cause(b, f, e);
    else if (e.cause.empty())
        other_cause(b, f, e);
    if (e.stage != finding::none)
        e.module = bac_stage_module(&b.netlist->stages[e.stage]);
    return e;
}

void explanation_text(const bench &b, const probe &p, const explanation &e, bool alone) {
    const finding &f = *p.earliest;
    std::printf("%s: stall %s, seed %llu, frames %llu to %llu\n", bac_net_name(b.net),
                b.opt.stall_text.c_str(), static_cast<ull>(b.opt.seed), static_cast<ull>(p.first),
                static_cast<ull>(p.last > p.first ? p.last - 1 : p.first));
    line("FIRST", e.title);
    line("at", form("frame %llu, %s, %s", static_cast<ull>(f.frame), place_words(f).c_str(),
                    time_text(p.found, f).c_str()));
    expected_lines(f, e);
    line("cause", e.cause);
    line("as if", e.as_if);
    line("inputs", e.inputs);
    line("upstream", e.others);
    if (!alone)
        line("state",
             "the frames around it pass when they run alone: an earlier one left its state behind");
    if (f.kind == finding::deadlock)
        std::fputs(p.found.deadlock.c_str(), stdout);
}

void explanation_json(const bench &b, const probe &p, const explanation &e, bool alone) {
    const finding &f = *p.earliest;
    const std::optional<int64_t> clock = p.found.clock(f.frame, f.cycle);
    const bool timed = f.cycle != finding::never;
    std::printf("{\"net\": %s, \"stall\": %s, \"seed\": %llu, \"frames\": [%llu, %llu],\n",
                quoted(bac_net_name(b.net)).c_str(), quoted(b.opt.stall_text).c_str(),
                static_cast<ull>(b.opt.seed), static_cast<ull>(p.first), static_cast<ull>(p.last));
    std::printf(" \"kind\": %s, \"layer\": %s, \"link\": %s, \"frame\": %llu, \"beat\": %u, "
                "\"position\": %u, \"channel\": %u,\n",
                quoted(kind_name(f.kind)).c_str(),
                quoted(bac_net_layer(b.net, f.at.layer)->name).c_str(), quoted(f.at.name).c_str(),
                static_cast<ull>(f.frame), f.beat, f.position, f.channel);
    std::printf(" \"clock\": %s, \"ns\": %s, \"expected\": %lld, \"got\": %lld,\n",
                clock ? std::to_string(*clock).c_str() : "null",
                timed ? std::to_string(f.cycle * machine::period_ns).c_str() : "null",
                static_cast<long long>(f.expected), static_cast<long long>(f.got));
    std::printf(" \"stage\": %s, \"module\": %s, \"cause\": %s, \"because\": %s, \"as_if\": %s,\n",
                e.stage == finding::none ? "null" : quoted(b.netlist->stages[e.stage].name).c_str(),
                e.module.empty() ? "null" : quoted(e.module).c_str(), quoted(e.cause).c_str(),
                quoted(e.because).c_str(), quoted(e.as_if).c_str());
    std::printf(" \"inputs\": %s, \"upstream\": %s, \"what\": %s, \"alone\": %s}\n",
                quoted(e.inputs).c_str(), quoted(e.others).c_str(), quoted(f.what).c_str(),
                alone ? "true" : "false");
}

} // namespace cosim

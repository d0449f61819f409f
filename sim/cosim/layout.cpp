#include "layout.hpp"

#include "netlist.h"
#include "shadow.hpp"

#include <set>

namespace cosim {
namespace {

const std::string root = "TOP.bac_top.";

class builder {
  public:
    builder(const layout_of &of, wave_layout &out) : of_(of), out_(out) {}

    void comment(const std::string &text) { out_.rows.push_back({wave_row::comment, text}); }
    void begin(const std::string &title, bool open) {
        out_.rows.push_back({open ? wave_row::open : wave_row::closed, title});
    }
    void end(const std::string &title) { out_.rows.push_back({wave_row::end, title}); }

    bool has(const std::string &name) const { return of_.names.bits.count(name) > 0; }
    // A whole signal.
    void row(wave_row::form_of form, const std::string &alias, const std::string &name, colour c) {
        const auto it = of_.names.bits.find(name);
        if (it != of_.names.bits.end())
            out_.rows.push_back({form, alias, name, it->second, 0, 0, c});
    }
    // Some bits of one, as a number.
    void slice(const std::string &alias, const std::string &name, uint32_t lo, uint32_t width,
               bool is_signed, colour c) {
        const auto it = of_.names.bits.find(name);
        if (it == of_.names.bits.end() || lo + width > it->second)
            return;
        const wave_row::form_of form = it->second == 1 ? wave_row::bit
                                       : is_signed     ? wave_row::signed_number
                                                       : wave_row::number;
        const bool whole = width == it->second;
        out_.rows.push_back({form, alias, name, it->second, lo, whole ? 0 : width, c});
    }
    void text(const std::string &alias, const std::string &name, wave_words words, colour c) {
        row(wave_row::text, alias, name, c);
        if (has(name))
            out_.rows.back().words = words;
    }
    // The wires of a link by their Verilog names, or by those of its trace ports.
    std::string wire(uint32_t link, const char *what) const {
        const std::string named = root + of_.netlist->links[link].name + "_t" + what;
        return has(named) ? named : root + "trace" + std::to_string(link) + "_" + what;
    }
    void handshake(uint32_t link) {
        row(wave_row::bit, "valid", wire(link, "valid"), colour::green);
        row(wave_row::bit, "ready", wire(link, "ready"), colour::yellow);
        row(wave_row::bit, "last", wire(link, "last"), colour::orange);
    }

  private:
    const layout_of &of_;
    wave_layout &out_;
};

const link_info *info_of(const layout_of &of, uint32_t link) {
    for (const link_info &l : of.info.links)
        if (l.trace == link)
            return &l;
    return nullptr;
}

// A link's handshake, its first numbers, its word if that can be read, and what the model says.
void link_rows(const layout_of &of, builder &b, uint32_t k) {
    constexpr uint32_t readable = 64; // bits of a word
    const bac_link &link = of.netlist->links[k];
    const bac_stage *reader = bac_link_reader(of.netlist, k);
    const std::string check = "check." + std::string(link.name) + ".";
    const link_info *l = info_of(of, k);
    b.comment(std::string(link.name) + (reader ? " to " + std::string(reader->name) : ""));
    b.handshake(k);
    if (!l && k != 0)
        return;
    b.row(wave_row::bit, "wrong", check + "wrong", colour::red);
    b.row(wave_row::number, "frame", check + "frame", colour::plain);
    b.row(wave_row::number, "position", check + "position", colour::plain);
    const std::string data = b.wire(k, "data");
    for (uint32_t i = 0; l && i < l->lanes && i < shadow::lanes_shown; i++) {
        const uint32_t C = bac_net_layer(of.net, l->layer)->C;
        const std::string name =
            l->lanes < C    ? "lane " + std::to_string(i)
            : l->lanes == C ? "channel " + std::to_string(i)
                            : "channel " + std::to_string(i % C) + ", +" + std::to_string(i / C);
        b.slice(name, data, i * l->W, l->W, l->is_signed, colour::violet);
        b.row(wave_row::curve, name + " x scale", check + "lane" + std::to_string(i),
              colour::indigo);
    }
    // the channel that is wrong behind, where it is not among the first
    const uint32_t at = of.f ? of.f->channel : 0;
    if (l && at >= shadow::lanes_shown && at < l->lanes &&
        l->lanes == bac_net_layer(of.net, l->layer)->C)
        b.slice("channel " + std::to_string(at), data, at * l->W, l->W, l->is_signed,
                colour::violet);
    if (link.width <= readable) {
        b.row(wave_row::hex, "data", data, colour::blue);
        b.row(wave_row::hex, "data, model", check + "expected", colour::blue);
    }
}

void layer_group(const layout_of &of, builder &b, uint32_t layer, bool open) {
    const bac_layer *l = bac_net_layer(of.net, layer);
    const std::string title = std::string(l->name) + " (" + bac_op_name(l->op) + " [" +
                              std::to_string(l->T) + "][" + std::to_string(l->C) + "])";
    bool any = false;
    for (uint32_t k = 1; k + 1 < of.netlist->n_links; k++) {
        if (of.netlist->links[k].layer != layer)
            continue;
        if (!any)
            b.begin(title, open);
        any = true;
        link_rows(of, b, k);
    }
    if (any)
        b.end(title);
}

void input_group(const layout_of &of, builder &b, bool open) {
    b.begin("input", open);
    b.handshake(0);
    b.row(wave_row::number, "frame", "check.s_axis.frame", colour::plain);
    b.row(wave_row::number, "position", "check.s_axis.position", colour::plain);
    static const char *const iq[] = {"I", "Q"};
    for (uint32_t i = 0; i < of.info.lanes && i < shadow::lanes_shown; i++) {
        const bool two = of.info.channels == 2;
        const std::string name =
            two ? iq[i % 2] : "channel " + std::to_string(i % of.info.channels);
        b.row(wave_row::curve, name + " x scale", "check.s_axis.lane" + std::to_string(i),
              colour::indigo);
    }
    b.end("input");
}

void result_group(const layout_of &of, builder &b, bool open) {
    b.begin("result", open);
    b.handshake(of.netlist->n_links - 1);
    b.row(wave_row::bit, "wrong", "check.m_axis.wrong", colour::red);
    b.row(wave_row::number, "frame", "check.m_axis.frame", colour::plain);
    b.text("class", "check.m_axis.class", wave_words::classes, colour::violet);
    b.text("class, model", "check.m_axis.class_expected", wave_words::classes, colour::green);
    for (uint32_t c = 0; c < of.info.classes && c < shadow::lanes_shown; c++)
        b.slice("logit " + std::to_string(c), root + "m_axis_tdata", c * of.info.logit_lane,
                of.info.logit_lane, bac_net_logits(of.net)->type.is_signed, colour::violet);
    b.end("result");
}

// The number that is wrong, on the link and in the model's word.
void value_rows(const layout_of &of, builder &b) {
    const finding &f = *of.f;
    const link_info *l = info_of(of, f.at.link);
    const std::string check = "check." + f.at.name + ".";
    b.row(wave_row::signed_number, "got", "check.first.got", colour::red);
    b.row(wave_row::signed_number, "expected", "check.first.expected", colour::green);
    b.row(wave_row::signed_number, "difference", "check.first.difference", colour::red);
    if (!b.has("check.first.got") && l) { // waves that were not made for this finding
        const uint64_t element =
            static_cast<uint64_t>(f.position) * bac_net_layer(of.net, l->layer)->C + f.channel;
        const uint32_t lane = static_cast<uint32_t>(element % l->lanes);
        b.slice("got", b.wire(f.at.link, "data"), lane * l->W, l->W, l->is_signed, colour::red);
        b.slice("expected", check + "expected", lane * l->W, l->W, l->is_signed, colour::green);
    }
    b.row(wave_row::number, "frame", check + "frame", colour::plain);
    b.row(wave_row::number, "position", "check.first.position", colour::plain);
    b.row(wave_row::number, "channel", "check.first.channel", colour::plain);
    b.row(wave_row::curve, "got x scale", "check.first.real", colour::red);
    b.row(wave_row::curve, "expected x scale", "check.first.real_expected", colour::green);
}

// What the machine does on this link in the same clock.
void wire_rows(const layout_of &of, builder &b) {
    const std::string check = "check." + of.f->at.name + ".";
    b.row(wave_row::bit, "valid, machine", "check.first.valid_expected", colour::green);
    b.row(wave_row::bit, "ready, machine", "check.first.ready_expected", colour::yellow);
    b.row(wave_row::bit, "last, machine", "check.first.last_expected", colour::orange);
    b.row(wave_row::number, "frame", check + "frame", colour::plain);
    b.row(wave_row::number, "position", check + "position", colour::plain);
}

void finding_group(const layout_of &of, builder &b) {
    const finding &f = *of.f;
    const std::string title = "FIRST MISMATCH " + f.at.name;
    b.begin(title, true);
    b.handshake(f.at.link);
    if (f.kind == finding::value || f.kind == finding::missing)
        value_rows(of, b);
    else
        wire_rows(of, b);
    b.text("stalls", "check.stalls", wave_words::stalls, colour::plain);
    b.end(title);
}

// The signals of the stage that is the nearest cause, as its module names them: closed.
void stage_group(const layout_of &of, builder &b) {
    const uint32_t stage = of.f->stage;
    const bac_stage *s = stage != finding::none ? &of.netlist->stages[stage]
                                                : bac_link_driver(of.netlist, of.f->at.link);
    if (!s)
        return;
    const std::string title = "inside u_" + std::string(s->name),
                      prefix = root + "u_" + s->name + ".";
    // Of what it generates for each channel, that of the wrong one.
    const std::string channel = "[" + std::to_string(of.f->channel) + "]";
    std::set<std::string> names;
    for (const auto &[name, bits] : of.names.bits)
        if (name.rfind(prefix, 0) == 0 &&
            (name.find('[') == std::string::npos || name.find(channel) != std::string::npos))
            names.insert(name);
    b.begin(title, false);
    for (const std::string &name : names) {
        const bool bit = of.names.bits.at(name) == 1;
        b.row(bit ? wave_row::bit : wave_row::hex, name.substr(prefix.size()), name, colour::plain);
    }
    b.end(title);
}

// What the stage in front of the finding reads: the links that lead into it, by their layers.
std::vector<bool> feeding_layers(const layout_of &of) {
    std::vector<bool> open(bac_net_layers(of.net), !of.f);
    if (!of.f)
        return open;
    const bac_stage *driver = bac_link_driver(of.netlist, of.f->at.link);
    while (driver) { // past FIFOs and windows that carry no layer of their own
        bool found = false;
        for (uint32_t i = 0; i < driver->n_in; i++) {
            const bac_link &in = of.netlist->links[driver->in[i]];
            found |= in.carries;
            if (in.carries)
                open[in.layer] = true;
        }
        driver = found ? nullptr : bac_link_driver(of.netlist, driver->in[0]);
    }
    return open;
}

void mark(const layout_of &of, wave_layout &out) {
    const wave_marks &m = of.marks;
    out.markers = {{'A', m.first_sample_ns, "first sample"},
                   {'B', m.last_sample_ns, "last sample"},
                   {'C', m.result_ns, "result"}};
    out.primary_ns = m.first_sample_ns;
    out.from_ns = m.start_ns;
    out.to_ns = m.end_ns;
    if (!of.f || of.f->cycle == finding::never)
        return;
    // Some beats of the link to both sides.
    const uint64_t wrong = of.f->cycle * machine::period_ns;
    const double interval = of.netlist->links[of.f->at.link].interval;
    const uint64_t around =
        static_cast<uint64_t>(interval > 4 ? 4 * interval : 16) * machine::period_ns;
    out.markers.push_back({'M', wrong, "first mismatch"});
    out.primary_ns = wrong;
    out.from_ns = wrong > m.start_ns + around ? wrong - around : m.start_ns;
    out.to_ns = wrong + around;
}

} // namespace

wave_layout layout_make(const layout_of &of) {
    wave_layout out{};
    builder b(of, out);
    out.wave = of.wave;
    for (uint32_t i = 0; i < of.info.classes; i++) {
        const char *label = bac_net_class(of.net, i);
        out.classes.push_back(label ? label : "class " + std::to_string(i));
    }
    out.classes.push_back("-"); // none yet
    out.stalls = shadow::stall_causes(of.netlist);
    mark(of, out);
    for (const wave_marker &m : out.markers) // short lines: the longest one sets a column's width
        b.comment(std::string(1, m.letter) + "  " + m.meaning);
    const std::vector<bool> open = feeding_layers(of);
    if (of.f)
        finding_group(of, b);
    for (uint32_t i = 0; of.f && i < open.size(); i++)
        if (open[i])
            layer_group(of, b, i, true);
    if (of.f)
        stage_group(of, b);
    b.row(wave_row::bit, "clk", root + "clk", colour::indigo);
    b.row(wave_row::bit, "rst", root + "rst", colour::red);
    input_group(of, b, !of.f);
    constexpr uint32_t opened = 3; // layers, where there is no finding
    for (uint32_t i = 0; i < open.size(); i++)
        if (!of.f || !open[i])
            layer_group(of, b, i, !of.f && i <= opened);
    result_group(of, b, !of.f);
    if (!of.f)
        b.text("stalls", "check.stalls", wave_words::stalls, colour::plain);
    b.row(wave_row::bit, "tlast_error", root + "tlast_error", colour::red);
    return out;
}

} // namespace cosim

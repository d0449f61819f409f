#include "gtkwave.hpp"

#include <cmath>

namespace cosim {
namespace {

// Display flags of GTKWave 3.3 (its documented save format: hexadecimal addresses of bits).
constexpr const char *flag_bit = "@28\n", *flag_hex = "@22\n", *flag_signed = "@420\n",
                     *flag_decimal = "@24\n", *flag_comment = "@200\n", *flag_open = "@800200\n",
                     *flag_closed_open = "@c00200\n", *flag_end = "@1000200\n",
                     *flag_closed_end = "@1401200\n", *flag_signed_curve = "@88420\n",
                     *flag_decimal_curve = "@88024\n", *flag_row = "@20000\n-\n";
enum colour { red = 1, orange, yellow, green, blue, indigo, violet };

const std::string scope = "TOP.bac_top.";

std::string ranged(const std::string &name, uint64_t bits) {
    return bits > 1 ? name + "[" + std::to_string(bits - 1) + ":0]" : name;
}

class save_file {
  public:
    std::string text;

    void word(const std::string &alias, const std::string &name, uint64_t bits, colour c,
              const char *flag = flag_hex) {
        text += flag + paint(c) + "+{" + alias + "} " + scope + ranged(name, bits) + "\n";
    }
    void bit(const std::string &alias, const std::string &name, colour c) {
        word(alias, name, 1, c, flag_bit);
    }
    // Bits lo+width-1..lo of a vector as a number of its own, or as a curve three rows high.
    void slice(const std::string &alias, const std::string &name, uint64_t bits, uint64_t lo,
               uint32_t width, bool is_signed, bool curve = false) {
        if (curve)
            text += is_signed ? flag_signed_curve : flag_decimal_curve;
        else
            text += is_signed ? flag_signed : flag_decimal;
        text += paint(violet) + "#{" + alias + "}";
        for (uint32_t i = width; i-- > 0;) // GTKWave counts the bits of a vector from its left end
            text += " (" + std::to_string(bits - 1 - (lo + i)) + ")" + scope + ranged(name, bits);
        text += "\n";
        for (int row = 0; curve && row < 2; row++)
            text += flag_row;
    }
    // A comment; or the start or end of a group, by its flag.
    void comment(const std::string &line, const char *flag = flag_comment) {
        text += flag + ("-" + line + "\n");
    }

  private:
    static std::string paint(colour c) { return "[color] " + std::to_string(c) + "\n"; }
};

void axis(save_file &f, const std::string &prefix, uint64_t bits) {
    f.bit("valid", prefix + "valid", green);
    f.bit("ready", prefix + "ready", yellow);
    f.bit("last", prefix + "last", orange);
    f.word("data", prefix + "data", bits, blue);
}

void link(save_file &f, const link_info &l) {
    constexpr uint32_t shown = 4; // elements as numbers; the rest is in the word
    const std::string t = "trace" + std::to_string(l.trace) + "_";
    const uint64_t bits = static_cast<uint64_t>(l.lanes) * l.W;
    f.comment(std::string(l.name) + " to " + l.consumer);
    axis(f, t, bits);
    if (bits < 2 || l.W < 2)
        return;
    for (uint32_t c = 0; c < l.lanes && c < shown; c++)
        f.slice(std::string(l.name) + "." + std::to_string(c), t + "data", bits,
                static_cast<uint64_t>(c) * l.W, l.W, l.is_signed, l.layer == 0);
}

void layer_group(save_file &f, const bac_net *net, const top_info &info, uint32_t layer,
                 bool collapsed) {
    const bac_layer *l = bac_net_layer(net, layer);
    const std::string title = std::string(l->name) + " (" + bac_op_name(l->op) + " [" +
                              std::to_string(l->T) + "][" + std::to_string(l->C) + "])";
    bool any = false;
    for (size_t k = 0; k < info.links.size(); k++) {
        if (info.links[k].layer != layer)
            continue;
        if (!any)
            f.comment(title, collapsed ? flag_closed_open : flag_open);
        any = true;
        link(f, info.links[k]);
    }
    if (any)
        f.comment(title, collapsed ? flag_closed_end : flag_end);
}

// Zoom -z shows 2^z time units on 200 pixels; the window shall fill 1000.
std::string head(const std::string &wave, const wave_marks &m) {
    const double span = static_cast<double>(m.end_ns - m.start_ns) + 1;
    const double zoom = std::log2(span * 200 / 1000);
    std::string line = "*-" + std::to_string(zoom) + " " + std::to_string(m.first_sample_ns);
    for (const uint64_t mark : {m.first_sample_ns, m.last_sample_ns, m.result_ns})
        line += " " + std::to_string(mark);
    for (int i = 3; i < 26; i++)
        line += " -1";
    std::string text = "[dumpfile] \"" + wave + "\"\n[timestart] " + std::to_string(m.start_ns) +
                       "\n[size] 1600 1000\n[pos] -1 -1\n" + line + "\n";
    text += "[markername] Afirst sample\n[markername] Blast sample\n[markername] Cresult\n";
    return text + "[sst_width] 200\n[signals_width] 400\n";
}

} // namespace

std::string gtkwave_path(const std::string &wave) {
    const size_t n = wave.size();
    const bool fst = n > 4 && wave.compare(n - 4, 4, ".fst") == 0;
    return (fst ? wave.substr(0, n - 4) : wave) + ".gtkw";
}

bac_status gtkwave_save(const std::string &wave, const bac_net *net, const top_info &info,
                        const wave_marks &marks, bac_error *err) {
    save_file f;
    f.text = head(wave, marks);
    f.comment("markers: A first sample, B last sample, C result");
    f.bit("clk", "clk", indigo);
    f.bit("rst", "rst", red);
    f.comment("input", flag_open);
    axis(f, "s_axis_t", static_cast<uint64_t>(info.lanes) * info.in_lane);
    f.comment("input", flag_end);
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        layer_group(f, net, info, i, i > 3);
    f.comment("result", flag_open);
    const uint64_t logits = static_cast<uint64_t>(info.classes) * info.logit_lane;
    axis(f, "m_axis_t", logits + info.class_lane);
    f.slice("class", "m_axis_tdata", logits + info.class_lane, logits, info.class_lane, false);
    f.comment("result", flag_end);
    f.bit("tlast_error", "tlast_error", red);
    return bac_file_write(gtkwave_path(wave).c_str(), f.text.data(), f.text.size(), err);
}

} // namespace cosim

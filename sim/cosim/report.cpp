#include "report.hpp"

#include "machine.h"
#include "verdict.h"
#include "words.hpp"

#include <cinttypes>
#include <cmath>
#include <cstdio>

namespace cosim {
namespace {

using ull = unsigned long long;

std::string span(const range &r) {
    if (r.empty())
        return "-";
    const std::string lo = std::to_string(r.lo);
    return r.lo == r.hi ? lo : lo + ".." + std::to_string(r.hi);
}

// The closed form speaks of a source that keeps the machine's pace: one that never pauses does,
// where no stage is slower than the input.
bool is_timed(const options &o, const top_info &info) {
    return info.predicted && (o.stall.kind == BAC_STALL_PACE ||
                              (o.stall.kind == BAC_STALL_NONE && info.input_sets_pace));
}

void expect_latency(const char *what, const range &r, uint64_t predicted, findings &found) {
    if (!r.empty() && (r.lo != predicted || r.hi != predicted))
        found.closed.push_back(form("%s: expected %llu clocks, got %s", what,
                                    static_cast<ull>(predicted), span(r).c_str()));
}

// What the prediction is of, where not of all frames.
std::string predicted(const std::string &clocks, const top_info &info) {
    char sooner[BAC_SOONER_TEXT];
    bac_sooner_text(info.filling_frames, info.early_frames, sooner);
    return " (predicted " + clocks + sooner + ")";
}

std::string layer_words(const bac_net *net, const finding &f) {
    const bac_layer *l = bac_net_layer(net, f.at.layer);
    return form("layer %s (%s), stream %s", l->name, bac_op_name(l->op), f.at.name.c_str());
}

// What came before may matter, and so may the frame behind, which pushes the last samples out.
std::string rerun(const options &o, const findings &found) {
    const finding *f = found.earliest();
    const uint64_t last = f && f->frame + 2 < o.last ? f->frame + 2 : o.last;
    uint64_t first = o.first;
    for (const uint64_t part : found.parts)
        if (f && part <= f->frame)
            first = part;
    return o.command + form(" --frames %llu:%llu --seed %llu --stall %s --wave mismatch.fst",
                            static_cast<ull>(first), static_cast<ull>(last),
                            static_cast<ull>(o.seed), o.stall_text.c_str());
}

double speed(const findings &f) {
    return f.seconds > 0 ? static_cast<double>(f.cycles) / f.seconds : 0;
}

void links_text(const findings &found) {
    std::printf("%-28s %-24s %9s %9s %10s %9s %9s %10s\n", "link", "consumer", "first", "last",
                "beats", "stalled", "starved", "mismatches");
    for (const link_activity &a : found.links)
        std::printf("%-28s %-24s %9llu %9llu %10llu %9llu %9llu %10llu\n", a.name.c_str(),
                    a.consumer.c_str(), static_cast<ull>(a.first_beat),
                    static_cast<ull>(a.last_beat), static_cast<ull>(a.beats),
                    static_cast<ull>(a.stalled), static_cast<ull>(a.starved),
                    static_cast<ull>(a.mismatches));
}

std::string quoted_list(const std::vector<std::string> &list) {
    std::string out = "[";
    for (size_t i = 0; i < list.size(); i++)
        out += (i ? ", " : "") + quoted(list[i]);
    return out + "]";
}

void links_json(const findings &found) {
    std::printf(",\n \"links\": [");
    for (size_t k = 0; k < found.links.size(); k++) {
        const link_activity &a = found.links[k];
        std::printf("%s\n  {\"name\": %s, \"consumer\": %s, \"first_beat\": %llu, "
                    "\"last_beat\": %llu, \"beats\": %llu, \"stalled\": %llu, \"starved\": %llu, "
                    "\"mismatches\": %llu}",
                    k ? "," : "", quoted(a.name).c_str(), quoted(a.consumer).c_str(),
                    static_cast<ull>(a.first_beat), static_cast<ull>(a.last_beat),
                    static_cast<ull>(a.beats), static_cast<ull>(a.stalled),
                    static_cast<ull>(a.starved), static_cast<ull>(a.mismatches));
    }
    std::printf("],\n \"fifos\": [");
    for (size_t k = 0; k < found.fifos.size(); k++)
        std::printf("%s{\"name\": %s, \"depth\": %u, \"most\": %u}", k ? ", " : "",
                    quoted(found.fifos[k].name).c_str(), found.fifos[k].depth, found.fifos[k].most);
    std::printf("]");
}

// A latency as a number (its maximum), or null when no result came.
std::string latency_json(const range &r) {
    return r.empty() ? "null" : std::to_string(r.hi);
}

void first_json(const options &o, const bac_net *net, const findings &found) {
    const finding &f = *found.first;
    const std::optional<int64_t> clock = found.clock(f.frame, f.cycle);
    std::printf(",\n \"first_mismatch\": {\"frame\": %llu, \"layer\": %s, \"stream\": %s, "
                "\"position\": %u, \"channel\": %u, \"clock\": %s, \"expected\": %lld, "
                "\"got\": %s, \"rerun\": %s}",
                static_cast<ull>(f.frame), quoted(bac_net_layer(net, f.at.layer)->name).c_str(),
                quoted(f.at.name).c_str(), f.position, f.channel,
                clock ? std::to_string(*clock).c_str() : "null", static_cast<long long>(f.expected),
                f.kind == finding::missing ? "null" : std::to_string(f.got).c_str(),
                quoted(rerun(o, found)).c_str());
}

} // namespace

double cycles_per_frame(const findings &f) {
    return f.paced_gaps.n > 0 ? f.paced_gaps.mean() : f.all_gaps.mean();
}

void check_time(const options &o, const top_info &info, findings &found) {
    if (!is_timed(o, info) || found.stopped())
        return;
    expect_latency("first sample to result", found.paced_first, info.latency_first, found);
    expect_latency("last sample to result", found.paced_last, info.latency_last, found);
    const double measured = cycles_per_frame(found);
    if (found.paced_gaps.n > 0 && std::fabs(measured - info.cycles_per_frame) > 1e-9)
        found.closed.push_back(
            form("clocks a frame: expected %.3f, got %.3f", info.cycles_per_frame, measured));
}

void report_text(const options &o, const bac_net *net, const top_info &info, const findings &f) {
    std::printf("%s: %llu frames, stall %s, seed %llu\n", bac_net_name(net),
                static_cast<ull>(f.frames_offered), o.stall_text.c_str(), static_cast<ull>(o.seed));
    std::printf("value     %llu mismatches in %llu values of %llu streams\n",
                static_cast<ull>(f.mismatches), static_cast<ull>(f.values),
                static_cast<ull>(f.streams));
    std::printf("protocol  %llu errors\n", static_cast<ull>(f.protocol_errors));
    const bool pure = is_timed(o, info);
    if (f.lockstep_links > 0)
        std::printf("lockstep  %llu clocks of %llu links %s the machine's\n",
                    static_cast<ull>(f.lockstep_clocks), static_cast<ull>(f.lockstep_links),
                    f.parted ? "until they parted from" : "equal to");
    if (f.all_gaps.n > 0)
        std::printf("time      %.3f clocks a frame%s\n", cycles_per_frame(f),
                    pure ? predicted(form("%.3f", info.cycles_per_frame), info).c_str() : "");
    if (f.frames_done >= 1) {
        std::printf("          first sample to result %s clocks%s\n",
                    span(f.latency_first()).c_str(),
                    pure ? predicted(std::to_string(info.latency_first), info).c_str() : "");
        std::printf("          last sample to result %s clocks%s\n", span(f.latency_last()).c_str(),
                    pure ? predicted(std::to_string(info.latency_last), info).c_str() : "");
    }
    if (!info.predicted)
        std::printf("          not predicted: the plan makes a FIFO shallower than computed\n");
    std::printf("speed     %.0f clocks a second (%llu clocks in %.2f s, model and comparison "
                "included)\n",
                speed(f), static_cast<ull>(f.cycles), f.seconds);
    if (o.links)
        links_text(f);
    std::printf("%s\n", bac_verdict(f.ok(), STDOUT_FILENO));
}

void report_json(const options &o, const bac_net *net, const top_info &info, const findings &f) {
    std::printf("{\"net\": %s, \"stall\": %s, \"seed\": %llu,\n", quoted(bac_net_name(net)).c_str(),
                quoted(o.stall_text).c_str(), static_cast<ull>(o.seed));
    std::printf(" \"frames\": %llu, \"results\": %llu, \"streams\": %llu, \"values\": %llu, "
                "\"mismatches\": %llu, "
                "\"protocol_errors\": %llu,\n",
                static_cast<ull>(f.frames_offered), static_cast<ull>(f.frames_done),
                static_cast<ull>(f.streams), static_cast<ull>(f.values),
                static_cast<ull>(f.mismatches), static_cast<ull>(f.protocol_errors));
    std::printf(" \"lockstep_clocks\": %llu, \"lockstep_links\": %llu, \"lockstep_equal\": %s,\n",
                static_cast<ull>(f.lockstep_clocks), static_cast<ull>(f.lockstep_links),
                f.lockstep_links > 0 && !f.parted ? "true" : "false");
    std::printf(" \"deadlock\": %s, \"time_errors\": %s, \"ok\": %s,\n",
                f.stuck && f.stuck->kind == finding::deadlock ? "true" : "false",
                quoted_list(time_words(f)).c_str(), f.ok() ? "true" : "false");
    const std::string per_frame = f.all_gaps.n == 0 ? "null" : form("%.6f", cycles_per_frame(f));
    std::printf(" \"cycles_per_frame\": %s, \"latency_first\": %s, \"latency_last\": %s,\n",
                per_frame.c_str(), latency_json(f.latency_first()).c_str(),
                latency_json(f.latency_last()).c_str());
    std::printf(" \"predicted\": {\"cycles_per_frame\": %.6f, \"latency_first\": %llu, "
                "\"latency_last\": %llu, \"filling_frames\": %u, \"early_frames\": %u, "
                "\"applies\": %s},\n",
                info.cycles_per_frame, static_cast<ull>(info.latency_first),
                static_cast<ull>(info.latency_last), info.filling_frames, info.early_frames,
                is_timed(o, info) ? "true" : "false");
    std::printf(" \"cycles\": %llu, \"seconds\": %.3f, \"cycles_per_second\": %.0f",
                static_cast<ull>(f.cycles), f.seconds, speed(f));
    if (f.first)
        first_json(o, net, f);
    if (o.links)
        links_json(f);
    std::printf("}\n");
}

void report_failure(const options &o, const bac_net *net, const findings &f) {
    std::fflush(stdout);
    for (const finding &p : f.protocol)
        std::fprintf(stderr, "PROTOCOL  %s\n", words(f, p).c_str());
    if (f.protocol_errors > f.protocol.size())
        std::fprintf(stderr, "PROTOCOL  ... %llu in all\n", static_cast<ull>(f.protocol_errors));
    for (const std::string &t : time_words(f))
        std::fprintf(stderr, "TIME      %s\n", t.c_str());
    if (f.first) {
        std::fprintf(stderr, "FIRST MISMATCH  seed %llu, stall %s, net %s, frame %llu\n",
                     static_cast<ull>(o.seed), o.stall_text.c_str(), bac_net_name(net),
                     static_cast<ull>(f.first->frame));
        std::fprintf(stderr, "  %s, %s\n", layer_words(net, *f.first).c_str(),
                     words(f, *f.first).c_str());
    }
    if (f.stuck)
        std::fprintf(stderr, "%s %s\n%s",
                     f.stuck->kind == finding::deadlock ? "DEADLOCK " : "SIMULATOR",
                     words(f, *f.stuck).c_str(), f.deadlock.c_str());
    if (!f.simulator.empty())
        std::fprintf(stderr, "SIMULATOR %s\n", f.simulator.c_str());
    std::fprintf(stderr, "what is wrong, in words and with waves:\n  %s\n", rerun(o, f).c_str());
}

} // namespace cosim

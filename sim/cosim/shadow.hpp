// shadow.hpp : the model beside the machine, clock by clock, as signals in the same waves.
//
//   check.LINK.expected         the model's word for the beat that LINK offers or waits for
//   check.LINK.wrong            LINK offers another word
//   check.LINK.frame, position  of that beat, and of its first number
//   check.LINK.lane0..3         its first numbers, times the layer's scale
//   check.m_axis.class, class_expected
//   check.stalls                why beats wait: a number of stall_causes()
//   check.first.*               of the finding that the waves are about: expected, got, difference ..
#ifndef COSIM_SHADOW_HPP
#define COSIM_SHADOW_HPP

#include "expected.hpp"
#include "lockstep.hpp"
#include "monitor.hpp"

#include <map>

struct bac_netlist;

namespace cosim {

class shadow {
  public:
    // path: where the waves go. f: may be null.
    shadow(std::string path, const bac_net *net, const bac_netlist *netlist, const top_info &info,
           const finding *f);
    ~shadow();
    shadow(const shadow &) = delete;
    shadow &operator=(const shadow &) = delete;

    const std::string &path() const { return path_; }
    const extra_signals &extra() const { return extra_; }
    // The frame with the finding; 0: none.
    uint64_t about() const { return has_finding_ ? of_.frame : 0; }
    // A frame is about to enter.
    void frame(const frame_record &r);
    // The wires of a clock have settled and no beat has moved yet.
    void sample(const monitor &source, const monitor &sink, const std::vector<monitor> &links,
                const lockstep &machine);

    static std::vector<std::string> stall_causes(const bac_netlist *netlist);
    static constexpr uint32_t lanes_shown = 4;

  private:
    // A frame's numbers, by layer.
    struct numbers {
        std::vector<std::vector<int32_t>> layer;
        uint32_t chosen;
    };
    struct stream {
        link_info info; // of s_axis too
        uint32_t C;
        double scale[lanes_shown];
        size_t first;   // its signals in extra_
        uint32_t reals; // of them
        std::vector<uint8_t> word;
    };
    size_t add(const std::string &scope, const std::string &name, uint32_t bits, bool real = false);
    void add_stream(const link_info &l);
    void add_finding(const finding &f);
    void sample_stream(stream &s, const monitor &m);
    void sample_result(const monitor &sink);
    void sample_value(const monitor &m);
    void sample_wires(const lockstep &machine);
    const numbers *numbers_of(uint64_t frame) const;
    uint32_t stall_cause(const monitor &source, const lockstep &machine) const;

    std::string path_;
    const bac_net *net_;
    const bac_netlist *netlist_;
    const top_info &info_;
    bac_run *run_ = nullptr;
    extra_signals extra_;
    std::vector<stream> streams_; // s_axis, then the links
    size_t result_ = 0, stalls_ = 0, finding_ = 0;
    bool has_finding_ = false;
    finding of_;
    size_t of_stream_ = 0; // in streams_, if it is one of them
    uint32_t of_lane_ = 0;
    std::map<uint64_t, numbers> frames_;
};

} // namespace cosim
#endif

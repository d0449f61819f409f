// scoreboard.hpp : compares every value of every stream of every frame with the C model.
#ifndef COSIM_SCOREBOARD_HPP
#define COSIM_SCOREBOARD_HPP

#include "bac.h"
#include "findings.hpp"
#include "record.hpp"

namespace cosim {

class scoreboard {
  public:
    scoreboard(const bac_net *net, const top_info &info, findings &found);
    ~scoreboard();
    scoreboard(const scoreboard &) = delete;
    scoreboard &operator=(const scoreboard &) = delete;

    // Runs the model on the frame and compares. Beats that never came count as mismatches,
    // unless the machine stopped early (then they are its consequence, not a finding).
    void check(const frame_record &r);
    // Only the result word: all that a pin-level bench sees.
    void check_result(const frame_record &r);

    // "" or why the RTL cannot belong to this network.
    static std::string fits(const bac_net *net, const top_info &info);

    // The model of the frame that was checked last.
    const bac_run *run() const { return run_; }

  private:
    void check_link(const frame_record &r, uint32_t k);
    void check_input(const frame_record &r);
    // The stream has `elements` of [T][C] in a beat.
    void lost(const frame_record &r, const stream_record &s, uint32_t elements, uint32_t C,
              finding m);
    void differ(const frame_record &r, stream_place at, const stream_record &s, uint32_t beat,
                uint64_t element, uint32_t C, int64_t want, int64_t got);

    const bac_net *net_;
    const top_info &info_;
    findings &found_;
    bac_run *run_ = nullptr;
    std::vector<int32_t> logits_;
    uint32_t class_ = 0;
};

} // namespace cosim
#endif

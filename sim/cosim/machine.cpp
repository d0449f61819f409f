#include "machine.hpp"

#include "shadow.hpp"

namespace cosim {

machine::machine(std::unique_ptr<top> t, const top_info &info, const bac_netlist *netlist,
                 const machine_config &config, findings &found)
    : top_(std::move(t)), info_(info), config_(config), found_(found),
      lockstep_(netlist, info.handshakes, top_->handshakes, config.first_frame, found),
      source_(lockstep_.place(0), top_->s_axis, info.beats, config.first_frame, found),
      sink_(lockstep_.place(static_cast<uint32_t>(info.handshakes.size()) - 1), top_->m_axis, 1,
            config.first_frame, found),
      result_frame_(config.first_frame) {
    found_.filling_frames = info_.filling_frames;
    found_.early_frames = info_.early_frames;
    found_.first_frame = config.first_frame;
    links_.reserve(info_.links.size());
    for (size_t k = 0; k < info_.links.size(); k++)
        links_.emplace_back(lockstep_.place(info_.links[k].trace), top_->links[k],
                            info_.links[k].beats, config.first_frame, found);
    bac_pauses_open(&source_stall_, config.stall, BAC_SIDE_SOURCE, config.seed, frame_time(info));
    bac_pauses_open(&sink_stall_, config.stall, BAC_SIDE_SINK, config.seed, frame_time(info));
    // Without a stall no beat is further away than the time a whole frame needs.
    const uint64_t own = 2 * (info_.latency_first + info_.latency_last) + 4 * info_.positions;
    quiet_limit_ =
        bac_pauses_longest(&source_stall_) + bac_pauses_longest(&sink_stall_) + own + 1000;
    bac_pauses_frame(&sink_stall_, result_frame_);
    reset();
}

void machine::reset() {
    const input_pins &in = top_->in;
    *in.clk = 0;
    *in.s_tvalid = *in.s_tlast = *in.m_tready = 0;
    *in.rst = 1;
    top_->eval();
    for (int i = 0; i < reset_clocks; i++) {
        *in.m_tready = i & 1;
        *in.clk = 0;
        top_->eval();
        if (i >= 2) { // the registers have seen reset by now
            sink_.reset_clock(cycle_);
            source_.reset_clock(cycle_);
            for (monitor &m : links_)
                m.reset_clock(cycle_);
        }
        *in.clk = 1;
        top_->eval();
        cycle_++;
    }
    *in.rst = 0;
}

void machine::offer_sample() {
    const input_pins &in = top_->in;
    const int32_t *x = feeding_->codes + static_cast<size_t>(beat_) * info_.lanes;
    for (uint32_t c = 0; c < info_.lanes; c++)
        lane_put(in.s_tdata, static_cast<uint64_t>(c) * info_.in_lane, info_.in_lane, x[c]);
    *in.s_tvalid = 1;
    *in.s_tlast = beat_ + 1 == info_.beats;
    offered_ = true;
    if (beat_ == 0)
        wave_begin();
}

void machine::drive() {
    const input_pins &in = top_->in;
    if (!offered_) {
        if (feeding_ && !bac_pauses_idle(&source_stall_, cycle_)) {
            offer_sample();
        } else if (*in.s_tvalid) {
            // What lies on the bus without valid must not matter: make it wrong.
            *in.s_tvalid = 0;
            *in.s_tlast ^= 1;
            const uint32_t last = (in.s_bits - 1) / 8;
            for (uint32_t i = 0; i < last; i++)
                in.s_tdata[i] = static_cast<uint8_t>(~in.s_tdata[i]);
            in.s_tdata[last] ^= static_cast<uint8_t>(0xff >> (7 - (in.s_bits - 1) % 8));
        }
    }
    *in.m_tready = !bac_pauses_idle(&sink_stall_, cycle_);
}

bool machine::observe() {
    bool moved = false;
    lockstep_.clock(cycle_);
    for (monitor &m : links_)
        moved |= m.clock(cycle_);
    if (source_.clock(cycle_)) {
        moved = true;
        offered_ = false;
        if (beat_ == 0)
            found_.began.push_back(cycle_);
        if (++beat_ == info_.beats) {
            last_in_.push_back(cycle_);
            feeding_ = nullptr;
            beat_ = 0;
        }
    }
    if (sink_.clock(cycle_)) {
        moved = true;
        note_result();
    }
    if ((*top_->tlast_error & 1) && tlast_errors_ == 0) {
        finding f;
        f.at = source_.place();
        f.frame = source_.frame();
        f.beat = source_.beat();
        f.cycle = cycle_;
        f.what = "tlast_error rose although every frame has its length";
        found_.protocol_error(tlast_errors_, f);
    }
    return moved;
}

void machine::note_result() {
    const uint64_t i = result_frame_ - config_.first_frame;
    std::optional<passage> latency;
    if (i < last_in_.size())
        latency = passage{cycle_ - found_.began[i], cycle_ - last_in_[i], cycle_};
    found_.result(cycle_, latency);
    result_frame_++;
    bac_pauses_frame(&sink_stall_, result_frame_);
}

void machine::step() {
    if (over())
        return;
    const input_pins &in = top_->in;
    const uint64_t now = cycle_ * period_ns;
    drive();
    lockstep_.expect(*in.s_tvalid & 1, *in.s_tlast & 1, *in.m_tready & 1);
    const bool wave = marks_.open && !marks_.closed;
    if (wave) { // the clock is still high: the new inputs appear at its rising edge
        top_->eval();
        config_.waves->sample(source_, sink_, links_, lockstep_);
        top_->wave_dump(now);
    }
    *in.clk = 0;
    top_->eval();
    if (wave)
        top_->wave_dump(now + period_ns / 2);
    const bool moved = observe();
    if (wave)
        wave_end();
    *in.clk = 1;
    top_->eval();
    cycle_++;
    watch(moved);
}

void machine::watch(bool moved) {
    quiet_ = moved ? 0 : quiet_ + 1;
    const monitor *surplus = sink_.surplus() ? &sink_ : nullptr;
    if (moved)
        for (const monitor &m : links_)
            if (m.surplus() && !surplus)
                surplus = &m;
    if (surplus) // it could go on for ever
        stop(finding::surplus, surplus->place().link, cycle_ - 1,
             "it carries more beats than its frames have");
    else if (quiet_ > quiet_limit_)
        diagnose();
}

void machine::stop(finding::kind_of kind, uint32_t link, uint64_t cycle, std::string what) {
    finding f;
    f.kind = kind;
    f.at = lockstep_.place(link);
    f.frame = lockstep_.frame(link);
    f.beat = lockstep_.beat(link);
    f.cycle = cycle;
    f.what = std::move(what);
    found_.stuck = std::move(f);
}

void machine::diagnose() {
    uint32_t link = 0;
    found_.deadlock = lockstep_.stuck(found_.frames_offered, link);
    stop(finding::deadlock, link, cycle_ - quiet_,
         "no beat on any stream for " + std::to_string(quiet_) + " clocks");
}

bool machine::feed(frame_ptr frame) {
    source_.expect(&frame->input);
    sink_.expect(&frame->result);
    frame->links.resize(links_.size());
    for (size_t k = 0; k < links_.size(); k++)
        links_[k].expect(&frame->links[k]);
    if (config_.waves)
        config_.waves->frame(*frame);
    bac_pauses_frame(&source_stall_, frame->frame);
    feeding_ = frame.get();
    inside_.push_back(std::move(frame));
    found_.frames_offered++;
    while (feeding_ && !over())
        step();
    return !over();
}

void machine::drain() {
    flushing_ = true;
    while (!over()) {
        bool done = sink_.done() && source_.done();
        for (const monitor &m : links_)
            done = done && m.done();
        if (done)
            break;
        step();
    }
    // A beat too many would come now.
    for (uint64_t i = 0; i < 64 && !over(); i++) {
        step();
        quiet_ = 0;
    }
}

bool machine::take(frame_ptr &frame) {
    if (inside_.empty() || (!flushing_ && !inside_.front()->complete() && !over()))
        return false;
    frame = std::move(inside_.front());
    inside_.pop_front();
    return true;
}

void machine::wave_begin() {
    if (!config_.waves || marks_.open || feeding_->frame < config_.wave_first ||
        feeding_->frame >= config_.wave_last)
        return;
    top_->wave_open(config_.waves->path().c_str(), config_.waves->extra());
    marks_.open = true;
    marks_.start_ns = cycle_ * period_ns;
}

void machine::wave_end() {
    const uint64_t now = cycle_ * period_ns;
    const uint64_t i = config_.marked - config_.first_frame;
    if (marks_.first_sample_ns == 0 && found_.began.size() > i)
        marks_.first_sample_ns = now;
    if (marks_.last_sample_ns == 0 && last_in_.size() > i)
        marks_.last_sample_ns = now;
    if (marks_.result_ns == 0 && result_frame_ > config_.marked)
        marks_.result_ns = now;
    marks_.end_ns = now;
    if (result_frame_ >= config_.wave_last) {
        top_->wave_close();
        marks_.closed = true;
    }
}

void machine::finish() {
    if (marks_.open)
        top_->wave_close();
    found_.cycles = cycle_;
    lockstep_.finish();
    for (size_t k = 0; k < links_.size(); k++) {
        const monitor &m = links_[k];
        found_.links.resize(links_.size());
        link_activity &a = found_.links[k];
        a.name = m.place().name;
        a.consumer = info_.links[k].consumer;
        a.beats = m.beats();
        a.stalled = m.stalled();
        a.starved = m.starved();
    }
}

} // namespace cosim

// registers.hpp : the registers of rtl/wrap/bac_axi.v (docs/registers.md), as bac::accelerator keeps them: a value for
// each, and what a result, a frame and a write do to them. Time is the accelerator's.
#ifndef BAC_SYSTEMC_REGISTERS_HPP
#define BAC_SYSTEMC_REGISTERS_HPP

#include "hash.hpp"

#include <bacsim/netlist.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bac {

class registers {
  public:
    enum class answer { okay, read_only, nowhere };

    explicit registers(const bac_netlist *list)
        : list_(list), hash_(hash_of(list->net)),
          histogram_(std::min<size_t>(bac_net_logits(list->net)->C, BAC_REG_HISTOGRAM_COUNT)) {}

    // After a reset, hard or soft.
    void clear() {
        status_ = 0;
        frames_ = class_ = margin_ = latency_max_ = latency_last_ = stall_clocks_ = 0;
        latency_min_ = BAC_REG_LATENCY_MIN_RESET;
        std::fill(histogram_.begin(), histogram_.end(), 0u);
    }
    // What a frame did on its way in: bits of STATUS, and the clocks that its beats waited.
    void taken(uint32_t faults, uint64_t clocks) {
        stall_clocks_ += static_cast<uint32_t>(clocks);
        status_ |= faults | (clocks > 0 ? BAC_REG_STATUS_STALLED : 0);
    }
    // margin: 0 where the block gives none; latency: clocks from the frame's last sample
    void result(uint32_t class_index, uint32_t margin, uint64_t latency) {
        frames_++;
        class_ = class_index;
        margin_ = margin;
        latency_last_ = static_cast<uint32_t>(latency);
        latency_min_ = std::min(latency_min_, latency_last_);
        latency_max_ = std::max(latency_max_, latency_last_);
        if (class_index < histogram_.size())
            histogram_[class_index]++;
    }
    bool hold() const { return hold_; }

    answer read(uint64_t address, bool in_reset, uint32_t &value) const {
        const bac_link *in = bac_netlist_input(list_);
        value = 0;
        if (address >= BAC_REG_HISTOGRAM && address < BAC_REG_HISTOGRAM + 4 * histogram_.size())
            value = histogram_[(address - BAC_REG_HISTOGRAM) / 4];
        else if (address >= BAC_REG_HASH && address < BAC_REG_HASH + 4 * BAC_REG_HASH_COUNT)
            value = hash_[(address - BAC_REG_HASH) / 4];
        else
            switch (address) {
            case BAC_REG_ID:
                value = BAC_REG_ID_RESET;
                break;
            case BAC_REG_VERSION:
                value = BAC_REG_VERSION_RESET;
                break;
            case BAC_REG_SAMPLES:
                value = bac_link_positions(in);
                break;
            case BAC_REG_FRAME:
                value = in->T;
                break;
            case BAC_REG_CLASSES:
                value = bac_net_logits(list_->net)->C;
                break;
            case BAC_REG_CONTROL:
                value = (in_reset ? BAC_REG_CONTROL_SOFT_RESET : 0) |
                        (hold_ ? BAC_REG_CONTROL_HOLD : 0);
                break;
            case BAC_REG_STATUS:
                value = status_;
                break;
            case BAC_REG_FRAMES:
                value = frames_;
                break;
            case BAC_REG_CLASS:
                value = class_;
                break;
            case BAC_REG_MARGIN:
                value = margin_;
                break;
            case BAC_REG_LATENCY_MIN:
                value = latency_min_;
                break;
            case BAC_REG_LATENCY_MAX:
                value = latency_max_;
                break;
            case BAC_REG_LATENCY_LAST:
                value = latency_last_;
                break;
            case BAC_REG_STALL_CLOCKS:
                value = stall_clocks_;
                break;
            default:
                return answer::nowhere;
            }
        return answer::okay;
    }
    // soft_reset: the write asks for one
    answer write(uint64_t address, uint32_t value, bool &soft_reset) {
        uint32_t old;
        soft_reset = false;
        if (address == BAC_REG_CONTROL) {
            hold_ = value & BAC_REG_CONTROL_HOLD;
            soft_reset = value & BAC_REG_CONTROL_SOFT_RESET;
        } else if (address == BAC_REG_STATUS) {
            status_ &= ~value;
        } else {
            return read(address, false, old) == answer::okay ? answer::read_only : answer::nowhere;
        }
        return answer::okay;
    }

  private:
    const bac_netlist *list_;
    network_hash hash_;
    bool hold_ = false;
    uint32_t status_ = 0, frames_ = 0, class_ = 0, margin_ = 0,
             latency_min_ = BAC_REG_LATENCY_MIN_RESET, latency_max_ = 0, latency_last_ = 0,
             stall_clocks_ = 0;
    std::vector<uint32_t> histogram_;
};

} // namespace bac
#endif

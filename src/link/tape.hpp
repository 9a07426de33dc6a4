// Where one plant's link leaves what passes on its wire: the process's flight recorder, with the
// plant's number and the time. Loop thread. One that was made without a recorder records nothing.
#pragma once

#include "exchange/flight_recorder.hpp"
#include "link/clock.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace giv {

class Tape {
 public:
    Tape() = default;
    // Both outlive it; null: nothing is recorded.
    Tape(FlightRecorder* recorder, const Clock& clock, int plant)
        : recorder_(recorder), clock_(&clock), plant_(plant) {}

    void connected() const {
        if (recorder_ != nullptr) recorder_->connected(clock_->now(), plant_);
    }
    void lost(std::string_view why) const {
        if (recorder_ != nullptr) recorder_->lost(clock_->now(), plant_, why);
    }
    void received(std::span<const std::uint8_t> bytes) const {
        if (recorder_ != nullptr) recorder_->received(clock_->now(), plant_, bytes);
    }
    void sent(std::span<const std::uint8_t> bytes) const {
        if (recorder_ != nullptr) recorder_->sent(clock_->now(), plant_, bytes);
    }
    void judged(const BankReading& reading, const guard::Judgement& what) const {
        if (recorder_ != nullptr) recorder_->judged(clock_->now(), plant_, reading, what);
    }

 private:
    FlightRecorder* recorder_ = nullptr;
    const Clock* clock_ = nullptr;
    int plant_ = 0;
};

}  // namespace giv

// How often each register was written: flash wears out. Pure.
//
// Source: spec/commands.md 0.4. The day is the inverter's own.
#pragma once

#include "givtcp/control/judged_write.hpp"
#include "givtcp/registers/value.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace giv {

struct RegisterWear {
    std::uint64_t lifetime = 0;
    std::uint32_t today = 0;

    friend bool operator==(const RegisterWear&, const RegisterWear&) = default;
};

class WriteCounts {
 public:
    // A write was sent; `inverter_now` decides which day it belongs to. A day that lies before the
    // one counted is a clock that was set back: it does not begin a new day. Nor does one that
    // nobody knows.
    void count(std::uint16_t index, const std::optional<LocalTime>& inverter_now);

    // Begins a new day if it is one.
    void roll(const LocalTime& inverter_now);

    // We have set the clock to this date ourselves: the day that is counted goes on under its name.
    void call_today(const LocalTime& inverter_now);

    std::uint32_t today() const;
    std::uint64_t lifetime() const;
    const std::map<std::uint16_t, RegisterWear>& registers() const { return registers_; }

    // Days since 1970 of the day that `today` counts; 0: none yet.
    std::int64_t day() const { return day_; }

    // As the store kept them.
    void restore(std::int64_t day, std::map<std::uint16_t, RegisterWear> registers);

    friend bool operator==(const WriteCounts&, const WriteCounts&) = default;

 private:
    std::int64_t day_ = 0;
    std::map<std::uint16_t, RegisterWear> registers_;
};

// Writes that are carried out although the budget is spent: HR96 = 0, HR59 = 0, HR27 = 1, HR318.
// True only if every one of them is such a write.
bool is_always_allowed(std::span<const JudgedWrite> writes);

}  // namespace giv

// Registers that were written and are not proved: they are looked at a few times more, so that what
// is published is true, and an effect that came too late for the answer is told.
//
// Pure: the time is an argument; the executor looks. Loop thread.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/control/timed_action.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace giv {

class Doubts {
 public:
    struct Late {
        std::uint16_t index;
        std::uint16_t value;
    };

    // A command ended without a proof. Those of its registers that were written are in doubt.
    void add(const Outcome& outcome, Instant now);

    // It is written anew.
    void forget(std::uint16_t index);

    // It will be looked at once more.
    bool is_open(std::uint16_t index) const;

    std::optional<Instant> next_due() const;
    bool is_due(Instant now) const;

    // All that are to be looked at by now.
    std::vector<std::uint16_t> due(Instant now) const;

    // These were looked at, or could not be; what has become of them as it was wished.
    std::vector<Late> looked(const RegisterView& registers, Instant now);

 private:
    struct Doubt {
        std::uint16_t index;
        std::uint16_t wanted;
        bool was_there;  // when it was last looked at
        Instant since;
        std::size_t looks = 0;

        Instant due() const;
        bool is_over() const;
    };

    std::vector<Doubt> all_;
};

}  // namespace giv

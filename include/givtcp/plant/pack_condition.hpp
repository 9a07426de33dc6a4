// Whether a known pack can still be spoken for, and why not: it does not answer, nothing that it
// says is believed, or it repeats itself. Pure state, one per pack; the plant's image owns it.
//
// A pack that is silent keeps its values for three polls, then it is missing (spec/quirks.md Q12);
// its values are back with the first page that is believed.
#pragma once

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace giv {

class PackCondition {
 public:
    // A page of it came, whoever asked.
    void heard(Instant at, const guard::Judgement& judgement);

    // A poll of the whole plant that began then has ended. `missed`: when this pack's answer last
    // failed to come; what came after that counts as an answer. A pack that was not asked is no
    // worse for it.
    void poll_ended(Instant began, std::optional<Instant> missed);

    // Its values are withdrawn.
    bool is_missing() const { return missing_ != Missing::no; }

    // Of one that is missing or frozen: why. Empty: all is well.
    std::string_view trouble() const;

    // It has repeated itself since then, although power flows.
    std::optional<Instant> frozen_since() const { return frozen_since_; }

    // When the first of the answers that failed to come was missed; nothing: the last one came.
    std::optional<Instant> silent_since() const { return silent_since_; }

 private:
    enum class Missing : std::uint8_t { no, silent, disbelieved };

    Missing missing_ = Missing::no;
    int silent_polls_ = 0;
    int disbelieved_polls_ = 0;  // of one that was never believed
    std::optional<Instant> heard_at_;
    std::optional<Instant> believed_at_;
    std::optional<Instant> silent_since_;
    std::optional<Instant> frozen_since_;
};

}  // namespace giv

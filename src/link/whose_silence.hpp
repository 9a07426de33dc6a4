// Whose silence it is when nothing comes: the dongle's, or that of what is behind it.
//
// A dongle that is back has been asked for nothing yet: the inverter has as long to speak as ever
// before the silence is its own. Pure; one thread.
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <optional>

namespace giv {

class WhoseSilence {
 public:
    bool dongle_answers() const { return answers_; }

    // Each of these: whether dongle_answers() has changed.

    // A try to connect has ended.
    bool tried(bool succeeded, Instant now) {
        if (answers_ || !succeeded) {
            back_at_.reset();
            return set(succeeded);
        }
        if (!back_at_) back_at_ = now;
        return false;
    }

    // Time passes; after `patience` a dongle that is back is one that answers.
    bool passed(Instant now, std::chrono::nanoseconds patience) {
        return back_at_ && now - *back_at_ >= patience && inverter_answered();
    }

    bool inverter_answered() {
        back_at_.reset();
        return set(true);
    }

 private:
    bool set(bool answers) {
        const bool is_news = answers_ != answers;
        answers_ = answers;
        return is_news;
    }

    bool answers_ = true;             // there was no try yet
    std::optional<Instant> back_at_;  // when it took a connection, if nothing has come since
};

}  // namespace giv

#include "givtcp/plant/pack_condition.hpp"

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr int polls_with_values = 3;
constexpr auto longest_disbelief = 10min;  // as long as any value is published (Q23)

}  // namespace

void PackCondition::heard(Instant at, const guard::Judgement& judgement) {
    silent_polls_ = 0;
    silent_since_.reset();
    heard_at_ = at;
    if (judgement.verdict == Verdict::good) {
        believed_at_ = at;
        disbelieved_polls_ = 0;
        frozen_since_ = judgement.frozen_since;
        missing_ = Missing::no;
        return;
    }
    // One that answers again after a silence is not what it was: it is believed first.
    const bool is_old = believed_at_ && at - *believed_at_ > longest_disbelief;
    if (is_old || is_missing()) missing_ = Missing::disbelieved;
}

void PackCondition::poll_ended(Instant began, std::optional<Instant> missed) {
    const bool is_silent = missed && *missed >= began && (!heard_at_ || *heard_at_ < *missed);
    if (is_silent) {
        if (!silent_since_) silent_since_ = missed;
        if (++silent_polls_ > polls_with_values) missing_ = Missing::silent;
        return;
    }
    const bool was_heard = heard_at_ && *heard_at_ >= began;
    if (!was_heard || believed_at_) return;
    if (++disbelieved_polls_ > polls_with_values) missing_ = Missing::disbelieved;
}

std::string_view PackCondition::trouble() const {
    switch (missing_) {
        case Missing::silent: return "the battery does not answer";
        case Missing::disbelieved: return "nothing that the battery says can be believed";
        case Missing::no: break;
    }
    return frozen_since_ ? guard::facts(guard::Rule::frozen_page).why : std::string_view{};
}

}  // namespace giv

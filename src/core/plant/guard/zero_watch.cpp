#include "core/plant/guard/zero_watch.hpp"

#include <algorithm>

namespace giv::guard {
namespace {

// An hour of readings as by default: a block that has woken up is soon one with something in it.
constexpr int most = 360;
constexpr int least = 4;  // of zeros that were believed, before they are usual
constexpr int weight_of_something = 6;

}  // namespace

bool ZeroWatch::are_usual(const Sight& sight) const {
    const auto known = balance_.find({sight.device(), sight.range()});
    return known != balance_.end() && known->second >= least;
}

// Ten minutes of something else, or less where the zeros were few, are no splice.
void ZeroWatch::believed(const Sight& sight) {
    const bool is_zero = std::ranges::all_of(sight.words(), [](auto word) { return word == 0; });
    auto& balance = balance_[{sight.device(), sight.range()}];
    balance = std::clamp(balance + (is_zero ? 1 : -weight_of_something), 0, most);
}

}  // namespace giv::guard

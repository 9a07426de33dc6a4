#include "mqtt/subscriptions.hpp"

namespace giv::mqtt {

void Subscriptions::want(const std::vector<std::string>& filters) {
    wanted_ = {filters.begin(), filters.end()};
}

std::optional<Subscriptions::Step> Subscriptions::next() const {
    for (const auto& filter : told_)
        if (!wanted_.contains(filter)) return Step{Step::What::unsubscribe, filter};
    for (const auto& filter : wanted_)
        if (!told_.contains(filter)) return Step{Step::What::subscribe, filter};
    return std::nullopt;
}

void Subscriptions::told(const Step& step) {
    if (step.what == Step::What::subscribe)
        told_.insert(step.filter);
    else
        told_.erase(step.filter);
}

}  // namespace giv::mqtt

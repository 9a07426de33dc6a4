// Which topic filters we want to hear, and which of them this connection's broker was told. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace giv::mqtt {

class Subscriptions {
 public:
    struct Step {
        enum class What : std::uint8_t { subscribe, unsubscribe };

        What what;
        std::string filter;

        friend bool operator==(const Step&, const Step&) = default;
    };

    // These and no others, from now on.
    void want(const std::vector<std::string>& filters);

    // What the broker should be told next: first what we do not want to hear any more.
    std::optional<Step> next() const;
    void told(const Step& step);

    // It did not get there: due again.
    void failed(const std::string& filter) { told_.erase(filter); }

    // A new connection knows none.
    void forget() { told_.clear(); }

 private:
    std::set<std::string> wanted_;
    std::set<std::string> told_;
};

}  // namespace giv::mqtt

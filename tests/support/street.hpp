// Several dongles behind one transport, each at its address; at all others is nobody.
#pragma once

#include "link/clock.hpp"
#include "link/transport.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>

namespace giv::testing {

class Street final : public Transport {
 public:
    explicit Street(Clock& clock) : clock_(clock) {}

    asio::awaitable<Result<std::unique_ptr<Connection>>> connect(Endpoint to) override {
        asked.insert(to.host);
        ++waiting;
        most_waiting = std::max(most_waiting, waiting);
        const Waiting one{waiting};
        const auto house = houses.find(to.host);
        if (house == houses.end()) co_await clock_.sleep_for(for_ever);
        co_await clock_.sleep_for(lets_in_after);
        co_return co_await house->second->connect(to);
    }

    std::map<std::string, Transport*> houses;
    Clock::Duration lets_in_after{0};
    std::set<std::string> asked;
    int waiting = 0;  // for an answer, now
    int most_waiting = 0;

 private:
    static constexpr std::chrono::hours for_ever{24 * 365};

    struct Waiting {
        explicit Waiting(int& counted) : count(counted) {}
        ~Waiting() { --count; }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;

        int& count;
    };

    Clock& clock_;
};

}  // namespace giv::testing

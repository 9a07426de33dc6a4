#include "system/mqtt/live.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace giv::mqtt::test {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

Moment real_now() { return {SteadyClock::now(), std::chrono::system_clock::now()}; }

std::chrono::milliseconds since(SteadyClock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - start);
}

}  // namespace

SnapshotPtr a_snapshot(int state_of_charge) {
    static constexpr Point charge{
        .path = "Power/Power/SOC",
        .label = "State of charge",
        .quantity = Quantity::state_of_charge,
    };
    auto made = std::make_shared<Snapshot>();
    made->state = PlantState::live;
    made->identity = Identity{.serial = "SA1234G567"};
    made->parts.push_back({.subject = Subject::inverter, .id = made->identity->serial});
    made->values.push_back({
        .point = &charge,
        .value = Number{static_cast<double>(state_of_charge), 0},
        .taken_at = SteadyClock::now(),
    });
    return made;
}

Post Loop::post() {
    return [this](std::function<void()> function) {
        const std::lock_guard lock{mutex_};
        posted_.push_back(std::move(function));
    };
}

void Loop::turn() {
    std::deque<std::function<void()>> now;
    {
        const std::lock_guard lock{mutex_};
        now.swap(posted_);
    }
    for (auto& function : now)
        function();
}

Live::Live(MqttSettings settings, std::vector<KnownInverter> known, CommandOptions commands)
    : service_{std::make_unique<Service>(
          SinkOptions{.settings = std::move(settings), .known = std::move(known), .now = real_now},
          loop.post(),
          [this](LogLevel, std::string_view text) { log_.emplace_back(text); },
          std::move(commands)
      )} {
    service_->start();
}

bool Live::until(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto start = SteadyClock::now();
    while (!condition()) {
        if (since(start) >= limit) return false;
        const auto turn_start = SteadyClock::now();
        loop.turn();
        service_->tick();
        loop.longest_turn = std::max(loop.longest_turn, since(turn_start));
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

void Live::run(std::chrono::milliseconds span) {
    until([] { return false; }, span);
}

bool Live::connects(std::chrono::milliseconds limit) {
    return until([this] { return service_->connected(); }, limit);
}

std::chrono::milliseconds Live::stop() {
    const auto start = SteadyClock::now();
    bool done = false;
    service_->stop([&] { done = true; });
    until([&] { return done; }, 10s);
    return since(start);
}

int Live::lines(const std::string& words) const {
    return static_cast<int>(std::ranges::count_if(log_, [&](const std::string& line) {
        return line.find(words) != std::string::npos;
    }));
}

MqttSettings settings_for(std::uint16_t port) { return {.port = port}; }

}  // namespace giv::mqtt::test

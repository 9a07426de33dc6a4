// A daemon's MQTT side without the rest of it: a loop, a clock, a log that is kept, one plant.
#pragma once

#include "exchange/log.hpp"
#include "mqtt/service.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace giv::mqtt::test {

// A snapshot of a plant with serial SA1234G567 whose battery has this charge.
SnapshotPtr a_snapshot(int state_of_charge);

// The topic of that charge, and of the plant's availability.
inline const std::string charge_topic = "GivEnergy/SA1234G567/Power/Power/SOC";
inline const std::string plant_status = "GivEnergy/SA1234G567/status";
inline const std::string stats_status = "GivEnergy/SA1234G567/Stats/status";
inline const std::string bridge_status = "GivEnergy/bridge/1/status";

// The loop: runs what others post. The longest turn shows whether anything blocked it.
class Loop {
 public:
    Post post();
    void turn();

    std::chrono::milliseconds longest_turn{0};

 private:
    std::mutex mutex_;
    std::deque<std::function<void()>> posted_;  // under mutex_
};

class Live {
 public:
    explicit Live(
        MqttSettings settings, std::vector<KnownInverter> known = {}, CommandOptions commands = {}
    );

    Service& service() { return *service_; }
    void accept(int state_of_charge) { service_->sink().accept(1, a_snapshot(state_of_charge)); }

    // Lives until the condition holds; false: it did not within the limit.
    bool until(const std::function<bool()>& condition, std::chrono::milliseconds limit);
    void run(std::chrono::milliseconds span);
    bool connects(std::chrono::milliseconds limit = std::chrono::seconds{10});

    // How long the farewell took.
    std::chrono::milliseconds stop();

    // The lines that contain these words.
    int lines(const std::string& words) const;

    Loop loop;

 private:
    std::vector<std::string> log_;
    std::unique_ptr<Service> service_;  // before the loop goes, it does
};

MqttSettings settings_for(std::uint16_t port);

}  // namespace giv::mqtt::test

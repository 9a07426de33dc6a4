// How the daemon ends: in order, and within 2 s of the signal (ruling 19).
#include "app/app.hpp"

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto farewell_within = 500ms;
constexpr auto influx_within = 200ms;
constexpr auto commit_within = 800ms;
constexpr auto broker_within = 300ms;
constexpr auto stopped_within = 1500ms;

}  // namespace

// From here on no command comes in, nobody who waits for a plant waits any longer, and time runs.
void App::begin_to_stop(int exit_code) {
    exit_code_ = exit_code;
    manager_.stopping();
    watch_.start(stopped_within);
    for (auto& plant : plants_) {
        plant.gate.close();
        plant.hub.stop();
    }
}

asio::awaitable<void> App::say_goodbye() {
    if (!mqtt_) co_return;
    mqtt_->stop([this] { said_goodbye_.set(); });
    co_await said_goodbye_.wait_until(clock_, clock_.now() + farewell_within);
}

// What can block, in the order of ruling 19: nothing that must be on disk comes after the store.
void App::close_rooms() {
    watch_.waiting_for("InfluxDB");
    if (influx_ && !influx_->stop(influx_within)) {
        log_(LogLevel::error, "the connection to InfluxDB does not end");
    }
    watch_.waiting_for("the store");
    if (!store_.stop(commit_within)) log_(LogLevel::error, "the store's disk does not answer");
    watch_.waiting_for("the HTTP server");
    http_->stop();
    watch_.waiting_for("the MQTT client");
    mqtt_.reset();
    watch_.waiting_for("the broker");
    if (broker_ && !broker_->stop(broker_within)) {
        log_(LogLevel::warning, "the broker did not end by itself, and was killed");
    }
    watch_.waiting_for("InfluxDB");
    influx_.reset();
    watch_.waiting_for("the recordings");
    dumps_.stop();
    watch_.waiting_for("the store");
}

}  // namespace giv

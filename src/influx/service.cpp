#include "influx/service.hpp"

#include <random>
#include <utility>

namespace giv::influx {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto store_pause = 1s;    // when the store can't be asked
constexpr auto longest_rest = 60s;  // without a bell
constexpr auto between_cuts = 20ms;

std::function<double()> jitter() {
    return [engine = std::minstd_rand{std::random_device{}()}]() mutable {
        return std::uniform_real_distribution<double>{0, 1}(engine);
    };
}

std::string body_of(const store::OutboxBatch& batch) {
    std::string body;
    for (const auto& line : batch.lines)
        body += line.text;
    return body;
}

}  // namespace

Service::Service(ServiceOptions options, Store& store, Log log)
    : options_(std::move(options)),
      log_(std::move(log)),
      store_(store),
      letterbox_(std::make_shared<Letterbox>()),
      sink_(
          {options_.settings.schema, options_.now, options_.is_set},
          [this](std::vector<std::string> lines, std::uint64_t lost) {
              store_.append_lines(std::move(lines), lost);
          }
      ),
      client_(options_.target, options_.settings.ca_file, options_.client),
      writer_(jitter(), options_.writer) {
    store_.when_lines_come([box = letterbox_] { static_cast<void>(box->bell.try_push(true)); });
}

Service::~Service() {
    client_.stop();
    letterbox_->bell.close();
    letterbox_->batches.close();
    if (worker_.joinable()) worker_.join();
}

void Service::start() {
    log_(LogLevel::info, "points go to InfluxDB at " + options_.target.origin());
    worker_ = std::thread{[this] { work(); }};
}

void Service::tick() {
    sink_.tick();
    held_lines_ = sink_.held_lines();
    client_.cut_if_overdue(Clock::now());
}

bool Service::stop(std::chrono::milliseconds limit) {
    if (const auto held = sink_.held_lines(); held > 0) {
        log_(
            LogLevel::warning,
            std::to_string(held) +
                " points for InfluxDB are lost: the host's clock was not set before the end"
        );
    }
    letterbox_->bell.close();
    letterbox_->batches.close();
    const auto deadline = Clock::now() + limit;
    client_.stop();
    if (!worker_.joinable()) return true;
    while (worker_ended_.wait_for(between_cuts) != std::future_status::ready) {
        if (Clock::now() >= deadline) return false;
        client_.stop();
    }
    worker_.join();
    return true;
}

Status Service::status() const {
    const auto waiting = store_.outbox();
    Status status;
    status.queue_lines = waiting.lines + held_lines_;
    status.queue_bytes = waiting.bytes;
    status.dropped_lines = waiting.dropped;
    status.refused_lines = waiting.refused;
    status.is_failing = is_failing_;
    return status;
}

// ---- the worker ---------------------------------------------------------------------------

void Service::work() {
    while (!letterbox_->bell.is_closed()) {
        if (const auto turn = writer_.not_before(); turn > Clock::now()) {
            rest_until(turn);
        } else {
            send_next();
        }
    }
    worker_done_.set_value();
}

void Service::rest_until(Client::TimePoint when) {
    static_cast<void>(letterbox_->bell.pop_until(when));
}

void Service::send_next() {
    auto batch = read_next();
    if (!batch) return rest_until(Clock::now() + store_pause);
    if (batch->lines.empty()) {
        if (writer_.found_nothing()) return;
        return rest_until(Clock::now() + longest_rest);
    }
    auto answer = client_.post(body_of(*batch));
    answer.words = without(std::move(answer.words), options_.settings.token);
    if (answer.status == 0 && letterbox_->bell.is_closed()) return;  // nobody's failure
    settle(*std::move(batch), answer);
}

std::optional<store::OutboxBatch> Service::read_next() {
    const auto leave = [box = letterbox_](store::OutboxBatch batch) {
        static_cast<void>(box->batches.try_push(std::move(batch)));
    };
    if (!store_.read_lines(writer_.wanted(), leave)) return std::nullopt;
    return letterbox_->batches.pop();
}

void Service::settle(store::OutboxBatch batch, const Answer& answer) {
    const auto verdict = writer_.answered(Clock::now(), batch, answer);
    if (!verdict.words.empty()) log_(verdict.level, verdict.words);
    is_failing_ = writer_.failing_since().has_value();
    if (verdict.is_over) store_.remove_lines(std::move(batch), verdict.refused);
}

}  // namespace giv::influx

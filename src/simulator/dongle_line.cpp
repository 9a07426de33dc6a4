// The half of Dongle that is the serial line and the inverter at its end: what was asked waits its
// turn, is answered as the faults that are set would have it, and changes registers. Plans are
// what happens there by itself: late effects, foreign writes, a restart.
#include "simulator/dongle.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;

constexpr RegisterRange serial_registers{Bank::holding, 13, 5};
constexpr std::uint8_t write_function = 6;
constexpr std::size_t most_requests_waiting = 64;
constexpr std::size_t most_plans = 10'000;
constexpr Treatment lost{WriteAnswer::none, false};
constexpr std::uint32_t golden_step = 0x9E3779B9;  // multiples of it lie evenly in 32 bits

std::uint8_t function_of(Bank bank) {
    switch (bank) {
        case Bank::holding: return 3;
        case Bank::input: return 4;
        case Bank::meter_product: return 0x16;
    }
    return 0;
}

bool is_readable(const RegisterRange& range) {
    constexpr int registers = std::numeric_limits<std::uint16_t>::max() + 1;
    return range.count >= 1 && range.count <= most_registers_per_read &&
           range.base + range.count <= registers;
}

}  // namespace

// ---- the line -----------------------------------------------------------------------------

void Dongle::ask(const Party& from, const Request& request, Instant now) {
    const bool is_lost = collides(from, now);
    if (line_.size() >= most_requests_waiting) {
        counts_.dropped++;
        if (!from) counts_.cloud.lost++;
        return;
    }
    const auto free_at = line_.empty() ? now : std::max(now, line_.back().answer_at);
    const auto treatment = is_lost ? lost : faults_.treat(request, now);
    const auto answer_at = free_at + line_time() + treatment.longer;
    line_.push_back({from, request, now, answer_at, treatment, is_lost});
}

// Two requests of different parties that come too close together spoil one another (§8).
bool Dongle::collides(const Party& from, Instant now) {
    bool is_lost = false;
    for (auto& other : line_) {
        if (other.from == from || now - other.asked_at >= settings_.collision_window) continue;
        if (!std::exchange(other.is_collided, true)) counts_.collisions++;
        other.treatment = lost;
        is_lost = true;
    }
    if (is_lost) counts_.collisions++;
    return is_lost;
}

std::chrono::milliseconds Dongle::line_time() {
    if (settings_.has_measured_latency) return measured_latency(latencies_.share());
    const auto spread = settings_.latency_spread;
    if (spread.count() <= 0) return settings_.latency;
    jitter_ += golden_step;
    return settings_.latency + std::chrono::milliseconds{jitter_ >> 8U} % (spread + 1ms);
}

void Dongle::finish_first() {
    const auto asked = line_.front();
    line_.pop_front();

    const auto response = answer(asked);
    if (!asked.from) count_for_cloud(asked, response.has_value());
    if (!response) {
        counts_.silences++;
        return;
    }
    (std::holds_alternative<ErrorResponse>(*response) ? counts_.errors : counts_.answers)++;
    send(*response, asked.answer_at);
}

std::optional<Response> Dongle::answer(const Asked& asked) {
    if (const auto* write = std::get_if<WriteRequest>(&asked.request)) {
        return answer_write(asked, *write);
    }
    const auto* read = std::get_if<ReadRequest>(&asked.request);
    if (read == nullptr) return std::nullopt;

    counts_.reads++;
    const auto is_lost = asked.treatment.answer == WriteAnswer::none;
    if (is_lost || is_silent(asked.answer_at)) return std::nullopt;
    if (mood_ == Mood::refuses) return refusal(*read);
    return answer_read(*read, asked.answer_at);
}

std::optional<Response> Dongle::answer_read(const ReadRequest& request, Instant now) {
    if (!registers_.has(request.device)) return std::nullopt;
    if (!is_readable(request.range)) return refusal(request);

    show_what_runs(now);
    auto words = registers_.read(request.device, request.range);
    if (!words) return std::nullopt;
    return ReadResponse{
        settings_.adapter,
        inverter_serial(request.device),
        request.device,
        request.range,
        std::move(*words),
    };
}

std::optional<Response> Dongle::answer_write(const Asked& asked, const WriteRequest& request) {
    const auto now = asked.answer_at;
    const auto [answer, done] = fate_of(request, asked.treatment, now);
    const auto reaction = reaction_to(request.index, request.value);

    counts_.writes++;
    log_.add({now, request.index, request.value, answer, done});
    if (done && asked.treatment.effect_after > 0ms) {
        plan(now + asked.treatment.effect_after, {Plan::Kind::effect, request});
    } else if (done) {
        carry_out(request, now);
    }
    if (!done && answer == WriteAnswer::refused && reaction == Reaction::refuses_and_sulks) {
        sulks_until_ = now + time_of_sulking;
    }
    if (done || answer != WriteAnswer::none) follow_up(request, now);

    if (answer == WriteAnswer::none) return std::nullopt;
    return reply_to(request, answer);
}

// ---- the inverter -------------------------------------------------------------------------

bool Dongle::is_silent(Instant now) {
    const bool is_in_window = silent_windows_ && silent_windows_->contain(now);
    return only_plays_ || mood_ == Mood::silent || now < sulks_until_ || is_in_window;
}

// Only what can be read can be written here: a write into nowhere is refused, not remembered.
Dongle::Fate Dongle::fate_of(const WriteRequest& request, const Treatment& treatment, Instant now) {
    if (is_silent(now) || !registers_.has(request.device)) return {WriteAnswer::none, false};
    if (mood_ == Mood::refuses) return {WriteAnswer::refused, false};
    if (!treatment.done) return {treatment.answer, false};

    const auto reaction = reaction_to(request.index, request.value);
    const auto is_refused = reaction == Reaction::refuses ||
                            reaction == Reaction::refuses_and_sulks ||
                            !registers_.word(request.device, HR(request.index));
    if (!is_refused) return {treatment.answer, true};
    const auto is_answer_lost = treatment.answer == WriteAnswer::none;
    return {is_answer_lost ? WriteAnswer::none : WriteAnswer::refused, false};
}

void Dongle::carry_out(const WriteRequest& request, Instant now) {
    switch (reaction_to(request.index, request.value)) {
        case Reaction::refuses:
        case Reaction::refuses_and_sulks: break;
        case Reaction::restarts:
            plan(now + time_until_restart, {Plan::Kind::restart, request});
            break;
        case Reaction::calibrates:
            calibration_.take(request.value, now);
            calibration_.show(registers_, now);
            break;
        case Reaction::stores: store(request, now); break;
    }
}

void Dongle::store(const WriteRequest& request, Instant now) {
    show_what_runs(now);
    const auto where = HR(request.index);
    registers_.set(request.device, where, request.value);
    if (!plant_clock_registers.contains(where)) return;
    if (clock_) {
        clock_->take(request.index, registers_, now);
    } else {
        start_stopped_clock(now);
    }
}

// One that was stopped by zeros runs from the time that it is given.
void Dongle::start_stopped_clock(Instant now) {
    const auto shown = PlantClock::shown_by(registers_);
    if (!is_clock_stopped_ || !shown) return;
    is_clock_stopped_ = false;
    clock_.emplace(*shown, now);
}

Result<void> Dongle::make_true(
    DeviceAddress device, Register first, std::span<const std::uint16_t> words, Instant now
) {
    const RegisterRange set{first.bank, first.index, static_cast<std::uint16_t>(words.size())};
    for (auto where = first; life_ && set.contains(where); ++where.index) {
        if (!life_->moves(device, where)) continue;
        const auto name = (where.bank == Bank::input ? "IR" : "HR") + std::to_string(where.index);
        return fail(Errc::out_of_range, name + " moves by itself: the plant lives");
    }
    show_what_runs(now);
    registers_.set(device, first.bank, first.index, words);
    if (device == device::inverter || device == device::inverter_facade) run_on_from(set, now);
    return {};
}

// Of the inverter's registers that were set: those that are not at rest.
void Dongle::run_on_from(RegisterRange set, Instant now) {
    if (set.contains(HR(Calibration::index))) {
        const auto stage = registers_.word(device::inverter, HR(Calibration::index));
        calibration_.be_at(stage.value_or(0), now);
    }
    const auto clock = plant_clock_registers;
    const bool is_clock_set = set.bank == clock.bank && set.base < clock.base + clock.count &&
                              clock.base < set.base + set.count;
    if (!is_clock_set) return;
    if (!clock_) return start_stopped_clock(now);
    if (!PlantClock::shown_by(registers_)) {  // nothing but zeros: it stands
        clock_.reset();
        is_clock_stopped_ = true;
        return;
    }
    const auto last = std::min(set.base + set.count, clock.base + clock.count) - 1;
    clock_->take(static_cast<std::uint16_t>(last), registers_, now);
}

void Dongle::show_what_runs(Instant now) {
    if (clock_) clock_->show(registers_, now);
    calibration_.show(registers_, now);
    if (life_) life_->live_until(now, registers_);
}

Response Dongle::reply_to(const WriteRequest& request, WriteAnswer answer) const {
    if (answer == WriteAnswer::refused) return refusal(request);
    return WriteResponse{
        settings_.adapter,
        inverter_serial(request.device),
        request.device,
        request.index,
        request.value,
    };
}

ErrorResponse Dongle::refusal(const Request& request) const {
    ErrorResponse error{.adapter = settings_.adapter};
    if (const auto* read = std::get_if<ReadRequest>(&request)) {
        error.device = read->device;
        error.function = function_of(read->range.bank);
        error.base = read->range.base;
        error.count = read->range.count;
    }
    if (const auto* write = std::get_if<WriteRequest>(&request)) {
        error.device = write->device;
        error.function = write_function;
        error.base = write->index;
    }
    error.inverter = inverter_serial(error.device);
    return error;
}

Serial Dongle::inverter_serial(DeviceAddress device) const {
    if (const auto own = own_serials_.find(device.value); own != own_serials_.end())
        return own->second;

    Serial serial;
    const auto words = registers_.read(device::inverter, serial_registers);
    for (std::size_t i = 0; words && i < words->size(); ++i) {
        const auto word = (*words)[i];
        serial.bytes[2 * i] = static_cast<char>(word >> 8U);
        serial.bytes[2 * i + 1] = static_cast<char>(word & 0xFFU);
    }
    return serial;
}

// ---- what happens by itself ---------------------------------------------------------------

void Dongle::plan_foreign_write(const Fault& fault, Instant now, std::uint64_t number) {
    if (!fault.index) return;  // "any register" means nothing here, and the parser refuses it
    const WriteRequest write{device::inverter, *fault.index, fault.value.value_or(0)};
    plan(now + fault.time, {Plan::Kind::foreign_write, write, number});
}

void Dongle::plan(Instant at, const Plan& what) {
    if (plans_.size() < most_plans) plans_.emplace(at, what);
}

void Dongle::follow_up(const WriteRequest& request, Instant now) {
    for (const auto& fault : faults_.followers_of(request.index, now))
        plan_foreign_write(fault, now);
}

void Dongle::carry_out_first_plan() {
    const auto [at, plan] = *plans_.begin();
    plans_.erase(plans_.begin());
    switch (plan.kind) {
        case Plan::Kind::effect: carry_out(plan.write, at); break;
        case Plan::Kind::foreign_write:
            faults_.hit(plan.fault, 1, at);
            write_as_somebody_else(plan.write, at);
            break;
        case Plan::Kind::restart:
            closed_until_ = at + settings_.reboot_time;
            drop_everybody();
            break;
    }
}

void Dongle::write_as_somebody_else(const WriteRequest& request, Instant now) {
    const auto [answer, done] = fate_of(request, {}, now);
    if (done) carry_out(request, now);
    if (answer != WriteAnswer::none) send(reply_to(request, answer), now);
}

}  // namespace giv::simulator

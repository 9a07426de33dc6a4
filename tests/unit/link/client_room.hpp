// One connection, with the test as its far end, on a clock that the test turns.
#pragma once

#include "link/client.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_connection.hpp"

#include "givtcp/protocol/frame.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::testing {

using Words = std::vector<std::uint16_t>;

inline constexpr ReadTarget live{device::inverter, {Bank::input, 0, 60}};
inline constexpr ReadTarget settings{device::inverter, {Bank::holding, 0, 60}};
inline constexpr std::string_view our_serial = "SA2114G047";
inline constexpr std::string_view former_serial = "SA2010G099";

inline ReadResponse answer_to(const ReadTarget& target, std::uint16_t word) {
    ReadResponse response;
    response.inverter = serial_of(our_serial);
    response.device = target.device;
    response.range = target.range;
    response.words.assign(target.range.count, word);
    return response;
}

inline ErrorResponse refusal_of(const ReadTarget& target) {
    ErrorResponse error;
    error.inverter = serial_of(our_serial);
    error.device = target.device;
    error.function = target.range.bank == Bank::holding ? 3 : 4;
    error.base = target.range.base;
    return error;
}

struct ClientRoom : ::testing::Test {
    ClientRoom() { run(); }

    ~ClientRoom() override {
        stop.emit(asio::cancellation_type::terminal);
        stop_reading.emit(asio::cancellation_type::terminal);
        turn();
    }

    static constexpr std::chrono::milliseconds spacing{200};

    ManualClock clock;
    asio::io_context io{1};
    ScriptedConnection wire{io.get_executor(), clock};
    LinkCounts counts;
    std::vector<ReadResponse> overheard;
    std::vector<WriteResponse> overheard_writes;
    Client client{wire, clock, io.get_executor(), spacing, events(), counts};
    asio::cancellation_signal stop;
    asio::cancellation_signal stop_reading;
    std::optional<Error> lost;
    std::optional<Result<Words>> outcome;
    std::optional<Instant> turn_came;

    ClientEvents events() {
        ClientEvents events;
        events.overheard = [this](const ReadResponse& response) { overheard.push_back(response); };
        events.overheard_write = [this](const WriteResponse& response) {
            overheard_writes.push_back(response);
        };
        events.chance = [] { return 0.5; };
        events.is_former_inverter = [](const Serial& serial) {
            return serial.text() == former_serial;
        };
        events.is_our_inverter = [](const Serial& serial) { return serial.text() == our_serial; };
        return events;
    }

    void run() {
        auto done = [this](const std::exception_ptr& thrown, Error why) {
            if (!thrown) lost = std::move(why);
        };
        asio::co_spawn(
            io, client.reader(), asio::bind_cancellation_slot(stop_reading.slot(), std::move(done))
        );
        turn();
    }

    void ask(const ReadTarget& target, Patience patience = patience::data) {
        outcome.reset();
        auto done = [this](const std::exception_ptr& thrown, Result<Words> words) {
            if (!thrown) outcome = std::move(words);
        };
        asio::co_spawn(
            io,
            client.read(target, patience),
            asio::bind_cancellation_slot(stop.slot(), std::move(done))
        );
        turn();
    }

    // As what must know when its request is sent.
    void take_turn_and_ask(const ReadTarget& target) {
        outcome.reset();
        auto done = [this](const std::exception_ptr& thrown, Result<Words> words) {
            if (!thrown) outcome = std::move(words);
        };
        asio::co_spawn(
            io, turn_and_words(target), asio::bind_cancellation_slot(stop.slot(), std::move(done))
        );
        turn();
    }

    asio::awaitable<Result<Words>> turn_and_words(ReadTarget target) {
        co_await client.take_turn(false);
        turn_came = clock.now();
        co_return co_await client.read(target, patience::data);
    }

    void turn() {
        io.restart();
        io.poll();
    }

    void pass(Clock::Duration duration) {
        const auto end = clock.now() + duration;
        for (auto next = clock.next_deadline(); next && *next <= end;
             next = clock.next_deadline()) {
            clock.move_to(*next);
            turn();
        }
        clock.move_to(end);
        turn();
    }

    void arrive(const Response& response) {
        wire.arrive(response);
        turn();
    }

    std::size_t reads_sent() const {
        return static_cast<std::size_t>(std::ranges::count_if(wire.sent, [](const auto& sent) {
            return std::holds_alternative<ReadRequest>(sent.request);
        }));
    }
};

}  // namespace giv::testing

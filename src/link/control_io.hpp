// What carrying out a command does on the wire: read a block again, write a register, count the
// wear. Remembers nothing of commands but what was written lately. Loop thread.
#pragma once

#include "link/client.hpp"
#include "link/clock.hpp"

#include "givtcp/control/plan.hpp"
#include "givtcp/control/write_budget.hpp"
#include "givtcp/plant/plant_image.hpp"

#include <asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace giv {

struct ControlIoEvents {
    // Own words came in: the inverter lives. With the range that was read.
    std::function<void(const ReadTarget&)> came_in;
    std::function<void(std::uint16_t index)> wrote;  // a write is about to be sent
};

class ControlIo {
 public:
    ControlIo(PlantImage& image, Clock& clock, ControlIoEvents events);

    // A client is lent for as long as the connection lives; null takes it back.
    void lend(Client* client) { client_ = client; }

    // The holding block of the read plan that this register lies in.
    RegisterRange block_of(std::uint16_t index) const;

    // The blocks of these registers, each once, in rising order.
    std::vector<RegisterRange> blocks_of(std::span<const std::uint16_t> indexes) const;

    // Reads and admits them. The first error ends it.
    asio::awaitable<Result<void>> read(std::vector<RegisterRange> blocks);

    // Waits until a write may be sent: what is called afterwards is sent at once.
    asio::awaitable<Result<void>> take_turn();

    // As Client::write().
    asio::awaitable<Result<void>> write(JudgedWrite judged);

    // An acknowledgement of this is an echo of our own, however late it comes.
    bool has_sent(std::uint16_t index, std::uint16_t value) const;

    // What the image holds of a holding register; nothing if it was never read.
    std::optional<std::uint16_t> word(std::uint16_t index) const;

    // The same, but only if it was read at `since` or later.
    std::optional<std::uint16_t> word_since(std::uint16_t index, Instant since) const;

    RegisterView registers() const {
        return [this](std::uint16_t index) { return word(index); };
    }

    Clock& clock() const { return clock_; }

    // How long the last exchange took, from its turn to its end.
    Clock::Duration last_round_trip() const { return last_round_trip_; }

 private:
    struct Sent {
        std::uint16_t index;
        std::uint16_t value;
        Instant at;
    };

    void remember_sent(JudgedWrite judged);
    bool is_echo_due(const Sent& sent) const;
    asio::awaitable<Result<guard::Judgement>> read_once(ReadTarget target);

    // set once
    PlantImage& image_;
    Clock& clock_;
    const ControlIoEvents events_;

    // loop thread
    Client* client_ = nullptr;
    std::vector<Sent> sent_;  // whose echoes may still come
    Clock::Duration last_round_trip_ = std::chrono::milliseconds{250};
};

}  // namespace giv

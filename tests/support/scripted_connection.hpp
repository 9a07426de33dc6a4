// A connection whose far end is the test: it hands in bytes, and sees what was sent and when.
#pragma once

#include "link/clock.hpp"
#include "link/signal.hpp"
#include "link/transport.hpp"

#include "givtcp/protocol/frame_decoder.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace giv::testing {

class ScriptedConnection final : public Connection {
 public:
    struct Sent {
        Instant at;
        Request request;
    };

    ScriptedConnection(const asio::any_io_executor& executor, Clock& clock)
        : clock_(clock), arrived_(executor), opened_(executor) {
        opened_.set();
    }

    asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
        while (incoming_.empty()) {
            if (is_over_) co_return fail(Errc::disconnected, "the dongle hung up");
            arrived_.clear();
            co_await arrived_.wait();
        }
        const auto size = std::min(into.size(), incoming_.size());
        std::copy_n(incoming_.begin(), size, into.begin());
        incoming_.erase(incoming_.begin(), incoming_.begin() + static_cast<std::ptrdiff_t>(size));
        co_return size;
    }

    std::size_t write_at_once(std::span<const std::uint8_t> bytes) override {
        if (is_over_ || !opened_.is_set()) return 0;
        ++writes_begun;
        const auto taken = bytes.first(std::min(bytes.size(), most_at_once));
        take(taken);
        if (stops_after > 0 && --stops_after == 0) stop_taking();
        return taken.size();
    }

    asio::awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) override {
        if (is_over_) co_return fail(Errc::disconnected, "the dongle hung up");
        ++writes_begun;
        co_await opened_.wait();
        take(bytes);
        co_return Result<void>{};
    }

    void close() override { hang_up(); }

    void arrive(std::span<const std::uint8_t> bytes) {
        incoming_.insert(incoming_.end(), bytes.begin(), bytes.end());
        arrived_.set();
    }

    void arrive(const Response& response) { arrive(encode(response)); }

    void hang_up() {
        is_over_ = true;
        arrived_.set();
    }

    // As when the far end's buffers are full: what is written now waits.
    void stop_taking() { opened_.clear(); }
    void take_again() { opened_.set(); }

    std::vector<Sent> sent;
    int writes_begun = 0;
    int stops_after = 0;  // so many writes at once; 0: it goes on
    std::size_t most_at_once = std::numeric_limits<std::size_t>::max();

 private:
    void take(std::span<const std::uint8_t> bytes) {
        decoder_.feed(bytes);
        while (auto framed = decoder_.next())
            sent.push_back({clock_.now(), std::move(framed->message)});
    }

    Clock& clock_;
    Bytes incoming_;
    Signal arrived_;
    Signal opened_;
    RequestDecoder decoder_;
    bool is_over_ = false;
};

}  // namespace giv::testing

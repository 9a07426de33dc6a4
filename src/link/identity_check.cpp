#include "link/identity_check.hpp"

#include "link/within.hpp"

#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/protocol/matcher.hpp"

#include <array>
#include <chrono>
#include <utility>
#include <variant>

namespace giv {
namespace {

using namespace std::chrono_literals;

// A dongle answers within 2.5 s, or lost the request (spec/wire-protocol.md §9).
constexpr auto answers_within = 2500ms;
constexpr int tries = 2;

// One that floods us is given up.
constexpr std::size_t most_bytes = 64UL * 1024;

class Interview {
 public:
    Interview(Connection& connection, DeviceAddress inverter, FoundDongle& found)
        : connection_(connection),
          request_{ReadRequest{inverter, {Bank::holding, 0, most_registers_per_read}}},
          found_(found) {}

    // Until there is an answer, or none will come on this connection.
    asio::awaitable<Result<void>> ask() {
        const auto question = encode(request_);
        auto sent = co_await connection_.write(question);
        if (!sent) co_return sent;
        while (!is_answered_) {
            const auto got = co_await connection_.read_some(piece_);
            if (!got) co_return tl::unexpected(got.error());
            received_ += *got;
            if (received_ > most_bytes) co_return fail(Errc::malformed, "it floods us");
            decoder_.feed(std::span{piece_}.first(*got));
            while (const auto frame = decoder_.next())
                hear(frame->message);
        }
        co_return Result<void>{};
    }

    bool is_answered() const { return is_answered_; }

 private:
    void hear(const Response& message) {
        if (match(request_, message) == Match::refuses) {
            is_answered_ = true;
            found_.why_not = "the inverter does not say who it is";
        }
        const auto* read = std::get_if<ReadResponse>(&message);
        if (read == nullptr || match(request_, message) != Match::completes) return;
        is_answered_ = true;
        found_.dongle = shown_serial(read->adapter);
        found_.identity = judge_identity(read->words);
        if (!found_.identity) found_.why_not = "what answers does not look like an inverter";
    }

    Connection& connection_;
    const Request request_;
    FoundDongle& found_;
    ResponseDecoder decoder_;
    std::array<std::uint8_t, 2048> piece_{};
    std::size_t received_ = 0;
    bool is_answered_ = false;
};

}  // namespace

asio::awaitable<FoundDongle> who_is_there(
    Connection& connection, Clock& clock, Ipv4 host, DeviceAddress inverter
) {
    FoundDongle found;
    found.host = host;
    found.why_not = "the port is open, but no inverter answers";
    Interview interview{connection, inverter, found};
    for (int i = 0; i < tries; ++i) {
        auto asking = interview.ask();
        const auto asked = co_await within(clock, answers_within, std::move(asking));
        if (interview.is_answered()) break;
        if (!asked && asked.error().code != Errc::timeout) break;
    }
    if (found.identity) found.why_not.clear();
    co_return found;
}

}  // namespace giv

#include "givtcp/protocol/matcher.hpp"

#include "core/protocol/functions.hpp"

namespace giv {
namespace {

// Errors are recognised without their count, which is often 0.
bool is_refusal(
    const ErrorResponse* error, DeviceAddress device, std::uint8_t function, std::uint16_t base
) {
    return error != nullptr && error->device == device && error->function == function &&
           error->base == base;
}

Match match_read(const ReadRequest& pending, const Response& incoming) {
    if (const auto* read = std::get_if<ReadResponse>(&incoming)) {
        const bool same = read->device == pending.device && read->range == pending.range;
        return same ? Match::completes : Match::keeps_waiting;
    }
    const auto* error = std::get_if<ErrorResponse>(&incoming);
    const auto function = wire::function_of(pending.range.bank);
    const bool refused = is_refusal(error, pending.device, function, pending.range.base);
    return refused ? Match::refuses : Match::keeps_waiting;
}

Match match_write(const WriteRequest& pending, const Response& incoming) {
    if (const auto* echo = std::get_if<WriteResponse>(&incoming)) {
        const bool same = echo->device == pending.device && echo->index == pending.index &&
                          echo->value == pending.value;
        return same ? Match::completes : Match::keeps_waiting;
    }
    const auto* error = std::get_if<ErrorResponse>(&incoming);
    const bool refused = is_refusal(error, pending.device, wire::write_holding, pending.index);
    return refused ? Match::refuses_then_readback : Match::keeps_waiting;
}

}  // namespace

Match match(const Request& pending, const Response& incoming) {
    if (const auto* read = std::get_if<ReadRequest>(&pending)) return match_read(*read, incoming);
    if (const auto* write = std::get_if<WriteRequest>(&pending)) {
        return match_write(*write, incoming);
    }
    return Match::keeps_waiting;  // nothing answers a heartbeat
}

}  // namespace giv

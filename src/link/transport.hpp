// Byte streams to a dongle: TCP, or memory in tests.
#pragma once

#include "givtcp/result.hpp"

#include <asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace giv {

struct Endpoint {
    std::string host;  // name or numeric address
    std::uint16_t port = 8899;

    std::string text() const { return host + ":" + std::to_string(port); }
};

// One open stream. Loop thread.
class Connection {
 public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;  // closes

    // At least one byte, or Errc::disconnected.
    virtual asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) = 0;

    // As much as can go without waiting, mostly all of it: how many bytes that is. A connection
    // that is broken takes none; write() says so.
    virtual std::size_t write_at_once(std::span<const std::uint8_t> bytes) = 0;

    // All of it, or Errc::disconnected. The bytes outlive the call.
    virtual asio::awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) = 0;

    // Says goodbye and closes, at once; pending reads and writes end with `disconnected`.
    virtual void close() = 0;
};

class Transport {
 public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    // Bounded in time by the caller, who cancels.
    virtual asio::awaitable<Result<std::unique_ptr<Connection>>> connect(Endpoint to) = 0;
};

}  // namespace giv

// Names to addresses, on a thread of its own: a look-up can't be cancelled and may take 10 s
// (architecture ruling 11).
#pragma once

#include "givtcp/result.hpp"

#include <asio/awaitable.hpp>
#include <asio/ip/address.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace giv {

// Blocks for as long as it takes; called on a thread that may outlive everything else.
using LookUp = std::function<Result<asio::ip::address>(const std::string& host)>;

// Asks the system. IPv4 first: no dongle has another.
Result<asio::ip::address> system_look_up(const std::string& host);

class Resolver {
 public:
    explicit Resolver(LookUp look_up = system_look_up) : look_up_(std::move(look_up)) {}

    // Loop thread. Numeric addresses at once; a name after its look-up, or the last good address
    // where that fails or takes more than 3 s. Cancelling the wait leaves the look-up to end by
    // itself: the next call for this name waits for the same.
    asio::awaitable<Result<asio::ip::address>> resolve(std::string host);

 private:
    struct Job;

    Result<std::shared_ptr<Job>> job_for(const std::string& host);
    Result<asio::ip::address> last_good(const std::string& host, Error otherwise) const;

    const LookUp look_up_;
    std::map<std::string, std::shared_ptr<Job>> running_;
    std::map<std::string, asio::ip::address> last_good_;
};

}  // namespace giv

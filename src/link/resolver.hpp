// Names to addresses, on a thread of its own: a look-up can't be cancelled and may take 10 s
// (architecture ruling 11).
#pragma once

#include "givtcp/result.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/ip/address.hpp>

#include <map>
#include <memory>
#include <string>

namespace giv {

class Resolver {
 public:
    // Loop thread. Numeric addresses at once; a name after its look-up, or, where that fails, the
    // last good address. Cancelling the wait leaves the look-up to end by itself.
    asio::awaitable<Result<asio::ip::address>> resolve(std::string host);

 private:
    std::map<std::string, asio::ip::address> last_good_;
};

}  // namespace giv

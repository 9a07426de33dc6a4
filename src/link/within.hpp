// A deadline around any operation that returns a Result.
#pragma once

#include "link/clock.hpp"

#include "givtcp/result.hpp"

#include <asio/experimental/awaitable_operators.hpp>

#include <utility>
#include <variant>

namespace giv {

// The operation is cancelled when `limit` passes first; the result is then Errc::timeout.
template <class T>
asio::awaitable<Result<T>> within(
    Clock& clock, Clock::Duration limit, asio::awaitable<Result<T>> operation
) {
    using asio::experimental::awaitable_operators::operator||;
    auto outcome = co_await (std::move(operation) || clock.sleep_for(limit));
    if (outcome.index() == 0) co_return std::get<0>(std::move(outcome));
    co_return fail(Errc::timeout, "no answer in time");
}

}  // namespace giv

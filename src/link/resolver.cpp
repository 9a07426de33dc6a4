#include "link/resolver.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

namespace giv {
namespace {

using Found = Result<asio::ip::address>;

// Shared by the thread, which writes `found` once and then says so, and the loop, which looks.
// The thread knows nothing of the loop, so that it may outlive it.
struct LookUp {
    std::string host;
    Found found = fail(Errc::timeout, "the name was not looked up");
    std::atomic<bool> is_done = false;
};

constexpr std::chrono::milliseconds look_again_after{20};

Found look_up(const std::string& host) {
    asio::io_context context;
    asio::ip::tcp::resolver resolver{context};
    std::error_code error;
    const auto results = resolver.resolve(host, "", error);
    if (error || results.empty()) {
        return fail(
            Errc::disconnected, "the name " + host + " can't be resolved: " + error.message()
        );
    }
    for (const auto& result : results) {
        if (result.endpoint().address().is_v4()) return result.endpoint().address();
    }
    return results.begin()->endpoint().address();
}

// Where the wait is cancelled the thread goes on by itself, and ends within the C library's limit.
void start(const std::shared_ptr<LookUp>& job) {
    std::thread{[job] {
        job->found = look_up(job->host);
        job->is_done = true;
    }}.detach();
}

}  // namespace

asio::awaitable<Found> Resolver::resolve(std::string host) {
    std::error_code not_numeric;
    const auto numeric = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) co_return numeric;

    const auto job = std::make_shared<LookUp>();
    job->host = host;
    start(job);
    asio::steady_timer timer{co_await asio::this_coro::executor};
    while (!job->is_done) {
        timer.expires_after(look_again_after);
        co_await timer.async_wait(asio::use_awaitable);
    }

    if (job->found) {
        last_good_[host] = *job->found;
        co_return job->found;
    }
    const auto kept = last_good_.find(host);
    if (kept != last_good_.end()) co_return kept->second;
    co_return job->found;
}

}  // namespace giv

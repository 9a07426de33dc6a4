#include "link/resolver.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace giv {
namespace {

using asio::ip::address;

constexpr std::chrono::milliseconds look_again_after{20};
constexpr int looks_for_a_known_name = 150;  // 3 s

}  // namespace

// Shared by the thread, which writes `found` once and then says so, and the loop, which looks.
// The thread knows nothing of the loop, so that it may outlive it.
struct Resolver::Job {
    std::string host;
    LookUp look_up;
    Result<address> found = fail(Errc::timeout, "the name was not looked up");
    std::atomic<bool> is_done = false;

    bool has_failed() const { return is_done && !found; }
};

Result<address> system_look_up(const std::string& host) {
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

Result<std::shared_ptr<Resolver::Job>> Resolver::job_for(const std::string& host) {
    const auto running = running_.find(host);
    if (running != running_.end() && !running->second->has_failed()) return running->second;
    const auto job = std::make_shared<Job>();
    job->host = host;
    job->look_up = look_up_;
    const auto work = [job] {
        try {
            job->found = job->look_up(job->host);
        } catch (const std::exception& error) {  // no descriptors, no memory: it passes
            job->found = fail(Errc::disconnected, error.what());
        }
        job->is_done = true;
    };
    try {
        std::thread{work}.detach();
    } catch (const std::system_error& error) {
        return fail(Errc::busy, "no thread to look up " + host + ": " + error.what());
    }
    running_[host] = job;
    return job;
}

Result<address> Resolver::last_good(const std::string& host, Error otherwise) const {
    const auto kept = last_good_.find(host);
    if (kept == last_good_.end()) return tl::unexpected(std::move(otherwise));
    return kept->second;
}

asio::awaitable<Result<address>> Resolver::resolve(std::string host) {
    std::error_code not_numeric;
    const auto numeric = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) co_return numeric;

    const auto job = job_for(host);
    if (!job) co_return last_good(host, job.error());
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (int looks = 0; !(*job)->is_done; ++looks) {
        if (looks >= looks_for_a_known_name && last_good_.contains(host)) {
            co_return last_good_.at(host);
        }
        timer.expires_after(look_again_after);
        co_await timer.async_wait(asio::use_awaitable);
    }
    running_.erase(host);
    if (!(*job)->found) co_return last_good(host, (*job)->found.error());
    last_good_[host] = *(*job)->found;
    co_return (*job)->found;
}

}  // namespace giv

#include "app/nursery.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <cassert>
#include <system_error>
#include <utility>

namespace giv {
namespace {

// What a room threw, as its exit. The library's word for "cancelled" is an exception, too.
Exit exit_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted) return {};
        return {Exit::How::failed, error.what()};
    } catch (const std::exception& error) {
        return {Exit::How::failed, error.what()};
    } catch (...) {
        return {Exit::How::failed, "something that is no exception was thrown"};
    }
}

}  // namespace

Nursery::Nursery(asio::any_io_executor executor)
    : executor_(std::move(executor)), wake_(executor_, asio::steady_timer::time_point::max()) {}

Nursery::~Nursery() { assert(living_ == 0); }

void Nursery::spawn(std::string name, asio::awaitable<Exit> room) {
    auto& child = children_.emplace_back();
    child.name = std::move(name);
    ++living_;
    auto when_ended = [this, &child](const std::exception_ptr& thrown, Exit exit) {
        ended(child, thrown, std::move(exit));
    };
    asio::co_spawn(
        executor_,
        std::move(room),
        asio::bind_cancellation_slot(child.cancel.slot(), std::move(when_ended))
    );
    if (stopping_) child.cancel.emit(asio::cancellation_type::terminal);
}

void Nursery::stop() {
    if (std::exchange(stopping_, true)) return;
    for (auto& child : children_) {
        if (!child.gone) child.cancel.emit(asio::cancellation_type::terminal);
    }
}

void Nursery::ended(Child& child, const std::exception_ptr& thrown, Exit exit) {
    child.gone = true;
    --living_;
    if (thrown) exit = exit_of(thrown);
    if (exit.how == Exit::How::failed && outcome_.how != Exit::How::failed) {
        outcome_ = {Exit::How::failed, child.name + ": " + exit.why};
    }
    stop();
    wake_.cancel();
}

asio::awaitable<Exit> Nursery::join() {
    // Being cancelled must not throw here: the rooms are waited for in any case.
    co_await asio::this_coro::throw_if_cancelled(false);
    while (living_ > 0) {
        std::error_code woken;
        co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) stop();
    }
    children_.clear();
    stopping_ = false;
    co_return std::exchange(outcome_, Exit{});
}

}  // namespace giv

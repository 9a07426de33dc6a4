#include "app/nursery.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Events = std::vector<std::string>;

// Says when it is born and when it is gone.
struct Presence {
    Presence(Events& events, std::string name) : events_(events), name_(std::move(name)) {
        events_.push_back("+" + name_);
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() { events_.push_back("-" + name_); }

    Events& events_;
    std::string name_;
};

asio::awaitable<void> forever() {
    asio::steady_timer timer{
        co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> next_turn() {
    auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

asio::awaitable<Exit> patient(Events& events, std::string name) {
    const Presence presence{events, std::move(name)};
    co_await forever();
    co_return Exit{};
}

asio::awaitable<Exit> ends_with(Exit exit) {
    co_await next_turn();
    co_return exit;
}

asio::awaitable<Exit> throws_something() {
    co_await next_turn();
    throw std::runtime_error{"a broken machine"};
}

// Takes a few turns of the loop to leave.
asio::awaitable<Exit> slow_to_leave(Events& events) {
    const Presence presence{events, "slow"};
    bool cancelled = false;
    try {
        co_await forever();
    } catch (const std::system_error&) {
        cancelled = true;
    }
    co_await asio::this_coro::reset_cancellation_state();
    for (int turn = 0; turn < 3; ++turn)
        co_await next_turn();
    co_return Exit{cancelled ? Exit::How::cancelled : Exit::How::failed, ""};
}

class NurseryTest : public ::testing::Test {
 protected:
    // Until join() has returned; what is left then is a leak.
    Exit joined(Nursery& nursery) {
        auto exit = asio::co_spawn(loop_, nursery.join(), asio::use_future);
        loop_.run();
        return exit.get();
    }

    Events events_;
    asio::io_context loop_{1};  // last: it holds coroutines that refer to the others
};

TEST_F(NurseryTest, AnEmptyOneIsJoinedAtOnce) {
    Nursery nursery{loop_.get_executor()};

    EXPECT_EQ(joined(nursery).how, Exit::How::cancelled);
}

TEST_F(NurseryTest, TheFirstFailureStopsAllTheOthersAndIsReported) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("one", patient(events_, "one"));
    nursery.spawn("two", patient(events_, "two"));
    nursery.spawn("plant 3", ends_with({Exit::How::failed, "no memory"}));

    const auto exit = joined(nursery);

    EXPECT_EQ(exit.how, Exit::How::failed);
    EXPECT_EQ(exit.why, "plant 3: no memory");
    EXPECT_THAT(events_, UnorderedElementsAre("+one", "+two", "-one", "-two"));
}

TEST_F(NurseryTest, ARoomThatThrowsIsAFailure) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("one", patient(events_, "one"));
    nursery.spawn("two", throws_something());

    const auto exit = joined(nursery);

    EXPECT_EQ(exit.how, Exit::How::failed);
    EXPECT_EQ(exit.why, "two: a broken machine");
    EXPECT_THAT(events_, ElementsAre("+one", "-one"));
}

TEST_F(NurseryTest, ARoomThatLeavesInPeaceStopsTheOthersToo) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("one", patient(events_, "one"));
    nursery.spawn("signals", ends_with({}));

    EXPECT_EQ(joined(nursery).how, Exit::How::cancelled);
    EXPECT_THAT(events_, ElementsAre("+one", "-one"));
}

TEST_F(NurseryTest, AFailureWhileStoppingIsNotSwallowed) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("signals", ends_with({}));
    nursery.spawn("two", throws_something());

    EXPECT_EQ(joined(nursery).why, "two: a broken machine");
}

TEST_F(NurseryTest, OfTwoFailuresTheFirstCounts) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("one", ends_with({Exit::How::failed, "first"}));
    nursery.spawn("two", throws_something());

    EXPECT_EQ(joined(nursery).why, "one: first");
}

TEST_F(NurseryTest, WaitsForARoomThatIsSlowToLeave) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("slow", slow_to_leave(events_));
    nursery.spawn("signals", ends_with({}));

    EXPECT_EQ(joined(nursery).how, Exit::How::cancelled);
    EXPECT_THAT(events_, ElementsAre("+slow", "-slow"));
}

TEST_F(NurseryTest, CancellingTheJoinStopsTheRoomsAndWaitsForThem) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("one", patient(events_, "one"));
    nursery.spawn("slow", slow_to_leave(events_));
    asio::cancellation_signal cancel;
    Exit exit{Exit::How::failed, "not joined"};
    std::exception_ptr thrown;
    auto when_joined = [&](std::exception_ptr error, Exit result) {
        thrown = std::move(error);
        exit = std::move(result);
    };

    asio::co_spawn(
        loop_, nursery.join(), asio::bind_cancellation_slot(cancel.slot(), std::move(when_joined))
    );
    loop_.poll();
    ASSERT_THAT(events_, UnorderedElementsAre("+one", "+slow"));
    cancel.emit(asio::cancellation_type::terminal);
    loop_.run();

    EXPECT_EQ(thrown, nullptr);
    EXPECT_EQ(exit.how, Exit::How::cancelled);
    EXPECT_THAT(events_, UnorderedElementsAre("+one", "+slow", "-one", "-slow"));
}

TEST_F(NurseryTest, AChildMayStopIt) {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("one", patient(events_, "one"));
    asio::post(loop_, [&] { nursery.stop(); });

    EXPECT_EQ(joined(nursery).how, Exit::How::cancelled);
    EXPECT_THAT(events_, ElementsAre("+one", "-one"));
}

TEST_F(NurseryTest, WhoIsSpawnedIntoAStoppedOneNeverWaits) {
    Nursery nursery{loop_.get_executor()};
    nursery.stop();
    nursery.spawn("late", patient(events_, "late"));

    EXPECT_EQ(joined(nursery).how, Exit::How::cancelled);
    EXPECT_THAT(events_, ::testing::AnyOf(IsEmpty(), ElementsAre("+late", "-late")));
}

}  // namespace
}  // namespace giv

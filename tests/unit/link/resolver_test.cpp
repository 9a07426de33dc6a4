#include "link/resolver.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>

namespace giv {
namespace {

using Address = Result<asio::ip::address>;

const auto home = asio::ip::make_address("192.0.2.7");

// What the look-up thread shares with the test; the thread may outlive both.
struct Script {
    std::promise<void> may_end;
    std::shared_future<void> end{may_end.get_future()};
    std::atomic<int> calls = 0;
    std::atomic<bool> works = true;
};

struct ResolverThreads : ::testing::Test {
    std::shared_ptr<Script> script = std::make_shared<Script>();
    Resolver resolver{[script = script](const std::string&) -> Address {
        ++script->calls;
        script->end.wait();
        if (!script->works) return fail(Errc::disconnected, "no such name");
        return home;
    }};
    asio::cancellation_signal stop;
    bool was_cancelled = false;
    std::optional<Address> answer;
    asio::io_context io{1};  // last: what is in it refers to the others

    ~ResolverThreads() override { release(); }

    void release() {
        if (!std::exchange(is_released, true)) script->may_end.set_value();
    }

    void ask(const std::string& host) {
        answer.reset();
        auto done = [this](const std::exception_ptr& thrown, Address found) {
            was_cancelled = thrown != nullptr;
            if (!thrown) answer = std::move(found);
        };
        asio::co_spawn(
            io, resolver.resolve(host), asio::bind_cancellation_slot(stop.slot(), std::move(done))
        );
        io.restart();
        io.poll();
    }

    bool is_released = false;
};

TEST_F(ResolverThreads, TakesANumericAddressAsItIs) {
    ask("192.0.2.1");

    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(answer->value().to_string(), "192.0.2.1");
    EXPECT_EQ(script->calls, 0);
}

TEST_F(ResolverThreads, LooksUpANameWithoutHoldingUpTheLoop) {
    ask("dongle");
    EXPECT_FALSE(answer);  // the loop has returned although the look-up has not

    release();
    io.run();

    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(**answer, home);
}

TEST_F(ResolverThreads, AWaitThatIsCancelledEndsAtOnceAndTheNextJoinsTheSameLookUp) {
    ask("dongle");
    stop.emit(asio::cancellation_type::terminal);
    io.run();
    EXPECT_TRUE(was_cancelled);

    ask("dongle");
    release();
    io.run();

    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(script->calls, 1);
}

TEST_F(ResolverThreads, KeepsTheLastGoodAddress) {
    release();
    ask("dongle");
    io.run();
    script->works = false;

    ask("dongle");
    io.run();

    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(**answer, home);
    EXPECT_EQ(script->calls, 2);
}

TEST_F(ResolverThreads, SaysWhatIsWrongWhenANameWasNeverKnown) {
    release();
    script->works = false;

    ask("dongle");
    io.run();

    ASSERT_TRUE(answer && !*answer);
    EXPECT_EQ(answer->error().detail, "no such name");
}

TEST_F(ResolverThreads, TriesAgainAfterAFailure) {
    release();
    script->works = false;
    ask("dongle");
    io.run();
    script->works = true;

    ask("dongle");
    io.run();

    ASSERT_TRUE(answer && *answer);
}

}  // namespace
}  // namespace giv

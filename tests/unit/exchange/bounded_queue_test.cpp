#include "exchange/bounded_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;

TEST(BoundedQueue, GivesBackInTheOrderOfPushing) {
    BoundedQueue<int> queue{2};

    EXPECT_TRUE(queue.try_push(1));
    EXPECT_TRUE(queue.try_push(2));

    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, RefusesWhatDoesNotFit) {
    BoundedQueue<int> queue{1};

    EXPECT_TRUE(queue.try_push(1));
    EXPECT_FALSE(queue.try_push(2));

    EXPECT_EQ(queue.pop(), 1);
    EXPECT_TRUE(queue.try_push(3));
}

TEST(BoundedQueue, GivesNothingWhenTheDeadlineHasPassed) {
    BoundedQueue<int> queue{1};

    EXPECT_EQ(queue.pop_until(std::chrono::steady_clock::now()), std::nullopt);
    EXPECT_FALSE(queue.is_closed());
}

TEST(BoundedQueue, ClosedLetsOutWhatIsInsideAndNothingIn) {
    BoundedQueue<int> queue{2};
    ASSERT_TRUE(queue.try_push(1));

    queue.close();

    EXPECT_FALSE(queue.try_push(2));
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), std::nullopt);
    EXPECT_TRUE(queue.is_closed());
}

TEST(BoundedQueue, CarriesWhatCanOnlyBeMoved) {
    BoundedQueue<std::unique_ptr<int>> queue{1};

    ASSERT_TRUE(queue.try_push(std::make_unique<int>(7)));
    const auto popped = queue.pop();

    ASSERT_TRUE(popped.has_value());
    EXPECT_EQ(**popped, 7);
}

TEST(BoundedQueueThreads, NothingIsLostAndNothingComesTwice) {
    constexpr int per_writer = 500;
    BoundedQueue<int> queue{8};
    std::vector<int> got;
    std::thread reader{[&] {
        while (const auto item = queue.pop())
            got.push_back(*item);
    }};
    const auto write = [&](int first) {
        for (int i = 0; i < per_writer; ++i) {
            while (!queue.try_push(first + i))
                std::this_thread::yield();
        }
    };

    std::thread one{write, 0};
    std::thread other{write, per_writer};
    one.join();
    other.join();
    queue.close();
    reader.join();

    std::sort(got.begin(), got.end());
    ASSERT_EQ(got.size(), 2U * per_writer);
    for (int i = 0; i < 2 * per_writer; ++i)
        ASSERT_EQ(got[static_cast<std::size_t>(i)], i);
}

TEST(BoundedQueueThreads, ClosingWakesWhoeverWaits) {
    BoundedQueue<int> queue{1};
    std::optional<int> got = 1;
    std::thread waiter{[&] { got = queue.pop_until(std::chrono::steady_clock::now() + 60s); }};

    queue.close();
    waiter.join();

    EXPECT_EQ(got, std::nullopt);
}

}  // namespace
}  // namespace giv

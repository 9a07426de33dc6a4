#include "mqtt/retained_configs.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1h};

Message kept(std::string topic, std::string payload) {
    return {std::move(topic), std::move(payload), true};
}

TEST(RetainedConfigs, AreAllThereAfterASecondOfSilence) {
    RetainedConfigs configs;
    configs.listen({"f"}, start);
    configs.confirmed("f", start + 100ms);
    configs.hear(kept("a", "1"), start + 200ms);

    EXPECT_FALSE(configs.is_done(start + 1100ms));
    EXPECT_TRUE(configs.is_done(start + 1200ms));

    const auto held = configs.take();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].topic, "a");
    EXPECT_EQ(held[0].payload, "1");
    EXPECT_FALSE(configs.is_listening());
}

TEST(RetainedConfigs, AreWaitedForForFiveSecondsAtMost) {
    RetainedConfigs configs;
    configs.listen({"f"}, start);
    configs.confirmed("f", start);
    for (auto at = start; at < start + 5s; at += 100ms) {
        EXPECT_FALSE(configs.is_done(at));
        configs.hear(kept("a", "1"), at);
    }

    EXPECT_TRUE(configs.is_done(start + 5s));
    EXPECT_FALSE(configs.has_gaps());
}

TEST(RetainedConfigs, SayNothingWhileTheBrokerHasNotTakenTheSubscription) {
    RetainedConfigs configs;
    configs.listen({"f"}, start);

    EXPECT_FALSE(configs.is_done(start + 4900ms));
    EXPECT_TRUE(configs.is_done(start + 5s));
    EXPECT_TRUE(configs.has_gaps());
}

TEST(RetainedConfigs, WaitForEachSubscription) {
    RetainedConfigs configs;
    configs.listen({"f", "g"}, start);
    configs.confirmed("f", start);
    configs.confirmed("f", start);
    configs.confirmed("h", start);
    EXPECT_FALSE(configs.is_done(start + 4s));

    configs.confirmed("g", start + 4s);
    EXPECT_FALSE(configs.is_done(start + 4900ms));
    EXPECT_TRUE(configs.is_done(start + 5s));
    EXPECT_FALSE(configs.has_gaps());
}

TEST(RetainedConfigs, AreWhatCameLast) {
    RetainedConfigs configs;
    configs.listen({"f"}, start);
    configs.confirmed("f", start);
    configs.hear(kept("a", "1"), start);
    configs.hear(kept("b", "2"), start);
    configs.hear({"a", "3"}, start);
    configs.hear({"b", ""}, start);

    const auto held = configs.take();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].payload, "3");
}

TEST(RetainedConfigs, OfWhichOneWasLostHaveGaps) {
    RetainedConfigs configs;
    configs.listen({"f"}, start);
    configs.confirmed("f", start);
    configs.hear({"a", "", true, Message::Loss::no_room}, start);
    EXPECT_TRUE(configs.has_gaps());

    configs.listen({"f"}, start);
    configs.confirmed("f", start);
    EXPECT_FALSE(configs.has_gaps());
    configs.lost();
    EXPECT_TRUE(configs.has_gaps());
}

TEST(RetainedConfigs, TakeNoMoreThanTheirRoom) {
    RetainedConfigs configs;
    configs.listen({"f"}, start);
    configs.confirmed("f", start);
    const std::string large(1024 * 1024, 'x');
    for (int i = 0; i < 20; ++i)
        configs.hear(kept(std::to_string(i), large), start);

    EXPECT_TRUE(configs.has_gaps());
    EXPECT_EQ(configs.take().size(), 15U);  // and their topics
}

TEST(RetainedConfigs, ForgetWhatCameOutsideALook) {
    RetainedConfigs configs;
    configs.hear(kept("a", "1"), start);
    configs.lost();
    configs.listen({"f"}, start);

    EXPECT_TRUE(configs.take().empty());
    EXPECT_FALSE(configs.is_done(start + 1h));
}

}  // namespace
}  // namespace giv::mqtt

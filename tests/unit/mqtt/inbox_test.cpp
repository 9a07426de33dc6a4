#include "mqtt/inbox.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace giv::mqtt {
namespace {

using Loss = Message::Loss;

std::optional<Message> take(Inbox& inbox, const std::string& payload = "80") {
    return inbox.take("a/b", payload, false);
}

TEST(MqttInbox, CopiesWhatItTakes) {
    Inbox inbox{"homeassistant/"};

    const auto message = inbox.take("a/b", std::string{"x\0y", 3}, true);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->topic, "a/b");
    EXPECT_EQ(message->payload, (std::string{"x\0y", 3}));
    EXPECT_TRUE(message->retained);
    EXPECT_EQ(message->loss, Loss::none);
    EXPECT_EQ(inbox.overflowed(), 0U);
}

TEST(MqttInbox, HoldsNoMoreThan1024WholeMessagesThen1024Topics) {
    Inbox inbox{"homeassistant/"};
    int whole = 0;
    int topics = 0;
    int nothing = 0;
    for (int number = 0; number < 3'000; ++number) {
        const auto message = take(inbox);
        whole += message && message->loss == Loss::none;
        topics += message && message->loss == Loss::no_room && message->payload.empty();
        nothing += !message;
    }

    EXPECT_EQ(whole, 1'024);
    EXPECT_EQ(topics, 1'024);
    EXPECT_EQ(nothing, 952);
    EXPECT_EQ(inbox.overflowed(), 1'976U);
    EXPECT_EQ(inbox.overflowed(), 0U) << "said once";
}

TEST(MqttInbox, HasRoomAgainForWhatWasHandedOver) {
    Inbox inbox{"homeassistant/"};
    std::vector<Message> held;
    for (int number = 0; number < 2'048; ++number)
        held.push_back(*take(inbox));
    EXPECT_FALSE(take(inbox));

    for (const auto& message : held)
        inbox.handed_over(message);

    for (int number = 0; number < 1'024; ++number)
        EXPECT_EQ(take(inbox)->loss, Loss::none);
    EXPECT_EQ(take(inbox)->loss, Loss::no_room);
}

TEST(MqttInbox, LongPayloadsTakeMorePlaces) {
    Inbox inbox{"homeassistant/"};
    const std::string longest(65'536, 'x');  // 17 places of 4096 bytes: 60 of them fit in 1024

    for (int number = 0; number < 60; ++number)
        EXPECT_EQ(take(inbox, longest)->loss, Loss::none) << number;

    EXPECT_EQ(take(inbox, longest)->loss, Loss::no_room);
    EXPECT_EQ(take(inbox, "short")->loss, Loss::none);
}

TEST(MqttInbox, APayloadOfMoreThan64KBIsLeftBehind) {
    Inbox inbox{"homeassistant/"};

    const auto message = take(inbox, std::string(65'537, 'x'));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->loss, Loss::too_long);
    EXPECT_EQ(message->payload, "");
    EXPECT_EQ(inbox.overflowed(), 0U) << "it is refused in words, not for want of room";
}

TEST(MqttInbox, ADiscoveryMessageMayBeAsLongAsADevice) {
    Inbox inbox{"homeassistant/"};
    const auto take_config = [&](std::size_t size) {
        return inbox.take("homeassistant/device/a/config", std::string(size, 'x'), true);
    };

    EXPECT_EQ(take_config(524'288)->loss, Loss::none);
    EXPECT_EQ(take_config(524'289)->loss, Loss::too_long);
}

TEST(MqttInbox, ATopicThatNoControlHasIsNotKept) {
    Inbox inbox{"homeassistant/"};

    EXPECT_TRUE(inbox.take(std::string(1'024, 'a'), "x", false));
    EXPECT_FALSE(inbox.take(std::string(1'025, 'a'), "x", false));
    EXPECT_EQ(inbox.overflowed(), 1U);
}

TEST(MqttInboxThreads, CountsRightWhenBothSidesHurry) {
    constexpr int messages = 20'000;
    Inbox inbox{"homeassistant/"};
    std::vector<std::optional<Message>> taken(messages);
    std::atomic<int> filled{0};
    std::thread other{[&] {
        for (int number = 0; number < messages; ++number) {
            taken[static_cast<std::size_t>(number)] = take(inbox);
            filled = number + 1;
        }
    }};
    for (int handed = 0; handed < messages;) {
        if (handed == filled) {
            std::this_thread::yield();
            continue;
        }
        const auto& message = taken[static_cast<std::size_t>(handed++)];
        if (message) inbox.handed_over(*message);
    }
    other.join();

    for (int number = 0; number < 1'024; ++number)
        EXPECT_EQ(take(inbox)->loss, Loss::none);
    EXPECT_EQ(take(inbox)->loss, Loss::no_room);
}

}  // namespace
}  // namespace giv::mqtt

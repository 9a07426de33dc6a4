#include "link/places.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000s};
const Place kept{"SA2114G047", "10.0.0.7"};

TEST(Places, OneAddressIsTriedForEverAndIsWhicheverAnswers) {
    Places places{{"dongle"}, std::nullopt};

    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(places.host(), "dongle");
        EXPECT_FALSE(places.wants_search(start + i * 1h));
        places.failed();
    }
    places.worked("SA2114G047");
    EXPECT_EQ(places.serial(), "");
}

TEST(Places, SeveralAddressesAreTriedInTurn) {
    Places places{{"a", "b"}, std::nullopt};

    EXPECT_EQ(places.host(), "a");
    places.failed();
    EXPECT_EQ(places.host(), "b");
    places.worked("SA2114G047");
    EXPECT_EQ(places.host(), "b") << "it is there";
    EXPECT_EQ(places.serial(), "SA2114G047") << "and nobody else from then on";
    places.failed();
    EXPECT_EQ(places.host(), "a");
    EXPECT_FALSE(places.wants_search(start));
}

TEST(Places, WithoutAnAddressASearchComesFirst) {
    Places places{{}, std::nullopt};

    EXPECT_EQ(places.host(), "");
    EXPECT_TRUE(places.wants_search(start));
    places.searched(start, kept);
    EXPECT_FALSE(places.wants_search(start));
    EXPECT_EQ(places.host(), "10.0.0.7");
    EXPECT_EQ(places.serial(), "SA2114G047");
}

TEST(Places, TheRememberedAddressIsTriedTwiceBeforeASearch) {
    Places places{{}, kept};

    EXPECT_EQ(places.host(), "10.0.0.7");
    EXPECT_EQ(places.serial(), "SA2114G047");
    EXPECT_FALSE(places.wants_search(start));
    places.failed();
    EXPECT_FALSE(places.wants_search(start));
    places.failed();
    EXPECT_TRUE(places.wants_search(start));
    EXPECT_EQ(places.host(), "10.0.0.7") << "tried on, whatever the search finds";
}

TEST(Places, AnotherInverterAtTheRememberedAddressIsReasonForASearchAtOnce) {
    Places places{{}, kept};

    places.is_of_another();

    EXPECT_TRUE(places.wants_search(start));
    EXPECT_EQ(places.serial(), "SA2114G047");
}

TEST(Places, SearchesInVainBecomeRarer) {
    Places places{{}, std::nullopt};
    auto now = start;

    for (const auto pause : {30s, 60s, 120s, 300s, 600s, 600s}) {
        places.searched(now, std::nullopt);
        EXPECT_FALSE(places.wants_search(now + pause - 1s));
        EXPECT_TRUE(places.wants_search(now + pause));
        now += pause;
    }
}

TEST(Places, OneThatComesAndGoesIsNotSearchedForAllTheTime) {
    Places places{{}, kept};
    places.is_of_another();
    places.searched(start, Place{"SA2114G047", "10.0.0.9"});
    places.worked("SA2114G047");

    places.failed();
    places.failed();

    EXPECT_EQ(places.host(), "10.0.0.9");
    EXPECT_FALSE(places.wants_search(start + 29s));
    EXPECT_TRUE(places.wants_search(start + 30s));
    places.searched(start + 30s, std::nullopt);
    EXPECT_TRUE(places.wants_search(start + 60s)) << "it worked since: from the shortest pause on";
}

TEST(Places, AnAddressThatIsAnothersIsForgottenAloneOrWithTheInverter) {
    Places places{{}, kept};
    places.failed();
    places.searched(start, std::nullopt);

    places.forget_host();
    EXPECT_EQ(places.host(), "");
    EXPECT_EQ(places.serial(), "SA2114G047");
    EXPECT_FALSE(places.wants_search(start)) << "there was one a moment ago";

    places.forget();
    EXPECT_EQ(places.serial(), "");
    EXPECT_TRUE(places.wants_search(start));
}

TEST(Places, AMemoryWithoutAnAddressIsASerialAlone) {
    const Places places{{}, Place{"SA2114G047", ""}};

    EXPECT_TRUE(places.wants_search(start));
    EXPECT_EQ(places.serial(), "SA2114G047");
}

}  // namespace
}  // namespace giv

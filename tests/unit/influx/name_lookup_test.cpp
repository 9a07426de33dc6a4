#include "influx/name_lookup.hpp"

#include "exchange/bounded_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

namespace giv::influx {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr auto never = [] { return false; };

NameLookup::TimePoint soon() { return std::chrono::steady_clock::now() + 10ms; }
NameLookup::TimePoint late() { return std::chrono::steady_clock::now() + 60s; }

// A library's look-up that answers when the test lets it.
struct SlowNames {
    SlowNames() = default;
    SlowNames(const SlowNames&) = delete;
    SlowNames& operator=(const SlowNames&) = delete;

    std::shared_ptr<BoundedQueue<Result<Addresses>>> answers =
        std::make_shared<BoundedQueue<Result<Addresses>>>(4);
    std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);

    LookUp look_up() const {
        return [answers = answers, asked = asked](const std::string&) -> Result<Addresses> {
            ++*asked;
            return answers->pop().value_or(fail(Errc::disconnected, "over"));
        };
    }
    void answer(Result<Addresses> what) const { ASSERT_TRUE(answers->try_push(std::move(what))); }
    ~SlowNames() { answers->close(); }
};

TEST(NameLookupThreads, NumericAddressesNeedNoLookUp) {
    const SlowNames names;
    EXPECT_EQ(
        NameLookup("10.0.0.7", names.look_up()).addresses(soon(), never), Addresses{"10.0.0.7"}
    );
    EXPECT_EQ(
        NameLookup("fe80::1", names.look_up()).addresses(soon(), never), Addresses{"fe80::1"}
    );
    EXPECT_EQ(*names.asked, 0);
}

TEST(NameLookupThreads, ANameIsLookedUp) {
    const SlowNames names;
    NameLookup lookup{"influx", names.look_up()};
    names.answer(Addresses{"10.0.0.7"});

    EXPECT_EQ(lookup.addresses(late(), never), Addresses{"10.0.0.7"});
}

TEST(NameLookupThreads, AHangingLookUpIsWaitedForOnceAndNoLongerThanWanted) {
    const SlowNames names;
    NameLookup lookup{"influx", names.look_up()};

    EXPECT_THAT(lookup.addresses(soon(), never).error().detail, HasSubstr("not resolved in time"));
    EXPECT_FALSE(lookup.addresses(late(), [] { return true; }));
    names.answer(Addresses{"10.0.0.7"});
    EXPECT_EQ(lookup.addresses(late(), never), Addresses{"10.0.0.7"});
    EXPECT_EQ(*names.asked, 1);
}

TEST(NameLookupThreads, TheLastGoodAddressIsKept) {
    const SlowNames names;
    NameLookup lookup{"influx", names.look_up()};
    names.answer(Addresses{"10.0.0.7"});
    names.answer(fail(Errc::disconnected, "no such name"));
    ASSERT_EQ(lookup.addresses(late(), never), Addresses{"10.0.0.7"});

    EXPECT_EQ(lookup.addresses(late(), never), Addresses{"10.0.0.7"});
    EXPECT_EQ(lookup.addresses(soon(), never), Addresses{"10.0.0.7"});
}

TEST(NameLookupThreads, WhyANameHasNoAddressIsSaid) {
    const SlowNames names;
    NameLookup lookup{"influx", names.look_up()};
    names.answer(fail(Errc::disconnected, "no such name"));

    EXPECT_THAT(lookup.addresses(late(), never).error().detail, HasSubstr("no such name"));
}

}  // namespace
}  // namespace giv::influx

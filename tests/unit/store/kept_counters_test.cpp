#include "store/kept_counters.hpp"

#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace giv::store {
namespace {

using giv::testing::number_in;
using ::testing::IsEmpty;

constexpr std::chrono::local_days a_day{std::chrono::days{20'609}};

class KeptCountersTest : public ::testing::Test {
 protected:
    KeptCountersTest() { EXPECT_TRUE(migrate(database_, migrations())); }

    Database database_{Database::open(":memory:").value()};
};

TEST_F(KeptCountersTest, AreNoneAtFirst) {
    EXPECT_THAT(load_counters(database_).value().counters, IsEmpty());
}

TEST_F(KeptCountersTest, ComeBackAsTheyWere) {
    const KeptCounters one{
        {"e_pv_total", {6553.5, 0, {}}}, {"BG2134G001/e_battery_charge_total", {0.2, 3, a_day}}};
    const KeptCounters other{{"counted_load_today", {12.345678, 0, a_day}}};
    ASSERT_TRUE(save_counters(database_, "SA2114G047", {}, one));
    ASSERT_TRUE(save_counters(database_, "CE2231G000", {}, other));

    const auto loaded = load_counters(database_).value().counters;
    EXPECT_EQ(*loaded.at("SA2114G047"), one);
    EXPECT_EQ(*loaded.at("CE2231G000"), other);
}

TEST_F(KeptCountersTest, WhatDidNotChangeIsNotWritten) {
    const KeptCounters old{{"e_pv_total", {5, 0, {}}}};
    ASSERT_TRUE(save_counters(database_, "SA2114G047", old, old));
    EXPECT_EQ(number_in(database_, "SELECT count(*) FROM counter"), 0);
}

TEST_F(KeptCountersTest, RecordsThatSayNothingPossibleAreLeftOut) {
    ASSERT_TRUE(
        database_.execute("INSERT INTO counter VALUES ('SA', 'negative', -1, 0, 0);"
                          "INSERT INTO counter VALUES ('SA', 'too much', 100000000000001, 0, 0);"
                          "INSERT INTO counter VALUES ('SA', 'too often', 1, 65536, 0);"
                          "INSERT INTO counter VALUES ('SA', 'no day', 1, 0, 2932897);"
                          "INSERT INTO counter VALUES ('SA', 'before', 1, 0, -1);"
                          "INSERT INTO counter VALUES ('SA', 'good', 1000000, 1, 0);")
    );
    const KeptCounters good{{"good", {1, 1, {}}}};
    const auto loaded = load_counters(database_).value();
    EXPECT_EQ(*loaded.counters.at("SA"), good);
    EXPECT_EQ(
        loaded.refused,
        "5 counter(s) that were kept say what can't be and begin anew, the first of them SA before"
    );
}

TEST_F(KeptCountersTest, WhatIsNoNumberIsNotZero) {
    ASSERT_TRUE(
        database_.execute("INSERT INTO counter VALUES ('SA', 'text', 'nan', 0, 0);"
                          "INSERT INTO counter VALUES ('SA', 'fraction', 0.5, 0, 0);"
                          "INSERT INTO counter VALUES ('SA', 'endless', 9e999, 0, 0);"
                          "INSERT INTO counter VALUES ('SA', 'no wraps', 1, 'x', 0);"
                          "INSERT INTO counter VALUES ('SA', 'no day', 1, 0, x'00');")
    );
    const auto loaded = load_counters(database_).value();
    EXPECT_THAT(loaded.counters, IsEmpty());
    EXPECT_EQ(
        loaded.refused,
        "5 counter(s) that were kept say what can't be and begin anew, the first of them SA endless"
    );
}

TEST_F(KeptCountersTest, WhatCannotBeIsNotWrittenEither) {
    for (const auto value : {std::nan(""), HUGE_VAL, -HUGE_VAL, -0.1, 1.1e8})
        ASSERT_TRUE(save_counters(database_, "SA", {}, {{"e_pv_total", {value, 0, {}}}})) << value;
    EXPECT_EQ(number_in(database_, "SELECT count(*) FROM counter"), 0);
}

TEST_F(KeptCountersTest, NoWholeSerialIsSaid) {
    ASSERT_TRUE(database_.execute(
        "INSERT INTO counter VALUES ('SA2114G047', 'BG2134G001/e_total', -1, 0, 0);"
    ));
    EXPECT_EQ(
        load_counters(database_).value().refused,
        "1 counter(s) that were kept say what can't be and begin anew: ...G047 ...G001/e_total"
    );
}

TEST_F(KeptCountersTest, NothingIsSaidOfRowsThatAreFine) {
    ASSERT_TRUE(save_counters(database_, "SA", {}, {{"e_pv_total", {0, 0, {}}}}));
    const auto loaded = load_counters(database_).value();
    EXPECT_EQ(loaded.counters.at("SA")->find("e_pv_total")->second.value, 0);
    EXPECT_EQ(loaded.refused, "");
}

}  // namespace
}  // namespace giv::store

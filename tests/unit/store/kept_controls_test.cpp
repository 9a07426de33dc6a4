#include "store/kept_controls.hpp"

#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::store {
namespace {

using namespace giv::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class KeptControlsTest : public ::testing::Test {
 protected:
    KeptControlsTest() { EXPECT_TRUE(migrate(database_, migrations())); }

    void save(const std::string& serial, const KeptControl& old, const KeptControl& kept) {
        ASSERT_TRUE(save_control(database_, serial, old, kept));
    }

    KeptControls loaded() { return load_controls(database_).value().controls; }

    Database database_{Database::open(":memory:").value()};
};

TEST_F(KeptControlsTest, AreNoneAtFirst) { EXPECT_THAT(loaded(), IsEmpty()); }

TEST_F(KeptControlsTest, ComeBackAsTheyWere) {
    save("SA2114G047", {}, a_control(30));
    save("CE2231G000", {}, a_control(60));

    EXPECT_THAT(loaded(), SizeIs(2));
    EXPECT_EQ(loaded().at("SA2114G047"), a_control(30));
    EXPECT_EQ(loaded().at("CE2231G000"), a_control(60));
}

TEST_F(KeptControlsTest, StandInRowsThatAPersonCanRead) {
    save("SA2114G047", {}, a_control(30));

    EXPECT_EQ(text_in(database_, "SELECT kind FROM timed_action"), "forceCharge");
    EXPECT_EQ(number_in(database_, "SELECT saved_reserve FROM control"), 10);
    EXPECT_EQ(number_in(database_, "SELECT day FROM write_count WHERE register = 94"), 20'783);
    EXPECT_EQ(number_in(database_, "SELECT lifetime FROM write_count WHERE register = 94"), 1000);
    EXPECT_EQ(number_in(database_, "SELECT today FROM write_count WHERE register = 94"), 2);
}

TEST_F(KeptControlsTest, AnActionThatEndedIsGone) {
    const auto running = a_control(30);
    auto ended = running;
    ended.actions.clear();
    save("SA2114G047", {}, running);
    save("CE2231G000", {}, running);

    save("SA2114G047", running, ended);

    EXPECT_EQ(loaded().at("SA2114G047"), ended);
    EXPECT_EQ(loaded().at("CE2231G000"), running);
}

TEST_F(KeptControlsTest, AChangeReplacesWhatWas) {
    const auto old = a_control(30);
    auto kept = a_control(90);
    kept.actions.push_back(kept.actions[0]);
    kept.actions[1].kind = ActionKind::pause_discharge;
    kept.saved_reserve = 20;
    kept.writes.count(94, LocalTime{2026, 11, 27, 0, 0, 0});  // a new day
    save("SA2114G047", {}, old);

    save("SA2114G047", old, kept);

    EXPECT_EQ(loaded().at("SA2114G047"), kept);
    EXPECT_EQ(number_in(database_, "SELECT min(day) FROM write_count"), 20'784);
}

TEST_F(KeptControlsTest, AnActionThatCannotBeReadIsToldAndStays) {
    save("SA2114G047", {}, a_control(30));
    ASSERT_TRUE(database_.execute("UPDATE timed_action SET description = '{\"kind\":'"));

    const auto result = load_controls(database_).value();
    EXPECT_THAT(
        result.refused,
        ElementsAre(
            "a timed action that was kept is refused and will not be ended: its text is not "
            "one that givtcp keeps"
        )
    );
    EXPECT_THAT(result.controls.at("SA2114G047").actions, IsEmpty());

    auto kept = result.controls.at("SA2114G047");
    kept.saved_reserve = 20;
    save("SA2114G047", result.controls.at("SA2114G047"), kept);
    EXPECT_EQ(number_in(database_, "SELECT count(*) FROM timed_action"), 1);
}

// 300 hundredths of the capacity: no inverter holds that, and none is set to it.
TEST_F(KeptControlsTest, AnActionWithAValueThatNoRegisterHoldsIsRefusedWhole) {
    auto damaged = a_control(30);
    damaged.actions[0].restore.push_back({111, 300, 50, {}});
    save("SA2114G047", {}, damaged);

    const auto result = load_controls(database_).value();

    EXPECT_THAT(result.controls.at("SA2114G047").actions, IsEmpty());
    EXPECT_THAT(result.refused, ElementsAre(HasSubstr("HR111 = 300")));
    EXPECT_EQ(number_in(database_, "SELECT count(*) FROM timed_action"), 1);
}

TEST_F(KeptControlsTest, AReserveThatIsNoneIsRefused) {
    for (const auto* percent : {"3", "100", "-1", "70000"}) {
        ASSERT_TRUE(database_.execute(
            "INSERT OR REPLACE INTO control VALUES ('SA2114G047', " + std::string{percent} + ")"
        ));
        const auto result = load_controls(database_).value();
        EXPECT_FALSE(result.controls.contains("SA2114G047")) << percent;
        EXPECT_THAT(result.refused, ElementsAre(HasSubstr("4 to 99, not " + std::string{percent})));
    }
}

TEST_F(KeptControlsTest, NumbersThatCannotBeAreLeftOut) {
    ASSERT_TRUE(
        database_.execute("INSERT INTO control VALUES ('SA2114G047', 70000);"
                          "INSERT INTO write_count VALUES ('SA2114G047', -1, 1, 1, 1);"
                          "INSERT INTO write_count VALUES ('SA2114G047', 94, 1, -1, 1);"
                          "INSERT INTO write_count VALUES ('SA2114G047', 95, 1, 1, -1);"
                          "INSERT INTO write_count VALUES ('SA2114G047', 96, 1, 5, 2);")
    );

    const auto control = loaded().at("SA2114G047");

    EXPECT_EQ(control.saved_reserve, std::nullopt);
    EXPECT_EQ(control.writes.lifetime(), 5U);
    EXPECT_EQ(control.writes.today(), 2U);
}

}  // namespace
}  // namespace giv::store

#include "store/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace giv::store {
namespace {

using ::testing::HasSubstr;

constexpr std::array two_steps{
    "CREATE TABLE first (a INTEGER);",
    "CREATE TABLE second (b INTEGER); INSERT INTO second SELECT a FROM first;",
};
constexpr std::span<const char* const> both{two_steps};

Database an_empty_file() { return Database::open(":memory:").value(); }

std::int64_t number(Database& database, std::string_view sql) {
    auto statement = database.prepare(sql).value();
    EXPECT_TRUE(statement.step().value());
    return statement.number(0);
}

TEST(Schema, AnEmptyFileTakesEveryStep) {
    auto database = an_empty_file();

    ASSERT_TRUE(migrate(database, both));

    EXPECT_EQ(number(database, "SELECT value FROM meta WHERE name = 'schema'"), 2);
    EXPECT_EQ(number(database, "SELECT count(*) FROM second"), 0);
}

TEST(Schema, AnOlderFileKeepsWhatItHolds) {
    auto database = an_empty_file();
    ASSERT_TRUE(migrate(database, both.first(1)));
    ASSERT_TRUE(database.execute("INSERT INTO first VALUES (42)"));

    ASSERT_TRUE(migrate(database, both));

    EXPECT_EQ(number(database, "SELECT b FROM second"), 42);
}

TEST(Schema, AStepIsTakenOnce) {
    auto database = an_empty_file();

    ASSERT_TRUE(migrate(database, both));
    ASSERT_TRUE(migrate(database, both));

    EXPECT_EQ(number(database, "SELECT value FROM meta WHERE name = 'schema'"), 2);
}

TEST(Schema, AStepThatFailsLeavesTheFileAsItWas) {
    constexpr std::array<const char*, 2> broken{two_steps[0], "CREATE TABLE second (b); nonsense;"};
    auto database = an_empty_file();
    ASSERT_TRUE(migrate(database, both.first(1)));

    const auto migrated = migrate(database, broken);

    ASSERT_FALSE(migrated);
    EXPECT_EQ(number(database, "SELECT value FROM meta WHERE name = 'schema'"), 1);
    EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'second'"), 0);
}

TEST(Schema, AFileOfANewerVersionIsRefusedInWords) {
    auto database = an_empty_file();
    ASSERT_TRUE(migrate(database, both));

    const auto migrated = migrate(database, both.first(1));

    ASSERT_FALSE(migrated);
    EXPECT_THAT(migrated.error().detail, HasSubstr("version 2"));
    EXPECT_THAT(migrated.error().detail, HasSubstr("knows 1"));
    EXPECT_EQ(number(database, "SELECT value FROM meta WHERE name = 'schema'"), 2);
}

TEST(Schema, AnotherProgramsFileIsRefused) {
    auto database = an_empty_file();
    ASSERT_TRUE(database.execute("CREATE TABLE recipes (title TEXT)"));

    const auto migrated = migrate(database, both);

    ASSERT_FALSE(migrated);
    EXPECT_THAT(migrated.error().detail, HasSubstr("another program"));
    EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema"), 1);
}

TEST(Schema, AMetaTableOfAnotherShapeIsAnError) {
    auto database = an_empty_file();
    ASSERT_TRUE(database.execute("CREATE TABLE meta (something TEXT)"));

    EXPECT_FALSE(migrate(database, both));
}

TEST(Schema, TheFileOfTheFirstReleaseKeepsItsTopologies) {
    auto database = an_empty_file();
    ASSERT_TRUE(migrate(database, migrations().first(1)));
    ASSERT_TRUE(database.execute("INSERT INTO topology VALUES ('SA2114G047', '{}')"));

    ASSERT_TRUE(migrate(database, migrations()));

    EXPECT_EQ(number(database, "SELECT value FROM meta WHERE name = 'schema'"), 7);
    EXPECT_EQ(number(database, "SELECT count(*) FROM topology"), 1);
    for (const std::string table :
         {"timed_action", "control", "write_count", "audit", "counter", "outbox", "place"})
        EXPECT_EQ(number(database, "SELECT count(*) FROM " + table), 0);
}

TEST(Schema, ALineOfAnOlderAuditIsOfOneThatWroteWhereItSaysSo) {
    auto database = an_empty_file();
    ASSERT_TRUE(migrate(database, migrations().first(2)));
    ASSERT_TRUE(database.execute(
        "INSERT INTO audit (at, serial, source, command, outcome, detail) VALUES"
        " (1, '', '', '', 'verified', 'HR116=80'), (2, '', '', '', 'refused: busy', 'no place'),"
        " (3, '', '', '', 'no-op', ''), (4, '', '', '', 'unknown: not-proved', ''),"
        " (5, '', '', '', 'refused: inverter', 'put back; HR94=30')"
    ));

    ASSERT_TRUE(migrate(database, migrations()));

    EXPECT_EQ(number(database, "SELECT group_concat(at, '') FROM audit WHERE wrote = 1"), 145);
    EXPECT_EQ(number(database, "SELECT group_concat(at, '') FROM audit WHERE wrote = 0"), 23);
}

}  // namespace
}  // namespace giv::store

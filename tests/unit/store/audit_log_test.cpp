#include "store/audit_log.hpp"

#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace giv::store {
namespace {

using namespace giv::testing;

Database an_empty_store() {
    auto database = Database::open(":memory:").value();
    EXPECT_TRUE(migrate(database, migrations()));
    return database;
}

TEST(AuditLog, KeepsEveryPartOfALine) {
    auto database = an_empty_store();

    ASSERT_TRUE(append_audit(database, std::vector{an_audit("setChargeTarget 80")}));

    EXPECT_EQ(number_in(database, "SELECT at FROM audit"), 1'780'000'000'250);
    EXPECT_EQ(text_in(database, "SELECT serial FROM audit"), "SA2114G047");
    EXPECT_EQ(text_in(database, "SELECT source FROM audit"), "REST 192.0.2.1");
    EXPECT_EQ(text_in(database, "SELECT command FROM audit"), "setChargeTarget 80");
    EXPECT_EQ(text_in(database, "SELECT outcome FROM audit"), "verified");
    EXPECT_EQ(text_in(database, "SELECT detail FROM audit"), "HR116=80");
}

TEST(AuditLog, TakesWhateverACommandWas) {
    auto database = an_empty_store();
    const std::string payload{"'); DROP TABLE audit; -- \xFF\x00 \n", 30};

    ASSERT_TRUE(append_audit(database, std::vector{an_audit(payload)}));

    EXPECT_EQ(text_in(database, "SELECT command FROM audit"), payload);
}

TEST(AuditLog, KeepsTheNewestThatWrote) {
    auto database = an_empty_store();
    const std::vector<AuditEntry> old(7'999, an_audit("old"));
    ASSERT_TRUE(append_audit(database, old));
    ASSERT_TRUE(append_audit(database, std::vector{an_audit("new 1")}));
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit"), 8'000);

    ASSERT_TRUE(append_audit(database, std::vector{an_audit("new 2"), an_audit("new 3")}));

    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit"), 8'000);
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit WHERE command = 'old'"), 7'997);
    EXPECT_EQ(text_in(database, "SELECT command FROM audit ORDER BY id DESC"), "new 3");
}

// 8,000 and 2,000 rows: 10,000 in all, whatever comes.
TEST(AuditLog, LetsNoFloodOfRefusalsDriveOutWhatWasWritten) {
    auto database = an_empty_store();
    ASSERT_TRUE(append_audit(database, std::vector{an_audit("written")}));
    const std::vector<AuditEntry> flood(12'000, a_refusal("rubbish"));

    ASSERT_TRUE(append_audit(database, flood));
    ASSERT_TRUE(append_audit(database, std::vector{a_refusal("the newest")}));

    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit WHERE command = 'written'"), 1);
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit"), 2'001);
    EXPECT_EQ(text_in(database, "SELECT command FROM audit ORDER BY id DESC"), "the newest");

    const std::vector<AuditEntry> writes(12'000, an_audit("written"));
    ASSERT_TRUE(append_audit(database, writes));
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit"), 10'000);
}

}  // namespace
}  // namespace giv::store

#include "givtcp/registers/models.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

TEST(ModelOf, DividesFamily20ByFirmware) {
    EXPECT_EQ(model_of(0x2001, 449), Model::hybrid_gen1);
    EXPECT_EQ(model_of(0x2003, 920), Model::hybrid_gen2);
    EXPECT_EQ(model_of(0x2001, 818), Model::hybrid_gen2);
    EXPECT_EQ(model_of(0x2001, 302), Model::hybrid_gen3);
    EXPECT_EQ(model_of(0x2001, 0), Model::hybrid_gen1);
}

TEST(ModelOf, KnowsTheOtherFamilies) {
    EXPECT_EQ(model_of(0x3001, 282), Model::ac);
    EXPECT_EQ(model_of(0x8001, 612), Model::all_in_one);
    EXPECT_EQ(model_of(0x4004, 0), Model::hybrid_3ph);
    EXPECT_EQ(model_of(0x7001, 14), Model::gateway);
    EXPECT_EQ(model_of(0x2201, 101), Model::hybrid_gen3_plus);
    EXPECT_EQ(model_of(0x9901, 1), Model::unknown);
}

TEST(Ratings, ComeFromTheTableBeforeTheRegister) {
    EXPECT_EQ(rated_watts(0x2003, 50), 3600);
    EXPECT_EQ(rated_watts(0x2202, 0), 4600);  // rated as 2102
    EXPECT_EQ(rated_watts(0x2009, 50), 5000);
    EXPECT_EQ(rated_watts(0x2009, 0), std::nullopt);
}

TEST(Ratings, OfTheBatteryDependOnTheGeneration) {
    EXPECT_EQ(table_battery_watts(0x2001, 449), 2600);
    EXPECT_EQ(table_battery_watts(0x2001, 913), 3600);
    EXPECT_EQ(table_battery_watts(0x3001, 282), 3000);
    EXPECT_EQ(table_battery_watts(0x8101, 1), std::nullopt);
}

}  // namespace
}  // namespace giv

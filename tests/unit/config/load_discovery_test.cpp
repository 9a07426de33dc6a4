// Options of discovery.
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using ::testing::IsEmpty;
using testing::load_both;
using testing::load_variables;
using ::testing::SizeIs;

TEST(Load, NamesOfPlantsInHomeAssistantFollowTheirNumbers) {
    const auto outcome = load_both(
        {{"HADEVICEPREFIX_2", "Garage"}, {"HA_AUTO_D", "False"}, {"GIVTCPINSTANCE", "4"}},
        R"({"discovery": {"prefix": "/ha/", "style": "device", "device_layout": "sections"},
            "plants": [{"host": "a"}, {"host": "b"}, {"host": "c"}]})"
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    const auto& discovery = outcome.settings.mqtt.discovery;
    EXPECT_EQ(discovery.name_prefix_of(4, 4), "GivTCP");
    EXPECT_EQ(discovery.name_prefix_of(5, 4), "Garage");
    EXPECT_EQ(discovery.name_prefix_of(6, 4), "GivTCP3");
    EXPECT_FALSE(discovery.enabled);
    EXPECT_EQ(discovery.prefix, "ha");
    EXPECT_EQ(discovery.style, render::DiscoveryStyle::device);
    EXPECT_EQ(discovery.layout, render::DeviceLayout::sections);
}

TEST(Load, APageHasASchemeAndAHost) {
    const auto with = [](const std::string& url) {
        return load_variables({{"HA_CONFIGURATION_URL", url}}).errors;
    };

    for (const auto* good : {"http://192.168.1.5:6345/", "https://givtcp.local/a?b#c"})
        EXPECT_THAT(with(good), IsEmpty()) << good;
    for (const auto* bad : {"192.168.1.5:6345", "ftp://a/", "http:///", "http://a b/"})
        EXPECT_THAT(with(bad), SizeIs(1)) << bad;
}

}  // namespace
}  // namespace giv

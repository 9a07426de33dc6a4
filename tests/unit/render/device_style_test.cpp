// What is announced in device style. Expected values are spec/clients.md §3.1 and
// research/home-assistant.md 5 "Device style", worked out for the plant of own_plants.hpp.
#include "givtcp/render/device_style.hpp"

#include "support/discovered.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace giv::render {
namespace {

using namespace giv::testing;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr auto root_topic = "homeassistant/device/givtcp_SA2114G047/config";
constexpr auto pack_topic = "homeassistant/device/SA2114G047--GivTCP-20BG2134G001/config";
constexpr auto stack_topic = "homeassistant/device/SA2114G047--GivTCP-20Battery_Stack_1/config";

std::vector<Announcement> fresh(const DiscoveryOptions& options = {}) {
    return announcements(*gen1_snapshot(), options);
}

std::vector<Announcement> only(std::vector<Announcement> all, const std::set<std::string>& keys) {
    std::erase_if(all, [&](const Announcement& one) { return !keys.contains(one.name.key); });
    return all;
}

const DeviceAnnouncement* at(const std::vector<DeviceAnnouncement>& all, std::string_view topic) {
    const auto found = std::ranges::find(all, topic, &DeviceAnnouncement::topic);
    return found == all.end() ? nullptr : &*found;
}

json component(const std::vector<DeviceAnnouncement>& all, const char* topic, const char* key) {
    const auto* device = at(all, topic);
    if (device == nullptr) return {};
    return json::parse(device->payload).at("cmps").at(key);
}

// What Home Assistant makes of a component: the device's own, and whatever of the shared members
// the component does not have itself.
json merged(const json& message, json component) {
    component.erase("p");
    component["device"] = message.at("dev");
    component["origin"] = message.at("o");
    for (const auto* shared : {"availability", "availability_mode"})
        if (!component.contains(shared)) component[shared] = message.at(shared);
    return component;
}

TEST(DeviceStyle, AnnouncesADeviceInFull) {
    DiscoveryOptions options;
    options.version = "1.2.3";
    options.configuration_url = "http://box:6345/";

    const auto all = device_announcements(only(fresh(options), {"Problem", "PV_Power"}), options);

    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().topic, root_topic);
    EXPECT_EQ(json::parse(all.front().payload), json::parse(R"({
        "dev": {
            "identifiers": ["givtcp_SA2114G047"], "name": "GivTCP", "manufacturer": "GivEnergy",
            "model": "Hybrid gen1", "serial_number": "SA2114G047", "sw_version": "D0.449-A0.449",
            "configuration_url": "http://box:6345/"},
        "o": {"name": "givtcp", "sw_version": "1.2.3"},
        "availability_mode": "all",
        "availability": [
            {"topic": "GivEnergy/bridge/1/status"}, {"topic": "GivEnergy/SA2114G047/status"}],
        "cmps": {
            "binary_sensor-SA2114G047_Problem": {
                "p": "binary_sensor",
                "name": "Problem",
                "unique_id": "GivTCP_SA2114G047_Problem",
                "default_entity_id": "binary_sensor.givtcp_sa2114g047_problem",
                "object_id": "givtcp_sa2114g047_problem",
                "state_topic": "GivEnergy/SA2114G047/problem",
                "device_class": "problem",
                "value_template": "{{ 'ON' if value_json.problem else 'OFF' }}",
                "json_attributes_topic": "GivEnergy/SA2114G047/problem",
                "entity_category": "diagnostic",
                "availability": [{"topic": "GivEnergy/bridge/1/status"}]},
            "sensor-SA2114G047_PV_Power": {
                "p": "sensor",
                "name": "PV Power",
                "unique_id": "GivTCP_SA2114G047_PV_Power",
                "default_entity_id": "sensor.givtcp_sa2114g047_pv_power",
                "object_id": "givtcp_sa2114g047_pv_power",
                "state_topic": "GivEnergy/SA2114G047/Power/Power/PV_Power",
                "device_class": "power", "state_class": "measurement",
                "unit_of_measurement": "W",
                "suggested_display_precision": 0, "expire_after": 1500}}
    })"));
    EXPECT_THAT(
        all.front().components,
        ElementsAre(
            Component{Platform::binary_sensor, "binary_sensor-SA2114G047_Problem"},
            Component{Platform::sensor, "sensor-SA2114G047_PV_Power"}
        )
    );
}

TEST(DeviceStyle, AnEntityAloneIsAnnouncedAsEver) {
    const auto all = fresh();
    const auto* one = testing::find(all, Platform::sensor, "status");
    ASSERT_NE(one, nullptr);

    EXPECT_EQ(
        one->payload,
        R"({"name":"status","unique_id":"GivTCP_SA2114G047_status",)"
        R"("default_entity_id":"sensor.givtcp_sa2114g047_status",)"
        R"("object_id":"givtcp_sa2114g047_status",)"
        R"("state_topic":"GivEnergy/SA2114G047/Stats/status","entity_category":"diagnostic",)"
        R"("availability_mode":"all","availability":[{"topic":"GivEnergy/bridge/1/status"}],)"
        R"("device":{"identifiers":["givtcp_SA2114G047"],"name":"GivTCP",)"
        R"("manufacturer":"GivEnergy","model":"Hybrid gen1","serial_number":"SA2114G047",)"
        R"("sw_version":"D0.449-A0.449"},"origin":{"name":"givtcp"}})"
    );
}

void expect_each_is_what_it_is_by_itself(const DiscoveryOptions& options) {
    const auto singles = fresh(options);
    std::map<std::string, json> devices;
    for (const auto& one : device_announcements(singles, options))
        devices[one.topic] = json::parse(one.payload);

    for (const auto& one : singles) {
        if (!one.due) continue;
        const auto& message =
            devices.at(device_topic(one.identity.identifiers, "SA2114G047", options));
        const auto& component = message.at("cmps").at(component_of(one).key);
        EXPECT_EQ(component.at("p"), words(one.name.platform));
        EXPECT_TRUE(merged(message, component) == json::parse(one.payload)) << component;
    }
}

TEST(DeviceStyle, EveryComponentIsWhatItIsByItself) {
    DiscoveryOptions options;
    expect_each_is_what_it_is_by_itself(options);
    options.read_only = true;
    expect_each_is_what_it_is_by_itself(options);
    options.layout = DeviceLayout::sections;
    options.slot_sensors = true;
    options.time_entities = true;
    expect_each_is_what_it_is_by_itself(options);
}

TEST(DeviceStyle, LeavesOutWhatIsNotDue) {
    auto some = only(fresh(), {"Problem", "PV_Power", "SOC"});
    for (auto& one : some)
        if (one.name.key == "SOC") one.due = false;

    const auto all = device_announcements(some, {});

    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().components.size(), 2U);
    EXPECT_FALSE(json::parse(all.front().payload).at("cmps").contains("sensor-SA2114G047_SOC"));
    EXPECT_THAT(device_announcements(std::vector<Announcement>{}, {}), IsEmpty());
}

TEST(DeviceStyle, EachDeviceHasItsOwnTopic) {
    std::vector<std::string> topics;
    for (const auto& one : device_announcements(fresh(), {}))
        topics.push_back(one.topic);

    EXPECT_THAT(topics, UnorderedElementsAre(root_topic, pack_topic, stack_topic));
}

TEST(DeviceStyle, TheRootDeviceComesFirst) {
    DiscoveryOptions options;
    options.layout = DeviceLayout::sections;
    auto singles = fresh(options);
    std::ranges::reverse(singles);

    const auto all = device_announcements(singles, options);

    ASSERT_GT(all.size(), 3U);
    EXPECT_EQ(all.front().topic, root_topic);
    EXPECT_NE(at(all, "homeassistant/device/SA2114G047_Power/config"), nullptr);
}

TEST(DeviceStyle, TopicsAreForHomeAssistantAndNeverTwoDevices) {
    const auto topic = [](const std::vector<std::string>& ids, std::string_view serial) {
        return device_topic(ids, serial, {});
    };
    const std::vector<std::vector<std::string>> devices{
        {"GivTCP A"},
        {"GivTCP_A"},
        {"GivTCP-A"},
        {"GivTCP-20A"},
        {"GivTCP--A"},
        {"a", "b"},
        {"a--b"},
        {"SA1_a"},
        {"SA1", "a"},
        {"SA1--a"},
        {"a"},
        {"givtcp_SA1"},
        {"givtcp_SA12"},
        {"SA12_a"},
        {"SA1_a", "b"},
        {"\xc2\xa3"},
        {"homeassistant/"}};

    std::set<std::string> topics;
    for (const auto& ids : devices) {
        for (const auto* serial : {"SA1", "SA12"}) {
            const auto one = topic(ids, serial);
            ASSERT_TRUE(one.starts_with("homeassistant/device/") && one.ends_with("/config"));
            const auto object = one.substr(21, one.size() - 28);
            EXPECT_EQ(
                object.find_first_not_of(
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
                ),
                std::string::npos
            ) << one;
            EXPECT_TRUE(topics.insert(one).second) << one << " of " << serial;
        }
    }
}

TEST(DeviceStyle, TheOrderOfIdentifiersDoesNotMatter) {
    EXPECT_EQ(device_topic({"a", "b"}, "SA1", {}), device_topic({"b", "a"}, "SA1", {}));
}

TEST(DeviceStyle, KnowsADeviceWithoutNamesForNone) {
    auto some = only(fresh(), {"Problem", "PV_Power"});
    some.back().identity.identifiers.clear();

    EXPECT_EQ(device_topic({}, "SA1", {}), "");
    const auto all = device_announcements(some, {});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().components.size(), 1U);
}

TEST(DeviceStyle, UniqueIdsMayBeShared) {
    DiscoveryOptions options;
    options.slot_sensors = true;

    const auto all = device_announcements(fresh(options), options);

    const auto as_select = component(all, root_topic, "select-SA2114G047_Charge_start_time_slot_1");
    const auto as_sensor = component(all, root_topic, "sensor-SA2114G047_Charge_start_time_slot_1");
    EXPECT_EQ(as_select.at("unique_id"), "GivTCP_SA2114G047_Charge_start_time_slot_1");
    EXPECT_EQ(as_sensor.at("unique_id"), "GivTCP_SA2114G047_Charge_start_time_slot_1");
}

TEST(DeviceStyle, ADeviceOfTheInverterIsCalledByItsOwn) {
    auto singles = fresh();
    for (auto& one : singles)
        if (one.name.owner == "BG2134G001") one.identity.identifiers = {"givtcp_SA2114G047"};
    std::stable_partition(singles.begin(), singles.end(), [](const Announcement& one) {
        return one.name.owner == "BG2134G001";
    });

    const auto all = device_announcements(singles, {});

    EXPECT_EQ(json::parse(at(all, root_topic)->payload).at("dev").at("name"), "GivTCP");
    EXPECT_EQ(at(all, pack_topic), nullptr);
}

TEST(DeviceStyle, KeysFollowTheTopicThatTheBrokerKnows) {
    Announcement one;
    one.name = {Platform::sensor, "Battery_SOC", "BG2134G001"};
    one.identity.config_topic = "homeassistant/sensor/GivEnergy/BG2134G001_Battery_SOC/config";
    EXPECT_EQ(component_of(one).key, "sensor-BG2134G001_Battery_SOC");

    one.name.platform = Platform::toggle;
    one.identity.config_topic = "homeassistant/switch/GivEnergy/odd name/config";
    EXPECT_EQ(component_of(one).key, "switch-odd-20name");
    EXPECT_EQ(component_of(one).platform, Platform::toggle);
}

TEST(DeviceStyle, ComponentsThatAreGoneAreRemoved) {
    const auto before = device_announcements(only(fresh(), {"Problem", "PV_Power", "SOC"}), {});
    const auto now = device_announcements(only(fresh(), {"Problem"}), {});

    const auto text = removing(now.front(), before.front().components);

    auto expected = json::parse(now.front().payload);
    expected["cmps"]["sensor-SA2114G047_PV_Power"] = {{"p", "sensor"}};
    expected["cmps"]["sensor-SA2114G047_SOC"] = {{"p", "sensor"}};
    EXPECT_EQ(json::parse(text), expected);
    EXPECT_EQ(expected.at("cmps").size(), 3U);
}

TEST(DeviceStyle, NothingIsRemovedWhereNothingIsGone) {
    const auto now = device_announcements(only(fresh(), {"Problem", "SOC"}), {});
    const auto less = device_announcements(only(fresh(), {"Problem"}), {});

    EXPECT_EQ(removing(now.front(), now.front().components), "");
    EXPECT_EQ(removing(now.front(), less.front().components), "");
    EXPECT_EQ(removing(now.front(), {}), "");
}

TEST(DeviceStyle, IsSmallerThanItsEntities) {
    std::size_t singles = 0;
    std::size_t devices = 0;
    const auto all = fresh();
    for (const auto& one : all)
        singles += one.payload.size();
    for (const auto& one : device_announcements(all, {}))
        devices += one.payload.size();

    RecordProperty("singles", std::to_string(singles));
    RecordProperty("devices", std::to_string(devices));
    EXPECT_LT(devices, singles);
    EXPECT_LT(devices, 300'000U);
}

}  // namespace
}  // namespace giv::render

// Random registers with a good checksum, millions of them: nothing crashes, and what one device
// says never touches what is known of another.
//
// 10^5 banks in all; 10^7 where GIVTCP_WHOLE_MATRIX is set (a release build, scripts/test --all).
#include "simulator/builtin_plants.hpp"
#include "support/own_plants.hpp"

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/registers/readings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000h};
constexpr int banks_in_a_volley = 1000;

int volleys() {
    const bool is_whole = std::getenv("GIVTCP_WHOLE_MATRIX") !=
                          nullptr;  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return is_whole ? 5'000 : 50;   // of each of two plants
}

Topology topology_of(const simulator::RegisterImage& plant) {
    const auto read = [&](const ReadTarget& target) {
        return plant.read(target.device, target.range).value_or(std::vector<std::uint16_t>{});
    };
    Topology topology;
    const auto identity = judge_identity(read({device::inverter, {Bank::holding, 0, 60}}));
    topology.identity = identity.value_or(Identity{});
    for (const auto& probe : probes(topology.identity, device::inverter))
        apply(topology, probe, read(probe.target));
    return topology;
}

class RandomBanks : public ::testing::TestWithParam<simulator::RegisterImage (*)()> {
 protected:
    void SetUp() override {
        image_.set_topology(topology_);
        targets_ = measurement_reads(topology_);
        const auto settings = configuration_reads(topology_);
        targets_.insert(targets_.end(), settings.begin(), settings.end());
        for (const auto& target : targets_) {
            const auto words = plant_.read(target.device, target.range);
            if (words) testing::admit_twice(image_, {target.device, target.range, *words, now_});
        }
    }

    std::uint16_t random_word() { return static_cast<std::uint16_t>(random_() & 0xFFFFU); }
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_()) % limit; }

    // Noise; or the truth with some of it changed, which gets further.
    std::vector<std::uint16_t> random_words(const ReadTarget& target) {
        const auto truth = plant_.read(target.device, target.range);
        std::vector<std::uint16_t> words(target.range.count);
        if (truth && below(4) != 0) {
            words = *truth;
            for (auto changes = below(6); changes > 0; --changes)
                words.at(below(words.size())) = random_word();
        } else {
            std::ranges::generate(words, [this] { return random_word(); });
        }
        return words;
    }

    ReadTarget random_target(DeviceAddress device) {
        std::vector<ReadTarget> own;
        for (const auto& target : targets_)
            if (target.device == device) own.push_back(target);
        auto target = own.at(below(own.size()));
        if (below(8) == 0) {  // as other clients ask
            target.range.base = static_cast<std::uint16_t>(below(400));
            target.range.count = static_cast<std::uint16_t>(1 + below(60));
        }
        return target;
    }

    void fire(DeviceAddress device) {
        for (int i = 0; i < banks_in_a_volley; ++i) {
            const auto target = random_target(device);
            const auto words = random_words(target);
            now_ += std::chrono::milliseconds{below(20'000)};
            image_.admit({target.device, target.range, words, now_, Origin::own});
            decode(target, words);
        }
    }

    // Of a device of which nothing else is known.
    void decode(const ReadTarget& target, const std::vector<std::uint16_t>& words) {
        const auto& identity = topology_.identity;
        const bool is_inverter = target.device == device::inverter;
        const auto map = !is_inverter                         ? Map::lv_pack
                         : target.range.bank == Bank::holding ? Map::inverter_holding
                                                              : Map::inverter_input;
        RegisterBank bank;
        bank.store(target.range.base, words, now_);
        DeviceReadings readings;
        readings.decode(map, identity.model(), identity.arm_firmware, bank);
        ASSERT_FALSE(readings.all(map).empty());
    }

    SnapshotPtr show() { return image_.snapshot({now_, WallTime{}}, PlantState::live, ""); }

    // What is known of every other part, register by register.
    using Known = std::vector<std::pair<std::string, Value>>;
    static Known known_of_others(const Snapshot& snapshot, const std::string& id) {
        Known known;
        for (const auto& part : snapshot.parts) {
            if (part.id == id) continue;
            for (const auto& raw : part.raw)
                known.emplace_back(part.id + "/" + std::string{raw.field->name}, raw.value);
        }
        return known;
    }

    std::string id_of(DeviceAddress device) const {
        for (const auto& pack : topology_.packs)
            if (pack.address == device) return pack.serial;
        return topology_.identity.serial;
    }

    simulator::RegisterImage plant_ = GetParam()();
    Topology topology_ = topology_of(plant_);
    PlantImage image_{testing::one_hour_ahead};
    std::vector<ReadTarget> targets_;
    Instant now_ = start;
    std::mt19937 random_{20260418};  // NOLINT(cert-msc51-cpp,cert-msc32-c): the same in every run
};

TEST_P(RandomBanks, NeitherBreakAnythingNorTouchAnotherDevice) {
    std::vector<DeviceAddress> devices{device::inverter};
    for (const auto& pack : topology_.packs)
        devices.push_back(pack.address);
    ASSERT_GE(devices.size(), 2U);

    for (int volley = 0; volley < volleys(); ++volley) {
        const auto device = devices.at(below(devices.size()));
        const auto before = known_of_others(*show(), id_of(device));
        ASSERT_FALSE(before.empty());
        fire(device);
        ASSERT_EQ(known_of_others(*show(), id_of(device)), before) << "volley " << volley;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Of,
    RandomBanks,
    ::testing::Values(simulator::gen1_plant, simulator::ac_plant),
    [](const auto& of) { return std::string{of.index == 0 ? "a_hybrid" : "an_ac_plant"}; }
);

}  // namespace
}  // namespace giv

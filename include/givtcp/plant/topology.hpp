// Which devices a plant has, and what is to be read of them. Pure judgement of probe answers.
//
// Source: spec/models.md §6 (detection) and §7 (blocks).
#pragma once

#include "givtcp/protocol/pdu.hpp"
#include "givtcp/registers/models.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv {

// What HR0-59 at 0x11 says of itself.
struct Identity {
    std::string serial;
    std::uint16_t device_type_code = 0;
    std::uint16_t arm_firmware = 0;

    Model model() const { return model_of(device_type_code, arm_firmware); }

    friend bool operator==(const Identity&, const Identity&) = default;
};

struct Pack {
    DeviceAddress address;
    std::string serial;

    friend bool operator==(const Pack&, const Pack&) = default;
};

struct Topology {
    Identity identity;
    DeviceAddress inverter = device::inverter;  // or the facade, by setting
    std::vector<Pack> packs;                    // by address
    std::vector<DeviceAddress> meters;
    bool has_lv_bcu_page = false;
    std::vector<RegisterRange> asked;     // the blocks marked after_probe that were probed
    std::vector<RegisterRange> answered;  // those of them that answered

    friend bool operator==(const Topology&, const Topology&) = default;
};

// One read of the poller.
struct ReadTarget {
    DeviceAddress device;
    RegisterRange range;

    friend bool operator==(const ReadTarget&, const ReadTarget&) = default;
};

// `words` are HR0-59. Nothing for an all-zero bank, a type code of 0 or an impossible serial.
std::optional<Identity> judge_identity(std::span<const std::uint16_t> words);

// `words` are IR60-119 of a pack's address: its serial if there is a pack. Absent places answer
// too, with left-overs of others; only a valid serial proves a pack.
std::optional<std::string> judge_pack(std::span<const std::uint16_t> words);

// `words` are IR60-89 of a meter's address.
bool judge_meter(std::span<const std::uint16_t> words);

// `words` are IR60-119 at 0x31.
bool judge_lv_bcu_page(std::span<const std::uint16_t> words);

// What detection asks, beyond HR0-59, in this order: blocks marked after_probe (the settings wait
// for them), packs (0x32 first), the BCU page, meters. Empty for models that are not read.
struct Probe {
    enum class Kind : std::uint8_t { pack, lv_bcu_page, meter, block };

    Kind kind;
    ReadTarget target;
    bool patient;  // with the long time-out: 0x32 exists in almost every plant

    friend bool operator==(const Probe&, const Probe&) = default;
};
std::vector<Probe> probes(const Identity& identity, DeviceAddress inverter);

// The topology with this probe's answer taken in; `words` empty: silence or refusal.
void apply(Topology& topology, const Probe& probe, std::span<const std::uint16_t> words);

// Every cycle, in order of importance: the inverter's blocks, packs, the BCU page, meters.
std::vector<ReadTarget> measurement_reads(const Topology& topology);

// Every few minutes and after writes.
std::vector<ReadTarget> configuration_reads(const Topology& topology);

// As text for the store, and back; nothing for text that is not one of ours.
std::string to_text(const Topology& topology);
std::optional<Topology> topology_from(std::string_view kept);

}  // namespace giv

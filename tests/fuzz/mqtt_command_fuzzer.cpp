// Any bytes as topics and payloads from the broker: only a name below a control root reaches the
// gate, what the broker kept never does, and every result is JSON on a topic of ours.
//
// Input: lines of "flags topic<tab>payload"; the first byte holds the flags.
#include "mqtt/commands.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace {

using giv::mqtt::Commands;
using giv::mqtt::Message;
using giv::mqtt::Publication;

constexpr std::string_view result_root = "GivEnergy/SA1/result/";

void require(bool holds) {
    if (!holds) __builtin_trap();
}

bool is_name(std::string_view text) {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    return !text.empty() && text.find_first_not_of(letters) == text.npos;
}

// A gate that refuses, answers at once or never, as the message's flags say.
struct Room {
    giv::CommandGate::Ticket submit(giv::Command command, giv::CommandGate::Answer answer) const {
        require(!current.retained && current.loss == Message::Loss::none);
        require(is_name(command.control) && current.topic.ends_with("/" + command.control));
        require(command.payload == current.payload && command.source == "MQTT");
        const auto outcome = giv::refused({giv::Reason::malformed, command.payload});
        if (gate == 1) return {"1", outcome};
        if (gate == 2) answer(outcome);
        return {"1", std::nullopt};
    }

    giv::mqtt::Offer publish(const Publication& message) const {
        require(!message.retain && message.qos == giv::mqtt::Qos::at_least_once);
        require(message.topic.starts_with(result_root));
        require(is_name(std::string_view{message.topic}.substr(result_root.size())));
        const auto body = nlohmann::json::parse(message.payload, nullptr, false);
        require(body.is_object() && body["outcome"] == "refused");
        return gate == 3 ? giv::mqtt::Offer::later : giv::mqtt::Offer::accepted;
    }

    Message current;
    unsigned gate = 0;
    Commands commands{
        giv::MqttSettings{},
        {.submit = [this](
                       int, giv::Command command, giv::CommandGate::Answer answer
                   ) { return submit(std::move(command), std::move(answer)); },
         .shown_by = {}},
        {.subscribe = [](const auto&) {},
         .say_again = [](int, const auto&) {},
         .publish_state = [] { return true; },
         .publish = [this](const Publication& message) { return publish(message); },
         .log =
             [](giv::LogLevel, std::string_view line) {
                 for (const char c : line)
                     require(c >= ' ' && c <= '~');
             },
         .needs_nothing = [](std::string_view name) { return name == "rebootInverter"; }}};
};

void receive(Room& room, std::string_view line) {
    if (line.empty()) return;
    const auto flags = static_cast<unsigned char>(line[0]);
    line.remove_prefix(1);
    const auto tab = line.find('\t');
    room.gate = flags & 3U;
    room.current = {.topic = std::string{line.substr(0, tab)}, .retained = (flags & 4U) != 0};
    if ((flags & 24U) == 8U) room.current.loss = Message::Loss::no_room;
    if ((flags & 24U) == 16U) room.current.loss = Message::Loss::too_long;
    if (tab != line.npos && room.current.loss == Message::Loss::none)
        room.current.payload = line.substr(tab + 1);
    room.commands.receive(room.current);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Room room;
    room.commands.meet(1, "SA1");
    room.commands.connected();
    std::string_view text{reinterpret_cast<const char*>(data), size};
    while (!text.empty()) {
        const auto end = text.find('\n');
        receive(room, text.substr(0, end));
        if (end == text.npos) break;
        text.remove_prefix(end + 1);
    }
    room.commands.tick();
    room.commands.stop();
    return 0;
}

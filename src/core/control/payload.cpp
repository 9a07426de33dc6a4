// Which control is meant, and with which arguments. Pure; any thread.
#include "givtcp/control/payload.hpp"

#include "core/control/arguments.hpp"
#include "core/control/body.hpp"
#include "core/control/draft.hpp"
#include "core/control/printable.hpp"

namespace giv {
namespace {

tl::unexpected<Refusal> refuse(Reason reason, std::string why) {
    return tl::unexpected<Refusal>(Refusal{reason, std::move(why)});
}

tl::unexpected<Refusal> malformed(const NamedControl& named, const std::string& why) {
    return refuse(Reason::malformed, why + "; send " + example_of(named));
}

tl::unexpected<Refusal> no_control(const std::string& name) {
    if (is_not_offered(name)) {
        return refuse(Reason::not_here, name + " is not offered by givtcp");
    }
    return refuse(Reason::no_such_control, "there is no control named " + cited(name));
}

bool is_nothing(const Scalar& value) {
    const auto* text = std::get_if<std::string>(&value);
    return std::holds_alternative<std::monostate>(value) ||
           (text != nullptr && trimmed(*text).empty());
}

// The value for a parameter: by the first of its keys that is there, or the bare one for the first.
const Scalar& value_for(const Parameter& parameter, bool is_first, const Body& body) {
    if (!body.has_fields) {
        static const Scalar nothing;
        return is_first ? body.bare : nothing;
    }
    for (const auto key : parameter.keys) {
        if (const auto& value = body[key]; !is_nothing(value)) return value;
    }
    return body[parameter.keys.front()];
}

// The slot in the payload: one that the name lacks, or the same.
std::optional<std::string> take_slot(Order& order, int slot) {
    if (order.slot != 0 && order.slot != slot) {
        return order.name + " is slot " + std::to_string(order.slot) + ", and the payload says " +
               std::to_string(slot);
    }
    order.slot = slot;
    return std::nullopt;
}

// Says what is wrong; nothing if all is well.
std::optional<std::string> take(Order& order, std::size_t place, const Body& body) {
    const auto& parameter = order.control->parameters[place];
    const auto key = std::string{parameter.keys.front()};
    const bool is_slot = parameter.type == ArgumentType::slot_number;
    const auto& value = value_for(parameter, place == 0, body);
    if (is_nothing(value)) {
        if (parameter.optional || (is_slot && order.slot != 0)) return std::nullopt;
        return "missing key '" + key + "'";
    }
    auto argument = argument_of(parameter, value, body["unit"]);
    if (!argument) return "'" + key + "': " + in_words(value) + ' ' + argument.error();
    if (is_slot) {
        if (auto contradicts = take_slot(order, std::get<int>(*argument))) return contradicts;
    }
    order.arguments.at(place) = *std::move(argument);
    return std::nullopt;
}

}  // namespace

Expected<Order, Refusal> parse(const Command& command) {
    const auto named = find_control(command.control);
    if (!named) return no_control(command.control);

    Order order;
    order.control = named->control;
    order.slot = named->slot;
    order.name = command.control;
    order.source = command.source;
    order.dry_run = command.dry_run;
    order.override_budget = command.override_budget;
    if (named->control->parameters.empty()) return order;

    const auto body = body_of(command.payload, command.form);
    if (!body) return malformed(*named, "the payload can't be used: " + body.error());
    for (std::size_t i = 0; i < named->control->parameters.size(); ++i) {
        if (auto wrong = take(order, i, *body)) return malformed(*named, *wrong);
    }
    return order;
}

}  // namespace giv

// Which control is meant, and with which arguments. Pure; any thread.
#include "givtcp/control/payload.hpp"

#include "core/control/arguments.hpp"
#include "core/control/body.hpp"
#include "core/control/draft.hpp"
#include "core/control/options.hpp"
#include "core/control/printable.hpp"

#include <algorithm>

namespace giv {
namespace {

tl::unexpected<Refusal> refuse(Reason reason, std::string why) {
    return tl::unexpected<Refusal>(Refusal{reason, std::move(why)});
}

tl::unexpected<Refusal> malformed(const NamedControl& named, const std::string& why) {
    const auto example = example_of(named);
    return refuse(
        Reason::malformed, why + (example.empty() ? "; it needs no payload" : "; send " + example)
    );
}

tl::unexpected<Refusal> no_trial_here(const std::string& name) {
    return refuse(
        Reason::malformed,
        "a dry run is asked for by POST /api/v1/inverters/{serial}/controls/" + name +
            "?dry_run=true; here it would be carried out, and nothing was written"
    );
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

bool is_key_of(const Control& control, std::string_view key) {
    const auto is_it = [&](std::string_view known) { return lower_case(known) == lower_case(key); };
    return is_it("unit") || is_option(key) ||
           std::ranges::any_of(control.parameters, [&](const Parameter& parameter) {
               return std::ranges::any_of(parameter.keys, is_it);
           });
}

// A form that nobody calls one is still one if all of its keys are this control's: nothing else
// that a control takes has an equals sign.
Expected<Body, std::string> body_for(const Control& control, const Command& command) {
    auto body = body_of(command.payload, command.form);
    if (!body || body->has_fields) return body;
    const auto* text = std::get_if<std::string>(&body->bare);
    if (text == nullptr || text->find('=') == std::string::npos) return body;
    auto form = body_of(*text, Command::Form::url_encoded);
    if (!form) return form;
    for (const auto& field : form->fields) {
        if (is_key_of(control, field.key)) continue;
        return tl::unexpected(
            cited(*text) + " is read as a form, and " + cited(field.key) + " is no key of " +
            command.control
        );
    }
    return form;
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

    const bool ignores_keys = named->control->parameters.empty();
    const auto body = body_for(*named->control, command);
    if (!body && ignores_keys && !command.takes_options && !order.dry_run) return order;
    if (!body) return malformed(*named, "the payload can't be used: " + body.error());
    if (command.takes_options) {
        if (auto wrong = take_options(order, *body)) return malformed(*named, *wrong);
    } else if (order.dry_run || asks_for_dry_run(*body)) {
        return no_trial_here(order.name);
    }
    for (std::size_t i = 0; i < named->control->parameters.size(); ++i) {
        if (auto wrong = take(order, i, *body)) return malformed(*named, *wrong);
    }
    return order;
}

}  // namespace giv

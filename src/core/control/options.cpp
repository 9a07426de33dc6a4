// The options of a command, in the spellings that switches have.
#include "core/control/options.hpp"

#include "core/control/arguments.hpp"

#include <algorithm>
#include <array>

namespace giv {
namespace {

struct Option {
    std::string_view key;
    bool Order::*says;
};

constexpr auto options = std::to_array<Option>(
    {{"dry_run", &Order::dry_run}, {"override_budget", &Order::override_budget}}
);

bool is_called(const Option& option, std::string_view key) { return lower_case(key) == option.key; }

// Nothing: it is neither yes nor no.
std::optional<bool> yes_or_no(const Scalar& value) {
    static constexpr Parameter a_switch{.keys = {}, .type = ArgumentType::on_off};
    const auto argument = argument_of(a_switch, value, {});
    if (!argument) return std::nullopt;
    return std::get<bool>(*argument);
}

}  // namespace

bool is_option(std::string_view key) {
    return std::ranges::any_of(options, [&](const Option& one) { return is_called(one, key); });
}

std::optional<std::string> take_options(Order& order, const Body& body) {
    for (const auto& option : options) {
        for (const auto& field : body.fields) {
            if (!is_called(option, field.key)) continue;
            const auto says = yes_or_no(field.value);
            if (!says) {
                return "'" + std::string{option.key} + "': " + in_words(field.value) +
                       " is neither true nor false";
            }
            if (*says) order.*option.says = true;
        }
    }
    return std::nullopt;
}

bool asks_for_dry_run(const Body& body) {
    return std::ranges::any_of(body.fields, [](const BodyField& field) {
        const bool is_said = is_called(options.front(), field.key) &&
                             !std::holds_alternative<std::monostate>(field.value);
        return is_said && yes_or_no(field.value).value_or(true);
    });
}

}  // namespace giv

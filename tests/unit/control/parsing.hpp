// What tests of payloads share: a payload in, an argument or a sentence out.
#pragma once

#include "givtcp/control/payload.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace giv::testing {

using Parsed = Expected<Order, Refusal>;

inline Parsed parsed(std::string control, std::string payload) {
    return parse({.control = std::move(control), .payload = std::move(payload)});
}

inline Parsed from_form(std::string control, std::string payload) {
    Command command{.control = std::move(control), .payload = std::move(payload)};
    command.form = Command::Form::url_encoded;
    return parse(command);
}

// The first argument, or what went wrong.
template <class Type>
::testing::AssertionResult takes(
    const std::string& control, const std::string& payload, Type expected, std::size_t place = 0
) {
    const auto order = parsed(control, payload);
    if (!order) return ::testing::AssertionFailure() << payload << ": " << order.error().why;
    const auto& argument = order->arguments.at(place);
    if (!argument) return ::testing::AssertionFailure() << payload << ": no argument";
    const auto* value = std::get_if<Type>(&*argument);
    if (value == nullptr) return ::testing::AssertionFailure() << payload << ": another type";
    if (!(*value == expected)) return ::testing::AssertionFailure() << payload << ": another value";
    return ::testing::AssertionSuccess();
}

inline std::string why_not(const std::string& control, const std::string& payload) {
    const auto order = parsed(control, payload);
    if (order) return "it was taken";
    EXPECT_EQ(order.error().reason, Reason::malformed) << order.error().why;
    return order.error().why;
}

}  // namespace giv::testing

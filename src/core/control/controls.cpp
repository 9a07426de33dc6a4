#include "givtcp/control/controls.hpp"

#include "givtcp/control/command.hpp"

#include <algorithm>

namespace giv {

std::string_view words(Outcome::How how) {
    switch (how) {
        case Outcome::How::verified: return "verified";
        case Outcome::How::no_op: return "no-op";
        case Outcome::How::refused: return "refused";
        case Outcome::How::unknown: return "unknown";
    }
    return "";
}

std::span<const Control> controls() { return {}; }

const Control* find_control(std::string_view name) {
    const auto found = std::ranges::find(controls(), name, &Control::name);
    return found == controls().end() ? nullptr : &*found;
}

}  // namespace giv

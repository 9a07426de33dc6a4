#include "givtcp/control/plan.hpp"

namespace giv {

Planned plan(const Order&, const ControlView&) {
    return tl::unexpected(Refusal{Reason::not_here, "nothing is writable yet"});
}

Result<std::vector<JudgedWrite>> clock_writes(const LocalTime&, const Capabilities&) {
    return fail(Errc::unsupported, "nothing is writable yet");
}

}  // namespace giv

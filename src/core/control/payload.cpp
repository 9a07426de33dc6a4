#include "givtcp/control/payload.hpp"

namespace giv {

Expected<Order, Refusal> parse(const Command& command) {
    return tl::unexpected(Refusal{
        Reason::no_such_control, "there is no control named \"" + command.control + "\""});
}

}  // namespace giv

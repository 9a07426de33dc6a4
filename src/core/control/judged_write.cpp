#include "givtcp/control/judged_write.hpp"

namespace giv {

Result<JudgedWrite> JudgedWrite::judge(std::uint16_t, std::uint16_t, const Capabilities&) {
    return fail(Errc::unsupported, "nothing is writable yet");
}

Result<JudgedWrite> JudgedWrite::restoring(std::uint16_t, std::uint16_t, const Capabilities&) {
    return fail(Errc::unsupported, "nothing is writable yet");
}

bool JudgedWrite::once_only() const { return false; }

}  // namespace giv

#include "link/pack_log.hpp"

#include "givtcp/protocol/short_serial.hpp"

#include <chrono>
#include <utility>

namespace giv {

void PackLog::look(Instant now, const Pack& pack, std::string_view trouble) {
    constexpr auto again_after = std::chrono::hours{1};
    auto& known = packs_[pack.address];
    if (known.now == trouble) return;
    known.now = trouble;
    if (trouble.empty()) {
        if (!std::exchange(known.is_open, false)) return;
        log_(LogLevel::info, "battery " + short_serial(pack.serial) + " is well again");
        return;
    }
    const bool is_news = known.told != trouble || now - known.told_at >= again_after;
    if (!is_news) return;
    known.told = trouble;
    known.told_at = now;
    known.is_open = true;
    log_(LogLevel::warning, "battery " + short_serial(pack.serial) + ": " + std::string{trouble});
}

}  // namespace giv

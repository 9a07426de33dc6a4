// Any bytes as a network, of those who may ask and of those that are searched: the two readers
// agree, and what is searched is never large.
#include "http/fence.hpp"
#include "link/networks.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto trusted = giv::http::parse_net(text);
    require(trusted ? trusted->bits >= 0 && trusted->bits <= 128 : !trusted.error().detail.empty());

    const auto searched = giv::searched_network(text);
    if (!searched) {
        require(!searched.error().detail.empty());
        return 0;
    }
    const auto hosts = searched->hosts();
    require(!hosts.empty() && hosts.size() <= 1022);
    require(giv::searched_network(searched->text()) == *searched);
    const auto fence = giv::http::parse_net(searched->text());
    require(fence && giv::http::is_inside(giv::ipv4_text(hosts.front()), {*fence}));
    require(giv::http::is_inside(giv::ipv4_text(hosts.back()), {*fence}));
    return 0;
}

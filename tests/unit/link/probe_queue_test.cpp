#include "link/probe_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The last parts of the addresses that are asked; of those in `failing` each try fails at once.
std::vector<Ipv4> asked(ProbeQueue queue, const std::vector<Ipv4>& failing = {}) {
    std::vector<Ipv4> all;
    while (const auto probe = queue.next()) {
        const auto last = probe->host & 0xFFU;
        all.push_back(last);
        if (std::ranges::find(failing, last) != failing.end()) queue.failed_at_once(*probe);
    }
    return all;
}

TEST(ProbeQueue, AsksEveryHostOnce) {
    EXPECT_THAT(asked({*searched_network("10.0.0.0/29"), {}}), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(ProbeQueue, AsksWhatFailedAtOnceAgainAfterAllOthersAndNoThirdTime) {
    EXPECT_THAT(
        asked({*searched_network("10.0.0.0/29"), {}}, {2, 6}), ElementsAre(1, 2, 3, 4, 5, 6, 2, 6)
    );
}

TEST(ProbeQueue, SkipsHosts) {
    const auto network = *searched_network("10.0.0.0/29");
    const auto host = network.address + 3;

    EXPECT_THAT(asked({network, {host}}), ElementsAre(1, 2, 4, 5, 6));
    EXPECT_THAT(asked({*searched_network(ipv4_text(host)), {host}}), IsEmpty());
}

}  // namespace
}  // namespace giv
